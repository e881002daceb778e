using System.Collections.Frozen;

namespace Workbench.Server.Telemetry.Names;

/// <summary>Which fact an attribute tells, in whatever convention.</summary>
internal static class FactIndex
{
    private static readonly FrozenDictionary<string, NamedFact> ByName = Build();

    /// <summary>One more than the largest <see cref="Fact"/>.</summary>
    public static int Count { get; } = Enum.GetValues<Fact>().Length;

    /// <returns>Null: the attribute is none of those that we know.</returns>
    public static NamedFact? Find(string attribute) => ByName.TryGetValue(attribute, out var found) ? found : null;

    private static FrozenDictionary<string, NamedFact> Build()
    {
        Dictionary<string, NamedFact> index = new(StringComparer.Ordinal);
        for (var rank = 0; rank < SemanticNames.All.Count; rank++)
            foreach (var (fact, name) in SemanticNames.All[rank].Attributes)
                index.TryAdd(name, new NamedFact(fact, rank));
        return index.ToFrozenDictionary(StringComparer.Ordinal);
    }
}

/// <param name="Rank">Of two names for one fact, that of the lower rank counts.</param>
internal readonly record struct NamedFact(Fact Fact, int Rank);
