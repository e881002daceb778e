using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Call = Workbench.Tests.Agents.AnalystMove.Calls;

namespace Workbench.Tests.Agents;

/// <summary>Models to think with: each looks at what it was sent and decides.</summary>
internal static class DemoScenarios
{
    /// <summary>Questions of the demo's gold with the query that a good model would write.</summary>
    public static ImmutableArray<(string Question, string[] Open, string Query)> Plain { get; } =
    [
        (
            "What was our Enterprise ARR last quarter?",
            ["arr", "plan"],
            """{"metrics":["arr"],"where":[{"field":"plan.tier","op":"=","values":["enterprise"]}],"time":{"range":"last_quarter"}}"""
        ),
        ("ARR by plan at the end of last month", ["arr", "plan"], """{"metrics":["arr"],"group_by":["plan.name"],"time":{"range":"last_month"}}"""),
        ("How did MRR develop over the last 12 months?", ["mrr"], """{"metrics":["mrr"],"group_by":["time.month"],"time":{"range":"last_12_months"}}"""),
        (
            "Who are our ten largest customers by ARR?",
            ["arr", "account"],
            """{"metrics":["arr"],"group_by":["account","account.name"],"time":{"range":"last_month"},"order_by":[{"field":"arr","desc":true}],"limit":10}"""
        ),
        ("How many new accounts did we get last week?", ["new_accounts"], """{"metrics":["new_accounts"],"time":{"range":"last_week"}}"""),
        ("Open pipeline by stage", ["pipeline", "opportunity"], """{"metrics":["pipeline"],"group_by":["opportunity.stage"]}"""),
        ("How many deployments failed yesterday?", ["failed_deployments"], """{"metrics":["failed_deployments"],"time":{"range":"yesterday"}}"""),
        (
            "Deployment failure rate by week for the last 8 weeks",
            ["deployment_failure_rate"],
            """{"metrics":["deployment_failure_rate"],"group_by":["time.week"],"time":{"range":{"last":8,"unit":"week"}}}"""
        ),
        (
            "Median build duration by framework last month",
            ["median_build_duration", "project"],
            """{"metrics":["median_build_duration"],"group_by":["project.framework"],"time":{"range":"last_month"}}"""
        ),
        ("Total requests in October", ["requests"], """{"metrics":["requests"],"time":{"range":{"from":"2026-10-01","to":"2026-11-01"}}}"""),
        (
            "Which customers opened more than 10 tickets last month?",
            ["tickets", "account"],
            """{"metrics":["tickets"],"group_by":["account","account.name"],"time":{"range":"last_month"},"having":[{"metric":"tickets","op":">","values":[10]}]}"""
        ),
        (
            "Refunds as a percentage of invoiced revenue by fiscal quarter",
            ["refund_rate"],
            """{"metrics":["refund_rate"],"group_by":["time.fiscal_quarter"]}"""
        ),
    ];

    /// <summary>Looks up, queries, mends what is refused by what is near, and says the numbers that it read.</summary>
    public static Func<AnalystTurn, AnalystMove> Careful(string[] open, string query) =>
        turn =>
        {
            if (turn.Last is null)
                return LookUp(open);
            if (turn.Last is { Tool: "query_metrics", Error: not null } refused)
                return new Call(("query_metrics", Mended(refused)));
            return turn.Data is null ? new Call(("query_metrics", query)) : Answer(turn.Data);
        };

    public static Call LookUp(params string[] open) => new(("look_up", JsonSerializer.Serialize(new { open })));

    public static Call Query(string query) => new(("query_metrics", query));

    public static Call Sql(string sql, string reason) =>
        new(
            (
                "execute_sql",
                JsonSerializer.Serialize(
                    new
                    {
                        sql,
                        title = "A look at the rows",
                        reason,
                    }
                )
            )
        );

    public static Call Answer(DoneCall data, string? text = null, double confidence = 0.9) =>
        new(
            (
                "answer",
                JsonSerializer.Serialize(
                    new
                    {
                        status = "answered",
                        text = text ?? Said(data),
                        data = data["data"].GetString(),
                        confidence,
                    }
                )
            )
        );

    public static Call Refusal(string text) => new(("answer", JsonSerializer.Serialize(new { status = "refused", text })));

    /// <summary>The first rows in words, with the numbers of the rows.</summary>
    public static string Said(DoneCall data)
    {
        var columns = data["columns"].EnumerateArray().ToList();
        var value = columns.FindIndex(c => c.GetProperty("role").GetString() == "value");
        var key = columns.FindIndex(c => c.GetProperty("role").GetString() is "key" && c.GetProperty("type").GetString() == "string");
        var unit = value < 0 ? null : columns[value].GetProperty("unit").GetString();
        var parts = data.Rows!.Value.EnumerateArray()
            .Take(3)
            .Select(row => $"{(key < 0 ? "It" : row[key].ToString())}: **{(value < 0 ? row[0].ToString() : Number(row[value], unit))}**");
        return string.Join("; ", parts) + $". {data["row_count"].GetInt32()} rows in all.";
    }

    private static string Number(JsonElement cell, string? unit) =>
        cell.ValueKind != JsonValueKind.Number ? "none"
        : cell.GetDecimal() is var number && unit == "percent" ? (number * 100).ToString("0.0", CultureInfo.InvariantCulture) + "%"
        : Math.Abs(number) >= 1_000_000 ? (number / 1_000_000).ToString("0.00", CultureInfo.InvariantCulture) + "M"
        : number.ToString("#,0.##", CultureInfo.InvariantCulture);

    /// <summary>What was refused, with the first of the nearest names where the refusal says that it is wrong.</summary>
    private static string Mended(DoneCall refused)
    {
        var query = JsonNode.Parse(refused.Arguments)!;
        var path = refused["at"][0].GetString()!;
        var (list, index) = (
            path[..path.IndexOf('[', StringComparison.Ordinal)],
            int.Parse(path[(path.IndexOf('[', StringComparison.Ordinal) + 1)..path.IndexOf(']', StringComparison.Ordinal)], CultureInfo.InvariantCulture)
        );
        query[list]![index] = refused["nearest"][0].GetString();
        return query.ToJsonString();
    }
}
