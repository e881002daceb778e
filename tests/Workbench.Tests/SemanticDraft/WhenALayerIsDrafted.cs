using System.Collections.Immutable;
using System.Text;
using Npgsql;
using Shouldly;
using Workbench.Server.SemanticDraft;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.SemanticDraft;

public sealed class WhenALayerIsDrafted(EmbeddedPostgresFixture postgres)
{
    /// <summary>A shop; <c>{0}</c> are its keys, <c>{1}</c> its references.</summary>
    private const string Shop = """
        create table customers (id bigint not null {KEY}, first_name text, last_name text, email text, segment text, created_at timestamptz not null);
        create table staff (id bigint not null {KEY}, name text not null, manager_id bigint {STAFF});
        create table addresses (id bigint not null {KEY}, city text);
        create table orders (
            id bigint not null {KEY}, cust_id bigint not null {CUSTOMERS}, billing_address_id bigint {ADDRESSES}, shipping_address_id bigint {ADDRESSES}, created_by bigint {STAFF},
            status text not null, total_amt numeric(12,2) not null, is_gift boolean not null, order_year int, ordered_at timestamp not null, shipped_at timestamp, inserted_at timestamp);
        create table order_items (order_id bigint not null {ORDERS}, line_no int not null, qty int not null, unit_price numeric(10,2) not null, orders int {PAIR});
        insert into customers select n, 'Ada', 'Lovelace ' || n, 'c' || n || '@example.com', (array['retail', 'trade'])[1 + n % 2], timestamptz '2026-01-01' + n * interval '1 day' from generate_series(1, 60) n;
        insert into staff select n, 'Staff ' || n, case when n > 1 then 1 end from generate_series(1, 12) n;
        insert into addresses select n, (array['Ulm', 'Bonn', 'Kiel'])[1 + n % 3] from generate_series(1, 40) n;
        insert into orders select n, 1 + n % 60, 1 + n % 40, case when n % 5 > 0 then 1 + n % 39 end, 1 + n % 12, (array['paid', 'open', 'cancelled'])[1 + n % 3], n * 1.5, n % 7 = 0, 2026,
                                  timestamp '2026-02-01' + n * interval '1 hour', case when n % 2 = 0 then timestamp '2026-02-03' + n * interval '1 hour' end, now()::timestamp from generate_series(1, 400) n;
        insert into order_items select 1 + n / 3, n % 3, 1 + n % 9, 9.99 + n % 20, n % 50 from generate_series(0, 1100) n;
        analyze;
        """;

    private static readonly string Declared = With("primary key", "references {0}", ", primary key (order_id, line_no)");

    private static readonly string Undeclared = With("", "", "");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static string With(string key, string reference, string pair) =>
        Shop.Replace("{KEY}", key, StringComparison.Ordinal)
            .Replace("{STAFF}", reference.Replace("{0}", "staff", StringComparison.Ordinal), StringComparison.Ordinal)
            .Replace("{ADDRESSES}", reference.Replace("{0}", "addresses", StringComparison.Ordinal), StringComparison.Ordinal)
            .Replace("{CUSTOMERS}", reference.Replace("{0}", "customers", StringComparison.Ordinal), StringComparison.Ordinal)
            .Replace("{ORDERS}", reference.Replace("{0}", "orders", StringComparison.Ordinal), StringComparison.Ordinal)
            .Replace("{PAIR}", pair, StringComparison.Ordinal);

    [Fact]
    public async Task Declared_keys_and_references_become_keys_and_joins_and_the_numbers_are_right()
    {
        await using var shop = await DraftedDatabase.MakeAsync(postgres, Declared);

        shop.Report.InferredKeys.ShouldBeEmpty();
        shop.Report.Joins.ShouldAllBe(j => j.IsDeclared);
        shop.Entity("order")
            .Joins.Select(j => (j.Name, j.To, j.IsOptional))
            .ShouldBe(
                [("billing_address", "address", false), ("created_by", "staff", false), ("customer", "customer", false), ("shipping_address", "address", true)],
                ignoreOrder: true
            );
        shop.Entity("order_item").Key.ShouldBe(["order_id", "line_no"]);
        await shop.ShouldGiveAsync(
            """{"metrics": ["total_amount"], "group_by": ["order.customer.segment"]}""",
            "select c.segment, sum(o.total_amt) from orders o join customers c on c.id = o.cust_id group by 1"
        );
        await shop.ShouldGiveAsync(
            """{"metrics": ["orders"], "group_by": ["order.shipping_address.city"]}""",
            "select a.city, count(*) from orders o left join addresses a on a.id = o.shipping_address_id group by 1"
        );
    }

    [Fact]
    public async Task Without_any_key_or_reference_the_same_are_found_in_the_data()
    {
        await using var shop = await DraftedDatabase.MakeAsync(postgres, Undeclared);

        shop.Report.InferredKeys.Select(k => k.Entity).ShouldBe(["address", "customer", "order_item", "order", "staff"], ignoreOrder: true);
        shop.Report.InferredKeys.ShouldAllBe(k => k.IsSure);
        shop.Entity("order_item").Key.ShouldBe(["order_id", "line_no"], ignoreOrder: true);
        shop.Report.Joins.Select(j => $"{j.From}.{j.Name} → {j.To}")
            .ShouldBe(
                [
                    "order.customer → customer",
                    "order.billing_address → address",
                    "order.shipping_address → address",
                    "order.created_by → staff",
                    "order_item.order → order",
                    "staff.manager → staff",
                ],
                ignoreOrder: true
            );
        shop.File("2-entities/order.yml").ShouldContain("100.0 % of 60 values of cust_id are found in public.customers");
        await shop.ShouldGiveAsync(
            """{"metrics": ["total_quantity"], "group_by": ["order_item.order.status"]}""",
            "select o.status, sum(i.qty) from order_items i join orders o on o.id = i.order_id group by 1"
        );
    }

    [Fact]
    public async Task A_reference_that_does_not_fit_the_data_is_left_out_and_told()
    {
        await using var made = await DraftedDatabase.MakeAsync(
            postgres,
            """
            create table projects (id int primary key, name text);
            create table tasks (id int primary key, project_id int, title text);
            insert into projects select n, 'P' || n from generate_series(1, 20) n;
            insert into tasks select n, 1000 + n, 'T' || n from generate_series(1, 20) n;
            """
        );

        made.Entity("task").Joins.ShouldBeEmpty();
        made.Report.LeftOut.ShouldContain(l => l.What == "join task.project_id to project" && l.Why.Contains('0', StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_are_plain_words_and_the_business_date_is_the_default_one()
    {
        await using var shop = await DraftedDatabase.MakeAsync(postgres, Declared);
        var order = shop.Entity("order");

        order.Times.Select(t => (t.Name, t.IsDefault)).ShouldBe([("ordered", true), ("shipped", false), ("inserted", false)]);
        order.FindDimension("gift")!.Type.ShouldBe("boolean");
        order.FindDimension("status")!.Values.Declared.Select(v => v.Stored).ShouldBe(["paid", "open", "cancelled"], ignoreOrder: true);
        shop.Entity("customer").FindTime("created").ShouldNotBeNull();
        shop.Entity("staff").Title.ShouldBe("name");
        shop.Metric("total_amount").Label.ShouldBe("Total amount");
        shop.Metric("total_amount").Synonyms.ShouldContain("revenue");
    }

    [Fact]
    public async Task Amounts_are_added_up_prices_averaged_and_years_left_alone()
    {
        await using var shop = await DraftedDatabase.MakeAsync(postgres, Declared);
        var names = shop.Content.Metrics.Select(m => m.Name).ToList();

        names.ShouldContain("total_quantity");
        names.ShouldContain("average_unit_price");
        names.ShouldNotContain("total_unit_price");
        names.ShouldNotContain(n => n.Contains("year", StringComparison.Ordinal));
        names.ShouldNotContain(n => n.Contains("line", StringComparison.Ordinal));
        await shop.ShouldGiveAsync(
            """{"metrics": ["share_of_paid_orders"]}""",
            "select count(*) filter (where status = 'paid')::numeric / count(*) from orders"
        );
        await shop.ShouldGiveAsync("""{"metrics": ["share_of_gift_orders"]}""", "select count(*) filter (where is_gift)::numeric / count(*) from orders");
        await shop.ShouldGiveAsync("""{"metrics": ["customers_with_orders"]}""", "select count(distinct cust_id) from orders");
        await shop.ShouldGiveAsync(
            """{"metrics": ["average_days_from_ordered_to_shipped"]}""",
            "select avg(extract(epoch from shipped_at - ordered_at) / 86400) from orders"
        );
    }

    [Fact]
    public async Task What_stood_on_a_date_is_taken_from_the_last_row_and_never_added_up()
    {
        await using var made = await DraftedDatabase.MakeAsync(
            postgres,
            """
            create table cars (id int primary key, make text);
            create table inventory_snapshots (id int primary key, car_id int not null references cars, snapshot_date date not null, is_in_inventory boolean not null);
            insert into cars select n, 'M' || n from generate_series(1, 10) n;
            insert into inventory_snapshots select n, 1 + n % 10, date '2026-01-01' + n, n % 3 > 0 from generate_series(0, 44) n;
            """
        );

        await made.ShouldGiveAsync(
            """{"metrics": ["cars_in_inventory"]}""",
            "select count(*) filter (where is_in_inventory) from (select distinct on (car_id) * from inventory_snapshots order by car_id, snapshot_date desc) last"
        );
    }

    [Fact]
    public async Task Personal_data_is_suspected_by_name_and_by_content_and_closed_at_the_default_level()
    {
        await using var made = await DraftedDatabase.MakeAsync(
            postgres,
            """
            create table patients (id int primary key, first_name text, surname text, contact text, ref text, dob date, ward text, password_hash text);
            create table salespersons (id int primary key, first_name text not null, last_name text not null, mobile text, team text);
            insert into patients select n, 'Eva', 'Moon' || n, 'p' || n || '@mail.example', (100 + n) || '-12-' || (1000 + n), date '1980-01-01' + n, (array['A', 'B'])[1 + n % 2], md5(n::text) from generate_series(1, 50) n;
            insert into salespersons select n, 'Jo' || n, 'Doe' || n, '+49 170 12345' || n, (array['north', 'south'])[1 + n % 2] from generate_series(1, 20) n;
            """
        );

        made.Report.PersonalData.Select(p => $"{p.Table}.{p.Column}: {p.What}")
            .ShouldBe(
                [
                    "public.patients.first_name: names of persons",
                    "public.patients.surname: names of persons",
                    "public.patients.contact: e-mail addresses",
                    "public.patients.ref: numbers of identity papers or accounts",
                    "public.patients.dob: birth dates",
                    "public.patients.password_hash: secrets",
                    "public.salespersons.mobile: phone numbers",
                ],
                ignoreOrder: true
            );
        made.Compile("""{"group_by": ["patient.contact"]}""").ShouldBeOfType<Rejected>().Problems[0].Code.ShouldBe("denied");
        made.Compile("""{"group_by": ["patient.contact"]}""", "restricted").ShouldBeOfType<Compiled>();
        made.Compile("""{"metrics": ["patients"], "group_by": ["patient.ward"]}""").ShouldBeOfType<Compiled>();
        made.Compile("""{"metrics": ["salespersons"], "group_by": ["salesperson.name"]}""").ShouldBeOfType<Compiled>();
        made.Content.Tables.Single(t => t.Name == "patients").FindColumn("password_hash").ShouldBeNull();
        var everything = string.Concat(made.Report.Files.Select(f => f.Text));
        everything.ShouldNotContain("mail.example");
        everything.ShouldNotContain("Moon");
    }

    [Fact]
    public async Task Odd_names_become_plain_ones_and_still_reach_their_columns()
    {
        await using var made = await DraftedDatabase.MakeAsync(
            postgres,
            """"
            create schema "Mixed-Case";
            create type "order state" as enum ('new', 'it''s done');
            create table "Mixed-Case"."Order" ("ID" int primary key, "select" text, "it's ""quoted""" text, "Größe" numeric, "date" date not null, "état" "order state" not null, "totalAmount" numeric not null, "数量" int);
            create table "Mixed-Case"."заказы" ("id" int primary key, "Order_ID" int not null references "Mixed-Case"."Order", "time" timestamp not null);
            insert into "Mixed-Case"."Order" select n, 'x' || n % 2, 'y: #' || n % 3, n, date '2026-01-01' + n, (array['new', 'it''s done'])[1 + n % 2]::"order state", n * 2, n from generate_series(1, 40) n;
            insert into "Mixed-Case"."заказы" select n, n, timestamp '2026-01-01' + n * interval '1 day' from generate_series(1, 40) n;
            """"
        );

        made.Entity("order").FindDimension("grosse").ShouldNotBeNull();
        await made.ShouldGiveAsync(
            """{"metrics": ["total_amount"], "group_by": ["order.etat", "order.select"], "where": [{"field": "order.etat", "op": "=", "values": ["it's done"]}]}""",
            """select "état"::text, "select", sum("totalAmount") from "Mixed-Case"."Order" where "état" = 'it''s done' group by 1, 2"""
        );
        var other = made.Content.Entities.Single(e => e.Name != "order");
        other.Name.ShouldBe("zakazy");
        await made.ShouldGiveAsync(
            """{"metrics": ["total_amount"], "time": {"range": {"from": "2026-01-05", "to": "2026-01-10"}}}""",
            """select sum("totalAmount") from "Mixed-Case"."Order" where "date" >= '2026-01-05' and "date" < '2026-01-10'"""
        );
    }

    [Fact]
    public async Task A_database_of_one_table_without_a_key_gets_a_layer_that_warns()
    {
        await using var made = await DraftedDatabase.MakeAsync(
            postgres,
            """
            create table log (level text, amount numeric);
            insert into log select 'info', 1 from generate_series(1, 50);
            """
        );

        made.Report.InferredKeys.ShouldHaveSingleItem().IsSure.ShouldBeFalse();
        made.Report.Files.Single(f => f.Path == "2-entities/log.yml").Sure.ShouldBe("low");
        made.File("2-entities/log.yml").ShouldContain("NO KEY WAS FOUND");
    }

    [Fact]
    public async Task An_empty_database_is_told_as_such()
    {
        await using var source = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());

        var told = await Should.ThrowAsync<EmptyDatabaseException>(() => DraftedDatabase.DraftAsync(source));

        told.Message.ShouldContain("has no tables");
    }

    [Fact]
    public async Task Tables_without_rows_are_drafted_by_their_names()
    {
        await using var made = await DraftedDatabase.MakeAsync(
            postgres,
            "create table clients (id int, name text); create table visits (id int, client_id int, visit_date date, amount numeric)"
        );

        made.Entity("visit").Joins.ShouldHaveSingleItem().To.ShouldBe("client");
        made.Report.Joins.ShouldHaveSingleItem().IsSure.ShouldBeFalse();
        made.Compile("""{"metrics": ["total_amount"], "group_by": ["visit.client.name"]}""").ShouldBeOfType<Compiled>();
    }

    [Fact]
    public async Task What_the_login_may_not_read_is_left_out_and_told()
    {
        var connection = await postgres.CreateDatabaseAsync();
        await using (var owner = NpgsqlDataSource.Create(connection))
        await using (
            var command = owner.CreateCommand(
                $"""
                create role draft_reader login password 'draft';
                grant connect on database {owner.CreateConnection().Database} to draft_reader;
                create schema vault;
                create table vault.coins (id int primary key);
                create table wages (id int primary key, amount numeric);
                create table posts (id int primary key, title text, secret_note text);
                create table places (id int primary key, name text);
                grant select (id, title) on posts to draft_reader;
                grant select on places to draft_reader;
                """
            )
        )
        {
            await command.ExecuteNonQueryAsync(Cancelled);
        }

        await using var reader = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { Username = "draft_reader", Password = "draft" });
        var report = await DraftedDatabase.DraftAsync(reader);

        report.Problems.ShouldBeEmpty();
        report.Entities.ShouldBe(2);
        report
            .LeftOut.Select(l => $"{l.What}: {l.Why}")
            .ShouldBe(
                [
                    "public.posts: in part: the login may not read 1 of its columns",
                    "public.wages: the login may not read it",
                    "vault.coins: the login may not use its schema",
                ],
                ignoreOrder: true
            );
        string.Concat(report.Files.Where(f => f.Path.StartsWith("2-", StringComparison.Ordinal)).Select(f => f.Text)).ShouldNotContain("secret_note");
    }

    [Fact]
    public async Task A_large_table_is_sampled_but_its_categories_are_all_there()
    {
        await using var made = await DraftedDatabase.MakeAsync(
            postgres,
            """
            create table events (id bigint primary key, kind text, happened_at timestamptz);
            insert into events select n, case when n = 77777 then 'rare' else (array['a', 'b'])[1 + n % 2] end, now() from generate_series(1, 100000) n;
            analyze events;
            """
        );

        made.File("2-entities/event.yml").ShouldContain("about 100,000 rows, a sample looked at");
        made.Entity("event").FindDimension("kind")!.Values.Declared.Select(v => v.Stored).ShouldBe(["a", "b", "rare"], ignoreOrder: true);
    }

    [Fact]
    public async Task Views_over_drafted_tables_do_not_count_their_amounts_twice()
    {
        await using var made = await DraftedDatabase.MakeAsync(
            postgres,
            """
            create table sales (id int primary key, price numeric not null, sold_on date not null);
            insert into sales select n, n, date '2026-01-01' + n from generate_series(1, 30) n;
            create view recent_sales as select * from sales where sold_on > '2026-01-10';
            create table schema_migrations (version text primary key);
            create table sales_backup as select * from sales;
            """
        );

        made.Content.Entities.Select(e => e.Name).ShouldBe(["recent_sale", "sale"], ignoreOrder: true);
        made.Content.Metrics.Count(m => m.Name.StartsWith("total", StringComparison.Ordinal)).ShouldBe(1);
        made.Report.LeftOut.Select(l => l.What).ShouldBe(["public.sales_backup", "public.schema_migrations"], ignoreOrder: true);
    }

    [Fact]
    public async Task Hundreds_of_tables_in_several_schemas_become_one_sound_layer()
    {
        var sql = new StringBuilder();
        for (var schema = 0; schema < 3; schema++)
        {
            sql.Append($"create schema s{schema};");
            for (var table = 0; table < 60; table++)
            {
                sql.Append(
                    $"create table s{schema}.thing_{(char)('a' + table % 26)}{table} (id int primary key, other_id int, name text, amount numeric, status text, created_at timestamptz not null);"
                );
                sql.Append(
                    $"insert into s{schema}.thing_{(char)('a' + table % 26)}{table} select n, n, 'n' || n, n, (array['open','paid'])[1 + n % 2], now() from generate_series(1, 20) n;"
                );
            }
        }

        await using var made = await DraftedDatabase.MakeAsync(postgres, sql.ToString());

        made.Report.Entities.ShouldBe(180);
        made.Content.Entities.Select(e => e.Name).Distinct().Count().ShouldBe(180);
        made.Report.Files.Length.ShouldBe(180 * 2 + 3 + 6);
    }

    [Fact]
    public async Task Example_questions_are_such_that_the_planner_answers()
    {
        await using var shop = await DraftedDatabase.MakeAsync(postgres, Declared);

        shop.Content.Examples.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_folder_that_is_in_use_is_not_written_over_and_nothing_is_half_written()
    {
        using var directory = new TestDirectory("draft");
        ImmutableArray<DraftedFile> files = [new("layer.yml", "name: a\n", "high", ""), new("5-operations/calendar.yml", "time_zone: UTC\n", "low", "")];
        var folder = Path.Combine(directory.Path, "layer");

        await DraftFolder.WriteAsync(folder, files, force: false, Cancelled);
        DraftFolder.WhyNot(folder, force: false).ShouldNotBeNull().ShouldContain("--force");
        await Should.ThrowAsync<IOException>(() => DraftFolder.WriteAsync(folder, files, force: false, Cancelled));
        await DraftFolder.WriteAsync(folder, [files[0] with { Text = "name: b\n" }], force: true, Cancelled);
        (await File.ReadAllTextAsync(Path.Combine(folder, "layer.yml"), Cancelled)).ShouldBe("name: b\n");
        Directory.GetFiles(folder, "*.yml", SearchOption.AllDirectories).ShouldHaveSingleItem();
        // What was there is kept beside it.
        Directory.GetFiles($"{folder}.before", "*", SearchOption.AllDirectories).Length.ShouldBe(2);
        await Should.ThrowAsync<OperationCanceledException>(() => DraftFolder.WriteAsync(folder, files, force: true, new CancellationToken(canceled: true)));
        (await File.ReadAllTextAsync(Path.Combine(folder, "layer.yml"), Cancelled)).ShouldBe("name: b\n");
        Directory.GetFileSystemEntries(directory.Path).Length.ShouldBe(2);
        // Something that is no layer is never replaced.
        var home = Directory.CreateDirectory(Path.Combine(directory.Path, "home")).FullName;
        await File.WriteAllTextAsync(Path.Combine(home, "letter.txt"), "dear", Cancelled);
        DraftFolder.WhyNot(home, force: true).ShouldNotBeNull();
    }
}
