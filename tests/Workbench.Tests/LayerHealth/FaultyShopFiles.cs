using System.Collections.Immutable;

namespace Workbench.Tests.LayerHealth;

/// <summary>A shop whose data breaks what its layer declares, as tables and as files.</summary>
public static class FaultyShopFiles
{
    /// <summary>
    /// 1,000 orders of customers 1 to 100: ten name a customer that is not there (200), five name none, customer 7 stands twice. Of the 50 parcels the
    /// order of one is missing. Countries are fine, and one of them is left out by the layer.
    /// </summary>
    public const string Tables = """
        create schema shop;
        create table shop.country (code text, name text not null, is_active boolean not null);
        insert into shop.country values ('DE', 'Germany', true), ('FR', 'France', true), ('YU', 'Yugoslavia', false);
        create table shop.customer (id int not null, country_code text, name text);
        insert into shop.customer select n, case when n % 10 = 0 then 'YU' when n % 2 = 0 then 'DE' else 'FR' end, 'customer ' || n from generate_series(1, 100) n;
        insert into shop.customer values (7, 'DE', 'customer 7 again');
        create table shop.orders (id int primary key, customer_id int, amount numeric, placed_on date not null, secret text);
        insert into shop.orders select n, case when n <= 10 then 200 when n <= 15 then null else n % 100 + 1 end, 10, date '2026-01-01' + n % 28, 'x' from generate_series(1, 1000) n;
        create table shop.parcel (id int, order_id int);
        insert into shop.parcel select n, case when n = 50 then 5000 else n end from generate_series(1, 50) n;
        create table shop.rate (code text, since date, rate numeric);
        insert into shop.rate values ('DE', '2025-01-01', 1), ('DE', '2026-01-10', 2), ('FR', '2025-01-01', 3);
        create view shop.order_view as select * from shop.orders;
        analyze;
        """;

    /// <summary>The files of its layer.</summary>
    /// <param name="logins">What the logins of the levels begin with: roles belong to the whole server.</param>
    public static ImmutableArray<(string Path, string Text)> Layer(string logins) =>
        [
            ("layer.yml", "name: Faulty shop\naccount: shop\nversion: 1\n"),
            (
                "1-warehouse/shop.yml",
                """
                schema: shop
                tables:
                  - { name: country, columns: [{ name: code, type: text }, { name: name, type: text }, { name: is_active, type: boolean }] }
                  - { name: customer, columns: [{ name: id, type: integer }, { name: country_code, type: text }, { name: name, type: text }] }
                  - name: orders
                    columns:
                      - { name: id, type: integer }
                      - { name: customer_id, type: integer }
                      - { name: amount, type: numeric }
                      - { name: placed_on, type: date }
                  - { name: parcel, columns: [{ name: id, type: integer }, { name: order_id, type: integer }] }
                  - { name: rate, columns: [{ name: code, type: text }, { name: since, type: date }, { name: rate, type: numeric }] }
                  - { name: order_view, columns: [{ name: id, type: integer }, { name: customer_id, type: integer }] }
                """
            ),
            (
                "2-entities/shop.yml",
                """
                entity: country
                table: shop.country
                key: [code]
                where: is_active
                dimensions: [{ name: name, expr: name, label: Country }]
                """
            ),
            (
                "2-entities/customer.yml",
                """
                entity: customer
                table: shop.customer
                key: [id]
                dimensions: [{ name: name, expr: name, label: Customer name }]
                joins: [{ name: country, to: country, on: country_code = country.code, type: many_to_one }]
                """
            ),
            (
                "2-entities/order.yml",
                """
                entity: order
                table: shop.orders
                key: [id]
                times: [{ name: placed, expr: placed_on, type: date, default: true }]
                joins: [{ name: customer, to: customer, on: customer_id = customer.id, type: many_to_one }]
                """
            ),
            (
                "2-entities/parcel.yml",
                """
                entity: parcel
                table: shop.parcel
                key: [id]
                joins: [{ name: order, to: order, on: order_id = order.id, type: one_to_one, optional: true }]
                """
            ),
            (
                "2-entities/rate.yml",
                """
                entity: rate
                table: shop.rate
                key: [code, since]
                """
            ),
            (
                "2-entities/order-view.yml",
                """
                entity: seen_order
                table: shop.order_view
                key: [id]
                joins: [{ name: customer, to: customer, on: customer_id = customer.id, type: many_to_one, optional: true }]
                """
            ),
            (
                "3-metrics/shop.yml",
                """
                metrics:
                  - { name: orders, label: Orders, description: Number of orders., type: simple, entity: order, agg: count, time: placed }
                  - { name: revenue, label: Revenue, description: What orders are worth., type: simple, entity: order, agg: sum, expr: amount, unit: USD, time: placed }
                  - { name: parcels, label: Parcels, description: Parcels sent., type: simple, entity: parcel, agg: count }
                """
            ),
            (
                "5-operations/access.yml",
                $$"""
                levels:
                  - { name: public, login: {{logins}}_public }
                  - { name: internal, login: {{logins}}_internal }
                """
            ),
            ("5-operations/calendar.yml", "time_zone: UTC\nweek_start: monday\nfiscal_year: { starts: january, named_by: start }\n"),
        ];
}
