using Shouldly;
using Workbench.Client.Components.Results;
using Workbench.Shared.Answers;

namespace Workbench.Tests.Client;

public sealed class WhenAResultIsATable
{
    private static readonly ResultView Accounts = Results.Of(
        [Results.Text("account"), Results.Usd("arr"), Results.Percent("win_rate")],
        ["Beta", 1234.5m, 0.1234m],
        ["alpha", 912_345.67m, null],
        ["Gamma", 0m, 0.5m]
    );

    [Fact]
    public void Units_stand_in_the_header_and_numbers_of_a_column_have_the_same_decimals()
    {
        var table = TableView.Create(Accounts);

        table.Columns.Select(c => c.Unit).ShouldBe([null, "USD", "%"]);
        table.Rows.Select(r => r.Cells[1].Text).ShouldBe(["1,235", "912,346", "0"]);
        table.Rows.Select(r => r.Cells[2].Text).ShouldBe(["12.3", ValueText.Missing, "50.0"]);
    }

    [Fact]
    public void The_exact_value_shows_on_hover()
    {
        var table = TableView.Create(Accounts);

        table.Rows[1].Cells[1].Exact.ShouldBe("$912,345.67");
        table.Rows[0].Cells[2].Exact.ShouldBe("12.34%");
    }

    [Fact]
    public void Numbers_sort_by_value_and_words_without_case()
    {
        First(new TableSort(1, IsDescending: true)).ShouldBe(["alpha", "Beta", "Gamma"]);
        First(new TableSort(0, IsDescending: false)).ShouldBe(["alpha", "Beta", "Gamma"]);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Missing_values_come_last_in_both_directions(bool isDescending)
    {
        First(new TableSort(2, isDescending))[^1].ShouldBe("alpha");
    }

    [Fact]
    public void Clicks_on_a_header_go_through_both_directions_and_back_to_the_results_own_order()
    {
        var first = TableSort.Next(null, 1, isNumber: true);
        var second = TableSort.Next(first, 1, isNumber: true);

        first.ShouldBe(new TableSort(1, IsDescending: true));
        second.ShouldBe(new TableSort(1, IsDescending: false));
        TableSort.Next(second, 1, isNumber: true).ShouldBeNull();
    }

    private static List<string> First(TableSort sort) => [.. TableView.Create(Accounts, sort).Rows.Select(r => r.Cells[0].Text)];
}
