using Shouldly;
using Workbench.Server.Answers;
using Workbench.Server.Semantics;
using Workbench.Shared.Answers;
using static Workbench.Tests.Answers.Views;

namespace Workbench.Tests.Answers;

public sealed class WhenAChartIsChosen
{
    [Fact]
    public void One_number_is_a_number() => Is(ChartChoice.Of(Of([Arr], [1]), null), ChartType.Number, null, ["arr"]);

    [Fact]
    public void Time_is_a_line() => Is(ChartChoice.Of(Of([Month, Arr], ["2026-08-01", 1], ["2026-09-01", 2]), null), ChartType.Line, "time.month", ["arr"]);

    [Fact]
    public void Time_by_group_is_a_line_each() =>
        Is(
            ChartChoice.Of(Of([Month, Region, Arr], ["2026-08-01", "A", 1], ["2026-08-01", "B", 2]), null),
            ChartType.Line,
            "time.month",
            ["arr"],
            "account.region"
        );

    [Fact]
    public void Groups_are_bars() => Is(ChartChoice.Of(Of([Region, Arr], ["A", 1], ["B", 2]), null), ChartType.Bar, "account.region", ["arr"]);

    [Fact]
    public void Parts_are_a_pie_only_on_a_wish() =>
        Is(ChartChoice.Of(Of([Region, Arr], ["A", 1], ["B", 2]), ChartType.Pie), ChartType.Pie, "account.region", ["arr"]);

    [Fact]
    public void A_pie_of_negative_parts_is_bars() => ChartChoice.Of(Of([Region, Arr], ["A", 1], ["B", -2]), ChartType.Pie)!.Type.ShouldBe(ChartType.Bar);

    [Fact]
    public void Two_units_are_not_on_one_axis() =>
        Is(ChartChoice.Of(Of([Region, Arr, Deployments], ["A", 1, 5], ["B", 2, 6]), null), ChartType.Bar, "account.region", ["arr"]);

    [Fact]
    public void Rows_without_numbers_have_none() => ChartChoice.Of(Of([Region], ["A"], ["B"]), null).ShouldBeNull();

    [Fact]
    public void Many_groups_are_a_table() =>
        ChartChoice.Of(Of([Region, Arr], [.. Enumerable.Range(0, 61).Select(i => new object?[] { $"r{i}", i })]), null).ShouldBeNull();

    [Fact]
    public void A_comparison_shows_both() =>
        Is(
            ChartChoice.Of(Of([Region, Arr, Compared(Arr, ColumnRole.Previous, "previous")], ["A", 1, 2], ["B", 2, 1]), null),
            ChartType.Bar,
            "account.region",
            ["arr", "arr.previous"]
        );

    private static void Is(AnswerChart? chart, ChartType type, string? x, string[] y, string? series = null)
    {
        chart.ShouldNotBeNull();
        (chart.Type, chart.X, chart.Series).ShouldBe((type, x, series));
        chart.Y.ShouldBe(y);
    }
}
