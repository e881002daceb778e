using Shouldly;

namespace Workbench.Tests.Semantics.Compiler;

/// <summary>The SQL of typical queries, as a person has read and agreed to it; each also runs and gives rows.</summary>
[Collection(TrapCollection.Name)]
public sealed class WhenSqlIsRead(TrapWarehouse trap)
{
    internal static IReadOnlyDictionary<string, string> All => Queries;

    private static readonly Dictionary<string, string> Queries = new(StringComparer.Ordinal)
    {
        ["one-number"] = """{"metrics": ["revenue"], "time": {"range": "last_quarter"}}""",
        ["by-dimension"] = """{"metrics": ["tickets"], "group_by": ["account.region"]}""",
        ["by-owner-over-joins"] =
            """{"metrics": ["revenue"], "group_by": ["account.owner.team"], "where": [{"field": "product.name", "op": "contains", "values": ["o'n"]}]}""",
        ["series"] = """{"metrics": ["tickets"], "time": {"range": "last_6_months", "grain": "month"}}""",
        ["series-by-dimension"] = """{"metrics": ["tickets"], "group_by": ["account.tier"], "time": {"range": "last_2_quarters", "grain": "quarter"}}""",
        ["series-of-all-data"] = """{"metrics": ["invoices"], "time": {"grain": "civil_year"}}""",
        ["ratio"] = """{"metrics": ["refund_rate"], "group_by": ["account.tier"]}""",
        ["derived-from-two-facts"] = """{"metrics": ["revenue_per_ticket"], "group_by": ["account.tier"]}""",
        ["derived-with-shift"] = """{"metrics": ["revenue_growth"], "time": {"range": "last_3_months", "grain": "month"}}""",
        ["several-facts"] = """{"metrics": ["revenue", "tickets", "held"], "group_by": ["account.tier"], "time": {"range": "last_month"}}""",
        ["balance"] = """{"metrics": ["held"], "time": {"range": "last_quarter"}}""",
        ["balance-series"] = """{"metrics": ["held"], "time": {"range": "last_4_quarters", "grain": "quarter"}}""",
        ["balance-average"] = """{"metrics": ["held_average"], "group_by": ["account.tier"], "time": {"range": "last_quarter"}}""",
        ["balance-growth"] = """{"metrics": ["held_growth"], "time": {"range": "last_quarter"}}""",
        ["count-distinct"] = """{"metrics": ["visitors"], "time": {"range": "last_month", "grain": "week"}}""",
        ["median"] = """{"metrics": ["median_minutes"], "group_by": ["ticket.priority"]}""",
        ["cumulative-window"] = """{"metrics": ["visits_28d"], "time": {"range": "last_3_months", "grain": "month"}}""",
        ["cumulative-distinct"] = """{"metrics": ["visitors_28d"], "time": {"range": "last_2_months", "grain": "month"}}""",
        ["conversion"] = """{"metrics": ["signup_to_invoice"], "time": {"range": "last_year"}}""",
        ["compare-partial"] = """{"metrics": ["tickets"], "time": {"range": "this_month"}, "compare": {"to": "previous_period"}}""",
        ["compare-series"] = """{"metrics": ["tickets"], "time": {"range": "last_3_months", "grain": "month"}, "compare": {"to": "same_period_last_year"}}""",
        ["top-with-others"] = """{"metrics": ["revenue"], "group_by": ["account.name", "account"], "limit": 3, "others": true, "totals": true}""",
        ["shares"] = """{"metrics": ["tickets"], "group_by": ["account.tier"], "shares": ["tickets"]}""",
        ["having"] = """{"metrics": ["tickets"], "group_by": ["account"], "having": [{"metric": "tickets", "op": ">", "values": [18]}]}""",
        ["metric-filter"] =
            """{"metrics": ["visits"], "where": [{"metric": "tickets", "per": "account", "time": {"last": 90, "unit": "day"}, "op": "=", "values": [0]}]}""",
        ["listing"] =
            """{"group_by": ["account.name", "account.region"], "where": [{"field": "account.region", "op": "not in", "values": ["EMEA", "AMER"]}], "limit": 5}""",
        ["hours"] =
            """{"metrics": ["tickets"], "group_by": ["time.hour_of_day"], "where": [{"field": "ticket.opened", "op": ">=", "values": ["2026-01-01"]}]}""",
        ["currency"] = """{"metrics": ["amount"], "group_by": ["invoice.currency"]}""",
    };

    public static TheoryData<string> Names => [.. Queries.Keys];

    [Theory, MemberData(nameof(Names))]
    public async Task Each_query_gives_the_reviewed_sql_and_rows(string name)
    {
        GoldenFile.ShouldMatch($"{name}.sql", $"-- {Queries[name]}\n{trap.MustCompile(Queries[name]).Sql}");
        (await trap.RunAsync(Queries[name])).ShouldNotBeEmpty();
    }

    [Fact]
    public void One_statement_without_a_semicolon()
    {
        foreach (var query in Queries.Values)
            trap.MustCompile(query).Sql.ShouldNotContain(";");
    }
}
