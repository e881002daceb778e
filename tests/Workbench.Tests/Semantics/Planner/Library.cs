using Workbench.Server.Semantics.Layer;
using static Workbench.Tests.Semantics.Planner.LayerSketch;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>A library that buys books and gives things away: words of it are turns of phrase elsewhere.</summary>
internal static class Library
{
    public static PlannerHarness Harness { get; } = new(Build(), new NamesInMemory(), new AcceptingCompiler());

    private static SemanticLayer Build() =>
        new LayerSketch("A library", new LayerCalendar("Europe/London", DayOfWeek.Monday, new FiscalYear(1, FiscalYearName.End), DefaultsToFiscal: false))
            .Entity("item", "items", null, [Dim("kind", values: "book=books,film=films")], [At("bought", true)])
            .Entity("gift", "gifts", null, [Dim("city", values: "Oslo,Bergen")], [At("handed", true)])
            .Metric("spending", "Spending", Of("item", AggregationKind.Sum, "price"), unit: "GBP", also: "spend")
            .Metric("given_away", "Gifts given away", Count("gift"))
            .Build();
}
