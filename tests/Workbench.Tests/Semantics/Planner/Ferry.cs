using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;
using static Workbench.Tests.Semantics.Planner.LayerSketch;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>A ferry company with fares in several currencies, rates, and kinds of things. Compiled in earnest.</summary>
internal static class Ferry
{
    public static PlannerHarness Harness { get; } =
        new(Build(), new NamesInMemory("harbour.name", "Oban", "Larne", "harbour.city", "Oban"), new SemanticCompiler());

    private static SemanticLayer Build() =>
        new LayerSketch(
            "A ferry company",
            new LayerCalendar("Europe/London", DayOfWeek.Monday, new FiscalYear(4, FiscalYearName.Start), DefaultsToFiscal: false)
        )
            .Entity(
                "harbour",
                "harbours",
                "name",
                [Dim("name", indexed: true), Dim("city", indexed: true), Dim("country", values: "GB,IE=Ireland"), Dim("berth_depth")]
            )
            .Entity("vessel", "vessels", "name", [Dim("name", indexed: true), Dim("kind_of_hull", values: "steel,wood")], [At("launched", true)])
            .Entity(
                "passage",
                "passages",
                null,
                [Dim("currency", values: "GBP=pounds,EUR=euros"), Dim("state", values: "sailed,cancelled"), Dim("channel", values: "kiosk,web")],
                [At("sailed_on", true)],
                [To("harbour"), To("vessel")]
            )
            .Metric("passages", "Passages", Count("passage"))
            .Metric("cancelled", "Cancelled passages", Count("passage", "state = 'cancelled'"))
            .Metric("cancelled_share", "Share of cancelled passages", Ratio("cancelled", "passages"), unit: "percent")
            .Metric("fares", "Fares", Of("passage", AggregationKind.Sum, "fare"), also: "fare income", currency: "passage.currency")
            .Metric("net_kiosk_sales", "Net kiosk sales", Of("passage", AggregationKind.Sum, "kiosk"), unit: "GBP")
            .Metric("fleet", "Fleet value", Balance("vessel", "value", "launched"), unit: "GBP")
            .Build();
}
