namespace Workbench.Server.Semantics.Planner;

/// <summary>What was looked up for one question, for as long as it is read.</summary>
internal sealed class RememberedValues(IValueIndex values) : IValueIndex
{
    private readonly Dictionary<(string Phrase, int Limit), IReadOnlyList<ValueMatch>> _found = [];

    public IReadOnlyList<ValueMatch> Find(string phrase, int limit = 8) =>
        _found.TryGetValue((phrase, limit), out var known) ? known : _found[(phrase, limit)] = values.Find(phrase, limit);
}
