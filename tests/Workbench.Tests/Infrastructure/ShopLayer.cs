namespace Workbench.Tests.Infrastructure;

/// <summary>The smallest company: 42 orders, and one metric that counts them.</summary>
internal static class ShopLayer
{
    public const string Tables = """
        create schema shop;
        create table shop.orders (id bigint primary key, placed_at timestamptz not null);
        insert into shop.orders select n, now() from generate_series(1, 42) n;
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
}
