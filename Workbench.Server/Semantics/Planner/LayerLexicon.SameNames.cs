using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner;

/// <summary>"no-show %", "no-show percentage", "share of no-shows"; "meter type", "kind of meter": one thing by several names, whichever of them the layer has.</summary>
internal sealed partial class LayerLexicon
{
    // The first three are what people say for one another; "percent" would lend itself to "present".
    private static readonly string[] PartNames = ["rate", "share", "percentage", "proportion", "percent", "quota"];

    private void AddPercentages(Metric metric, LinkTarget target)
    {
        if (metric is not { Unit: "percent", Definition: RatioMetric })
            return;
        foreach (var name in (string[])[metric.Label, metric.Name, .. metric.Synonyms])
        {
            var words = SplitWords(name).ToList();
            var part =
                words.Count > 2 && PartNames.Contains(words[0]) && words[1] == "of" ? words[2..]
                : words.Count > 1 && PartNames.Contains(words[^1]) ? words[..^1]
                : null;
            // "cancellation rate per day" is of each day.
            if (part is null || part.Contains("per"))
                continue;
            foreach (var other in PartNames[..3])
                Add(target, $"{string.Join(' ', part)} {other}", 0.96, false);
        }
    }

    private static readonly string[] KindNames = ["type", "kind", "category"];

    /// <summary>"Kind of meter" is the "meter type" as well.</summary>
    private static IEnumerable<string> KindsOf(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            var words = SplitWords(name).ToList();
            var of =
                words.Count > 2 && KindNames.Contains(words[0]) && words[1] == "of" ? words[2..]
                : words.Count > 1 && KindNames.Contains(words[^1]) ? words[..^1]
                : null;
            if (of is null)
                continue;
            foreach (var other in KindNames)
                yield return $"{string.Join(' ', of)} {other}";
        }
    }
}
