using Workbench.Server.Semantics.Layer;
using static Workbench.Tests.Semantics.Planner.LayerSketch;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>Some garages: people counted by a number of another name, values that deny, agents who do not lead everywhere, a rate that is one letter from a word.</summary>
internal static class Garage
{
    public static PlannerHarness Harness { get; } =
        new(Build(), new NamesInMemory("agent.name", "Fleetline", "Autobroker", "garage.name", "Northgate", "Riverside"), new AcceptingCompiler());

    private static SemanticLayer Build() =>
        new LayerSketch("Two garages", new LayerCalendar("Europe/London", DayOfWeek.Monday, new FiscalYear(1, FiscalYearName.End), DefaultsToFiscal: false))
            .Entity("garage", "garages", "name", [Dim("name", indexed: true), Dim("town", values: "York,Hull")])
            .Entity("agent", "agents", "name", [Dim("name", indexed: true), Dim("kind", values: "lease=leasing agent,fleet=fleet agent")], also: "broker")
            .Entity(
                "worker",
                "workers",
                "name",
                [
                    Dim("name"),
                    Dim("trade", values: "mechanic=mechanics,painter=painters"),
                    Dim("bay", values: "east,west"),
                    Dim("gone", "boolean", hidden: true),
                ],
                [At("hired", true)],
                also: "staff"
            )
            .Entity(
                "repair",
                "repairs",
                null,
                [
                    Dim("way", values: "direct,agent"),
                    Dim("size", values: "small,large"),
                    Dim("state", values: "waiting=not started,running,done"),
                    Dim("insured", "boolean"),
                ],
                [At("brought_in", true), At("finished")],
                [To("garage"), To("agent", "seller", also: "sold by"), To("worker", "mechanic")]
            )
            .Entity(
                "remark",
                "remarks",
                null,
                [Dim("topic", values: "noise,price=too dear"), Dim("open", "boolean")],
                [At("made", true)],
                [To("garage"), To("worker", "reader")]
            )
            .Metric("repairs", "Repairs", Count("repair"), also: "number of repairs")
            .Metric("repair_rate", "Repairs per 100 cars", Of("repair", AggregationKind.Average, "rate"), also: "repair rate", unit: "percent")
            .Metric("remarks", "Remarks", Count("remark"))
            .Metric("open_remarks", "Open remarks", Count("remark", "open"))
            .Metric("answer_time", "Answer time", Of("remark", AggregationKind.Average, "days"), unit: "days")
            .Metric("agents", "Active agents", Count("agent", "active"), also: "number of agents")
            .Metric("headcount", "Headcount", Count("worker", "not gone"), also: "number of workers")
            .Build();
}
