namespace Workbench.Tests.Semantics.Compiler;

/// <summary>A small company whose data holds every trap that the compiler's rules are about. Today is 15 October 2026.</summary>
internal static class TrapSchema
{
    public static readonly DateOnly Today = new(2026, 10, 15);

    public const string Sql = """
        create schema shop;
        create table shop.employee (id int primary key, name text not null, team text);
        create table shop.account (
          id int primary key, name text not null, region text, tier text not null, owner_id int, helper_id int,
          is_internal boolean not null, created_at timestamptz not null);
        create table shop.product (id int primary key, name text not null, is_retired boolean not null);
        create table shop.invoice (id int primary key, account_id int, issued date, currency text not null, paid_on date, shipping_cents int not null);
        create table shop.invoice_line (id int primary key, invoice_id int not null, product_id int, kind text not null, cents int not null, usd_cents int not null);
        create table shop.balance (account_id int not null, month date not null, cents int not null, status text not null, primary key (account_id, month));
        create table shop.ticket (id int primary key, account_id int, opened_at timestamptz not null, resolved_on date, minutes int, priority text, note text);
        create table shop.visit (id int primary key, account_id int not null, seen_at timestamptz not null, visitor text);
        create table shop.secret (id int primary key, account_id int not null, paid_on date not null, cents int not null);

        insert into shop.employee select i, 'Employee ' || i, case when i % 3 = 0 then null else 'Team ' || (i % 2) end from generate_series(1, 6) i;
        -- Owners are missing, regions too; two accounts share a name; texts differ in case; accounts 1..3 are our own.
        insert into shop.account
          select i, 'Account ' || (i % 47), case i % 5 when 0 then null when 1 then 'EMEA' when 2 then 'emea' when 3 then 'AMER' else 'APAC' end,
                 case when i % 7 < 2 then 'enterprise' when i % 7 < 4 then 'pro' else 'free' end,
                 case when i % 4 = 0 then null else 1 + i % 6 end, 1 + (i * 5) % 6, i <= 3,
                 timestamptz '2025-01-01 03:30:00+00' + (i * interval '13 days 5 hours 17 minutes')
          from generate_series(1, 50) i;
        insert into shop.product values (1, 'Hosting', false), (2, 'Storage', false), (3, 'Legacy', true), (4, 'O''Neill''s \ 100% _', false);
        -- Invoices without an account or a date; three currencies; each has 0 to 4 lines.
        insert into shop.invoice
          select i, case when i % 31 = 0 then null else 1 + (i * 7) % 50 end,
                 case when i % 53 = 0 then null else date '2024-11-01' + (i * 11) % 712 end,
                 case i % 9 when 0 then 'EUR' when 1 then 'JPY' else 'USD' end, case when i % 3 = 0 then null else date '2024-12-01' + (i * 11) % 712 end, (i * 37) % 900
          from generate_series(1, 600) i;
        insert into shop.invoice_line
          select row_number() over (order by i, n), i, case when (i + n) % 11 = 0 then null else 1 + (i + n) % 4 end,
                 case when (i * n) % 13 = 0 then 'refund' when n = 4 then 'discount' else 'item' end,
                 ((i * 97 + n * 31) % 10000) - case when n = 4 then 9000 else 0 end, ((i * 89 + n * 29) % 12000) - case when n = 4 then 9000 else 0 end
          from generate_series(1, 600) i, generate_series(1, 4) n where n <= (i % 5);
        -- Snapshots on the first of the month; no snapshot at all in August 2025; account 10 stops in March 2026, account 11 pauses in June 2026; drafts do not count.
        insert into shop.balance
          select a, m::date, ((a * 1009 + extract(month from m)::int * 77 + extract(year from m)::int) % 5000), case when a % 17 = 0 then 'draft' when a % 5 = 0 then 'trial' else 'active' end
          from generate_series(1, 40) a, generate_series(date '2024-12-01', date '2026-10-01', interval '1 month') m
          where m <> date '2025-08-01' and not (a = 10 and m >= date '2026-03-01') and not (a = 11 and m = date '2026-06-01');
        -- Opened around midnight in New York, on both sides of daylight saving; none in July 2026 for anybody.
        insert into shop.ticket
          select i, case when i % 29 = 0 then null else 1 + (i * 3) % 50 end, t, case when i % 4 = 0 then null else (t at time zone 'America/New_York')::date + i % 9 end,
                 case when i % 6 = 0 then null else (i * 17) % 400 end, case when i % 8 = 0 then null when i % 3 = 0 then 'Urgent' else 'low' end, case when i % 10 = 0 then '100% _done\' else 'note ' || i end
          from (select i, timestamptz '2024-11-01 03:55:00+00' + (i * interval '17 hours 43 minutes') as t from generate_series(1, 960) i) x
          where not ((t at time zone 'America/New_York')::date >= date '2026-07-01' and (t at time zone 'America/New_York')::date < date '2026-08-01')
            and t < timestamptz '2026-10-15 04:00:00+00';
        insert into shop.visit
          select i, 1 + (i * 11) % 50, timestamptz '2025-02-01 00:10:00+00' + (i * interval '11 hours 7 minutes'), case when i % 20 = 0 then null else 'v' || (i * i) % 130 end
          from generate_series(1, 1300) i;
        insert into shop.secret select i, 1 + i % 50, date '2026-01-01' + i, i * 100 from generate_series(1, 100) i;
        """;

    public static IReadOnlyDictionary<string, string> Files { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["layer.yml"] = "name: Trap shop\naccount: trap\nversion: 1\n",
            ["1-warehouse/shop.yml"] = """
                schema: shop
                tables:
                  - name: employee
                    columns: [{ name: id, type: integer }, { name: name, type: text }, { name: team, type: text }]
                  - name: account
                    columns:
                      - { name: id, type: integer }
                      - { name: name, type: text }
                      - { name: region, type: text }
                      - { name: tier, type: text }
                      - { name: owner_id, type: integer }
                      - { name: helper_id, type: integer }
                      - { name: is_internal, type: boolean }
                      - { name: created_at, type: timestamptz }
                  - name: product
                    columns: [{ name: id, type: integer }, { name: name, type: text }, { name: is_retired, type: boolean }]
                  - name: invoice
                    columns:
                      - { name: id, type: integer }
                      - { name: account_id, type: integer }
                      - { name: issued, type: date }
                      - { name: currency, type: text }
                      - { name: paid_on, type: date }
                      - { name: shipping_cents, type: integer }
                  - name: invoice_line
                    columns:
                      - { name: id, type: integer }
                      - { name: invoice_id, type: integer }
                      - { name: product_id, type: integer }
                      - { name: kind, type: text }
                      - { name: cents, type: integer }
                      - { name: usd_cents, type: integer }
                  - name: balance
                    columns: [{ name: account_id, type: integer }, { name: month, type: date }, { name: cents, type: integer }, { name: status, type: text }]
                  - name: ticket
                    columns:
                      - { name: id, type: integer }
                      - { name: account_id, type: integer }
                      - { name: opened_at, type: timestamptz }
                      - { name: resolved_on, type: date }
                      - { name: minutes, type: integer }
                      - { name: priority, type: text }
                      - { name: note, type: text, access: staff }
                  - name: visit
                    columns: [{ name: id, type: integer }, { name: account_id, type: integer }, { name: seen_at, type: timestamptz }, { name: visitor, type: text }]
                  - name: secret
                    access: owners
                    columns: [{ name: id, type: integer }, { name: account_id, type: integer }, { name: paid_on, type: date }, { name: cents, type: integer }]
                """,
            ["2-entities/employee.yml"] = """
                entity: employee
                label: Employee
                table: shop.employee
                key: [id]
                title: name
                dimensions: [{ name: name, expr: name }, { name: team, expr: team }]
                """,
            ["2-entities/account.yml"] = """
                entity: account
                label: Account
                table: shop.account
                key: [id]
                title: name
                times: [{ name: created, expr: created_at, type: timestamptz, default: true }]
                dimensions:
                  - { name: name, expr: name }
                  - { name: region, expr: region }
                  - { name: tier, expr: tier, values: { enterprise: [ent, large], pro: [], free: [] } }
                  - { name: internal, expr: is_internal, type: boolean, hidden: true }
                segments:
                  - { name: real, label: Real accounts, where: not is_internal, default: true }
                  - { name: paying, label: Paying accounts, where: tier <> 'free' }
                  - { name: not_free, label: Not free, where: tier is distinct from 'free' }
                joins:
                  - { name: owner, to: employee, on: owner_id = owner.id, type: many_to_one, optional: true }
                  - { name: helper, to: employee, on: helper_id = helper.id, type: many_to_one }
                """,
            ["2-entities/product.yml"] = """
                entity: product
                label: Product
                table: shop.product
                key: [id]
                where: not is_retired
                dimensions: [{ name: name, expr: name }]
                """,
            ["2-entities/invoice.yml"] = """
                entity: invoice
                label: Invoice
                table: shop.invoice
                key: [id]
                times:
                  - { name: issued, expr: issued, type: date, default: true }
                  - { name: paid, expr: paid_on, type: date }
                dimensions: [{ name: currency, expr: currency }]
                joins: [{ name: account, to: account, on: account_id = account.id, type: many_to_one, optional: true }]
                """,
            ["2-entities/invoice-line.yml"] = """
                entity: invoice_line
                label: Invoice line
                table: shop.invoice_line
                key: [id]
                dimensions: [{ name: kind, expr: kind }]
                joins:
                  - { name: invoice, to: invoice, on: invoice_id = invoice.id, type: many_to_one }
                  - { name: product, to: product, on: product_id = product.id, type: many_to_one, optional: true }
                """,
            ["2-entities/balance.yml"] = """
                entity: balance
                label: Balance
                table: shop.balance
                key: [account_id, month]
                where: status <> 'draft'
                times: [{ name: month, expr: month, type: date, grain: month, default: true }]
                dimensions: [{ name: status, expr: status }]
                joins: [{ name: account, to: account, on: account_id = account.id, type: many_to_one }]
                """,
            ["2-entities/ticket.yml"] = """
                entity: ticket
                label: Ticket
                table: shop.ticket
                key: [id]
                times:
                  - { name: opened, expr: opened_at, type: timestamptz, default: true }
                  - { name: resolved, expr: resolved_on, type: date }
                dimensions:
                  - { name: priority, expr: priority }
                  - { name: minutes, expr: minutes, type: integer }
                  - { name: note, expr: note }
                joins: [{ name: account, to: account, on: account_id = account.id, type: many_to_one, optional: true }]
                """,
            ["2-entities/visit.yml"] = """
                entity: visit
                label: Visit
                table: shop.visit
                key: [id]
                times: [{ name: seen, expr: seen_at, type: timestamptz, default: true }]
                joins: [{ name: account, to: account, on: account_id = account.id, type: many_to_one }]
                """,
            ["2-entities/secret.yml"] = """
                entity: secret
                label: Secret payment
                table: shop.secret
                key: [id]
                times: [{ name: paid, expr: paid_on, type: date, default: true }]
                joins: [{ name: account, to: account, on: account_id = account.id, type: many_to_one }]
                """,
            ["3-metrics/shop.yml"] = """
                metrics:
                  - { name: revenue, label: Revenue, type: simple, entity: invoice_line, agg: sum, expr: usd_cents / 100, unit: USD, time: invoice.issued, where: kind <> 'refund' }
                  - { name: refunds, label: Refunds, type: simple, entity: invoice_line, agg: sum, expr: usd_cents / 100, unit: USD, time: invoice.issued, where: kind = 'refund' }
                  - { name: refund_rate, label: Refund rate, type: ratio, numerator: refunds, denominator: revenue, unit: percent }
                  - { name: amount, label: Amount as invoiced, type: simple, entity: invoice_line, agg: sum, expr: cents / 100.0, time: invoice.issued, currency: invoice.currency }
                  - { name: invoices, label: Invoices, type: simple, entity: invoice, agg: count }
                  - { name: shipping, label: Shipping, type: simple, entity: invoice, agg: sum, expr: shipping_cents / 100.0, unit: USD }
                  - { name: invoicing_accounts, label: Invoiced accounts, type: simple, entity: invoice, agg: count_distinct, expr: account_id }
                  - { name: net, label: Net revenue, type: derived, expr: revenue - refunds, unit: USD }
                  - { name: revenue_growth, label: Revenue growth, type: derived, expr: revenue / before - 1, unit: percent, inputs: [revenue, { metric: revenue, alias: before, shift: 1 month }] }
                  - { name: new_accounts, label: New accounts, type: simple, entity: account, agg: count, time: created }
                  - { name: all_accounts, label: Accounts so far, type: cumulative, metric: new_accounts, to_date: all }
                  - { name: held, label: Held, type: semi_additive, entity: balance, agg: sum, expr: cents / 100.0, unit: USD, over: { time: month, take: last } }
                  - { name: held_first, label: Held at first, type: semi_additive, entity: balance, agg: sum, expr: cents / 100.0, unit: USD, over: { time: month, take: first } }
                  - { name: held_average, label: Held on average, type: semi_additive, entity: balance, agg: sum, expr: cents / 100.0, unit: USD, over: { time: month, take: average } }
                  - { name: held_most, label: Held at most, type: semi_additive, entity: balance, agg: sum, expr: cents / 100.0, unit: USD, over: { time: month, take: max } }
                  - { name: held_each, label: Held by each at last, type: semi_additive, entity: balance, agg: sum, expr: cents / 100.0, unit: USD, over: { time: month, take: last, per: [account] } }
                  - { name: holders, label: Holders, type: semi_additive, entity: balance, agg: count, where: cents > 1000, over: { time: month, take: last } }
                  - { name: held_per_holder, label: Held per holder, type: ratio, numerator: held, denominator: holders, unit: USD }
                  - { name: held_growth, label: Growth of held, type: derived, expr: held - opening, unit: USD, inputs: [held, { metric: held, alias: opening, at_start_of: period }] }
                  - { name: tickets, label: Tickets, type: simple, entity: ticket, agg: count }
                  - { name: urgent_tickets, label: Urgent tickets, type: simple, entity: ticket, agg: count, where: priority = 'Urgent' }
                  - { name: urgent_share, label: Share of urgent tickets, type: ratio, numerator: urgent_tickets, denominator: tickets, unit: percent }
                  - { name: long_urgent_share, label: Share of urgent among long tickets, type: derived, expr: share * 100, inputs: [{ metric: urgent_share, alias: share, where: minutes > 200 }] }
                  - { name: late_invoiced, label: Invoiced of accounts above 25, type: derived, expr: share + 0, unit: percent, inputs: [{ metric: signup_to_invoice, alias: share, where: id > 25 }] }
                  - { name: resolved_tickets, label: Resolved tickets, type: simple, entity: ticket, agg: count, time: resolved }
                  - { name: average_minutes, label: Average minutes, type: simple, entity: ticket, agg: average, expr: minutes, unit: minutes }
                  - { name: median_minutes, label: Median minutes, type: simple, entity: ticket, agg: median, expr: minutes, unit: minutes }
                  - { name: p90_minutes, label: P90 minutes, type: simple, entity: ticket, agg: percentile(0.9), expr: minutes, unit: minutes }
                  - { name: most_minutes, label: Most minutes, type: simple, entity: ticket, agg: max, expr: minutes, unit: minutes }
                  - { name: last_minutes, label: Last minutes, type: simple, entity: ticket, agg: last, expr: minutes, unit: minutes }
                  - { name: low_tickets, label: Low tickets, type: simple, entity: ticket, agg: count, required_filters: [ticket.priority] }
                  - { name: noted_urgent_share, label: Share of urgent among noted tickets, type: derived, expr: share * 100, inputs: [{ metric: urgent_share, alias: share, where: "note like 'note%'" }] }
                  - { name: noted_tickets, label: Noted tickets, type: simple, entity: ticket, agg: count, where: "note like 'note%'", access: staff }
                  - { name: visits, label: Visits, type: simple, entity: visit, agg: count }
                  - { name: visitors, label: Visitors, type: simple, entity: visit, agg: count_distinct, expr: visitor }
                  - { name: visits_28d, label: Visits in 28 days, type: cumulative, metric: visits, window: 28 days }
                  - { name: visitors_28d, label: Visitors in 28 days, type: cumulative, metric: visitors, window: 28 days }
                  - { name: revenue_ytd, label: Revenue in the fiscal year so far, type: cumulative, metric: revenue, to_date: fiscal_year, unit: USD }
                  - { name: signup_to_invoice, label: Invoiced within 60 days, type: conversion, base: new_accounts, conversion: invoices, per: account, within: 60 days, unit: percent }
                  - { name: signups_invoiced, label: Signups invoiced within 60 days, type: conversion, base: new_accounts, conversion: invoices, per: account, within: 60 days, calculation: count }
                  - { name: revenue_per_ticket, label: Revenue per ticket, type: derived, expr: revenue / tickets, unit: USD }
                  - { name: secrets, label: Secret payments, type: simple, entity: secret, agg: sum, expr: cents / 100.0, unit: USD }
                """,
            ["5-operations/calendar.yml"] =
                "time_zone: America/New_York\nweek_start: monday\nfiscal_year: { starts: february, named_by: end }\ndefault_periods: fiscal\n",
            ["5-operations/access.yml"] = """
                levels:
                  - { name: everyone, login: trap_everyone }
                  - { name: staff, login: trap_staff, contact: data@shop.example }
                  - { name: owners, login: trap_owners, contact: owners@shop.example }
                """,
        };
}
