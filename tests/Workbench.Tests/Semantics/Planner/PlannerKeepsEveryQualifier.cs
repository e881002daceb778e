using Shouldly;
using Workbench.Server.Semantics;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>
/// What a mobile operator asked and got other numbers for: small words behind a hyphen that make another word, what a number is per, whose a thing is, orders to do something, ends
/// of periods. On a kennel that no question set knows.
/// </summary>
public sealed class PlannerKeepsEveryQualifier
{
    private const double Sure = 0.8;

    private static PlanOutcome Ask(string question) => Kennel.Harness.Ask(question);

    private static string Show(string question) => PlannerHarness.Show(Ask(question));

    [Theory]
    [InlineData("how many owners don't have a single dog?", "owners where (dogs per owner = 0)")]
    [InlineData("owners without any dogs", "list by owner.name, owner where (dogs per owner = 0)")]
    public void What_stands_behind_per_is_no_name_of_the_number(string question, string reading) => Show(question).ShouldStartWith(reading);

    [Theory]
    [InlineData("top 5 carers by meals last month", "carer.name is_not_null")]
    [InlineData("who are the 3 carers with the most meat this year", "carer.name is_not_null")]
    public void Rows_whose_thing_is_left_out_are_no_thing_of_a_ranking(string question, string condition) => Show(question).ShouldContain(condition);

    [Theory]
    [InlineData("meals by carer last month")]
    [InlineData("top 3 yards by dogs registered last quarter")]
    public void They_stay_a_group_where_nothing_is_ranked_and_where_every_row_has_its_thing(string question) => Show(question).ShouldNotContain("is_not_null");

    [Theory]
    [InlineData("which 3 yards registered the most dogs last quarter", "dogs by yard.name, yard in last_quarter")]
    public void A_verb_of_the_past_ends_a_name(string question, string reading) => Show(question).ShouldStartWith(reading);

    [Theory]
    [InlineData("move-ins last month", "moves_in in last_month")]
    [InlineData("move outs by other kennel ytd", "moves_out by move.other_kennel in ytd")]
    [InlineData("movd outs by other kennel ytd", "moves_out by move.other_kennel in ytd")]
    [InlineData("move-ins vs move-outs last quarter", "moves_in, moves_out in last_quarter")]
    [InlineData("pickups last month", "pick_ups in last_month")]
    [InlineData("pick ups last month", "pick_ups in last_month")]
    [InlineData("pick-up amount by pick-up place last month", "pick_up_amount by pick_up.pick_up_place in last_month")]
    public void In_is_never_out_and_a_word_with_a_hyphen_is_one(string question, string reading) => Show(question).ShouldStartWith(reading);

    [Theory]
    [InlineData("drop-off amount by payment method")]
    [InlineData("pick-up amount by payment method")]
    [InlineData("payments by pick-up place")]
    [InlineData("dropped stays by yard last month")]
    [InlineData("meat payments in august")]
    [InlineData("check-outs last month")]
    public void A_qualifier_that_no_number_carries_is_refused(string question) => Ask(question).ShouldNotBeOfType<PlannedQuery>(Show(question));

    [Theory]
    [InlineData("refused move-in requests this year")]
    public void Half_of_a_qualified_name_is_never_sure(string question) => (Ask(question) as PlannedQuery)?.Best.P.ShouldBeLessThan(Sure, Show(question));

    [Theory]
    [InlineData("Fjord drowns everything out in my chart. Leaving it aside, how many new owners did each language bring last month?")]
    public void No_number_takes_the_place_of_its_opposite(string question) => Show(question).ShouldNotContain("lost_owners");

    [Theory]
    [InlineData("how many dogs does Barkley have?")]
    public void What_somebody_else_has_is_not_ours(string question) => (Ask(question) as PlannedQuery)?.Best.P.ShouldBeLessThan(Sure, Show(question));

    [Theory]
    [InlineData("Please suspend dog D00417 until the owner has paid")]
    [InlineData("could you block the card of Ada Brandt")]
    [InlineData("Cancel the stay of dog D00417")]
    [InlineData("can you please refund Ada Brandt for the last stay")]
    [InlineData("I want you to lock yard Fjord tonight")]
    public void An_order_to_do_something_is_no_question(string question) =>
        Ask(question).ShouldBeOfType<PlannedRefusal>(Show(question)).Markdown.ShouldContain("I only read data");

    [Theory]
    [InlineData("could you show the number of stays by yard", "stays by stay.yard.name")]
    [InlineData("please give me running stays by yard", "running_stays by stay.yard.name")]
    public void An_order_to_show_something_is_one(string question, string reading) => Show(question).ShouldStartWith(reading);

    [Theory]
    [InlineData("stays by home yard of the walker last month")]
    public void Whose_it_is_makes_no_second_grouping(string question)
    {
        var query = Ask(question).ShouldBeOfType<PlannedQuery>(Show(question)).Best.Query;
        query.GroupBy.ShouldAllBe(field => field.StartsWith("stay.walker.home_yard", StringComparison.Ordinal), Show(question));
    }

    [Theory]
    [InlineData("How many stays were running when October ended?")]
    public void The_end_of_a_period_is_no_value(string question) => Show(question).ShouldNotContain("state = ended");

    [Theory]
    [InlineData("French owners seem to come more often. How many new owners by language this year?", "new_owners by owner.language in this_year")]
    public void What_is_told_apart_is_not_picked_from_the_sentence_before(string question, string reading) => Show(question).ShouldBe(reading);

    [Theory]
    [InlineData("May I have the stays of last month by yard?", "stays by stay.yard.name, stay.yard in last_month")]
    [InlineData("owners with three dogs or more", "dogs by owner.name, owner having dogs >= 3")]
    [InlineData("wich yard had the fewst stays last yeer", "stays by stay.yard.name, stay.yard in last_year order stays limit")]
    [InlineData("Could you put the stays of Fjord next to those of Birch for me?", "stays by stay.yard.name where stay.yard.name in Fjord,Birch")]
    [InlineData("stays by yard, privatte", "stays by stay.yard.name, stay.yard where owner.kind = private")]
    public void Everyday_words_are_understood(string question, string reading) => Show(question).ShouldStartWith(reading);

    [Theory]
    [InlineData("pick-ups last month", "what were they worth?", "pick_up_amount in last_month")]
    public void What_something_was_worth_is_an_amount(string first, string then, string reading) =>
        PlannerHarness.Show(Kennel.Harness.Talk(first, then)).ShouldStartWith(reading);
}
