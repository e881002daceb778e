using Workbench.Server.Semantics.Layer;
using static Workbench.Tests.Semantics.Planner.LayerSketch;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>A pier with shows and kiosks: guests in two roles, places that are called otherwise by some rows, values that are times or names as well.</summary>
internal static class Pier
{
    public static PlannerHarness Harness { get; } = new(Build(), new NamesInMemory("guest.name", "Ada Lowe", "hall.name", "Old Hall"), new AcceptingCompiler());

    private static SemanticLayer Build() =>
        new LayerSketch("A pier", new LayerCalendar("Europe/London", DayOfWeek.Monday, new FiscalYear(1, FiscalYearName.Start), DefaultsToFiscal: false))
            .Entity(
                "guest",
                "guests",
                "name",
                [Dim("name", indexed: true), Dim("country", values: "GB,FR=France"), Dim("tier", values: "fan,patron=patrons")],
                also: "patron"
            )
            .Entity("hall", "halls", "name", [Dim("name", indexed: true), Dim("seats", "integer", also: "seat")])
            .Entity("skipper", "skippers", "name", [Dim("name", indexed: true), Dim("on_duty", "boolean", also: "manages")])
            .Entity(
                "ticket",
                "tickets",
                null,
                [
                    Dim("genre", values: "opera,circus"),
                    Dim("origin", values: "own=house,hired"),
                    Dim("plan", values: "monthly,yearly"),
                    Dim("kind", values: "sale,refund"),
                    Dim("own_skipper", "boolean"),
                ],
                [At("sold", true)],
                [
                    To("guest", "buyer") with
                    {
                        Label = "Buying guest",
                    },
                    To("guest", "payer", also: "paid by") with
                    {
                        Label = "Paying guest",
                    },
                    To("hall"),
                    To("skipper"),
                ]
            )
            .Entity("bill", "bills", null, [], [At("opened", true)], [To("hall", "place") with { Label = "Kiosk" }])
            .Metric("tickets", "Tickets", Count("ticket"))
            .Metric("ticket_sales", "Ticket sales", Of("ticket", AggregationKind.Sum, "price", "kind <> 'refund'"), unit: "GBP")
            .Metric("rating", "Average rating", Of("ticket", AggregationKind.Average, "stars"), also: "satisfaction")
            .Metric("bills", "Bills", Count("bill"))
            .Build();
}
