using System.Diagnostics;
using Npgsql;
using Shouldly;
using Workbench.Server.Warehouses;
using Workbench.Shared.Answers;
using Workbench.Shared.Queries;

namespace Workbench.Tests.Warehouses;

public sealed class WhenAWarehouseIsQueried(WarehouseFixture shop) : IClassFixture<WarehouseFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Values_come_back_typed_and_columns_named()
    {
        var rows = await RowsAsync(
            """
            select 1 as small, 12345678901 as big, 1.50 as exact, 'text' as words, true as flag, date '2026-02-28' as day,
                   timestamp '2026-02-28 13:00' as local, timestamptz '2026-02-28 13:00+01' as instant, null::text as nothing, 0.5::float8 as approximate,
                   '{"a": 1}'::jsonb as json, array[1, 2] as list, interval '1 day' as span, 'a2ee1f4c-0000-4000-8000-000000000000'::uuid as id
            """
        );

        rows.Columns.Select(c => (c.Name, c.Type))
            .ShouldBe([
                ("small", ColumnType.Integer),
                ("big", ColumnType.Integer),
                ("exact", ColumnType.Decimal),
                ("words", ColumnType.String),
                ("flag", ColumnType.Boolean),
                ("day", ColumnType.Date),
                ("local", ColumnType.Timestamp),
                ("instant", ColumnType.Timestamp),
                ("nothing", ColumnType.String),
                ("approximate", ColumnType.Decimal),
                ("json", ColumnType.String),
                ("list", ColumnType.String),
                ("span", ColumnType.String),
                ("id", ColumnType.String),
            ]);
        rows.Rows[0]
            .Select(c => c.Value)
            .ShouldBe([
                1L,
                12345678901L,
                1.50m,
                "text",
                true,
                new DateOnly(2026, 2, 28),
                new DateTime(2026, 2, 28, 13, 0, 0),
                new DateTimeOffset(2026, 2, 28, 12, 0, 0, TimeSpan.Zero),
                null,
                0.5,
                """{"a": 1}""",
                "{1,2}",
                "1 day",
                "a2ee1f4c-0000-4000-8000-000000000000",
            ]);
    }

    [Theory]
    [InlineData("2026-01-31T12:00:00")]
    [InlineData("2026-01-31T12:00:00Z")]
    [InlineData("2026-01-31T12:00:00+05:00")]
    [InlineData("2026-01-31 12:00:00-11")]
    public async Task A_time_without_a_zone_is_taken_as_written_as_the_server_does(string text)
    {
        var rows = (
            await shop.QueryAsync("internal", "select $1::timestamp, $2::text::timestamp", new("timestamp", [text]), new("text", [text]))
        ).ShouldBeOfType<WarehouseRows>();
        rows.Rows[0][0].Value.ShouldBe(rows.Rows[0][1].Value);
    }

    [Fact]
    public async Task A_server_that_takes_no_connection_is_away_and_not_slow()
    {
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var settings = new NpgsqlConnectionStringBuilder(shop.Owner.ConnectionString)
        {
            Port = ((System.Net.IPEndPoint)silent.LocalEndpoint).Port,
            Timeout = 1,
        };
        await using var warehouse = new PostgresWarehouse(NpgsqlDataSource.Create(settings), TimeProvider.System);
        await warehouse.UseLoginsAsync(new Dictionary<string, NpgsqlConnectionStringBuilder>(StringComparer.Ordinal) { ["internal"] = settings });

        var fault = (
            await warehouse.QueryAsync(new WarehouseQuery { Level = "internal", Sql = new("select 1", []) }, Cancellation)
        ).ShouldBeOfType<WarehouseFault>();

        (fault.Kind, fault.Message).ShouldBe((WarehouseFaultKind.Transient, "The warehouse did not take a connection in time."));
    }

    [Fact]
    public async Task A_pool_that_is_closed_meanwhile_is_no_second_statement()
    {
        var warehouse = new PostgresWarehouse(NpgsqlDataSource.Create(shop.Owner), TimeProvider.System);
        await warehouse.UseLoginsAsync(new Dictionary<string, NpgsqlConnectionStringBuilder>(StringComparer.Ordinal) { ["internal"] = shop.Owner });
        await warehouse.DisposeAsync();

        var fault = (
            await warehouse.QueryAsync(new WarehouseQuery { Level = "internal", Sql = new("select 1", []) }, Cancellation)
        ).ShouldBeOfType<WarehouseFault>();

        fault.Kind.ShouldBe(WarehouseFaultKind.Transient);
        (await shop.QueryAsync("internal", "select 1; select 2")).ShouldBeOfType<WarehouseFault>().Kind.ShouldBe(WarehouseFaultKind.BadQuery);
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-12.3400", "-12.34")]
    [InlineData("0.00001234", "0.00001234")]
    [InlineData("12345678901234567890.12345678", "12345678901234567890.12345678")]
    [InlineData("79228162514264337593543950335", "7.922816251426434E+28")]
    [InlineData("0.12345678901234567890 * 0.98765432109876543210", "0.1219326311370217952237463801")]
    [InlineData("1e40", "1E+40")]
    [InlineData("2.0 / 3", "0.66666666666666666667")]
    [InlineData("'NaN'::numeric", "NaN")]
    public async Task Numbers_longer_than_a_decimal_are_rounded_and_never_fail(string expression, string expected)
    {
        var rows = await RowsAsync($"select ({expression})::numeric");
        Convert.ToString(rows.Rows[0][0].Value, System.Globalization.CultureInfo.InvariantCulture).ShouldBe(expected);
    }

    [Fact]
    public async Task Parameters_of_every_kind_that_the_compiler_writes_reach_the_server()
    {
        var outcome = await shop.QueryAsync(
            "internal",
            "select $1::text, $2::numeric, $3::bigint, $4::date, $5::boolean, $6::timestamptz, $7::text[], $8::numeric[], $9::date[], $10::text, $11::integer",
            new("text", ["it's"]),
            new("numeric", [1.25m]),
            new("bigint", [7]),
            new("date", ["2026-03-01"]),
            new("boolean", [true]),
            new("timestamptz", ["2026-03-01T00:00:00Z"]),
            new("text[]", ["a", "b"]),
            new("numeric[]", [1, 2.5m]),
            new("date[]", ["2026-03-01"]),
            new("text", [default(QueryValue)]),
            new("integer", [5])
        );

        var row = outcome.ShouldBeOfType<WarehouseRows>().Rows[0];
        row.Take(6).Select(c => c.ToString()).ShouldBe(["it's", "1.25", "7", "2026-03-01", "true", "2026-03-01T00:00:00+00:00"]);
        row[6].ToString().ShouldBe("{a,b}");
        row[9].IsNull.ShouldBeTrue();
        row[10].Value.ShouldBe(5L);
    }

    [Fact]
    public async Task A_value_of_the_wrong_type_is_a_bad_query()
    {
        var fault = (await shop.QueryAsync("internal", "select $1::date", new SqlParameterValue("date", ["31.12.2026"]))).ShouldBeOfType<WarehouseFault>();
        fault.Kind.ShouldBe(WarehouseFaultKind.BadQuery);
        fault.Message.ShouldBe("\"31.12.2026\" is not a value of the type date.");
    }

    [Fact]
    public async Task More_rows_than_allowed_are_left_out_and_said_so()
    {
        var query = new WarehouseQuery
        {
            Level = "internal",
            Sql = new ParameterizedSql("select generate_series(1, 100000000)", []),
            MaxRows = 10,
        };
        var began = Stopwatch.GetTimestamp();
        var rows = (await shop.Warehouse.QueryAsync(query, Cancellation)).ShouldBeOfType<WarehouseRows>();
        rows.IsTruncated.ShouldBeTrue();
        rows.Rows.Count.ShouldBe(10);
        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(5));

        var exactly = (
            await shop.Warehouse.QueryAsync(query with { Sql = new ParameterizedSql("select generate_series(1, 10)", []) }, Cancellation)
        ).ShouldBeOfType<WarehouseRows>();
        exactly.IsTruncated.ShouldBeFalse();
    }

    [Fact]
    public async Task An_endless_text_does_not_fill_the_memory()
    {
        var query = new WarehouseQuery
        {
            Level = "internal",
            Sql = new ParameterizedSql("select 'short' union all select repeat('x', 50000000)", []),
            MaxBytes = 1 << 20,
        };
        var rows = (await shop.Warehouse.QueryAsync(query, Cancellation)).ShouldBeOfType<WarehouseRows>();
        rows.IsTruncated.ShouldBeTrue();
        rows.Rows.Single()[0].Value.ShouldBe("short");
    }

    [Fact]
    public async Task A_query_that_takes_too_long_is_ended_by_the_server()
    {
        var query = new WarehouseQuery
        {
            Level = "internal",
            Sql = new ParameterizedSql("select pg_sleep(30)", []),
            Timeout = TimeSpan.FromMilliseconds(200),
        };
        var fault = (await shop.Warehouse.QueryAsync(query, Cancellation)).ShouldBeOfType<WarehouseFault>();
        fault.Kind.ShouldBe(WarehouseFaultKind.Timeout);
        fault.DurationMs.ShouldBeInRange(150, 3000);
    }

    [Fact]
    public async Task Cancelling_ends_the_statement_on_the_server_within_a_second()
    {
        var run = Guid.NewGuid();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var asked = shop.Warehouse.QueryAsync(
            new WarehouseQuery
            {
                Level = "internal",
                Run = run,
                Sql = new ParameterizedSql("select pg_sleep(60)", []),
            },
            cancel.Token
        );
        while (await RunningAsync(run) == 0) { }

        var began = Stopwatch.GetTimestamp();
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(asked);
        while (await RunningAsync(run) > 0) { }

        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Somebody_who_cancels_it_at_the_server_is_not_a_fault_of_the_query()
    {
        var run = Guid.NewGuid();
        var asked = shop.Warehouse.QueryAsync(
            new WarehouseQuery
            {
                Level = "internal",
                Run = run,
                Sql = new ParameterizedSql("select pg_sleep(60)", []),
            },
            Cancellation
        );
        while (await RunningAsync(run) == 0) { }

        await shop.ExecuteAsync($"select pg_cancel_backend(pid) from pg_stat_activity where application_name = 'workbench run {run:N}'");
        (await asked).ShouldBeOfType<WarehouseFault>().Kind.ShouldBe(WarehouseFaultKind.Cancelled);
    }

    [Fact]
    public async Task A_lost_connection_is_worth_another_try()
    {
        var run = Guid.NewGuid();
        var asked = shop.Warehouse.QueryAsync(
            new WarehouseQuery
            {
                Level = "internal",
                Run = run,
                Sql = new ParameterizedSql("select pg_sleep(60)", []),
            },
            Cancellation
        );
        while (await RunningAsync(run) == 0) { }

        await shop.ExecuteAsync($"select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'workbench run {run:N}'");
        (await asked).ShouldBeOfType<WarehouseFault>().Kind.ShouldBe(WarehouseFaultKind.Transient);
        (await RowsAsync("select 1")).Rows.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_is_down_is_worth_another_try()
    {
        await using var down = new PostgresWarehouse(NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody"), TimeProvider.System);
        await down.UseLoginsAsync(new Dictionary<string, NpgsqlConnectionStringBuilder> { ["internal"] = new("Host=127.0.0.1;Port=1;Username=nobody") });
        var fault = (
            await down.QueryAsync(new WarehouseQuery { Level = "internal", Sql = new ParameterizedSql("select 1", []) }, Cancellation)
        ).ShouldBeOfType<WarehouseFault>();
        fault.Kind.ShouldBe(WarehouseFaultKind.Transient);
        fault.Message.ShouldContain("cannot be reached");
    }

    [Theory]
    [InlineData("selec 1", "syntax error")]
    [InlineData("select 1 / 0", "division by zero")]
    [InlineData("select nothing from shop.orders", "does not exist")]
    public async Task A_wrong_statement_is_a_bad_query_with_the_servers_words(string sql, string words)
    {
        var fault = (await shop.QueryAsync("internal", sql)).ShouldBeOfType<WarehouseFault>();
        fault.Kind.ShouldBe(WarehouseFaultKind.BadQuery);
        fault.Message.ShouldContain(words);
    }

    [Fact]
    public async Task The_schema_tells_tables_columns_keys_and_comments()
    {
        await shop.ExecuteAsync("analyze shop.orders");
        var schema = await shop.Warehouse.ReadSchemaAsync(Cancellation);

        schema.Tables.Select(t => t.FullName).ShouldBe(["shop.notes", "shop.orders", "vault.forgotten", "vault.salaries"]);
        var orders = schema.Find("shop", "orders")!;
        orders.Comment.ShouldBe("One row per order.");
        orders.EstimatedRows.ShouldBe(500);
        orders.FindColumn("amount").ShouldBe(new WarehouseColumn("amount", "numeric(12,2)", IsNullable: true, null));
        orders.FindColumn("email")!.Comment.ShouldBe("Of the buyer.");
        orders.Keys.Single().Columns.ShouldBe(["id"]);
        var key = schema.Find("shop", "notes")!.ForeignKeys.Single();
        (key.ToSchema, key.ToTable).ShouldBe(("shop", "orders"));
        key.ToColumns.ShouldBe(["id"]);
    }

    private async Task<WarehouseRows> RowsAsync(string sql)
    {
        var outcome = await shop.QueryAsync("internal", sql);
        return outcome as WarehouseRows ?? throw new InvalidOperationException(outcome.ToString());
    }

    private async Task<long> RunningAsync(Guid run)
    {
        await using var count = shop.Warehouse.Owner.CreateCommand("select count(*) from pg_stat_activity where application_name = $1 and state = 'active'");
        count.Parameters.Add(new() { Value = $"workbench run {run:N}" });
        return (long)(await count.ExecuteScalarAsync(Cancellation))!;
    }
}
