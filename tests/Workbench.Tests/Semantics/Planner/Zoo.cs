using Workbench.Server.Semantics.Layer;
using static Workbench.Tests.Semantics.Planner.LayerSketch;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>A zoo: feedings have a keeper and tickets have none, though some who sell them are keepers; complaints have topics that are words of everyday.</summary>
internal static class Zoo
{
    public static PlannerHarness Harness { get; } =
        new(Build(), new NamesInMemory("keeper.name", "Ida", "Olav", "house.name", "Aviary", "Reef"), new AcceptingCompiler());

    private static SemanticLayer Build() =>
        new LayerSketch("A zoo", new LayerCalendar("Europe/Oslo", DayOfWeek.Monday, new FiscalYear(1, FiscalYearName.End), DefaultsToFiscal: false))
            .Entity("house", "houses", "name", [Dim("name", indexed: true), Dim("wing_of_the_house", values: "north,south", also: "wing")])
            .Entity("booking", "bookings", "number", [Dim("number", indexed: true)], [At("booked", true)])
            .Entity("aviary", "aviaries", "name", [Dim("name")], [At("built", true)], [To("keeper", "guardian")])
            .Entity("keeper", "keepers", "name", [Dim("name", indexed: true)])
            .Entity("seller", "sellers", "name", [Dim("name"), Dim("role", values: "keeper=keepers,guide=guides"), Dim("trained", "boolean")])
            .Entity(
                "ticket",
                "tickets",
                null,
                [Dim("kind", values: "day,season"), Dim("desk", values: "gate,web=online")],
                [At("sold", true)],
                [To("seller"), To("house"), To("booking")]
            )
            .Entity("feeding", "feedings", null, [Dim("food", values: "hay,fish"), Dim("late", "boolean")], [At("fed", true)], [To("keeper"), To("house")])
            .Entity("complaint", "complaints", null, [Dim("topic", values: "website,weather,queue"), Dim("town", values: "Oslo,Bergen")], [At("made", true)])
            .Metric("bookings", "Bookings", Count("booking"))
            .Metric("aviaries", "Aviaries", Count("aviary"))
            .Metric("tickets", "Tickets sold", Count("ticket"), also: "tickets")
            .Metric("ticket_sales", "Ticket sales", Of("ticket", AggregationKind.Sum, "kroner"), unit: "NOK")
            .Metric("feedings", "Feedings", Count("feeding"))
            .Metric("late_feedings", "Late feedings", Count("feeding", "late"))
            .Metric("complaints", "Complaints", Count("complaint"))
            .Metric("open_complaints", "Open complaints", Count("complaint", "open"))
            .Metric("answer_time", "Answer time", Of("complaint", AggregationKind.Average, "days"), unit: "days")
            .Build();
}
