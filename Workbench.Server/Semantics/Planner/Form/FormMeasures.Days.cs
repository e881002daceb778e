using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>Numbers of certain days, and the days from one row to the next.</summary>
internal sealed partial class FormMeasures
{
    /// <summary>"weekend visitors", where visitors are added up and not counted.</summary>
    private AggMeasure? Weekend(string plain, int depth)
    {
        if (WeekendWord().Match(plain) is not { Success: true } match)
            return null;
        var rest = WeekendWord().Replace(plain, " ", 1).Trim();
        if (rest.Length == 0 || Rows(Read(rest, depth + 1) ?? Read($"number of {rest}", depth + 1)) is not { LastPer: null } rows)
            return null;
        if ((rows.Time ?? rows.Home.DefaultTime) is not { } time)
            return null;
        var isDay = match.Value.Contains("day", StringComparison.Ordinal);
        return rows with { Where = rows.Where.Add($"extract(dow from {Local(time.Type, time.Expr.Text)}) {(isDay ? "not " : "")}in (0, 6)") };
    }

    /// <summary>"the highest number of visitors on a single day", where each row is a day's.</summary>
    private AggMeasure? OnOneDay(string plain, int depth)
    {
        if (
            SingleDay().Match(plain) is not { Success: true } match
            || AggOf(match.Groups["agg"].Value) is not { } agg
            || Rows(Read($"total {match.Groups["what"].Value}", depth + 1) ?? Read($"number of {match.Groups["what"].Value}", depth + 1))
                is not { Agg: "sum", Expr: not null, LastPer: null } rows
            || rows.Home.DefaultTime is not { Type: "date" }
        )
            return null;
        Doubts.Add(
            ($"each of the {rows.Home.LabelPlural.ToLowerInvariant()} is taken for one day", names.IsEntityWord(rows.Home, FormText.Root("daily")) ? 0.05 : 0.3)
        );
        return rows with { Agg = agg };
    }

    /// <summary>Whose rows the days from one to the next are of; it has to be what is told apart.</summary>
    public Entity? GapsOf { get; private set; }

    /// <summary>"the average number of days between a loan and the previous loan of the same copy": from the first to the last by one less than there are.</summary>
    private MathMeasure? Gap(string plain)
    {
        if (
            GapBetween().Match(plain) is not { Success: true } match
            || names.Entity(FormNames.Roots(match.Groups["row"].Value)) is not { } rows
            || names.Entity(FormNames.Roots(match.Groups["again"].Value)) != rows
            || names.Entity(FormNames.Roots(match.Groups["same"].Value)) is not { } same
            || !names.Reach.Reaches(rows.Name, same.Name)
        )
            return null;
        var time = match.Groups["time"].Success ? TimeAt(rows, match.Groups["time"].Value.Trim()) : rows.DefaultTime;
        if (time is null || match.Groups["time2"].Success && TimeAt(rows, match.Groups["time2"].Value.Trim()) != time)
            return null;
        GapsOf = same;
        var days = time.Type == "date" ? $"{time.Expr.Text} - date '2000-01-01'" : $"extract(epoch from {Local(time.Type, time.Expr.Text)}) / 86400.0";
        return new MathMeasure(
            "({0} - {1}) * 1.0 / nullif({2} - 1, 0)",
            ImmutableArray.Create<FormMeasure>(
                new AggMeasure(rows, "max", days),
                new AggMeasure(rows, "min", days),
                new AggMeasure(rows, "count", time.Expr.Text)
            )
        );
    }

    [GeneratedRegex(@"\bweek(?:end|day)s?\b", RegexOptions.None, 2_000)]
    private static partial Regex WeekendWord();

    [GeneratedRegex(
        @"^(?<agg>highest|lowest|maximum|minimum|largest|smallest|max|min) (?:(?:number|count|total) of |total )?(?<what>[a-z ]+?) (?:on|in|of) (?:an?|any|one) (?:single )?(?:day|date)$",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex SingleDay();

    [GeneratedRegex(
        @"^(?:average|mean|avg) (?:number of )?days (?:between|from) (?:the |each )?(?:(?<time>[a-z ]+?) of )?(?:an? |each |the |one )?(?<row>[a-z]+(?: [a-z]+)?) (?:and|to) (?:the )?(?:(?<time2>[a-z ]+?) of )?(?:the |its )?(?:previous|prior|preceding|next|following) (?<again>[a-z]+(?: [a-z]+)?) (?:of|by|for|from) (?:the )?same (?<same>[a-z]+(?: [a-z]+)?)$",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex GapBetween();
}
