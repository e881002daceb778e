using Workbench.Server.Semantics.Layer;
using static Workbench.Tests.Semantics.Planner.LayerSketch;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>An airline: two airports for each flight, names of metrics that hold the name of a thing, flights that nobody booked.</summary>
internal static class Airline
{
    public static SemanticLayer Layer { get; } = Build();

    public static PlannerHarness Harness { get; } =
        new(
            Layer,
            new NamesInMemory("airport.name", "Oslo", "Lisbon", "Turin", "airport.country", "Norway", "Portugal", "agency.name", "Sunways", "Globetrot"),
            new AcceptingCompiler()
        );

    private static SemanticLayer Build() =>
        new LayerSketch("Northwind Air", new LayerCalendar("UTC", DayOfWeek.Monday, new FiscalYear(1, FiscalYearName.Start), DefaultsToFiscal: false))
            .Entity("airport", "airports", "name", [Dim("name", indexed: true), Dim("country", indexed: true), Dim("region", values: "nordic,iberia,alps")])
            .Entity("terminal", "terminals", "name", [Dim("name"), Dim("size", values: "small,large")])
            .Entity("agency", "agencies", "name", [Dim("name", indexed: true), Dim("kind", values: "online,retail")], also: "travel agency")
            .Entity(
                "flight",
                "flights",
                "number",
                [Dim("number"), Dim("status", values: "scheduled,landed,cancelled=canceled"), Dim("chartered", "boolean")],
                [At("departure", true)],
                [To("airport", "origin"), To("airport", "destination")]
            )
            .Entity(
                "ticket",
                "tickets",
                null,
                [Dim("cabin", values: "economy,business"), Dim("status", values: "paid,refunded")],
                [At("sold", true)],
                [To("flight"), To("agency") with { IsOptional = true }]
            )
            .Entity(
                "baggage_day",
                "baggage days",
                null,
                [Dim("kind", values: "suitcase,stroller")],
                [At("day", true, "date", "day")],
                [To("terminal"), To("airport") with { Label = "Apron", Synonyms = ["apron"] }],
                key: "day"
            )
            .Metric("flights", "Flights", Count("flight"))
            .Metric("cancelled_flights", "Cancelled flights", Count("flight", "status = 'cancelled'"))
            .Metric("fuel", "Fuel burnt", Of("flight", AggregationKind.Sum, "fuel"), unit: "t")
            .Metric("load_factor", "Load factor", Of("flight", AggregationKind.Average, "seats_sold"), unit: "percent", also: "how full")
            .Metric("tickets_sold", "Tickets sold", Count("ticket"), also: "bookings")
            .Metric("revenue", "Ticket revenue", Of("ticket", AggregationKind.Sum, "price"), unit: "EUR", also: "revenue")
            .Metric("bags", "Bags left in terminal", Balance("baggage_day", "bags", "day"), also: "left bags")
            .Metric("lost_bags", "Lost bags", Balance("baggage_day", "lost", "day"))
            .Build();
}
