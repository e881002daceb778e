using Workbench.Server.Semantics.Layer;
using static Workbench.Tests.Semantics.Planner.LayerSketch;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>A marina: passes that are sold and returned at kiosks, names that are one letter apart, and a bare year that is the fiscal one.</summary>
internal static class Marina
{
    public static PlannerHarness Harness { get; } =
        new(
            Build(),
            new NamesInMemory("skipper.number", "S00017", "skipper.name", "Ada Brandt", "kiosk.name", "North pier", "South pier"),
            new AcceptingCompiler()
        );

    private static SemanticLayer Build() =>
        new LayerSketch("A marina", new LayerCalendar("Europe/Oslo", DayOfWeek.Monday, new FiscalYear(4, FiscalYearName.Start), DefaultsToFiscal: true))
            .Entity("kiosk", "kiosks", "name", [Dim("name", indexed: true), Dim("bay", values: "east,west")])
            .Entity(
                "skipper",
                "skippers",
                "name",
                [
                    Dim("number", indexed: true),
                    Dim("name", indexed: true),
                    Dim("mooring"),
                    Dim("morning"),
                    Dim("plan", values: "yearly,daily"),
                    Dim("paying", "boolean"),
                ],
                [At("joined", true)],
                also: "sailor"
            )
            .Entity(
                "pass",
                "passes",
                "number",
                [Dim("number", indexed: true), Dim("kind", values: "gift,crew")],
                [At("issued", true), At("returned")],
                [To("kiosk", "sold_kiosk", also: "sold at"), To("kiosk", "return_kiosk", also: "returned at"), To("skipper")]
            )
            .Entity(
                "stay",
                "stays",
                null,
                [Dim("kind_of_stay", values: "night,season"), Dim("nights", "integer"), Dim("fee", "decimal")],
                [At("arrived", true)],
                [To("skipper"), To("kiosk")]
            )
            .Entity("call", "calls", null, [Dim("channel", values: "phone,radio"), Dim("open", "boolean")], [At("made", true)], [To("skipper")])
            .Metric("passes_sold", "Passes sold", Count("pass"))
            .Metric("passes_returned", "Passes returned", Count("pass", "returned is not null", "returned"), also: "returned passes")
            .Metric("sold_and_returned", "Sold and returned since", Count("pass", "returned is not null"))
            .Metric("return_rate", "Return rate", Ratio("sold_and_returned", "passes_sold"), unit: "percent")
            .Metric("stays", "Stays", Count("stay"))
            .Metric("long_stays", "Long stays", Count("stay", "nights > 14"))
            .Metric("fees", "Berth fees", Of("stay", AggregationKind.Sum, "fee"), unit: "NOK", also: "fee income")
            .Metric("slips_free", "Slips free", Of("stay", AggregationKind.Sum, "slips"))
            .Metric("use", "Occupancy", Ratio("stays", "slips_free"), unit: "percent", also: "slip utilisation", description: "Stays by slips.")
            .Metric("calls", "Calls", Count("call"))
            .Build();
}
