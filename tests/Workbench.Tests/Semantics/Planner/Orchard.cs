using Workbench.Server.Semantics.Layer;
using static Workbench.Tests.Semantics.Planner.LayerSketch;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>An orchard that delivers crates along routes to shops and canteens: names that are nearly those of other things, and a year of its own from July.</summary>
internal static class Orchard
{
    public static PlannerHarness Harness { get; } =
        new(
            Build(),
            new NamesInMemory("client.city", "Galway", "Sligo", "client.name", "Old Mill", "route.name", "Kerry", "Galway Bay", "fruit.name", "Braeburn"),
            new AcceptingCompiler()
        );

    private static SemanticLayer Build() =>
        new LayerSketch("An orchard", new LayerCalendar("Europe/Dublin", DayOfWeek.Monday, new FiscalYear(7, FiscalYearName.End), DefaultsToFiscal: true))
            .Entity(
                "client",
                "clients",
                "name",
                [
                    Dim("name", indexed: true),
                    Dim("city", indexed: true),
                    Dim("kind", values: "shop=shops|company,canteen"),
                    Dim("plan", values: "weekly,daily"),
                    Dim("running", "boolean"),
                    Dim("payment_terms", "integer"),
                ],
                [At("since", true)]
            )
            .Entity("route", "routes", "name", [Dim("name", indexed: true)], [At("begun", true)])
            .Entity("fruit", "fruits", "name", [Dim("name", indexed: true), Dim("family", values: "apple=apples,pear=pears")], [At("planted", true)])
            .Entity("packer", "packers", "name", [Dim("name", indexed: true)], [At("hired", true)])
            .Entity(
                "crate",
                "crates",
                null,
                [Dim("channel", values: "web,phone")],
                [At("sold", true)],
                [To("client"), To("fruit"), To("packer", "worked_by", also: "worked by")]
            )
            .Entity(
                "drop",
                "drops",
                null,
                [Dim("state", values: "made,missed,expired=never fetched")],
                [At("begun", true), At("planned_end"), At("ended")],
                [To("route"), To("client")]
            )
            .Entity("bill", "bills", null, [], [At("issued", true)], [To("client")])
            .Entity("complaint", "complaints", null, [Dim("topic", values: "taste,bruises")], [At("raised", true)], [To("client"), To("fruit")])
            .Metric("crates", "Crates sold", Count("crate"), also: "crates")
            .Metric("sales", "Sales", Of("crate", AggregationKind.Sum, "price"), unit: "EUR", also: "revenue")
            .Metric("overripe", "Overripe crates", Count("crate", "is_overripe"), also: "overripe")
            .Metric("overripe_share", "Overripe share", Ratio("overripe", "crates"), unit: "percent")
            .Metric("drops", "Drops", Count("drop"))
            .Metric("shows", "Shows", Count("drop", "state = 'made'"))
            .Metric("drops_ended", "Drops ended", Count("drop", "state = 'made'", "ended"), also: "ends")
            .Metric("punctuality", "Punctuality", Of("drop", AggregationKind.Average, "is_punctual"), unit: "percent", also: "on time")
            .Metric("cellar", "Cellar stock", Of("fruit", AggregationKind.Sum, "crates"), unit: "crates", also: "crates in stock")
            .Metric("stock_value", "Stock value", Of("fruit", AggregationKind.Sum, "value"), unit: "EUR")
            .Metric("bookings", "Reservations", Count("drop", "is_booked"))
            .Metric("bills", "Invoices", Count("bill"))
            .Metric("days_to_pay", "Days to pay", Of("bill", AggregationKind.Average, "days"), unit: "days", also: "payment time")
            .Metric("complaints", "Complaints", Count("complaint"))
            .Metric("returns", "Returns", Of("crate", AggregationKind.Sum, "returned"), unit: "crates")
            .Metric("rating", "Average rating", Of("complaint", AggregationKind.Average, "stars"), unit: "stars")
            .Build();
}
