using Shouldly;
using Workbench.Server.Semantics;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>Ways of asking of which a half used to be read and the rest was answered with confidence, on layers of four kinds.</summary>
public sealed class PlannerReadsHalfForms
{
    private const double Sure = 0.8;

    private static string Fly(string talk) => PlannerHarness.Show(Airline.Harness.Talk(talk.Split('|'))).Replace("  ", " ").TrimEnd();

    private static string Heal(string talk) => PlannerHarness.Show(PlannerHarness.Hospital.Talk(talk.Split('|'))).Replace("  ", " ").TrimEnd();

    private static string Ship(string talk) => PlannerHarness.Show(ShippingLine.Harness.Talk(talk.Split('|'))).Replace("  ", " ").TrimEnd();

    private static double P(PlanOutcome outcome) => (outcome as PlannedQuery)?.Best.P ?? 0;

    [Theory]
    [InlineData("bags by apron now", "bags by airport.name, airport")]
    public void A_join_of_the_same_name_as_its_thing_is_known_by_its_label(string question, string reading) => Fly(question).ShouldBe(reading);

    [Theory]
    [InlineData("percentage of emergency among admissions last month", "share")]
    [InlineData("of the admissions last month, what percentage were emergency", "share")]
    public void The_whole_may_be_said_first_or_last(string question, string form) => Heal(question).ShouldContain(form);

    [Theory]
    [InlineData("what is the split of admissions last month between emergency and elective", "admissions by admission.kind")]
    [InlineData("is the average length of stay longer in emergency than in elective", "average_stay by admission.kind")]
    public void Two_sides_of_one_field_stand_apart(string question, string reading) => Heal(question).ShouldStartWith(reading);

    [Theory]
    [InlineData("flights in Oslo last month|what was the revenue?", "last_month")]
    [InlineData("tickets sold last quarter|how many flights were cancelled?", "last_quarter")]
    public void What_is_past_and_has_no_time_of_its_own_is_of_the_time_spoken_of(string talk, string reading) => Fly(talk).ShouldContain(reading);

    [Theory]
    [InlineData("tonnage from brazilian ports last month", "tonnage where port.country = Brazil in last_month vs previous")]
    [InlineData("shipments of dutch ports last month", "shipments where port.country = Netherlands in last_month vs previous")]
    public void The_adjective_of_a_country_is_that_country(string question, string reading) => Ship(question).ShouldBe(reading);

    [Theory]
    [InlineData("Which weekday sees the most tickets sold? Take the last quarter", "tickets_sold by time.day_of_week in last_quarter")]
    [InlineData("Are we getting more tickets sold? Compare last month with the same month last year", "tickets_sold in last_month vs last year")]
    public void Days_are_ranked_and_two_sentences_are_one_question(string question, string reading) => Fly(question).ShouldStartWith(reading);

    [Theory]
    [InlineData("fuel burnt per ticket this year")]
    [InlineData("cancelled flights by agency vs by terminal")]
    public void Half_a_form_is_never_sure_on_an_airline(string question) => P(Airline.Harness.Ask(question)).ShouldBeLessThan(Sure, Fly(question));

    [Theory]
    [InlineData("discharge patient 12")]
    [InlineData("give me the names of the patients in cardiology")]
    public void What_asks_for_no_number_is_refused(string question) => PlannerHarness.Hospital.Ask(question).ShouldBeOfType<PlannedRefusal>();

    [Theory]
    [InlineData("cancellation rate of appointments % women")]
    [InlineData("how many doctors were requested last month")]
    public void Half_a_form_is_never_sure_in_a_hospital(string question) => P(PlannerHarness.Hospital.Ask(question)).ShouldBeLessThan(Sure, Heal(question));

    [Theory]
    [InlineData("42")]
    [InlineData("7 and 42")]
    public void A_number_alone_names_nothing(string question)
    {
        var sketch = new LayerSketch(
            "Many",
            new Workbench.Server.Semantics.Layer.LayerCalendar(
                "UTC",
                DayOfWeek.Monday,
                new Workbench.Server.Semantics.Layer.FiscalYear(1, Workbench.Server.Semantics.Layer.FiscalYearName.Start),
                DefaultsToFiscal: false
            )
        );
        sketch.Entity("sale", "sales", null, [], [LayerSketch.At("sold", true)]);
        for (var i = 0; i < 60; i++)
            sketch.Metric($"revenue_{i}", $"Revenue {i}", LayerSketch.Of("sale", Workbench.Server.Semantics.Layer.AggregationKind.Sum, $"amount_{i}"));
        P(new PlannerHarness(sketch.Build(), new NamesInMemory(), new AcceptingCompiler()).Ask(question)).ShouldBeLessThan(Sure);
    }
}
