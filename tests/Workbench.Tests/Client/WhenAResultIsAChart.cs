using Shouldly;
using Workbench.Client.Components.Results;
using Workbench.Shared.Answers;

namespace Workbench.Tests.Client;

public sealed class WhenAResultIsAChart
{
    [Fact]
    public void Periods_keep_their_order_and_have_names()
    {
        var result = Results.Of([Results.Month("time.month"), Results.Usd("mrr")], [new DateOnly(2026, 9, 1), 1m], [new DateOnly(2026, 10, 1), 2m]);

        var figure = ChartFigure.Create(result, new AnswerChart(ChartType.Line, "time.month", ["mrr"]), ChartType.Line)!;

        figure.Categories.ShouldBe(["Sep 2026", "Oct 2026"]);
        figure.Prefix.ShouldBe("$");
        figure.Series.Single().Hover.ShouldBe(["$1", "$2"]);
    }

    [Fact]
    public void A_series_column_makes_a_line_for_each_of_its_values()
    {
        var result = Results.Of(
            [Results.Month("m"), Results.Text("plan"), Results.Usd("arr")],
            [new DateOnly(2026, 9, 1), "Pro", 1m],
            [new DateOnly(2026, 9, 1), "Team", 2m],
            [new DateOnly(2026, 10, 1), "Pro", 3m]
        );

        var figure = ChartFigure.Create(result, new AnswerChart(ChartType.Area, "m", ["arr"], "plan"), ChartType.Area)!;

        figure.Series.Select(s => (s.Name, s.Y.Count)).ShouldBe([("Pro", 2), ("Team", 1)]);
        figure.Categories.Count.ShouldBe(2);
    }

    [Fact]
    public void More_than_eight_series_are_cut_to_the_largest_and_the_chart_says_so()
    {
        var result = Results.Of(
            [Results.Month("m"), Results.Text("plan"), Results.Usd("arr")],
            [.. Enumerable.Range(0, 11).Select(i => new object?[] { new DateOnly(2026, 9, 1), $"plan {i}", (decimal)i })]
        );

        var figure = ChartFigure.Create(result, new AnswerChart(ChartType.Line, "m", ["arr"], "plan"), ChartType.Line)!;

        figure.Series.Count.ShouldBe(8);
        figure.Series.Select(s => s.Name).ShouldNotContain("plan 0");
        figure.Note.ShouldNotBeNull().ShouldContain("8 largest of 11");
    }

    [Fact]
    public void Numbers_of_another_unit_do_not_share_an_axis()
    {
        var result = Results.Of([Results.Text("segment"), Results.Usd("arr"), new ResultColumn("tickets", "tickets", ColumnType.Integer)], ["a", 5m, 7L]);

        ChartFigure.Create(result, new AnswerChart(ChartType.Bar, "segment", ["arr", "tickets"]), ChartType.Bar)!.Series.Select(s => s.Name).ShouldBe(["arr"]);
    }

    [Fact]
    public void A_pie_is_offered_for_a_few_parts_of_one_number_only()
    {
        var parts = Results.Of([Results.Text("region"), Results.Usd("arr")], ["EMEA", 5m], ["AMER", 7m]);
        var losses = Results.Of([Results.Text("region"), Results.Usd("arr")], ["EMEA", -5m], ["AMER", 7m]);
        var chart = new AnswerChart(ChartType.Bar, "region", ["arr"]);

        ChartFigure.Choices(parts, chart).ShouldBe([ChartType.Bar, ChartType.Pie]);
        ChartFigure.Choices(losses, chart).ShouldBe([ChartType.Bar]);
    }

    [Fact]
    public void Missing_values_leave_a_gap_and_do_not_become_zero()
    {
        var result = Results.Of([Results.Month("m"), Results.Percent("rate")], [new DateOnly(2026, 9, 1), null], [new DateOnly(2026, 10, 1), 0.5m]);

        ChartFigure.Create(result, new AnswerChart(ChartType.Line, "m", ["rate"]), ChartType.Line)!.Series[0].Y.ShouldBe([null, 0.5]);
    }
}
