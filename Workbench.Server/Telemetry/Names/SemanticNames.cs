using System.Collections.Frozen;

namespace Workbench.Server.Telemetry.Names;

/// <summary>The attributes of one version of one convention. What is exported is written by one of them; what comes in is read by all.</summary>
/// <param name="Version">As people call it.</param>
internal sealed partial record SemanticNames(string Version, FrozenDictionary<Fact, string> Attributes)
{
    public string? Of(Fact fact) => Attributes.GetValueOrDefault(fact);

    /// <summary>The versions of the GenAI conventions, the latest first.</summary>
    public static IReadOnlyList<SemanticNames> GenAi => [Main, V141, V136];

    /// <summary>All that is read. Where a span says the same thing twice, the earlier table's name counts.</summary>
    public static IReadOnlyList<SemanticNames> All => [Workbench, Main, V141, V136, OpenInference, Older, VercelAi, Surroundings, OlderSurroundings];

    /// <param name="optIn">The value of <c>OTEL_SEMCONV_STABILITY_OPT_IN</c>: words with commas between them.</param>
    /// <returns>v1.36 unless another one is asked for, as the conventions want it.</returns>
    public static SemanticNames Chosen(string? optIn)
    {
        var words = (optIn ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var word in words)
        {
            if (word == "gen_ai_latest_experimental")
                return Main;
            if (GenAi.FirstOrDefault(n => word == $"gen_ai_{n.Version}") is { } named)
                return named;
        }
        return V136;
    }

    private static SemanticNames Table(string version, Dictionary<Fact, string> attributes) => new(version, attributes.ToFrozenDictionary());

    /// <param name="changes">Null: the version before had the word, this one has none.</param>
    private SemanticNames With(string version, Dictionary<Fact, string?> changes)
    {
        var attributes = new Dictionary<Fact, string>(Attributes);
        foreach (var (fact, name) in changes)
        {
            if (name is null)
                attributes.Remove(fact);
            else
                attributes[fact] = name;
        }
        return Table(version, attributes);
    }
}
