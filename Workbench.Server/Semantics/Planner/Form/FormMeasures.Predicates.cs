using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>What is said of a row itself: "has not been returned", "arrived no more than 15 minutes after the planned time", "its due date is before today".</summary>
internal sealed partial class FormMeasures
{
    /// <summary>The times that a row is late or early by, seen from today, by the word that was defined with them.</summary>
    public Dictionary<string, (Entity Of, EntityTime Time)> SinceToday { get; } = new(StringComparer.Ordinal);

    /// <summary>Null when the clause is not read whole.</summary>
    public RowCondition? Predicate(Entity of, string clause)
    {
        var parts = new List<string>();
        foreach (var part in AndThat().Split(clause.Trim()))
            if (One(of, Subject().Replace(part.Trim(), "")) is { } sql)
                parts.Add(sql);
            else
                return null;
        return new RowCondition(of, parts is [var only] ? only : string.Join(" and ", parts.Select(p => $"({p})")));
    }

    private string? One(Entity of, string clause)
    {
        if (Never().Match(clause) is { Success: true } never && TimeOf(never.Groups["verb"].Value) is { } missing)
            return $"{Column(missing)} is null";
        if (Ever().Match(clause) is { Success: true } ever && TimeOf(ever.Groups["verb"].Value) is { } known && known != of.DefaultTime)
            return $"{Column(known)} is not null";
        if (Empty().Match(clause) is { Success: true } empty && OwnField(empty.Groups["field"].Value) is { } field)
            return $"{RowCondition.Prefix}{field.Expr} is {(empty.Groups["not"].Success ? "not " : "")}null";
        return Compared(of, clause);

        EntityTime? TimeOf(string verb) => FormNouns.TimeOf(of, FormText.Root(verb));

        FormField? OwnField(string phrase) =>
            names.Fields(FormNames.Roots(Leading().Replace(phrase, ""))).FirstOrDefault(f => f.Entity == of && !f.IsKey && IsColumn().IsMatch(f.Expr));
    }

    /// <summary>Two times of a row, or one and today, a number of minutes or days apart.</summary>
    private string? Compared(Entity of, string clause)
    {
        if (TwoTimes().Match(clause) is not { Success: true } match)
            return null;
        var first = Time(match.Groups["a"].Value);
        var second = match.Groups["today"].Success ? null : Time(match.Groups["b"].Value);
        if (first is null || !match.Groups["today"].Success && (second is null || second == first))
            return null;
        var (left, right) = (Column(first), second is null ? $"date '{Today:yyyy-MM-dd}'" : Column(second));
        var isAfter = match.Groups["rel"].Value is "after" or "later than" or "past" or "on or after";
        var isEqual = match.Groups["rel"].Value.StartsWith("on or", StringComparison.Ordinal) || match.Groups["rel"].Value == "by";
        if (second is null && match.Groups["a"].Success && match.Groups["rel"].Value is "before")
            _sinceToday = first;
        if (!match.Groups["n"].Success)
            return $"{left} {(isAfter ? ">" : "<")}{(isEqual ? "=" : "")} {right}";
        var n = FormPeriods.Count(match.Groups["n"].Value);
        var unit = match.Groups["unit"].Value.TrimEnd('s');
        var areDates = first.Type == "date" && (second is null || second.Type == "date");
        if (n < 1 || areDates && unit is "minute" or "hour")
            return null;
        var apart = areDates ? FormattableString.Invariant($"{n * (unit == "week" ? 7 : 1)}") : $"interval '{n.ToString(CultureInfo.InvariantCulture)} {unit}'";
        var op = match.Groups["op"].Value switch
        {
            "no more than" or "at most" or "not more than" or "within" or "up to" => "<=",
            "less than" or "fewer than" or "under" => "<",
            "at least" or "no less than" => ">=",
            "exactly" => "=",
            _ => ">",
        };
        // "no more than 15 minutes after": those before are within it as well.
        return isAfter ? $"{left} {op} {right} + {apart}" : $"{right} {op} {left} + {apart}";

        EntityTime? Time(string phrase) =>
            TimeAt(of, Leading().Replace(phrase.Trim(), "")) ?? (FormText.Words(phrase) is [.., var verb] ? FormNouns.TimeOf(of, FormText.Root(verb)) : null);
    }

    private EntityTime? _sinceToday;

    /// <summary>Keeps under a word what the last predicate said about today.</summary>
    public void RememberToday(string kind, Entity of)
    {
        if (_sinceToday is { } time)
            SinceToday[kind] = (of, time);
        _sinceToday = null;
    }

    /// <summary>"the number of days the loan is overdue".</summary>
    private AggMeasure? DaysSince(string plain)
    {
        if (DaysItIs().Match(plain) is not { Success: true } match || !SinceToday.TryGetValue(match.Groups["kind"].Value, out var since))
            return null;
        return new AggMeasure(
            since.Of,
            "max",
            since.Time.Type == "date"
                ? $"date '{Today:yyyy-MM-dd}' - {since.Time.Expr.Text}"
                : $"date '{Today:yyyy-MM-dd}' - cast({since.Time.Expr.Text} as date)"
        );
    }

    private static string Column(EntityTime time) => RowCondition.Prefix + time.Expr.Text;

    /// <summary>"the sum of fare and tax amounts": of two columns of one row.</summary>
    private FormMeasure? SumOfTwo(string meaning)
    {
        if (TwoSummed().Match(meaning.Trim()) is not { Success: true } match)
            return null;
        var (a, b) = (match.Groups["a"].Value, match.Groups["b"].Value);
        var tail = WordForms.Singular(FormText.Words(b)[^1]);
        foreach (var left in new[] { a, $"{a} {tail}" })
            if (
                Rows(Read($"total {left}", Deepest - 2)) is { Agg: "sum", Expr: { } x, LastPer: null } first
                && Rows(Read($"total {b}", Deepest - 2)) is { Agg: "sum", Expr: { } y, LastPer: null } second
                && x != y
                && first.Where.SequenceEqual(second.Where)
            )
                return first.Home == second.Home && IsColumn().IsMatch(x) && IsColumn().IsMatch(y)
                    ? first with
                    {
                        Expr = $"{x} + {y}",
                    }
                    : new MathMeasure("{0} + {1}", ImmutableArray.Create<FormMeasure>(first, second));
        return null;
    }

    [GeneratedRegex(@",? and (?=(?:its|their|the|it|they|has|have|is|are|was|were|whose|that)\b)", RegexOptions.None, 2_000)]
    private static partial Regex AndThat();

    [GeneratedRegex(@"^(?:(?:that|which|who|it|they|he|she|whose|its|their|with|having|an?|the)\s+)+", RegexOptions.None, 2_000)]
    private static partial Regex Subject();

    [GeneratedRegex(
        @"^(?:(?:has|have|had|was|were|is|are|been|be|did|does|do) )*(?:not|never)(?: yet)?(?: (?:been|be|yet))* (?<verb>[a-z]+)(?: yet)?$",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex Never();

    [GeneratedRegex(@"^(?:(?:has|have|had|was|were|is|are|been|already) )+(?<verb>[a-z]+)$", RegexOptions.ExplicitCapture, 2_000)]
    private static partial Regex Ever();

    [GeneratedRegex(
        @"^(?:has (?:no|an? empty) (?<field>[a-z ]+)|(?<field>[a-z ]+?) (?:is|are) (?<not>not )?(?:null|empty|missing|unknown|blank))$",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex Empty();

    [GeneratedRegex(
        @"^(?<a>[a-z ]+?) (?:is |are |was |were )?(?:(?<op>no more than|not more than|at most|more than|less than|at least|no less than|within|up to|over|under|exactly) (?<n>\d+|one|two|three|five|ten) (?<unit>minutes?|hours?|days?|weeks?) )?(?<rel>on or after|on or before|after|before|later than|earlier than|past|by) (?:(?<today>today|now|the current date|current date)|(?<b>[a-z ]+))$",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex TwoTimes();

    [GeneratedRegex(
        @"^(?:total )?(?:number of )?days (?:(?:the|each|it|that|they|this) )*(?:[a-z]+ )?(?:is|are|was|were|has been|have been) (?<kind>[a-z]+)$",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex DaysItIs();

    [GeneratedRegex(@"^(?:the )?(?:sum|total) of (?:the |both |all )*(?<a>[a-z ]+?) and (?:the )?(?<b>[a-z ]+)$", RegexOptions.ExplicitCapture, 2_000)]
    private static partial Regex TwoSummed();

    [GeneratedRegex(
        @"^(?<head>.+?) (?:from|since|starting (?:from|with)|up to|until) the (?:first|start|beginning|current|given|month|week|day|year|quarter)\b.*$",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex RunningUpTo();
}
