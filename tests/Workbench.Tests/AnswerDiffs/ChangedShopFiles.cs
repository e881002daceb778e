using System.Collections.Immutable;
using Shouldly;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Tests.AnswerDiffs;

/// <summary>A small shop, and its layer with a text of it in place of another.</summary>
internal static class ChangedShopFiles
{
    public const string Tables = """
        create schema shop;
        create table shop.customers (id int primary key, country text not null);
        insert into shop.customers select n, (array['DE', 'FR', 'PL'])[n % 3 + 1] from generate_series(1, 10) n;
        create table shop.staff (id int primary key, name text not null, salary numeric not null);
        insert into shop.staff select n, 'seller ' || n, 1000 * n from generate_series(1, 10) n;
        create table shop.orders (id int primary key, customer_id int not null, seller_id int not null, amount numeric not null, status text not null, placed_on date not null);
        insert into shop.orders select n, n % 10 + 1, n % 7 + 1, n, case when n % 5 = 0 then 'refunded' else 'paid' end, date '2026-01-01' + n % 150
        from generate_series(1, 300) n;
        analyze;
        """;

    private static readonly ImmutableArray<LayerFileText> Base =
    [
        new("layer.yml", "name: Shop\naccount: shop\nversion: 1\n"),
        new(
            "1-warehouse/shop.yml",
            """
            schema: shop
            tables:
              - { name: customers, columns: [{ name: id, type: integer }, { name: country, type: text }] }
              - { name: staff, columns: [{ name: id, type: integer }, { name: name, type: text }, { name: salary, type: numeric, access: restricted }] }
              - name: orders
                columns:
                  - { name: id, type: integer }
                  - { name: customer_id, type: integer }
                  - { name: seller_id, type: integer }
                  - { name: amount, type: numeric }
                  - { name: status, type: text }
                  - { name: placed_on, type: date }
            """
        ),
        new("2-entities/customer.yml", "entity: customer\ntable: shop.customers\nkey: [id]\ndimensions: [{ name: country, expr: country }]\n"),
        new("2-entities/seller.yml", "entity: seller\ntable: shop.staff\nkey: [id]\ntitle: name\ndimensions: [{ name: name, expr: name }]\n"),
        new(
            "2-entities/order.yml",
            """
            entity: order
            table: shop.orders
            key: [id]
            times: [{ name: placed, expr: placed_on, type: date, default: true }]
            dimensions: [{ name: status, expr: status }]
            joins:
              - { name: customer, to: customer, on: customer_id = customer.id, type: many_to_one }
              - { name: seller, to: seller, on: seller_id = seller.id, type: many_to_one }
            """
        ),
        new(
            "3-metrics/shop.yml",
            """
            metrics:
              - { name: revenue, label: Revenue, entity: order, agg: sum, expr: amount, unit: USD, where: status = 'paid' }
              - { name: order_count, label: Orders, entity: order, agg: count }
              - { name: average_order, label: Average order, type: ratio, numerator: revenue, denominator: order_count, unit: USD }
              - { name: payroll, label: Payroll, entity: seller, agg: sum, expr: salary, unit: USD }
            """
        ),
        new(
            "5-operations/access.yml",
            """
            levels:
              - { name: internal, login: changed_shop_internal }
              - { name: restricted, login: changed_shop_restricted }
            """
        ),
        new("5-operations/calendar.yml", "time_zone: UTC\nweek_start: monday\nfiscal_year: { starts: january, named_by: start }\n"),
        new(
            "5-operations/verified.yml",
            """
            queries:
              - question: Revenue by country?
                query: { metrics: [revenue], group_by: [customer.country] }
                owner: ann
                verified_on: 2026-06-01
            """
        ),
    ];

    /// <param name="changes">Text to look for, which stands there exactly once, and what takes its place.</param>
    public static ImmutableArray<LayerFileText> With(params (string Old, string New)[] changes)
    {
        var files = Base;
        foreach (var (old, now) in changes)
        {
            var file = files.Where(f => f.Text.Contains(old, StringComparison.Ordinal)).ShouldHaveSingleItem();
            files = files.Replace(file, file with { Text = file.Text.Replace(old, now, StringComparison.Ordinal) });
        }
        return files;
    }

    public static ImmutableArray<LayerFileText> WithFile(string path, string text) => [.. Base.Where(f => f.Path != path), new LayerFileText(path, text)];

    /// <summary>With these verified queries in SQL, by question.</summary>
    public static ImmutableArray<LayerFileText> Verified(params (string Question, string Sql)[] queries) =>
        WithFile(
            "5-operations/verified.yml",
            "queries:\n"
                + string.Concat(queries.Select(q => $"  - question: {q.Question}\n    sql: \"{q.Sql}\"\n    owner: ann\n    verified_on: 2026-06-01\n"))
        );
}
