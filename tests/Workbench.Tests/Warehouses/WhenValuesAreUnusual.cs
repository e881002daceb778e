using System.Globalization;
using System.Text.Json;
using Shouldly;
using Workbench.Server.Warehouses;
using Workbench.Shared;
using Workbench.Shared.Answers;

namespace Workbench.Tests.Warehouses;

/// <summary>What PostgreSQL holds and .NET does not, or not so.</summary>
public sealed class WhenValuesAreUnusual(WarehouseFixture shop) : IClassFixture<WarehouseFixture>
{
    /// <summary>PostgreSQL prints the expected text itself. A T stands where it has a blank between day and time.</summary>
    [Theory]
    [InlineData("'infinity'::date")]
    [InlineData("'-infinity'::date")]
    [InlineData("'infinity'::timestamp")]
    [InlineData("'-infinity'::timestamptz")]
    [InlineData("'0044-03-15 BC'::date")]
    [InlineData("'4713-01-01 BC'::date")]
    [InlineData("'0001-12-31 BC'::date")]
    [InlineData("'12026-02-28'::date")]
    [InlineData("'5874897-12-31'::date")]
    [InlineData("'0044-03-15 13:14:15.5 BC'::timestamp")]
    [InlineData("'12026-02-28 01:00:00'::timestamp")]
    [InlineData("'12026-02-28 01:00:00+00'::timestamptz")]
    [InlineData("time '24:00:00'")]
    [InlineData("time '13:14:15.000001'")]
    [InlineData("timetz '13:14:15-05:30'")]
    [InlineData("timetz '13:14:15+02'")]
    [InlineData("interval '0'")]
    [InlineData("interval '1 day'")]
    [InlineData("interval '14 months -3 days 04:05:06.7'")]
    [InlineData("interval '-14 months 3 days'")]
    [InlineData("interval '-2 hours'")]
    [InlineData("interval '1000000 hours'")]
    [InlineData("'infinity'::interval")]
    [InlineData("'-infinity'::interval")]
    [InlineData("array[1, null, 3]")]
    [InlineData("array[[1.5, 2], [3, null]]")]
    [InlineData("array['a,b', 'say \"x\"', '', 'null', 'back\\slash', null, 'plain']")]
    [InlineData("array[]::int[]")]
    [InlineData("array[0.1::real, 'NaN', 'Infinity']")]
    [InlineData("array[date '2026-01-02', 'infinity']")]
    [InlineData("daterange('2026-01-01', '2026-02-01')")]
    [InlineData("int4range(null, 5)")]
    [InlineData("numrange(1.5, 2.5, '(]')")]
    [InlineData("'empty'::int4range")]
    [InlineData("'\\x00ff10'::bytea")]
    [InlineData("'{\"b\": [1, null], \"a\": \"\\u00e9\"}'::jsonb")]
    [InlineData("'{\"b\":  1}'::json")]
    [InlineData("B'10110'")]
    [InlineData("B'1'")]
    [InlineData("'a2ee1f4c-0000-4000-8000-000000000000'::uuid")]
    [InlineData("inet '10.1.2.3/24'")]
    [InlineData("cidr '2001:db8::/32'")]
    [InlineData("cidr '10.1.2.3/32'")]
    [InlineData("'x'::\"char\"")]
    [InlineData("'👩‍🚀 Ω'::text")]
    public async Task They_read_as_PostgreSQL_prints_them(string expression)
    {
        var row = await RowAsync($"select {expression}, ({expression})::text");
        var printed = row[1].ToString();
        row[0].ToString().ShouldBe(expression.Contains("timestamp", StringComparison.Ordinal) ? printed.Replace(' ', 'T').Replace("TBC", " BC") : printed);
    }

    [Theory]
    [InlineData("0.1::real", "0.1")]
    [InlineData("16777216::real", "16777216")]
    [InlineData("3.4e38::real", "3.4E+38")]
    [InlineData("'NaN'::real", "NaN")]
    [InlineData("'Infinity'::float8", "Infinity")]
    [InlineData("'-Infinity'::numeric", "-Infinity")]
    [InlineData("'NaN'::numeric", "NaN")]
    [InlineData("9999999999999999999999999999::numeric", "9999999999999999999999999999")]
    [InlineData("12.34::numeric::money", "12.34")]
    [InlineData("(-0.01)::numeric::money", "-0.01")]
    public async Task Numbers_keep_their_value(string expression, string expected)
    {
        var rows = await RowsAsync($"select {expression}");
        rows.Columns[0].Type.ShouldBe(ColumnType.Decimal);
        rows.Rows[0][0].ToString().ShouldBe(expected);
    }

    [Fact]
    public async Task A_number_beyond_all_types_is_written_out_and_not_infinite() =>
        (await RowAsync("select -(10::numeric ^ 400) - 0.5"))[0].Value.ShouldBe("-1" + new string('0', 400) + ".5");

    [Fact]
    public async Task A_number_beyond_decimals_is_shown_and_written()
    {
        var cell = (await RowAsync("select 1e40::float8"))[0];
        cell.Number.ShouldBeNull();
        ValueText.Exact(cell, new ResultColumn("n", "N", ColumnType.Decimal)).ShouldBe("1E+40");
        JsonSerializer.Serialize(cell, WireJson.Options).ShouldBe("1E+40");
    }

    [Fact]
    public async Task Infinity_is_no_date_for_those_who_read_the_answer()
    {
        var rows = await RowsAsync("select 'infinity'::date, '0044-03-15 BC'::date, '0044-03-15 BC'::timestamp");
        rows.Columns.Select(c => c.Type).ShouldBe([ColumnType.Date, ColumnType.Date, ColumnType.Timestamp]);
        rows.Rows[0].ShouldAllBe(c => c.Date == null);
        rows.Rows[0].Zip(rows.Columns).Select(c => ValueText.Exact(c.First, c.Second)).ShouldBe(["infinity", "0044-03-15 BC", "0044-03-15T00:00:00 BC"]);
        var written = JsonSerializer.Serialize(rows.Rows[0], WireJson.Options);
        JsonSerializer.Deserialize<Cell[]>(written, WireJson.Options)!.ShouldAllBe(c => c.Date == null);
    }

    [Fact]
    public async Task Times_with_a_zone_are_told_in_universal_time() =>
        (await RowAsync("select timestamptz '2026-03-08 02:30:00 America/New_York'"))[0]
            .Value.ShouldBe(new DateTimeOffset(2026, 3, 8, 7, 30, 0, TimeSpan.Zero));

    [Fact]
    public async Task Enums_and_domains_are_read_also_in_arrays()
    {
        await shop.ExecuteAsync(
            "drop type if exists shop.mood cascade; drop domain if exists shop.cents; create type shop.mood as enum ('sad', 'very happy'); create domain shop.cents as int;"
        );
        await using var fresh = new PostgresWarehouse(Npgsql.NpgsqlDataSource.Create(shop.Owner), TimeProvider.System);
        await fresh.UseLoginsAsync(new Dictionary<string, Npgsql.NpgsqlConnectionStringBuilder> { ["internal"] = shop.Owner });
        var outcome = await fresh.QueryAsync(
            new WarehouseQuery
            {
                Level = "internal",
                Sql = new ParameterizedSql("select 'sad'::shop.mood, array['sad', 'very happy']::shop.mood[], 5::shop.cents, array[5]::shop.cents[]", []),
            },
            TestContext.Current.CancellationToken
        );
        outcome.ShouldBeOfType<WarehouseRows>().Rows[0].Select(c => c.Value).ShouldBe(["sad", "{sad,\"very happy\"}", 5L, "{5}"]);
    }

    [Fact]
    public async Task What_has_no_text_is_named_and_fails_nothing() =>
        (await RowAsync("select row(1, 'a'), 1")).Select(c => Convert.ToString(c.Value, CultureInfo.InvariantCulture)).ShouldBe(["(record)", "1"]);

    private async Task<IReadOnlyList<Cell>> RowAsync(string sql) => (await RowsAsync(sql)).Rows[0];

    private async Task<WarehouseRows> RowsAsync(string sql)
    {
        var outcome = await shop.QueryAsync("internal", sql);
        return outcome as WarehouseRows ?? throw new InvalidOperationException(outcome.ToString());
    }
}
