using Workbench.Server.Semantics.Layer;
using static Workbench.Tests.Semantics.Planner.LayerSketch;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>A kennel: dogs that move in and out, pick-ups that are paid, a number for each dog, carers who belong to a yard of their own.</summary>
internal static class Kennel
{
    public static PlannerHarness Harness { get; } =
        new(
            Build(),
            new NamesInMemory("dog.number", "D00417", "owner.name", "Ada Brandt", "yard.name", "Fjord", "Birch", "carer.name", "Ida"),
            new AcceptingCompiler()
        );

    private static SemanticLayer Build() =>
        new LayerSketch("A kennel", new LayerCalendar("Europe/Oslo", DayOfWeek.Monday, new FiscalYear(1, FiscalYearName.End), DefaultsToFiscal: false))
            .Entity("yard", "yards", "name", [Dim("name", indexed: true), Dim("town", values: "Oslo,Bergen")], [At("opened", true)])
            .Entity(
                "owner",
                "owners",
                "name",
                [Dim("name", indexed: true), Dim("language", values: "english=English,french=French"), Dim("kind", values: "private,breeder=breeders")],
                [At("joined", true), At("left")]
            )
            .Entity("carer", "carers", "name", [Dim("name", indexed: true)], [At("hired", true)], [To("yard", "home_yard")], where: "deleted is null")
            .Entity(
                "dog",
                "dogs",
                "name",
                [Dim("number", indexed: true), Dim("name"), Dim("coat", values: "short,long")],
                [At("registered", true)],
                [To("owner"), To("yard")]
            )
            .Entity(
                "stay",
                "stays",
                null,
                [Dim("state", values: "booked,running,ended"), Dim("nights", "integer"), Dim("booked_by", values: "phone=by phone,gate_only=gate only")],
                [At("arrived", true), At("ended")],
                [To("dog"), To("carer", "walker"), To("yard")]
            )
            .Entity(
                "move",
                "move requests",
                null,
                [
                    Dim("direction", values: "move_in=move-in,move_out=move-out"),
                    Dim("answer", values: "granted,refused"),
                    Dim("other_kennel", values: "Northpaw,Barkley"),
                ],
                [At("asked", true), At("moved")],
                [To("dog")],
                also: "move request"
            )
            .Entity("pick_up", "pick-ups", null, [Dim("pick_up_place", values: "gate,home"), Dim("fee", "decimal")], [At("picked", true)], [To("dog")])
            .Entity("payment", "payments", null, [Dim("payment_method", values: "card,cash")], [At("received", true)], [To("owner")])
            .Entity("meal", "meals", null, [Dim("food", values: "fish,meat")], [At("fed", true)], [To("carer")])
            .Metric("dogs", "Dogs registered", Count("dog"), also: "new dogs,dogs taken on")
            .Metric("amount_per_dog", "Amount per dog", Of("meal", AggregationKind.Average, "grams"), unit: "g")
            .Metric("new_owners", "New owners", Count("owner"))
            .Metric("owners", "Owners", Count("owner", "left is null"))
            .Metric("lost_owners", "Lost owners", Count("owner", "left is not null", "left"), also: "owners who left")
            .Metric("stays", "Stays", Count("stay"))
            .Metric("stay_fees", "Stay fees", Of("stay", AggregationKind.Sum, "fee"), unit: "NOK")
            .Metric("running_stays", "Running stays", Count("stay", "state = 'running'"), also: "suspended runs")
            .Metric("moves_in", "Dogs moved in", Count("move", "direction = 'move_in'", "moved"), also: "move-ins,moved in")
            .Metric("moves_out", "Dogs moved out", Count("move", "direction = 'move_out'", "moved"), also: "move-outs,moved out")
            .Metric("move_requests", "Move requests", Count("move"))
            .Metric("pick_ups", "Pick-ups", Count("pick_up"))
            .Metric("pick_up_amount", "Pick-up amount", Of("pick_up", AggregationKind.Sum, "fee"), unit: "NOK")
            .Metric("payments", "Payments received", Of("payment", AggregationKind.Sum, "kroner"), unit: "NOK", also: "payments")
            .Metric("meals", "Meals", Count("meal"))
            .Metric("meat", "Meat", Of("meal", AggregationKind.Sum, "kilos"), unit: "kg")
            .Build();
}
