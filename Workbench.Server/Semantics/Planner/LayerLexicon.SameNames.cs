using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner;

/// <summary>"no-show %", "no-show percentage", "share of no-shows"; "meter type", "kind of meter": one thing by several names, whichever of them the layer has.</summary>
internal sealed partial class LayerLexicon
{
    // The first three are what people say for one another; "percent" would lend itself to "present".
    private static readonly string[] PartNames = ["rate", "share", "percentage", "proportion", "percent", "quota"];

    private static readonly string[] KindNames = ["type", "kind", "category"];

    private void AddPercentages(Metric metric, LinkTarget target)
    {
        if (metric is not { Unit: "percent", Definition: RatioMetric })
            return;
        // "cancellation rate per day" is of each day.
        foreach (var part in NamedWith(PartNames, [metric.Label, metric.Name, .. metric.Synonyms]).Where(p => !p.Contains("per")))
        foreach (var other in PartNames[..3])
            Add(target, $"{string.Join(' ', part)} {other}", 0.96, false);
    }

    /// <summary>"Kind of meter" is the "meter type" as well.</summary>
    private static IEnumerable<string> KindsOf(IEnumerable<string> names) =>
        NamedWith(KindNames, names).SelectMany(_ => KindNames, (of, other) => $"{string.Join(' ', of)} {other}");

    /// <summary>The words beside the noun: "share of no-shows" and "no-show rate" are no-shows.</summary>
    private static IEnumerable<IReadOnlyList<string>> NamedWith(string[] nouns, IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            var words = SplitWords(name).ToList();
            if (words.Count > 2 && nouns.Contains(words[0]) && words[1] == "of")
                yield return words[2..];
            else if (words.Count > 1 && nouns.Contains(words[^1]))
                yield return words[..^1];
        }
    }
}
