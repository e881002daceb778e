using Workbench.Server.Semantics.Layer;
using static Workbench.Tests.Semantics.Planner.LayerSketch;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>A shipping line: things that no metric counts, flags, rates of which less is better, sailings that lie ahead.</summary>
internal static class ShippingLine
{
    public static SemanticLayer Layer { get; } = Build();

    public static PlannerHarness Harness { get; } =
        new(
            Layer,
            new NamesInMemory(
                "vessel.name",
                "Aurora",
                "Borealis",
                "port.name",
                "Rotterdam",
                "Santos",
                "port.country",
                "Brazil",
                "Netherlands",
                "shipper.name",
                "Acme Foods",
                "Globex"
            ),
            new AcceptingCompiler()
        );

    private static SemanticLayer Build() =>
        new LayerSketch("Northern Line", new LayerCalendar("UTC", DayOfWeek.Monday, new FiscalYear(1, FiscalYearName.Start), DefaultsToFiscal: false))
            .Entity(
                "vessel",
                "vessels",
                "name",
                [
                    Dim("name", indexed: true),
                    Dim("kind", values: "container_ship,tanker=tankers,reefer", also: "vessel type"),
                    Dim("flag", values: "panama,liberia,norway"),
                    Dim("chartered", "boolean"),
                    Dim("capacity", "integer"),
                ],
                also: "boat"
            )
            .Entity("port", "ports", "name", [Dim("name", indexed: true), Dim("country", indexed: true), Dim("region", values: "baltic,atlantic,pacific")])
            .Entity(
                "shipper",
                "shippers",
                "name",
                [Dim("name", indexed: true), Dim("segment", values: "retail,industry,agriculture=farming"), Dim("vip", "boolean"), Dim("account_manager")],
                [At("registered", true)],
                also: "customer"
            )
            .Entity(
                "seafarer",
                "seafarers",
                "name",
                [Dim("name"), Dim("rank", values: "captain=captains,mate=mates,engineer=engineers,cook"), Dim("certified", "boolean")],
                joins: [To("vessel")],
                also: "crew member"
            )
            .Entity("contact", "contacts", "name", [Dim("name"), Dim("phone")], joins: [To("shipper")], also: "person, people")
            .Entity("container", "containers", "code", [Dim("code"), Dim("size", values: "twenty_foot,forty_foot"), Dim("in_use", "boolean")])
            .Entity(
                "sailing",
                "sailings",
                null,
                [Dim("state", values: "scheduled,sailed=completed,cancelled=canceled"), Dim("delayed", "boolean")],
                [At("departure", true)],
                [To("vessel"), To("port")],
                also: "departure"
            )
            .Entity(
                "shipment",
                "shipments",
                null,
                [
                    Dim("status", values: "booked,delivered,damaged,returned"),
                    Dim("service", values: "express,standard,economy", also: "service level"),
                    Dim("dangerous", "boolean", also: "hazardous"),
                    Dim("insurer", values: "allied,mutual"),
                ],
                [At("booked_at", true), At("delivered_at")],
                [To("shipper"), To("vessel"), To("port")]
            )
            .Entity(
                "invoice",
                "invoices",
                null,
                [Dim("state", values: "paid,unpaid=open,written_off"), Dim("amount", "decimal")],
                [At("issued", true)],
                [To("shipper")]
            )
            .Metric("shipments", "Shipments", Count("shipment"), also: "consignments")
            .Metric("damaged_shipments", "Damaged shipments", Count("shipment", "status = 'damaged'"))
            .Metric("damage_rate", "Damage rate", Ratio("damaged_shipments", "shipments"), unit: "percent", better: MetricDirection.Down)
            .Metric("transit_days", "Average transit time", Of("shipment", AggregationKind.Average, "days"), unit: "days", better: MetricDirection.Down)
            .Metric("tonnage", "Tonnage", Of("shipment", AggregationKind.Sum, "weight"), also: "tons carried, cargo weight", better: MetricDirection.Up)
            .Metric("sailings", "Sailings", Count("sailing"))
            .Metric("punctuality", "Punctuality", Of("sailing", AggregationKind.Average, "on_time"), unit: "percent", better: MetricDirection.Up)
            .Metric(
                "billed",
                "Invoiced amount",
                Of("invoice", AggregationKind.Sum, "amount"),
                also: "billings, revenue",
                unit: "USD",
                better: MetricDirection.Up
            )
            .Metric("collected", "Collected amount", Of("invoice", AggregationKind.Sum, "amount", "state = 'paid'"), unit: "USD", better: MetricDirection.Up)
            .Metric("invoice_count", "Number of invoices", Count("invoice"))
            .Build();
}
