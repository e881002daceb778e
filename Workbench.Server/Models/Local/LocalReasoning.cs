using System.Collections.Immutable;
using System.Globalization;
using Workbench.Server.Semantics;
using Workbench.Shared.Answers;

namespace Workbench.Server.Models.Local;

/// <summary>How a question was read, for a person who looks into the trace.</summary>
internal static class LocalReasoning
{
    public static ImmutableArray<string> Of(PlanOutcome outcome)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        foreach (var link in outcome.Links)
            lines.Add(
                link.Target.Length == 0
                    ? $"“{link.Words}”: not used"
                    : string.Create(CultureInfo.InvariantCulture, $"“{link.Words}” → {link.Target}{(link.Score < 0.995 ? $" ({link.Score:0.00})" : "")}")
            );
        switch (outcome)
        {
            case PlannedQuery planned:
                lines.Add(Reading("Reading", planned.Best));
                lines.AddRange(planned.Others.Select(o => Reading("Another reading", o)));
                break;
            case PlannedChoice choice:
                lines.Add("Several readings and no default: compute each, and ask if they differ.");
                lines.AddRange(choice.Readings.Select(r => Reading("Reading", r)));
                break;
            case PlannedSql sql:
                lines.Add($"Reading: {sql.Sentence}");
                break;
            case PlannedLayerAnswer layer:
                lines.Add($"Answered from the layer itself: {layer.Reading}");
                break;
            case PlannedRefusal:
                lines.Add("Nothing in the layer computes this: refused.");
                break;
            case PlannedDenial:
                lines.Add("The access level does not cover this: denied.");
                break;
        }
        return lines.ToImmutable();
    }

    /// <summary>The same for the panel beside the answer.</summary>
    public static ImmutableArray<AnswerWord> WordsOf(PlanOutcome outcome) =>
        [
            .. outcome.Links.Select(link =>
                link.Target.Split(' ', 2) is [var kind, var name]
                    ? new AnswerWord(link.Words, kind, name, link.Score)
                    : new AnswerWord(link.Words, "", link.Target, link.Score)
            ),
        ];

    private static string Reading(string what, PlanReading reading) =>
        string.Create(CultureInfo.InvariantCulture, $"{what}: {reading.Sentence} (p {reading.P:0.00})");
}
