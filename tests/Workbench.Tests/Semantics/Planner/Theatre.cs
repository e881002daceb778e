using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using static Workbench.Tests.Semantics.Planner.LayerSketch;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>Some theatres: a year of their own, two houses that a row leads to, people who are known by a value, times that one verb names twice.</summary>
internal static class Theatre
{
    private static readonly SourceSpan Nowhere = new("5-operations/glossary.yml", 1, 1);

    public static PlannerHarness Harness { get; } =
        new(
            Build(),
            new NamesInMemory("house.name", "Garrick", "Drury", "home_house.name", "Garrick", "Drury", "play.title", "Hamlet", "Medea"),
            new AcceptingCompiler()
        );

    private static SemanticLayer Build()
    {
        var sketch = new LayerSketch(
            "Four theatres",
            new LayerCalendar("Europe/London", DayOfWeek.Monday, new FiscalYear(8, FiscalYearName.End), DefaultsToFiscal: false)
        )
            .Entity("house", "houses", "name", [Dim("name", indexed: true), Dim("city", values: "London,Leeds")])
            .Entity("home_house", "home houses", "name", [Dim("name", indexed: true), Dim("city", values: "London,Leeds")])
            .Entity(
                "employee",
                "employees",
                "name",
                [Dim("name"), Dim("role", values: "usher=ushers,actor=actors"), Dim("part_time", "boolean")],
                [At("hired", true)],
                [To("home_house")],
                also: "staff"
            )
            .Entity("play", "plays", "title", [Dim("title", indexed: true), Dim("genre", values: "drama,comedy,opera")])
            .Entity(
                "subscriber",
                "subscribers",
                null,
                [Dim("tier", values: "patron=patrons,student=students"), Dim("reason", values: "price,moved", also: "reason for leaving")],
                [At("joined", true), At("left")],
                [To("house")],
                also: "supporter"
            )
            .Entity(
                "performance",
                "performances",
                null,
                [Dim("kind", values: "matinee,evening")],
                [At("held", true)],
                [To("play"), To("house"), To("employee", "director")]
            )
            .Entity(
                "ticket",
                "tickets",
                null,
                [Dim("status", values: "sold,returned"), Dim("channel", values: "desk,web=online")],
                [At("sold_at", true)],
                [To("performance")]
            )
            .Metric("tickets", "Tickets sold", Count("ticket"), also: "tickets")
            .Metric("returned_tickets", "Returned tickets", Count("ticket", "status = 'returned'"), also: "tickets returned")
            .Metric("return_rate", "Return rate", Ratio("returned_tickets", "tickets"), unit: "percent", better: MetricDirection.Down)
            .Metric("takings", "Takings", Of("ticket", AggregationKind.Sum, "price"), unit: "GBP", also: "ticket revenue")
            .Metric("changing_time", "Changing time", Of("performance", AggregationKind.Average, "minutes"), unit: "minutes", better: MetricDirection.Down)
            .Metric("new_subscribers", "New subscribers", Count("subscriber"), also: "joiners")
            .Metric("subscribers", "Active subscribers", Count("subscriber", "left is null"), also: "subscribers")
            .Metric("lost_subscribers", "Lost subscribers", Count("subscriber", "left is not null", "left"), also: "leavers")
            .Metric("headcount", "Employees", Count("employee"));
        sketch.Glossary.Add(new GlossaryTerm("Season year", "August to July; it is the fiscal year of the theatres.", ["theatre year"], [], Nowhere));
        return sketch.Build();
    }
}
