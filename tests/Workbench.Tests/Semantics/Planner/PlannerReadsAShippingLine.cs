using Shouldly;
using Workbench.Server.Semantics;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>What used to be read as another question, with confidence; on a layer of its own.</summary>
public sealed class PlannerReadsAShippingLine
{
    private static string Read(string talk) => PlannerHarness.Show(ShippingLine.Harness.Talk(talk.Split('|'))).Replace("  ", " ").TrimEnd();

    [Theory]
    [InlineData("compare tonnage of tankers and reefers", "tonnage by vessel.kind where vessel.kind in tanker,reefer")]
    [InlineData("how do Rotterdam and Santos compare on shipments", "shipments by port.name where port.name in Rotterdam,Santos")]
    [InlineData("how does express compare with economy in tonnage", "tonnage by shipment.service where shipment.service in express,economy")]
    [InlineData("is the damage rate higher for express or economy", "damage_rate by shipment.service where shipment.service in express,economy")]
    public void Two_values_that_are_compared_stand_side_by_side(string question, string reading) => Read(question).ShouldBe(reading);

    [Theory]
    [InlineData("which ports had more than 10 shipments last month", "shipments by port.name, port in last_month having shipments > 10")]
    [InlineData("vessels that carried more than 500 tonnage last quarter", "tonnage by vessel.name, vessel in last_quarter having tonnage > 500")]
    [InlineData("port with the fewest sailings last month", "sailings by port.name, port in last_month order sailings limit 10")]
    public void What_a_limit_or_a_ranking_is_about_is_grouped_by(string question, string reading) => Read(question).ShouldBe(reading);

    [Theory]
    [InlineData("shipments without an insurer", "shipments where shipment.insurer is_null")]
    [InlineData("shippers without any shipments", "list by shipper.name, shipper where (shipments per shipper = 0)")]
    [InlineData("non-dangerous shipments last month", "shipments where shipment.dangerous <> true in last_month vs previous")]
    public void Without_leaves_out(string question, string reading) => Read(question).ShouldBe(reading);

    [Theory]
    [InlineData("which vessel has the worst damage rate", "damage_rate by vessel.name, vessel order damage_rate desc limit 10")]
    [InlineData("top 3 vessels with the best damage rate", "damage_rate by vessel.name, vessel order damage_rate limit 3")]
    [InlineData("the three worst vessels by punctuality", "punctuality by vessel.name, vessel order punctuality limit 3")]
    [InlineData("slowest vessels by transit time", "transit_days by vessel.name, vessel order transit_days desc limit 10")]
    public void Best_and_worst_are_for_the_metric_to_say(string question, string reading) => Read(question).ShouldBe(reading);

    [Theory]
    [InlineData(
        "share of express shipments in each port",
        "shipments by port.name, port, shipment.service having shipment.service = express share of port.name, port"
    )]
    [InlineData(
        "percent of shipments that were dangerous in each region",
        "shipments by port.region, shipment.dangerous having shipment.dangerous = true share of port.region"
    )]
    [InlineData(
        "what share of each port's shipments were express",
        "shipments by port.name, port, shipment.service having shipment.service = express share of port.name, port"
    )]
    [InlineData("share of damaged shipments within each port", "damage_rate by port.name, port")]
    [InlineData("share of shipments by service within each region", "shipments by shipment.service, port.region share of port.region")]
    public void A_share_within_each_is_one_of_each(string question, string reading) => Read(question).ShouldBe(reading);

    [Theory]
    [InlineData("how much did we invoice retail shippers last quarter", "billed where shipper.segment = retail in last_quarter vs previous")]
    [InlineData("shipments booked last week", "shipments in last_week vs previous")]
    [InlineData("which insurer has the most shipments", "shipments by shipment.insurer having shipment.insurer is_not_null")]
    [InlineData("top 5 shippers by revenue, and their shipments", "billed, shipments by shipper.name, shipper order billed desc limit 5")]
    public void Amounts_events_and_rankings(string question, string reading) => Read(question).ShouldBe(reading);

    [Theory]
    [InlineData("how many shipments did we deliver last month")]
    [InlineData("how many people are there")]
    [InlineData("how many people work here")]
    [InlineData("average invoice")]
    [InlineData("how many vessels were inspected")]
    public void What_could_mean_something_else_is_never_sure(string question) =>
        (ShippingLine.Harness.Ask(question) is PlannedQuery { Best.P: >= 0.8 }).ShouldBeFalse();

    [Theory]
    [InlineData("tonnage last month by port|and revenue?", "billed in last_month vs previous")]
    [InlineData("tonnage in Rotterdam last quarter|and what was the damage rate there?", "damage_rate where port.name = Rotterdam in last_quarter vs previous")]
    [InlineData("express shipments last month|how many of those were damaged", "damaged_shipments where shipment.service = express in last_month vs previous")]
    [InlineData("tonnage of tankers this year|show me punctuality instead", "punctuality where vessel.kind = tanker in this_year vs previous")]
    public void Another_number_keeps_what_still_applies(string talk, string reading) => Read(talk).ShouldBe(reading);

    [Theory]
    [InlineData("could you tell me the tonnage last month please, thanks a lot", "tonnage in last_month vs previous")]
    [InlineData("what's the punctuality at the moment", "punctuality")]
    [InlineData("show me half a dozen vessels with the highest tonnage", "tonnage by vessel.name, vessel order tonnage desc limit 6")]
    [InlineData("hw many shipments lst month", "shipments in last_month vs previous")]
    [InlineData("teh tonnage of wich port is hihgest", "tonnage by port.name, port order tonnage desc limit 10")]
    public void Courtesies_and_slips_of_the_pen(string question, string reading) => Read(question).ShouldBe(reading);

    [Theory]
    [InlineData("next week's sailings by port", "sailings by port.name, port in 2026-11-23..2026-11-30")]
    [InlineData("shipments next month", "refused")]
    [InlineData("what will revenue be next month", "refused")]
    public void What_is_planned_ahead_is_in_the_data(string question, string reading) => Read(question).ShouldBe(reading);

    [Theory]
    [InlineData("how many containers are in use", "rows_of_container where container.in_use = true")]
    [InlineData("how many captains do we have", "rows_of_seafarer where seafarer.rank = captain")]
    [InlineData("seafarers by rank", "rows_of_seafarer by seafarer.rank")]
    [InlineData("how many shippers had no shipments this year", "rows_of_shipper where (shipments per shipper in this_year = 0)")]
    public void Things_that_no_metric_counts_are_counted_by_their_rows(string question, string reading)
    {
        Read(question).ShouldBe(reading);
        ((PlannedQuery)ShippingLine.Harness.Ask(question)).Best.Assumptions.ShouldContain(a => a.StartsWith("No metric counts"));
    }

    [Theory]
    [InlineData("which doctors had the most no-shows last month", "no_shows by doctor.name, doctor in last_month order no_shows desc limit 10")]
    [InlineData(
        "did we have more emergency or elective admissions last month",
        "admissions by admission.kind where admission.kind in emergency,elective in last_month"
    )]
    [InlineData("appointments without a doctor", "list by appointment where doctor.name is_null ")]
    [InlineData("show departments sorted by charges", "charges by department.name, department")]
    [InlineData("are admissions going up", "admissions in last 12 month each month")]
    [InlineData("how many patients do we have", "rows_of_patient")]
    [InlineData("how many patients were admitted last week", "patients_treated in last_week vs previous")]
    public void The_same_on_a_hospital(string question, string reading) => PlannerHarness.Show(PlannerHarness.Hospital.Ask(question)).ShouldBe(reading);
}
