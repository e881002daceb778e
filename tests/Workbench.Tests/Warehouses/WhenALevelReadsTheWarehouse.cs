using Npgsql;
using Shouldly;
using Workbench.Server.Warehouses;
using Workbench.Shared.Answers;

namespace Workbench.Tests.Warehouses;

public sealed class WhenALevelReadsTheWarehouse(WarehouseFixture shop) : IClassFixture<WarehouseFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("public", "select id, customer from shop.orders limit 1", true)]
    [InlineData("public", "select count(*) from shop.orders", true)]
    [InlineData("public", "select amount from shop.orders", false)]
    [InlineData("public", "select * from shop.orders", false)]
    [InlineData("public", "select email from shop.orders", false)]
    [InlineData("public", "select amount from vault.salaries", false)]
    [InlineData("internal", "select sum(amount) from shop.orders", true)]
    [InlineData("internal", "select email from shop.orders", false)]
    [InlineData("internal", "select o from shop.orders o", false)]
    [InlineData("internal", "select amount from vault.salaries", false)]
    [InlineData("restricted", "select * from shop.orders limit 1", true)]
    [InlineData("restricted", "select amount from vault.salaries", true)]
    [InlineData("restricted", "select text from shop.notes", false)]
    [InlineData("restricted", "select id from vault.forgotten", false)]
    public async Task It_reads_what_the_layer_says_and_nothing_else(string level, string sql, bool isAllowed)
    {
        switch (await shop.QueryAsync(level, sql))
        {
            case WarehouseRows:
                isAllowed.ShouldBeTrue(sql);
                break;
            case WarehouseFault fault:
                isAllowed.ShouldBeFalse($"{sql}: {fault}");
                fault.Kind.ShouldBe(WarehouseFaultKind.Permission);
                fault.Message.ShouldNotContain("salaries");
                fault.Message.ShouldNotContain("vault");
                break;
        }
    }

    [Theory]
    [InlineData("insert into shop.orders (id, customer, placed_at) values (0, 'x', now())")]
    [InlineData("update shop.orders set customer = 'x'")]
    [InlineData("delete from shop.orders")]
    [InlineData("truncate shop.orders")]
    [InlineData("drop table shop.orders")]
    [InlineData("create table mine (n int)")]
    [InlineData("create temporary table mine (n int)")]
    [InlineData("copy shop.orders (id) from program 'id'")]
    [InlineData("copy (select 1) to '/tmp/workbench-must-not-exist'")]
    [InlineData("with gone as (delete from shop.orders returning id) select * from gone")]
    [InlineData("select pg_read_file('/etc/passwd')")]
    [InlineData("select lo_create(0)")]
    [InlineData("alter role current_user superuser")]
    [InlineData("set role postgres")]
    [InlineData("set session authorization workbench")]
    [InlineData("select set_config('role', 'workbench', false)")]
    [InlineData("select set_config('transaction_read_only', 'off', true)")]
    [InlineData("vacuum shop.orders")]
    [InlineData("do $$ begin delete from shop.orders; end $$")]
    [InlineData("select 1; delete from shop.orders")]
    [InlineData("select 1; commit; delete from shop.orders")]
    [InlineData("commit")]
    [InlineData("select 'x;' ; drop table shop.orders --'")]
    [InlineData("select E'\\'; delete from shop.orders; --'; delete from shop.orders")]
    [InlineData("select $a$ ; $a$; delete from shop.orders")]
    public async Task Nothing_that_it_sends_changes_anything(string sql)
    {
        var before = await FingerprintAsync();
        await shop.QueryAsync("restricted", sql);
        (await FingerprintAsync()).ShouldBe(before);
        File.Exists("/tmp/workbench-must-not-exist").ShouldBeFalse();
    }

    [Theory]
    [InlineData("insert into shop.orders (id, customer, placed_at) values (0, 'x', now())")]
    [InlineData("copy shop.orders (id) from stdin")]
    [InlineData("select set_config('role', 'workbench', false)")]
    [InlineData("select 1; select 2")]
    public async Task What_it_may_not_do_is_refused(string sql) => (await shop.QueryAsync("restricted", sql)).ShouldBeOfType<WarehouseFault>();

    [Fact]
    public async Task Turning_read_only_off_in_one_query_does_not_reach_the_next()
    {
        for (var i = 0; i < 5; i++)
        {
            await shop.QueryAsync(
                "restricted",
                "select set_config('default_transaction_read_only', 'off', false), set_config('statement_timeout', '0', false)"
            );
            var shown = (
                await shop.QueryAsync("restricted", "select current_setting('transaction_read_only'), current_setting('default_transaction_read_only')")
            ).ShouldBeOfType<WarehouseRows>();
            shown.Rows[0].Select(c => c.ToString()).ShouldBe(["on", "on"]);
        }
    }

    [Fact]
    public async Task Its_login_is_a_member_of_nothing_and_owns_nothing()
    {
        await using var roles = shop.Warehouse.Owner.CreateCommand(
            """
            select r.rolname, r.rolsuper or r.rolcreatedb or r.rolcreaterole or r.rolreplication or r.rolbypassrls or r.rolinherit,
                   exists (select from pg_auth_members m where m.member = r.oid), exists (select from pg_class c where c.relowner = r.oid)
            from pg_roles r where r.rolname like 'house\_shop\_%' order by 1
            """
        );
        await using var reader = await roles.ExecuteReaderAsync(Cancellation);
        List<string> seen = [];
        while (await reader.ReadAsync(Cancellation))
        {
            seen.Add(reader.GetString(0));
            reader.GetBoolean(1).ShouldBeFalse();
            reader.GetBoolean(2).ShouldBeFalse();
            reader.GetBoolean(3).ShouldBeFalse();
        }

        seen.ShouldBe(["house_shop_internal", "house_shop_public", "house_shop_restricted"]);
    }

    [Fact]
    public async Task Without_the_workbench_its_login_still_cannot_write()
    {
        // Somebody who got hold of the password connects directly, turns read-only off and speaks the simple protocol.
        var direct = shop.Logins.Connection("house_shop_restricted");
        direct.Pooling = false;
        await using var connection = new NpgsqlConnection(direct.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using (var writable = new NpgsqlCommand("set default_transaction_read_only = off", connection))
            await writable.ExecuteNonQueryAsync(Cancellation);

        foreach (
            var sql in new[]
            {
                "insert into shop.orders (id, customer, placed_at) values (0, 'x', now())",
                "create schema mine",
                "create temporary table mine (n int)",
                "set role workbench",
            }
        )
        {
            await using var command = new NpgsqlCommand(sql, connection);
            (await Should.ThrowAsync<PostgresException>(command.ExecuteNonQueryAsync(Cancellation))).SqlState.ShouldBe(
                PostgresErrorCodes.InsufficientPrivilege,
                sql
            );
        }

        var elsewhere = shop.Logins.Connection("house_shop_restricted");
        (elsewhere.Pooling, elsewhere.Database) = (false, "postgres");
        await using var other = new NpgsqlConnection(elsewhere.ConnectionString);
        (await Should.ThrowAsync<PostgresException>(other.OpenAsync(Cancellation))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task Rights_follow_the_layer_and_a_second_time_changes_nothing()
    {
        (await shop.Grants.ApplyAsync(WarehouseFixture.Layer(), Cancellation)).ShouldBe(0);

        (await shop.Grants.ApplyAsync(WarehouseFixture.Layer(ordersAccess: "restricted"), Cancellation)).ShouldBe(2);
        (await shop.QueryAsync("internal", "select id from shop.orders")).ShouldBeOfType<WarehouseFault>().Kind.ShouldBe(WarehouseFaultKind.Permission);
        (await shop.QueryAsync("restricted", "select id from shop.orders limit 1")).ShouldBeOfType<WarehouseRows>();

        (await shop.Grants.ApplyAsync(WarehouseFixture.Layer(), Cancellation)).ShouldBe(2);
        (await shop.QueryAsync("internal", "select id from shop.orders limit 1")).ShouldBeOfType<WarehouseRows>();
    }

    [Fact]
    public async Task Rights_that_somebody_gave_by_hand_are_taken_back()
    {
        await shop.ExecuteAsync(
            "grant insert on shop.orders to house_shop_public; grant select on vault.forgotten to house_shop_public; grant pg_read_all_data to house_shop_public"
        );
        await shop.Grants.ApplyAsync(WarehouseFixture.Layer(), Cancellation);
        (await shop.QueryAsync("public", "select amount from vault.salaries")).ShouldBeOfType<WarehouseFault>().Kind.ShouldBe(WarehouseFaultKind.Permission);
        (
            await shop.QueryAsync("public", "select has_table_privilege('shop.orders', 'insert') or has_table_privilege('vault.forgotten', 'select')")
        ).ShouldBeOfType<WarehouseFault>(); // it does not even see the schema
    }

    [Fact]
    public async Task A_level_that_the_layer_does_not_know_reads_nothing() =>
        (await shop.QueryAsync("root", "select 1")).ShouldBeOfType<WarehouseFault>().Kind.ShouldBe(WarehouseFaultKind.Permission);

    private async Task<string> FingerprintAsync()
    {
        await using var sum = shop.Warehouse.Owner.CreateCommand(
            """
            select (select md5(string_agg(o::text, ',' order by o.id)) from shop.orders o)
                || (select string_agg(n.nspname || '.' || c.relname, ',' order by c.oid) from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname !~ '^pg_toast')
                || (select string_agg(rolname, ',' order by oid) from pg_roles where rolsuper) -- other tests make logins on the same server
            """
        );
        return (string)(await sum.ExecuteScalarAsync(Cancellation))!;
    }
}
