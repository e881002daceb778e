using Shouldly;
using Workbench.Server.Semantics;
using Workbench.Shared.Queries;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>
/// What a landlord, vets and a staffing agency were refused although the words were there: amounts of several currencies, levels at each month's end, other names of the same rate or
/// kind, short forms, words typed in haste. On a ferry company that no question set knows.
/// </summary>
public sealed class PlannerTakesShortForms
{
    private const double Sure = 0.8;

    private static PlanOutcome Ask(string question) => Ferry.Harness.Ask(question);

    private static string Show(string question) => PlannerHarness.Show(Ask(question));

    private static PlanReading Read(string question) => Ask(question).ShouldBeOfType<PlannedQuery>(Show(question)).Best;

    [Theory]
    [InlineData("fares last month", "fares by passage.currency in last_month")]
    [InlineData("fares by country last month", "fares by harbour.country, passage.currency in last_month")]
    [InlineData("fares last month, GB vs Ireland", "fares by harbour.country, passage.currency where harbour.country in GB,IE in last_month")]
    public void Amounts_of_several_currencies_are_told_apart_and_it_is_said(string question, string reading)
    {
        Show(question).ShouldBe(reading);
        Read(question).Assumptions.ShouldContain(a => a.Contains("currencies", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_one_currency_they_are_one_number() =>
        Show("fares in euros last month").ShouldBe("fares where passage.currency = EUR in last_month vs previous");

    [Fact]
    public void The_first_few_by_an_amount_are_those_of_each_currency()
    {
        var best = Read("top 3 harbours by fares last month");
        best.Query.Within.ShouldBe(["passage.currency"]);
        best.Query.Limit.ShouldBe(3);
        best.P.ShouldBeLessThan(Sure, "pounds and euros cannot be ranked against each other, and nobody said which is meant");
    }

    [Theory]
    [InlineData("harbours with fares over 1000 last month")]
    [InlineData("passages with fares over 100")]
    [InlineData("how many harbours have fares over 1000 last month")]
    public void A_limit_on_an_amount_of_several_currencies_is_never_sure(string question) =>
        (Ask(question) is PlannedQuery { Best.P: >= Sure }).ShouldBeFalse(Show(question));

    [Theory]
    [InlineData("fleet value at the end of each month this year")]
    [InlineData("fleet value at each month's end this year")]
    [InlineData("show the fleet value at the end of every month this year")]
    public void A_level_at_the_end_of_each_month_is_told_month_by_month(string question)
    {
        var query = Read(question).Query;
        query.Metrics.ShouldBe(["fleet"]);
        query.Time.ShouldNotBeNull().Grain.ShouldBe("month");
        query.GroupBy.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("cancelled passages % by harbour last month")]
    [InlineData("% cancelled passages by harbour last month")]
    [InlineData("cancelled passages rate by harbour last month")]
    public void A_rate_a_share_and_a_percentage_are_one_number(string question) => Read(question).Query.Metrics.ShouldBe(["cancelled_share"]);

    [Theory]
    [InlineData("passages by hull type last month")]
    [InlineData("passages by type of hull last month")]
    public void Kind_of_and_type_are_the_same(string question) => Read(question).Query.GroupBy.ShouldBe(["vessel.kind_of_hull"]);

    [Theory]
    [InlineData("harbours w/o passages last month", "harbours without passages last month")]
    [InlineData("passages w/ state cancelled last month", "passages with state cancelled last month")]
    [InlineData("passages this FY by harbour", "passages this fiscal year by harbour")]
    [InlineData("passages in Novmber", "passages in November")]
    public void A_short_form_reads_as_the_long_one(string shortly, string inFull) => Show(shortly).ShouldBe(Show(inFull));

    [Fact]
    public void Words_that_another_language_shares_do_not_make_a_question_foreign() =>
        Show("passages per quarter since july 2025").ShouldBe("passages in 2025-07-01.. each quarter");

    [Fact]
    public void A_word_that_completes_the_name_of_the_number_picks_no_rows()
    {
        var best = Read("top 3 kiosk harbours by net sales last month");
        best.Query.Metrics.ShouldBe(["net_kiosk_sales"]);
        best.Query.Where.ShouldBeEmpty();
        best.Assumptions.ShouldContain(a => a.Contains("part of Net kiosk sales", StringComparison.Ordinal));
    }

    [Fact]
    public void Rows_taken_away_in_a_talk_are_left_out_and_nothing_is_deleted()
    {
        var outcome = Ferry.Harness.Talk("passages by harbour last month", "drop the kiosk ones");
        PlannerHarness.Show(outcome).ShouldBe("passages by harbour.name, harbour where passage.channel <> kiosk in last_month");
        Ask("drop the kiosk passages").ShouldBeOfType<PlannedRefusal>("alone it is an order");
    }

    [Theory]
    [InlineData("passges in the sate canceled last mnth")]
    [InlineData("passages of kiosc last month")]
    public void A_value_typed_in_haste_is_answered_and_not_surely(string question) => Read(question).P.ShouldBeLessThan(Sure, Show(question));
}
