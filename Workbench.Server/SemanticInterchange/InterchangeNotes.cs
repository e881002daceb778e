using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Collects what a translation could not say, had to guess or said in another way.</summary>
internal sealed class InterchangeNotes
{
    private readonly List<InterchangeLoss> _losses = [];
    private readonly Dictionary<string, (int In, int Out)> _counts = new(StringComparer.Ordinal);
    private readonly HashSet<InterchangeLoss> _seen = [];

    public void Kept(string about, string what, SourceSpan? at = null) => Add("kept", about, what, at);

    public void Guessed(string about, string what, SourceSpan? at = null) => Add("guessed", about, what, at);

    public void Changed(string about, string what, SourceSpan? at = null) => Add("changed", about, what, at);

    public void Lost(string about, string what, SourceSpan? at = null) => Add("lost", about, what, at);

    public void Count(string kind, int given, int made)
    {
        var (before, after) = _counts.GetValueOrDefault(kind);
        _counts[kind] = (before + given, after + made);
    }

    public InterchangeReport ToReport() => new([.. _counts.Select(c => new InterchangeCount(c.Key, c.Value.In, c.Value.Out))], [.. _losses]);

    public ImmutableArray<InterchangeLoss> Losses => [.. _losses];

    private void Add(string kind, string about, string what, SourceSpan? at)
    {
        var loss = new InterchangeLoss(kind, about, what, at?.ToString());
        if (_seen.Add(loss))
            _losses.Add(loss);
    }
}
