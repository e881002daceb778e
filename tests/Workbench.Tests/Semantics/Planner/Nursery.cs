using Workbench.Server.Semantics.Layer;
using static Workbench.Tests.Semantics.Planner.LayerSketch;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>A plant nursery: amounts kept in two currencies, a median, one number called by the names of two.</summary>
internal static class Nursery
{
    public static PlannerHarness Harness { get; } = new(Build(), new NamesInMemory("shop.name", "Mill Lane", "Orchard"), new AcceptingCompiler());

    private static SemanticLayer Build() =>
        new LayerSketch("A nursery", new LayerCalendar("Europe/Zurich", DayOfWeek.Monday, new FiscalYear(1, FiscalYearName.End), DefaultsToFiscal: false))
            .Entity("shop", "shops", "name", [Dim("name", indexed: true), Dim("town", values: "Basel,Bern")])
            .Entity("gardener", "gardeners", "name", [Dim("name"), Dim("trade", values: "pruner=pruners,planter=planters")])
            .Entity(
                "order",
                "orders",
                null,
                [Dim("kind", values: "hedge,tree"), Dim("currency", values: "CHF=francs,EUR=euros")],
                [At("placed", true)],
                [To("shop"), To("gardener", "adviser")]
            )
            .Metric("orders", "Orders", Count("order"))
            .Metric("returns", "Returns", Count("order", "returned"))
            .Metric("ordered_and_returned", "Ordered and returned since", Count("order", "returned_since"))
            .Metric("sales", "Sales", Of("order", AggregationKind.Sum, "amount"), unit: "EUR")
            .Metric("reply_time", "Reply time", Of("order", AggregationKind.Median, "hours"), unit: "hours")
            .Build();
}
