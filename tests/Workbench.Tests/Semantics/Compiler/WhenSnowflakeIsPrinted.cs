using System.Text.RegularExpressions;
using Shouldly;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Compiler.Sql;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Tests.Semantics.Compiler;

/// <summary>The SQL of typical queries in Snowflake's words, as a person has read it beside Snowflake's reference. It is not run here.</summary>
[Collection(TrapCollection.Name)]
public sealed partial class WhenSnowflakeIsPrinted(TrapWarehouse trap)
{
    private static readonly Dictionary<string, string> Queries = new(WhenSqlIsRead.All, StringComparer.Ordinal)
    {
        ["others-by-month"] =
            """{"metrics": ["tickets"], "group_by": ["account.region"], "time": {"range": "last_3_months", "grain": "month"}, "limit": 2, "others": true}""",
        ["compare-all-data"] = """{"metrics": ["tickets"], "time": {"grain": "quarter"}, "compare": {"to": "previous_period"}}""",
        ["compare-hours"] = """{"metrics": ["visits"], "time": {"range": "yesterday", "grain": "hour"}, "compare": {"to": {"shift": 1, "unit": "week"}}}""",
        ["weeks"] = """{"metrics": ["visits"], "group_by": ["time.iso_week", "time.day_of_week"], "time": {"range": "last_week"}}""",
        ["first-and-last"] = """{"metrics": ["last_minutes", "p90_minutes", "most_minutes", "average_minutes"], "group_by": ["ticket.priority"]}""",
        ["all-days"] = """{"metrics": ["invoices"], "time": {"grain": "day"}}""",
        ["filters-on-times"] =
            """{"metrics": ["tickets"], "where": [{"field": "ticket.opened", "op": "between", "values": ["2026-01-01T08:00:00", "2026-01-31"]}, {"field": "ticket.resolved", "op": "in", "values": ["2026-01-05", null]}]}""",
        ["fiscal-year-to-date"] = """{"metrics": ["revenue_ytd"], "group_by": ["time.fiscal_year"], "time": {"range": "last_6_months", "grain": "month"}}""",
        ["tie-and-order"] = """{"metrics": ["tickets"], "group_by": ["account.tier"], "order_by": [{"field": "tickets", "desc": true}], "limit": 2}""",
        ["balance-per-key"] = """{"metrics": ["held_each", "holders"], "group_by": ["account.region"], "time": {"range": "last_month"}}""",
    };

    public static TheoryData<string> Names => [.. Queries.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Each_query_gives_the_reviewed_sql(string name)
    {
        var compiled = Compile(Queries[name]).ShouldBeOfType<Compiled>();
        GoldenFile.ShouldMatch($"{name}.snowflake.sql", $"-- {Queries[name]}\n{compiled.Sql}");
    }

    /// <summary>Nothing that PostgreSQL alone understands, in either form; brackets close.</summary>
    [Theory, MemberData(nameof(Names))]
    public void No_word_is_of_postgres_alone(string name)
    {
        var compiled = Compile(Queries[name]).ShouldBeOfType<Compiled>();
        foreach (var sql in compiled.Checks.Select(c => c.Sql.Text).Append(compiled.Sql).Append(compiled.SqlParameters.Text))
        {
            var bare = Quoted().Replace(sql, "''");
            foreach (
                var word in (string[])
                    [
                        "::",
                        "filter (where",
                        "generate_series",
                        "at time zone",
                        "unnest",
                        "array[",
                        "isodow",
                        "$1",
                        ")[1]",
                        "ilike any",
                        "numeric",
                        "E'",
                        "),\n    dateadd",
                    ]
            )
                bare.ShouldNotContain(word, Case.Sensitive, name);
            bare.Count(c => c == '(').ShouldBe(bare.Count(c => c == ')'));
            bare.ShouldNotContain("week_start");
        }
        compiled.Columns.ShouldAllBe(c => compiled.Sql.Contains($"as \"{c.Column.Name}\"", StringComparison.Ordinal));
    }

    /// <summary>Of an instant the zone's clocks, of what clocks show the instant: PostgreSQL tells them apart by type, Snowflake by the form of the call.</summary>
    [Fact]
    public void A_time_that_clocks_show_becomes_an_instant_and_an_instant_what_clocks_show()
    {
        const string there = "opened_at at time zone 'UTC'";
        Where(there).ShouldContain("convert_timezone('UTC', ticket.opened_at) as timestamp_ntz");
        Where($"({there}) at time zone 'Asia/Tokyo'").ShouldContain("convert_timezone('Asia/Tokyo', 'UTC', cast(convert_timezone('UTC', ");

        string Where(string time) =>
            Compile($$"""{"metrics": ["n"], "define": [{"name": "n", "entity": "ticket", "agg": "count", "where": "{{time}} is not null"}]}""")
                .ShouldBeOfType<Compiled>()
                .Sql;
    }

    /// <summary>Each function of the layer's list is said in Snowflake's way or refused with a way out.</summary>
    [Theory]
    [InlineData("substring(name, 1, 3)", "substr(account.name, 1, 3)")]
    [InlineData(
        "concat(name, '-', id)",
        "concat(coalesce(cast(account.name as varchar), ''), coalesce(cast('-' as varchar), ''), coalesce(cast(account.id as varchar), ''))"
    )]
    [InlineData("concat_ws(', ', name, region)", "array_to_string(array_construct_compact(account.name, account.region), ', ')")]
    [InlineData("regexp_replace(name, '\\\\s+', ' ', 'gi')", @"regexp_replace(account.name, '\\s+', ' ', 1, 0, 'i')")]
    [InlineData("greatest(id, owner_id)", "greatest_ignore_nulls(account.id, account.owner_id)")]
    [InlineData("make_date(2026, 1, 2)", "date_from_parts(2026, 1, 2)")]
    [InlineData("extract(epoch from created_at - created_at)", "(datediff(microsecond, account.created_at, account.created_at) / 1000000.0)")]
    [InlineData("extract(dow from created_at)", "mod(extract(dayofweekiso from account.created_at), 7)")]
    [InlineData(
        "date_trunc('week', created_at)",
        "dateadd(day, -mod(dayofweekiso(cast(account.created_at as date)) + 6, 7), cast(account.created_at as date))"
    )]
    [InlineData("cast(id as numeric(12, 2))", "cast(account.id as number(12,2))")]
    [InlineData("id / 3", "cast(account.id as number(38, 12)) / 3")]
    [InlineData("name like 'a\\\\_b%'", @"account.name like 'a\\_b%' escape '\\'")]
    [InlineData("is_internal is not true", "not coalesce(account.is_internal, false)")]
    [InlineData("created_at at time zone 'UTC'", "cast(convert_timezone('UTC', account.created_at) as timestamp_ntz)")]
    [InlineData("to_char(created_at, 'YYYY-MM')", "to_char(account.created_at, 'YYYY-MM')")]
    [InlineData("created_at + interval '3 days'", "account.created_at + interval '3 days'")]
    public void An_expression_is_said_in_snowflakes_way(string expr, string printed) =>
        Compile("""{"group_by": ["account.shown"]}""", expr).ShouldBeOfType<Compiled>().Sql.ShouldContain(printed);

    [Theory]
    [InlineData("to_char(created_at, 'Day')", "use YYYY")]
    [InlineData("extract(day from created_at - created_at)", "extract(epoch")]
    [InlineData("extract(millennium from created_at)", "millennium")]
    public void What_snowflake_cannot_say_is_refused(string expr, string way)
    {
        var problem = Compile("""{"group_by": ["account.shown"]}""", expr).ShouldBeOfType<Rejected>().Problems[0];
        problem.Code.ShouldBe("unsupported_dialect");
        problem.Message.ShouldContain(way);
    }

    /// <summary>Bare names are capitals to Snowflake; what the query wrote is the name of a result's column, letter by letter.</summary>
    [Theory]
    [InlineData("region", "region")]
    [InlineData("order", "\"ORDER\"")]
    [InlineData("Straße", "\"Straße\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    public void Names_that_snowflake_reserves_or_folds_are_quoted(string name, string quoted) => SnowflakeNames.Quote(name).ShouldBe(quoted);

    [Fact]
    public void Values_are_bound_and_texts_cannot_leave_their_quotes()
    {
        var compiled = Compile("""{"metrics": ["tickets"], "where": [{"field": "account.name", "op": "=", "values": ["\\' or 1=1 --"]}]}""")
            .ShouldBeOfType<Compiled>();
        compiled.Sql.ShouldContain(@"lower('\\'' or 1=1 --')");
        compiled.SqlParameters.Text.ShouldContain("lower(cast(:1 as varchar))");
        compiled.SqlParameters.Parameters[0].Values[0].Text.ShouldBe(@"\' or 1=1 --");
    }

    private Compilation Compile(string json, string? expr = null) =>
        trap.Compiler.Compile(
            TrapWarehouse.Query(json),
            new CompileScope(expr is null ? trap.Layer : With(expr), "staff", TrapSchema.Today, SqlDialectName.Snowflake)
        );

    private static SemanticLayer With(string expr)
    {
        var files = TrapSchema.Files.Select(f => new LayerFileText(
            f.Key,
            f.Key == "2-entities/account.yml"
                ? f.Value.Replace("dimensions:\n", $"dimensions:\n  - {{ name: shown, expr: \"{expr}\" }}\n", StringComparison.Ordinal)
                : f.Value
        ));
        var reading = LayerReader.Read(files);
        reading.Problems.Where(p => p.Severity == ProblemSeverity.Error).Select(p => p.ToString()).ShouldBeEmpty();
        return new SemanticLayer(reading.Content);
    }

    [GeneratedRegex("""'(?:[^'\\]|''|\\.)*'|--[^\n]*""")]
    private static partial Regex Quoted();
}
