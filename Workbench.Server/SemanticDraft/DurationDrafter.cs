using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;

namespace Workbench.Server.SemanticDraft;

/// <summary>How long things take: between two dates of a row, and between a row's date and that of what it belongs to.</summary>
internal static class DurationDrafter
{
    private const int MostPairs = 3;

    private static readonly FrozenSet<string> Ends = FrozenSet.ToFrozenSet(
        (
            "closed resolved completed shipped delivered termination terminated end ended finished discharge discharged returned return paid payment left checkout departure cancelled canceled due answered "
            + "replied responded response answer approved activated converted expired fulfilled delivery shipment released release out"
        ).Split(' '),
        StringComparer.Ordinal
    );

    /// <summary>From which date to which: the default one, or one that says start, to each that says end.</summary>
    public static IEnumerable<(TimeDraft From, TimeDraft To)> Pairs(EntityDraft entity)
    {
        var start =
            entity.Times.FirstOrDefault(t =>
                IdentifierWords.Split(t.Name) is [.., "start" or "started" or "hire" or "hired" or "admission" or "admitted" or "opened" or "from"]
            ) ?? entity.Times.FirstOrDefault(t => t.IsDefault && !IsEnd(t));
        return start is null ? [] : entity.Times.Where(t => t != start && IsEnd(t)).Take(MostPairs).Select(t => (start, t));
    }

    public static IEnumerable<DimensionDraft> Dimensions(EntityDraft entity)
    {
        foreach (var (from, to) in Pairs(entity))
        {
            var (expr, unit) = Between(entity, from, entity, to, "");
            var label = $"{IdentifierWords.Label([unit])} from {Word(from)} to {Word(to)}";
            yield return new DimensionDraft(IdentifierWords.Name(IdentifierWords.Split(label))!, label, to.Column, expr)
            {
                Unit = unit,
                Type = unit == "days" && expr.Contains("extract", StringComparison.Ordinal) ? "decimal" : null,
            };
        }
    }

    public static IEnumerable<MetricDraft> Metrics(EntityDraft entity, IReadOnlyDictionary<string, EntityDraft> entities, NameSet names)
    {
        var plural = IdentifierWords.Phrase(entity.PluralWords);
        foreach (var (from, to) in Pairs(entity))
        {
            var (expr, unit) = Between(entity, from, entity, to, "");
            yield return Metric(
                entity,
                expr,
                unit,
                $"from {Word(from)} to {Word(to)}",
                [$"average time from {Word(from)} to {Word(to)}", $"average {unit} between {Word(from)} and {Word(to)}"],
                plural,
                names
            );
        }

        if (entity.DefaultTime is not { IsTechnical: false } own)
            yield break;

        foreach (var join in entity.Joins.Where(j => j.Columns.Length == 1 && j.To != entity.Name))
        {
            var other = entities[join.To];
            // A sale and its payment, not a sale and the day the customer signed up.
            if (
                other.DefaultTime is not { IsTechnical: false } theirs
                || PersonalData.IsPeople(other.Words)
                || PersonalData.IsStaff(other.Words)
                || other.Joins.IsEmpty
                || theirs.HasNulls
                || IsEnd(theirs)
            )
            {
                continue;
            }

            var (expr, unit) = Between(other, theirs, entity, own, $"{join.Name}.");
            var what = $"from {IdentifierWords.Phrase(other.Words)} to {IdentifierWords.Phrase(entity.Words)}";
            yield return Metric(
                entity,
                expr,
                unit,
                what,
                [
                    $"average {unit} between {IdentifierWords.Phrase(other.Words)} and {IdentifierWords.Phrase(entity.Words)}",
                    $"average number of {unit} between {theirs.Label.ToLowerInvariant()} and {own.Label.ToLowerInvariant()}",
                ],
                plural,
                names
            );
        }
    }

    private static MetricDraft Metric(EntityDraft entity, string expr, string unit, string what, ImmutableArray<string> synonyms, string plural, NameSet names)
    {
        var label = $"Average {unit} {what}";
        return new MetricDraft(
            names.TakeOne(IdentifierWords.Name(IdentifierWords.Split(label)), IdentifierWords.Name([.. IdentifierWords.Split(label), "of", .. entity.Words])),
            label,
            $"Average of the {unit} {what}, over {plural} that have both dates."
        )
        {
            Synonyms = synonyms,
            Unit = unit,
            Entity = entity.Name,
            Agg = "average",
            Expr = expr,
        };
    }

    /// <param name="path">From the row of the later time to that of the earlier one.</param>
    private static (string Expr, string Unit) Between(EntityDraft first, TimeDraft from, EntityDraft second, TimeDraft to, string path)
    {
        var start = first.Table.FindColumn(from.Column)!.TimeExpression(path);
        if (from.Type == "date" && to.Type == "date")
            return ($"{to.Expr} - {start}", "days");

        var isShort = path.Length == 0 && from.Type != "date" && to.Type != "date" && AverageHours(second.Table, from, to) is < 48;
        // A timestamp of nowhere and one of a place cannot be told apart: both are taken as they are written.
        var (a, b) = from.Type == to.Type ? (start, to.Expr) : ($"{start}::timestamp", $"{to.Expr}::timestamp");
        return isShort ? ($"extract(epoch from {b} - {a}) / 3600.0", "hours") : ($"extract(epoch from {b} - {a}) / 86400.0", "days");
    }

    private static double? AverageHours(SurveyedTable table, TimeDraft from, TimeDraft to)
    {
        var (a, b) = (table.IndexOf(from.Column), table.IndexOf(to.Column));
        var hours = table
            .Rows.Where(r => r[a] is not null && r[b] is not null)
            .Select(r => Parse(r[b]!) - Parse(r[a]!))
            .OfType<TimeSpan>()
            .Select(t => t.TotalHours)
            .ToList();
        return hours.Count == 0 ? null : hours.Average();
    }

    private static DateTimeOffset? Parse(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static bool IsEnd(TimeDraft time) => !time.IsTechnical && IdentifierWords.Split(time.Name).Any(Ends.Contains);

    private static string Word(TimeDraft time) => IdentifierWords.Phrase(IdentifierWords.Split(time.Name));
}
