using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Tests.Models;

/// <summary>A company as small as can be: loaves sold by shop.</summary>
internal static class Bakery
{
    private static readonly LayerFileText[] Files =
    [
        new("layer.yml", "name: Bakery\naccount: bakery\nversion: 1\n"),
        new(
            "1-warehouse/shop.yml",
            """
            schema: shop
            tables:
              - name: sales
                description: One row per sale.
                access: public
                columns:
                  - { name: id, type: bigint, description: The sale. }
                  - { name: sold_on, type: date, description: Day. }
                  - { name: city, type: text, description: City of the shop. }
                  - { name: cents, type: bigint, unit: cents USD, description: Price paid. }
              - name: wages
                description: One row per month and baker.
                access: restricted
                columns:
                  - { name: id, type: bigint, description: The payment. }
                  - { name: month, type: date, description: Month. }
                  - { name: cents, type: bigint, description: Paid. }
            """
        ),
        new(
            "2-entities/sale.yml",
            """
            entity: sale
            label: Sale
            description: One loaf sold.
            table: shop.sales
            key: [id]
            times: [{ name: sold, expr: sold_on, type: date, default: true }]
            dimensions:
              - { name: city, label: City, expr: city, values: { berlin: [], rome: [] } }
            """
        ),
        new(
            "2-entities/wage.yml",
            """
            entity: wage
            label: Wage
            table: shop.wages
            key: [id]
            times: [{ name: month, expr: month, type: date, default: true }]
            """
        ),
        new(
            "3-metrics/sales.yml",
            """
            metrics:
              - { name: sales, label: Sales, description: Loaves sold., type: simple, entity: sale, agg: count }
              - { name: turnover, label: Turnover, description: What was paid., unit: USD, type: simple, entity: sale, agg: sum, expr: cents / 100 }
              - { name: wage_costs, label: Wage costs, unit: USD, type: simple, entity: wage, agg: sum, expr: cents / 100 }
            """
        ),
        new("5-operations/calendar.yml", "time_zone: UTC\nweek_start: monday\nfiscal_year: { starts: february, named_by: end }\ndefault_periods: fiscal\n"),
        new(
            "5-operations/access.yml",
            """
            levels:
              - { name: public, description: Everybody., login: bakery_public }
              - { name: restricted, description: Owners., login: bakery_restricted, contact: owner@bakery.example }
            """
        ),
    ];

    public static LayerRevision Revision { get; } = Read();

    public static CompileScope Scope { get; } = new(Revision.Layer, "public", new DateOnly(2026, 11, 21));

    /// <summary>The same, whose sales say how far they go.</summary>
    public static LayerRevision Dated { get; } =
        Read("access: public\n    columns", "access: public\n    freshness: { column: sold_on, within: 2 days }\n    columns");

    private static LayerRevision Read(string text = "", string with = "")
    {
        var reading = LayerReader.Read(
            text.Length == 0 ? Files : [.. Files.Select(f => f with { Text = f.Text.Replace(text, with, StringComparison.Ordinal) })]
        );
        if (!reading.IsUsable)
            throw new InvalidOperationException(string.Join('\n', reading.Problems));
        return new LayerRevision("bakery-1", new SemanticLayer(reading.Content));
    }
}
