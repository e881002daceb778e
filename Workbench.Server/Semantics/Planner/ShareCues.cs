namespace Workbench.Server.Semantics.Planner;

/// <summary>"what share of", "as a percentage of the total".</summary>
internal sealed class ShareCues(WordScan words)
{
    public CueMention? Read(int i)
    {
        var total = words.After(
            i,
            "as a percentage of the total",
            "as a percentage of total",
            "as percentage of the total",
            "as percentage of total",
            "as a share of the total",
            "as a share of total",
            "as share of total",
            "as % of total",
            "as % of the total",
            "as a % of the total",
            "as a % of total",
            "in percent of the total",
            "in percent of total",
            "percentage of the total",
            "percentage of total",
            "percent of the total",
            "percent of total",
            "% of the total",
            "% of total",
            "share of the total",
            "share of total",
            "proportion of the total",
            "as a percentage of the whole",
            "as a fraction of the total",
            "as percent of total",
            "as a percent of total",
            "as a percent of the total",
            "as a percentage of all",
            "percentage share",
            "percent share",
            "percentage breakdown",
            "percentage distribution",
            "relative share",
            "in relative terms"
        );
        if (total > 0)
            return WordScan.Of(i, total, new ShareCue(true));
        var asPart = words.After(
            i,
            "as a percentage of",
            "as percentage of",
            "as a % of",
            "as % of",
            "as a share of",
            "as a proportion of",
            "as a fraction of",
            "as percent of",
            "as a percent of",
            "in percent of",
            "in relation to",
            "relative to"
        );
        if (asPart > 0)
            return WordScan.Of(i, asPart, asPart >= words.Length ? new ShareCue(true) : new RatioCue(words.Word(i) is "as" || words.Word(i + 1) is "percent"));
        var alone = words.After(
            i,
            "as a percentage",
            "as percentages",
            "as percentage",
            "as percent",
            "in percent",
            "in percentages",
            "as a share",
            "as shares",
            "as a %",
            "as %",
            "as a proportion",
            "in %"
        );
        if (alone > 0)
            return WordScan.Of(i, alone, new ShareCue(true));
        var of = words.After(
            i,
            "what percentage of",
            "what percent of",
            "what share of",
            "what proportion of",
            "what fraction of",
            "what part of",
            "what % of",
            "which share of",
            "which percentage of",
            "how much percent of",
            "the percentage of",
            "the share of",
            "the proportion of",
            "percentage of",
            "percent of",
            "share of",
            "proportion of",
            "fraction of",
            "% of",
            "what is the percentage of",
            "what portion of",
            "portion of"
        );
        if (of > 0)
            return WordScan.Of(i, of, new ShareCue(false));
        // "express share by region", "damaged shipments % since May"
        return
            i > 0
            && words.Word(i) is "share" or "percentage" or "proportion"
            && words.Word(i + 1) is "by" or "per" or "in" or "within" or "for" or "over" or "since" or "last" or "this" or "during" or "from" or "?" or ""
            ? WordScan.Of(i, i + 1, new ShareCue(false) { IsBehind = true }, 0.7)
            : null;
    }
}
