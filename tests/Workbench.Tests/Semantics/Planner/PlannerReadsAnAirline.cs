using Shouldly;
using Workbench.Server.Semantics;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>Classes of questions that a stranger's shipping line found misread with confidence, on a layer of another kind.</summary>
public sealed class PlannerReadsAnAirline
{
    private const double Sure = 0.8;

    private static PlanOutcome Ask(string talk) => Airline.Harness.Talk(talk.Split('|'));

    private static string Read(string talk) => PlannerHarness.Show(Ask(talk)).Replace("  ", " ").TrimEnd();

    private static double? P(string talk) => (Ask(talk) as PlannedQuery)?.Best.P;

    [Theory]
    [InlineData("tickets sold from Oslo last month", "tickets_sold where ticket.flight.origin.name = Oslo in last_month vs previous")]
    [InlineData("tickets sold to Oslo last month", "tickets_sold where ticket.flight.destination.name = Oslo in last_month vs previous")]
    [InlineData("flights departing Lisbon last month", "flights where flight.origin.name = Lisbon in last_month vs previous")]
    [InlineData("flights arriving in Lisbon last month", "flights where flight.destination.name = Lisbon in last_month vs previous")]
    [InlineData(
        "revenue from Oslo to Turin last month",
        "revenue where ticket.flight.origin.name = Oslo and ticket.flight.destination.name = Turin in last_month vs previous"
    )]
    [InlineData("flights by country of destination last month", "flights by flight.destination.country in last_month")]
    [InlineData("flights by region of origin last month", "flights by flight.origin.region in last_month")]
    [InlineData("fuel burnt from March to June for origin Oslo", "fuel where flight.origin.name = Oslo in 2026-03-01..2026-07-01 vs previous")]
    public void The_words_beside_a_name_say_which_of_two_joins_is_meant(string question, string reading) => Read(question).ShouldBe(reading);

    [Theory]
    [InlineData("tickets sold for Oslo last month")]
    [InlineData("how much fuel was burnt for Turin this year")]
    public void A_name_that_two_joins_lead_to_is_not_sure(string question) => (P(question) ?? 0).ShouldBeLessThan(Sure);

    [Theory]
    [InlineData("load factor in each of the last six months", "load_factor in last 6 month each month")]
    [InlineData("how full were our flights in each of the last 3 months", "load_factor in last 3 month each month")]
    [InlineData("tickets sold for every month of this year", "tickets_sold in this_year each month")]
    public void In_each_of_the_last_months_is_a_series(string question, string reading) => Read(question).ShouldBe(reading);

    [Theory]
    [InlineData("bags by terminal now", "bags by terminal.name, terminal")]
    [InlineData("lost bags by terminal yesterday", "lost_bags by terminal.name, terminal in yesterday")]
    [InlineData("how many bags do we have|per terminal", "bags by terminal.name, terminal")]
    public void What_is_grouped_by_is_not_swallowed_by_the_name_of_a_metric(string question, string reading) => Read(question).ShouldStartWith(reading);

    [Theory]
    [InlineData("chartered vs own flights last month")]
    [InlineData("fuel burnt chartered vs leased last month")]
    [InlineData("tickets sold incl. cancelled last month")]
    public void Half_a_comparison_is_never_sure(string question) => (P(question) ?? 0).ShouldBeLessThan(Sure, Read(question));

    [Theory]
    [InlineData("tickets sold this year in economy and in business", "ticket.cabin")]
    [InlineData("revenue last month for economy and for business", "ticket.cabin")]
    public void For_one_and_for_the_other_stand_apart(string question, string field) => Read(question).ShouldContain("by " + field);

    [Theory]
    [InlineData("agencies with more than 35 tickets sold this year")]
    [InlineData("agencies with over 60k revenue last quarter")]
    public void Rows_without_a_thing_are_no_thing(string question) => Read(question).ShouldContain("agency.name is_not_null");

    [Theory]
    [InlineData("cancel booking NA0100130")]
    [InlineData("please refund ticket 4711009")]
    [InlineData("delete flight NA1234")]
    public void An_order_to_change_something_is_refused(string question) => Read(question).ShouldBe("refused");

    [Theory]
    [InlineData("how do you work out the load factor?")]
    [InlineData("how is the load factor worked out?")]
    [InlineData("how do you calculate load factor")]
    [InlineData("what goes into the load factor")]
    [InlineData("Hi there, what can you tell me about?")]
    public void What_a_number_means_is_answered_from_the_layer(string question) => Read(question).ShouldStartWith("layer");

    [Theory]
    [InlineData("Good morning, could you tell me how many flights landed yesterday?", "flights where flight.status = landed in yesterday vs previous")]
    [InlineData("My boss wants the revenue of each agency for last year", "revenue by agency.name, agency in last_year")]
    [InlineData("Which weekday sees the most tickets sold? Take the last quarter", "tickets_sold by time.day_of_week in last_quarter")]
    [InlineData("revenue by agency, last month is enough", "revenue by agency.name, agency in last_month")]
    [InlineData("How many bags do we have at the moment?", "bags")]
    public void Small_talk_changes_nothing(string question, string reading) => Read(question).ShouldStartWith(reading);
}
