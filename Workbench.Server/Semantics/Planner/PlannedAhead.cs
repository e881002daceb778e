using System.Collections.Frozen;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Whether rows of a time to come are in the data: appointments, sailings and reservations are written down before they happen.</summary>
internal static class PlannedAhead
{
    private static readonly FrozenSet<string> Words = (
        "schedule scheduled plan planned book booked booking reserve reserved reservation appointment upcoming due deadline expected expiry expires expire renewal departure arrival shift roster "
        + "rota timetable calendar slot visit event delivery maturity valid end ends start starts"
    )
        .Split(' ')
        .Select(WordForms.Root)
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Rows are counted or listed by a time, or have a state, that speaks of what is to come.</summary>
    public static bool Holds(Draft draft, SemanticLayer layer)
    {
        if (draft.Metrics.Count == 0)
            return draft.Listed is { } listed && IsAhead(listed, listed.DefaultTime?.Name);
        foreach (var metric in draft.Metrics)
            if (
                metric.Definition is not SimpleMetric simple
                || layer.FindEntity(simple.Entity) is not { } entity
                || !IsAhead(entity, simple.Time ?? entity.DefaultTime?.Name)
            )
                return false;
        draft.Assume("Counted is what is in the data for it by now.");
        draft.Doubt("a time to come", 0.03);
        return true;
    }

    private static bool IsAhead(Entity entity, string? time)
    {
        if (time is null)
            return false;
        // "booked_at" tells when a booking was made, not what it is for.
        var words = LayerLexicon.SplitWords(time).Concat(LayerLexicon.SplitWords(entity.FindTime(time)?.Label ?? "")).ToList();
        if (words.Exists(w => w is "at" or "created" or "made" or "issued" or "ordered" or "recorded" or "registered"))
            return false;
        // "ended" tells what is over, "scheduled" what is to come.
        if (LayerLexicon.SplitWords(time).ToList() is [var only] && only.EndsWith("ed", StringComparison.Ordinal) && !IsPlan(only))
            return false;
        return words.Exists(IsAhead)
            || LayerLexicon.SplitWords(entity.Name).Any(IsAhead)
            || entity.Dimensions.Any(d => d.Values.Declared.Any(v => LayerLexicon.SplitWords(v.Stored).Any(IsPlan)));
    }

    private static bool IsPlan(string word) => word is "scheduled" or "planned" or "booked" or "reserved" or "expected" or "promised" or "estimated";

    private static bool IsAhead(string word) => Words.Contains(WordForms.Root(word));
}
