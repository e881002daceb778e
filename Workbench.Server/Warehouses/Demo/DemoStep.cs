using System.Collections.Immutable;

namespace Workbench.Server.Warehouses.Demo;

/// <summary>A step of the generation: a table to fill, or a script that prepares the next ones.</summary>
/// <param name="Weight">Expected time, in tenths of a second on two cores.</param>
internal abstract record DemoStep(string Label, int Weight)
{
    /// <summary>Written first: everything else refers to it.</summary>
    public static readonly ImmutableArray<DemoStep> Foundations =
    [
        new DemoTable("crm.employees", "employees", 1, Changes: true),
        new DemoTable("crm.accounts", "accounts", 3, Changes: true),
        new DemoTable("product.products", "products", 1, Changes: true),
        new DemoTable("billing.plans", "plans", 1, Changes: true),
        new DemoTable("product.projects", "projects", 4, Changes: true),
    ];

    /// <summary>Two streams that need only the foundations and take about as long as each other.</summary>
    public static readonly ImmutableArray<ImmutableArray<DemoStep>> Streams =
    [
        [
            new DemoTable("product.usage_daily", "usage", 90, Changes: false),
            new DemoTable("product.deployments", "deployments", 25, Changes: false),
            new DemoTable("marketing.sessions_daily", "sessions", 4, Changes: false),
            new DemoTable("finance.costs", "costs", 1, Changes: false),
        ],
        [
            new DemoTable("billing.fx_rates", "exchange rates", 1, Changes: false),
            new DemoScript("prepare/billing.sql", "subscriptions", 16),
            new DemoTable("billing.subscriptions", "subscriptions", 4, Changes: true),
            new DemoTable("billing.subscription_months", "monthly recurring revenue", 10, Changes: false),
            new DemoTable("billing.subscription_events", "changes of revenue", 2, Changes: false),
            new DemoScript("prepare/invoices.sql", "invoices and their lines", 44),
            new DemoTable("billing.invoices", "invoices and their lines", 20, Changes: true),
            new DemoTable("billing.invoice_lines", "invoices and their lines", 14, Changes: false),
            new DemoTable("support.tickets", "tickets", 12, Changes: true),
            new DemoTable("crm.opportunities", "opportunities", 6, Changes: true),
            new DemoTable("crm.contacts", "contacts", 4, Changes: false),
        ],
    ];

    /// <summary>Every step in an order that foreign keys allow.</summary>
    public static IEnumerable<DemoStep> All => [.. Foundations, .. Streams.SelectMany(stream => stream)];
}

/// <summary>A table, its definition in <c>tables/</c> and the query for its rows in <c>rows/</c>.</summary>
/// <param name="Changes">A row may change after it was written (a ticket is solved); of the others only new ones are added.</param>
internal sealed record DemoTable(string Name, string Label, int Weight, bool Changes) : DemoStep(Label, Weight);

/// <summary>Temporary tables that several of the next steps read.</summary>
internal sealed record DemoScript(string File, string Label, int Weight) : DemoStep(Label, Weight);
