namespace Workbench.Tests.Infrastructure;

/// <summary>The smallest company: 42 orders, and one metric that counts them.</summary>
internal static class ShopLayer
{
    public const string Tables = """
        create schema shop;
        create table shop.orders (id bigint primary key, placed_at timestamptz not null);
        insert into shop.orders select n, now() from generate_series(1, 42) n;
        """;

    /// <summary>Orders with regions and amounts, of which there are none yet.</summary>
    public const string SalesTables = """
        create schema shop;
        create table shop.orders (id bigint primary key, region text, amount numeric, placed_at timestamptz not null);
        """;

    /// <param name="logins">What the logins of the levels begin with: roles belong to the whole server.</param>
    public static void Write(string folder, string logins)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["layer.yml"] = """
                name: Shop
                account: shop
                version: 1
                """,
            ["1-warehouse/shop.yml"] = """
                schema: shop
                tables:
                  - name: orders
                    description: Orders.
                    access: public
                    columns:
                      - { name: id, type: bigint, description: The order. }
                      - { name: placed_at, type: timestamptz, description: When. }
                """,
            ["2-entities/order.yml"] = """
                entity: order
                table: shop.orders
                key: [id]
                times: [{ name: placed, expr: placed_at, type: timestamptz, default: true }]
                """,
            ["3-metrics/orders.yml"] = """
                metrics:
                  - { name: orders, label: Orders, description: Number of orders., type: simple, entity: order, agg: count, time: placed }
                """,
            ["5-operations/access.yml"] = $$"""
                levels:
                  - { name: public, login: {{logins}}_public }
                  - { name: internal, login: {{logins}}_internal }
                """,
            ["5-operations/calendar.yml"] = """
                time_zone: UTC
                week_start: monday
                fiscal_year: { starts: january, named_by: start }
                """,
        };
        foreach (var (name, text) in files)
        {
            var path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }
        Directory.CreateDirectory(Path.Combine(folder, "4-products"));
    }

    /// <summary>The same with a region, an amount and the metric <c>revenue</c>: <see cref="SalesTables"/>.</summary>
    public static void WriteSales(string folder, string logins)
    {
        Write(folder, logins);
        File.WriteAllText(
            Path.Combine(folder, "1-warehouse/shop.yml"),
            """
            schema: shop
            tables:
              - name: orders
                description: Orders.
                access: public
                columns:
                  - { name: id, type: bigint, description: The order. }
                  - { name: region, type: text, description: Where to. }
                  - { name: amount, type: numeric, description: In dollars. }
                  - { name: placed_at, type: timestamptz, description: When. }
            """
        );
        File.AppendAllText(Path.Combine(folder, "2-entities/order.yml"), "\ndimensions:\n  - { name: region, label: Region }\n");
        File.AppendAllText(
            Path.Combine(folder, "3-metrics/orders.yml"),
            "\n  - { name: revenue, label: Revenue, description: Sum of amounts., type: simple, entity: order, agg: sum, expr: amount, unit: USD, time: placed }\n"
        );
    }
}
