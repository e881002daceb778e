using Workbench.Server.Semantics;
using Workbench.Shared.Answers;

namespace Workbench.Server.Answers;

/// <summary>Values over time: where they started, where they are, the highest and the lowest.</summary>
internal static class Series
{
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
            : Trend(view, subject, value, closed, period);
        if (open is not null)
            text += $"{(text.Length > 0 ? " " : "")}{open.Name} is not over yet: {Text(value, open)} so far.";
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
        var lastDay = groups.Max(g => g.Points[^1].Day);
        var atLast = groups.Where(g => g.Points[^1].Day == lastDay).OrderByDescending(g => g.Points[^1].Value).ToList();
        var (top, bottom) = (atLast[0], atLast[^1]);
        var last = top.Points[^1];
        var text =
            $"{In(value)} {last.Name}, **{top.Name}** had {(value.IsCount && Phrases.IsPlural(value.Label) ? "the most" : "the highest")} {Phrases.Lower(subject.Name)}{subject.Rest}: **{Text(value, last)}**";
        text +=
            atLast.Count > 1
                ? $"; {bottom.Name} had the {(value.IsCount && Phrases.IsPlural(value.Label) ? "fewest" : "lowest")} ({Text(value, bottom.Points[^1])})."
                : ".";
        var moved = groups
            .Where(g => g.Points.Count > 1 && g.Points[0].Value != 0)
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
                $" Since {moved[0].Points[0].Name}, {moved[0].Name} moved the most upwards ({ValueText.Change(moved[0].Points[^1].Value, moved[0].Points[0].Value, value.Unit)})"
                + $" and {moved[^1].Name} the least ({ValueText.Change(moved[^1].Points[^1].Value, moved[^1].Points[0].Value, value.Unit)}).";
        if (view.OpenPeriod is { } open)
            text += $" {period.Short(new Cell(open))} is not over yet.";
        return text;
    }

    private static string Trend(ResultView view, Subject subject, ViewColumn value, List<Point> points, ViewColumn period)
    {
        var (first, last) = (points[0], points[^1]);
        var high = points.MaxBy(p => p.Value)!;
        var low = points.MinBy(p => p.Value)!;
        if (high.Value == low.Value)
            return $"{subject.Whole} {Phrases.WasOrWere(value.Label)} **{Text(value, first)}** in every {Phrases.GrainNoun(period.Grain)} from {first.Name} to {last.Name}.";
        var text = value.AddsUp == AddsUp.Always ? Total(view, subject, value, points, period) : Move(subject, value, first, last);
        var noun = Phrases.GrainNoun(period.Grain);
        if (value.AddsUp == AddsUp.Always)
            return $"{text} The highest {noun} was {high.Name} ({Text(value, high)}), the lowest {low.Name} ({Text(value, low)}).";
        List<string> extremes = [];
        if (high != last && high != first)
            extremes.Add($"the highest was {Text(value, high)} in {high.Name}");
        if (low != last && low != first)
            extremes.Add($"the lowest {Text(value, low)} in {low.Name}");
        return extremes.Count == 0 ? text : $"{text} {Phrases.Upper(Phrases.Join(extremes))}.";
    }

    private static string Move(Subject subject, ViewColumn value, Point first, Point last)
    {
        var verb =
            last.Value > first.Value ? "rose"
            : last.Value < first.Value ? "fell"
            : "ended where it began:";
        var change = last.Value == first.Value ? null : ValueText.Change(last.Value, first.Value, value.Unit);
        return $"{subject.Whole} {verb} from **{Text(value, first)}** in {first.Name} to **{Text(value, last)}** in {last.Name}{(change is null ? "" : $" ({change})")}.";
    }

    private static string Total(ResultView view, Subject subject, ViewColumn value, List<Point> points, ViewColumn period)
    {
        // Without the open period: what is over adds up to something that will not change tomorrow.
        var sum = points.Sum(p => p.Value);
        var average = sum / points.Count;
        var noun = Phrases.GrainNoun(period.Grain);
        _ = view;
        return $"{subject.Whole} came to **{ValueText.Short(sum, value.Unit)}** over the {points.Count:#,0} {Phrases.Plural(noun)} from {points[0].Name} to {points[^1].Name}, on average {ValueText.Short(Rounded(average, value), value.Unit)} a {noun}.";
    }

    private static decimal Rounded(decimal average, ViewColumn value) =>
        value.Type == ColumnType.Integer && Math.Abs(average) >= 100 ? Math.Round(average) : average;

    private static string One(Subject subject, ViewColumn value, Point only) =>
        $"{subject.Whole} {Phrases.WasOrWere(value.Label)} **{Text(value, only)}** {(value.IsAsOf ? "at the end of" : "in")} {only.Name}.";

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
