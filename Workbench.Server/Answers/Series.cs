using Workbench.Server.Semantics;
using Workbench.Shared.Answers;

namespace Workbench.Server.Answers;

/// <summary>Values over time: where they started, where they are, the highest and the lowest.</summary>
internal static class Series
{
    /// <summary>Groups that are named one by one.</summary>
    private const int MaxListed = 6;

    /// <summary>Further metrics that get a sentence.</summary>
    private const int MaxOthers = 2;

    public static string Describe(ResultView view, IReadOnlyList<IReadOnlyList<Cell>> rows, ViewColumn period, ViewColumn value)
    {
        var points = Points(view, rows, period, value);
        var subject = Subject.Of(value, view);
        if (points.Count == 0)
            return $"{subject.Whole} has no value in any {Phrases.GrainNoun(period.Grain)}{Phrases.When(view.Period, isAsOf: false)}.";
        var open = points[^1].Day == view.OpenPeriod ? points[^1] : null;
        var closed = open is null ? points : points[..^1];
        var text =
            closed.Count == 0 ? ""
            : closed.Count == 1 ? One(subject, value, closed[0])
            : Trend(subject, value, closed, period);
        foreach (var other in view.Values.Where(v => v.Metric != value.Metric).Take(MaxOthers))
            if (Points(view, rows, period, other).Where(p => p.Day != view.OpenPeriod).ToList() is { Count: > 1 } others)
                text += " " + Move(Subject.Of(other, view), other, others[0], others[^1]);
        if (open is not null)
            text += $"{(text.Length > 0 ? " " : "")}{Phrases.Upper(InText(open.Name))} is not over yet: {Text(value, open)} so far.";
        return text;
    }

    public static string DescribeGroups(ResultView view, IReadOnlyList<IReadOnlyList<Cell>> rows, ViewColumn period, ViewColumn value)
    {
        var groups = rows.GroupBy(r => Labels.OfRow(view, r)!, StringComparer.Ordinal)
            .Select(g => (Name: g.Key, Points: Points(view, [.. g], period, value).Where(p => p.Day != view.OpenPeriod).ToList()))
            .Where(g => g.Points.Count > 0)
            .ToList();
        var subject = Subject.Of(value, view);
        if (groups.Count == 0)
            return $"{subject.Whole} has no value in any complete {Phrases.GrainNoun(period.Grain)}{Phrases.When(view.Period, isAsOf: false)}.";
        var all = rows.Select(r => r[view.IndexOf(period)].ToString()).Distinct(StringComparer.Ordinal).Count();
        if (all == 2 && groups.Count <= MaxListed)
            return SideBySide(view, rows, period, value, subject);
        var lastDay = groups.Max(g => g.Points[^1].Day);
        var atLast = groups.Where(g => g.Points[^1].Day == lastDay).OrderByDescending(g => g.Points[^1].Value).ToList();
        var (top, bottom) = (atLast[0], atLast[^1]);
        var last = top.Points[^1];
        var text =
            $"{In(value)} {InText(last.Name)}, **{top.Name}** had {(value.IsCount && Phrases.IsPlural(value.Label) ? "the most" : "the highest")} {subject.InSentence}{subject.Rest}: **{Text(value, last)}**";
        text +=
            atLast.Count > 1
                ? $"; {bottom.Name} had the {(value.IsCount && Phrases.IsPlural(value.Label) ? "fewest" : "lowest")} ({Text(value, bottom.Points[^1])})."
                : ".";
        // Only what has moved over the same time can be ranked by how far.
        var firstDay = groups.Min(g => g.Points[0].Day);
        var moved = groups
            .Where(g => g.Points.Count > 1 && g.Points[0].Value != 0 && g.Points[0].Day == firstDay && g.Points[^1].Day == lastDay)
            .Select(g =>
                (
                    g.Name,
                    g.Points,
                    Change: value.Unit == "percent"
                        ? g.Points[^1].Value - g.Points[0].Value
                        : (g.Points[^1].Value - g.Points[0].Value) / Math.Abs(g.Points[0].Value)
                )
            )
            .OrderByDescending(g => g.Change)
            .ToList();
        if (moved.Count > 1)
            text +=
                $" Since {InText(moved[0].Points[0].Name)}, {moved[0].Name} moved the most upwards ({ValueText.Change(moved[0].Points[^1].Value, moved[0].Points[0].Value, value.Unit)})"
                + $" and {moved[^1].Name} the least ({ValueText.Change(moved[^1].Points[^1].Value, moved[^1].Points[0].Value, value.Unit)}).";
        if (view.OpenPeriod is { } open)
            text += $" {Phrases.Upper(InText(period.Short(new Cell(open))))} is not over yet.";
        return text;
    }

    /// <summary>Two periods: each group's value in both.</summary>
    private static string SideBySide(ResultView view, IReadOnlyList<IReadOnlyList<Cell>> rows, ViewColumn period, ViewColumn value, Subject subject)
    {
        var groups = rows.GroupBy(r => Labels.OfRow(view, r)!, StringComparer.Ordinal)
            .Select(g => (Name: g.Key, Points: Points(view, [.. g], period, value)))
            .ToList();
        var days = rows.Select(r => r[view.IndexOf(period)])
            .Where(c => !c.IsNull)
            .DistinctBy(c => c.ToString())
            .OrderBy(c => c.ToString(), StringComparer.Ordinal)
            .ToList();
        var (first, second) = (InText(period.Short(days[0])), InText(period.Short(days[^1])));
        var isOpen = days[^1].Date == view.OpenPeriod;
        var parts = groups.Select(g =>
            g.Points.Count == 2
                ? $"**{g.Name}** {Text(value, g.Points[0])} → {Text(value, g.Points[1])}{(ValueText.Change(g.Points[1].Value, g.Points[0].Value, value.Unit) is { } change ? $" ({change})" : "")}"
                : $"**{g.Name}** {(g.Points.Count == 0 ? "no value" : Text(value, g.Points[0]) + " in one of them")}"
        );
        return $"{subject.Whole} in {first} → {second}{(isOpen ? " so far" : "")}: {string.Join("; ", parts)}.{(isOpen ? $" {Phrases.Upper(second)} is not over yet." : "")}";
    }

    /// <summary>"the week of Nov 9, 2026", "Oct 2026".</summary>
    private static string InText(string name) => name.StartsWith("week of", StringComparison.Ordinal) ? "the " + name : name;

    private static string Trend(Subject subject, ViewColumn value, List<Point> points, ViewColumn period)
    {
        var (first, last) = (points[0], points[^1]);
        var high = points.MaxBy(p => p.Value)!;
        var low = points.MinBy(p => p.Value)!;
        if (high.Value == low.Value)
            return $"{subject.Whole} {Phrases.WasOrWere(value.Label)} **{Text(value, first)}** in every {Phrases.GrainNoun(period.Grain)} from {InText(first.Name)} to {InText(last.Name)}.";
        var text = value.AddsUp == AddsUp.Always ? Total(subject, value, points, period) : Move(subject, value, first, last);
        var noun = Phrases.GrainNoun(period.Grain);
        if (value.AddsUp == AddsUp.Always)
            return $"{text} The highest {noun} was {InText(high.Name)} ({Text(value, high)}), the lowest {InText(low.Name)} ({Text(value, low)}).";
        List<string> extremes = [];
        if (high != last && high != first)
            extremes.Add($"the highest was {Text(value, high)} in {InText(high.Name)}");
        if (low != last && low != first)
            extremes.Add($"the lowest {(extremes.Count == 0 ? "was " : "")}{Text(value, low)} in {InText(low.Name)}");
        return extremes.Count == 0 ? text : $"{text} {Phrases.Upper(Phrases.Join(extremes))}.";
    }

    private static string Move(Subject subject, ViewColumn value, Point first, Point last)
    {
        var verb =
            last.Value > first.Value ? "rose"
            : last.Value < first.Value ? "fell"
            : "ended where it began:";
        var change = last.Value == first.Value ? null : ValueText.Change(last.Value, first.Value, value.Unit);
        return $"{subject.Whole} {verb} from **{Text(value, first)}** in {InText(first.Name)} to **{Text(value, last)}** in {InText(last.Name)}{(change is null ? "" : $" ({change})")}.";
    }

    private static string Total(Subject subject, ViewColumn value, List<Point> points, ViewColumn period)
    {
        // Without the open period: what is over adds up to something that will not change tomorrow.
        var sum = points.Sum(p => p.Value);
        var average = sum / points.Count;
        var noun = Phrases.GrainNoun(period.Grain);
        return $"{subject.Whole} came to **{ValueText.Short(sum, value.Unit)}** over the {points.Count:#,0} {Phrases.Plural(noun)} from {InText(points[0].Name)} to {InText(points[^1].Name)}, on average {ValueText.Short(Rounded(average, value), value.Unit)} a {noun}.";
    }

    private static decimal Rounded(decimal average, ViewColumn value) =>
        value.Type == ColumnType.Integer && Math.Abs(average) >= 100 ? Math.Round(average) : average;

    private static string One(Subject subject, ViewColumn value, Point only) =>
        $"{subject.Whole} {Phrases.WasOrWere(value.Label)} **{Text(value, only)}** {(value.IsAsOf ? "at the end of" : "in")} {InText(only.Name)}.";

    private static string In(ViewColumn value) => value.IsAsOf ? "At the end of" : "In";

    private static string Text(ViewColumn value, Point point) => ValueText.Short(point.Value, value.Unit);

    private static List<Point> Points(ResultView view, IReadOnlyList<IReadOnlyList<Cell>> rows, ViewColumn period, ViewColumn value)
    {
        var (p, v) = (view.IndexOf(period), view.IndexOf(value));
        return
        [
            .. rows.Where(r => r[v].Number is not null && !r[p].IsNull)
                .Select(r => new Point(r[p].Date, r[p].ToString(), period.Short(r[p]), r[v].Number!.Value))
                .OrderBy(x => x.Order, StringComparer.Ordinal),
        ];
    }

    private sealed record Point(DateOnly? Day, string Order, string Name, decimal Value);
}
