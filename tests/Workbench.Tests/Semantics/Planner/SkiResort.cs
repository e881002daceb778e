using Workbench.Server.Semantics.Layer;
using static Workbench.Tests.Semantics.Planner.LayerSketch;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>Some ski resorts: bills beside refunds in one table, a value of twice the same word, a rate of a part, closings that are planned or not.</summary>
internal static class SkiResort
{
    public static PlannerHarness Harness { get; } =
        new(Build(), new NamesInMemory("resort.name", "Hochalm", "Steinberg", "bill.number", "B0012"), new AcceptingCompiler());

    private static SemanticLayer Build() =>
        new LayerSketch("Two resorts", new LayerCalendar("Europe/Vienna", DayOfWeek.Monday, new FiscalYear(1, FiscalYearName.End), DefaultsToFiscal: false))
            .Entity("resort", "resorts", "name", [Dim("name", indexed: true), Dim("valley", values: "upper,lower")])
            .Entity(
                "pass",
                "passes",
                null,
                [Dim("channel", values: "desk,web=online,face_to_face=face-to-face"), Dim("kind", values: "day,season")],
                [At("sold", true)],
                [To("resort")]
            )
            .Entity(
                "bill",
                "bills",
                "number",
                [Dim("number", indexed: true), Dim("state", values: "open,paid,late"), Dim("doc", values: "bill,refund", hidden: true)],
                [At("sent", true)],
                [To("resort")]
            )
            .Entity(
                "closure",
                "closures",
                null,
                [Dim("reason", values: "planned=scheduled,storm=storms,repair")],
                [At("began", true)],
                [To("resort")],
                also: "closing"
            )
            .Entity("lesson", "lessons", null, [Dim("level", values: "beginner,expert"), Dim("weather", values: "fog,sun")], [At("held", true)], [To("resort")])
            .Entity("guest", "guests", null, [Dim("home", values: "local,abroad")], [At("came", true)])
            .Entity("account", "accounts", null, [Dim("guest_kind", values: "private,school", also: "guest type")], [At("day", true, "date", "month")])
            .Metric("passes", "Passes sold", Count("pass"), also: "passes", unit: "passes")
            .Metric("bills", "Bills", Count("bill", "doc = 'bill'"), also: "number of bills", unit: "bills")
            .Metric(
                "billed",
                "Billed amount",
                Of("bill", AggregationKind.Sum, "euros", "doc = 'bill'"),
                also: "revenue",
                unit: "EUR",
                description: "Amount of the bills without VAT."
            )
            .Metric("refunded", "Refunds", Of("bill", AggregationKind.Sum, "euros", "doc = 'refund'"), also: "money given back", unit: "EUR")
            .Metric("pass_takings", "Pass takings", Of("pass", AggregationKind.Sum, "euros"), also: "sells", unit: "EUR")
            .Metric("average_tip", "Average tip", Of("lesson", AggregationKind.Average, "tip"), also: "tip value", unit: "EUR")
            .Metric("debt", "Debt", Balance("account", "euros", "day"), unit: "EUR")
            .Metric("guests", "Guests", Count("guest"))
            .Metric("closures", "Closures", Count("closure"))
            .Metric("lessons", "Lessons", Count("lesson"), also: "lessons held")
            .Metric("cancelled_lessons", "Cancelled lessons", Count("lesson", "gone"))
            .Metric("cancellation_rate", "Cancellation rate", Ratio("cancelled_lessons", "lessons"), unit: "percent", better: MetricDirection.Down)
            .Build();
}
