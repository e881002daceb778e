using System.Collections.Immutable;
using Shouldly;

namespace Workbench.Tests.Demo;

public sealed class WhenAnAnswerIsComparedWithItsGold
{
    private static readonly ResultTable Gold = Table(["EMEA", 12.5m], ["APAC", 3m]);

    [Fact]
    public void Order_of_rows_and_columns_and_further_columns_do_not_matter() =>
        GoldComparer.Holds(Table([3m, 1m, "APAC"], [12.5m, 2m, "EMEA"]), Gold, isRanking: false).ShouldBeTrue();

    [Fact]
    public void A_number_may_differ_in_the_seventh_digit_only()
    {
        GoldComparer.Holds(Table(["EMEA", 12.500_001m], ["APAC", 3m]), Gold, isRanking: false).ShouldBeTrue();
        GoldComparer.Holds(Table(["EMEA", 12.501m], ["APAC", 3m]), Gold, isRanking: false).ShouldBeFalse();
    }

    [Fact]
    public void A_further_or_a_missing_row_is_wrong()
    {
        GoldComparer.Holds(Table(["EMEA", 12.5m], ["APAC", 3m], ["AMER", 1m]), Gold, isRanking: false).ShouldBeFalse();
        GoldComparer.Holds(Table(["EMEA", 12.5m]), Gold, isRanking: false).ShouldBeFalse();
    }

    [Fact]
    public void Numbers_belong_to_their_keys() => GoldComparer.Holds(Table(["EMEA", 3m], ["APAC", 12.5m]), Gold, isRanking: false).ShouldBeFalse();

    [Fact]
    public void A_row_that_says_nothing_may_be_missing_or_there() =>
        GoldComparer.Holds(Table(["EMEA", 12.5m], ["APAC", 3m], ["AMER", 0m], [null, null]), Gold, isRanking: false).ShouldBeTrue();

    [Fact]
    public void A_group_without_a_name_is_a_group() =>
        GoldComparer.Holds(Table(["EMEA", 12.5m], ["APAC", 3m], [null, 1m]), Gold, isRanking: false).ShouldBeFalse();

    [Fact]
    public void A_ranking_begins_with_its_gold_in_order()
    {
        GoldComparer.Holds(Table(["EMEA", 12.5m], ["APAC", 3m], ["AMER", 1m]), Gold, isRanking: true).ShouldBeTrue();
        GoldComparer.Holds(Table(["APAC", 3m], ["EMEA", 12.5m]), Gold, isRanking: true).ShouldBeFalse();
    }

    [Fact]
    public void Ties_of_a_ranking_may_change_places_and_be_cut_anywhere()
    {
        var gold = Table(["A", 5m], ["B", 3m], ["C", 3m], ["D", 1m], ["E", 1m]);
        GoldComparer.Holds(Table(["A", 5m], ["C", 3m], ["B", 3m], ["F", 1m], ["D", 1m]), gold, isRanking: true).ShouldBeTrue();
        GoldComparer.Holds(Table(["A", 5m], ["X", 3m], ["B", 3m], ["F", 1m], ["D", 1m]), gold, isRanking: true).ShouldBeFalse();
        GoldComparer.Holds(Table(["X", 5m], ["C", 3m], ["B", 3m], ["F", 1m], ["D", 1m]), gold, isRanking: true).ShouldBeFalse();
    }

    [Fact]
    public void Of_a_list_of_names_each_must_be_there() => GoldComparer.Holds(Table(["A"], ["B"]), Table(["A"], ["C"]), isRanking: false).ShouldBeFalse();

    private static ResultTable Table(params object?[][] rows) => new([.. rows.Select(row => row.ToImmutableArray())], rows[0].Length);
}
