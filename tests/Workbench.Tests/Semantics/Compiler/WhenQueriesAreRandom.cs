using System.Text.Json.Nodes;
using Shouldly;
using Workbench.Server.Semantics;

namespace Workbench.Tests.Semantics.Compiler;

/// <summary>Whatever is asked, it is compiled to SQL that runs, or refused: it never throws and never prints broken SQL.</summary>
[Collection(TrapCollection.Name)]
public sealed class WhenQueriesAreRandom(TrapWarehouse trap)
{
    private static readonly string[] Fields =
    [
        "account.region",
        "account.tier",
        "account",
        "account.name",
        "owner.team",
        "account.owner.name",
        "account.internal",
        "account.created.year",
        "time.month",
        "time.quarter",
        "time.week",
        "time.year",
        "time.day_of_week",
        "ticket.priority",
        "ticket.resolved.month",
        "invoice.currency",
        "product.name",
        "balance.status",
    ];

    private static readonly string[] Ranges =
    [
        "\"last_quarter\"",
        "\"this_month\"",
        "\"ytd\"",
        "\"last_6_months\"",
        "\"last_civil_year\"",
        "{\"last\": 10, \"unit\": \"day\"}",
        "{\"from\": \"2026-01-15\", \"to\": \"2026-04-02\"}",
        "{\"from\": \"2026-05-01\"}",
        "{\"to\": \"2026-05-01\"}",
    ];

    private static readonly string[] Grains = ["day", "week", "month", "quarter", "civil_quarter", "year", "iso_week"];
    private static readonly string[] Comparisons =
    [
        "\"previous_period\"",
        "\"same_period_last_year\"",
        "{\"shift\": 2, \"unit\": \"month\"}",
        "{\"shift\": 1, \"unit\": \"year\"}",
    ];

    private static readonly string[] Filters =
    [
        """{"field": "account.region", "op": "in", "values": ["EMEA", null]}""",
        """{"field": "account.tier", "op": "<>", "values": ["free"]}""",
        """{"field": "account.name", "op": "contains", "values": ["1"]}""",
        """{"field": "account.created", "op": ">=", "values": ["2025-03-01"]}""",
        """{"field": "time.month_of_year", "op": "<", "values": [9]}""",
        """{"metric": "visits", "per": "account", "op": ">=", "values": [5]}""",
        """{"metric": "invoices", "per": "account", "time": "last_quarter", "op": "=", "values": [0]}""",
    ];

    [Theory]
    [InlineData(1, 150)]
    [InlineData(2, 150)]
    public async Task Each_compiles_to_sql_that_runs_or_is_refused(int seed, int count)
    {
        var random = new Random(seed);
        var compiledCount = 0;
        for (var i = 0; i < count; i++)
        {
            var query = Query(random);
            if (trap.Compile(query) is not Compiled)
                continue;
            compiledCount++;
            try
            {
                await trap.RunAsync(query);
                foreach (var check in trap.MustCompile(query).Checks)
                    (await trap.RowsAsync(check.Sql)).Length.ShouldBe(1);
            }
            catch (Exception e)
            {
                throw new Xunit.Sdk.XunitException($"{query}\n{e.Message}\n{trap.MustCompile(query).Sql}", e);
            }
        }
        compiledCount.ShouldBeGreaterThan(count / 4);
    }

    /// <summary>Of what adds up, the groups add up to the total.</summary>
    [Theory]
    [InlineData("tickets")]
    [InlineData("revenue")]
    [InlineData("held")]
    [InlineData("net")]
    [InlineData("signups_invoiced")]
    [InlineData("all_accounts")]
    public async Task Groups_add_up_to_the_total(string metric)
    {
        foreach (var field in (string[])["account.region", "account.tier", "owner.team", "account"])
        {
            var rows = await trap.RunAsync($$"""{"metrics": ["{{metric}}"], "group_by": ["{{field}}"], "time": {"range": "last_year"}, "totals": true}""");
            var values = rows.Select(r => r.Split(" | ")).ToLookup(r => r[^1], r => decimal.Parse(r[^2], System.Globalization.CultureInfo.InvariantCulture));
            values["0"].Sum().ShouldBe(values["1"].Single(), 0.000001m, $"{metric} by {field}");
        }
    }

    private string Query(Random random)
    {
        var metrics = trap.Layer.Metrics.Select(m => m.Name).ToArray();
        var query = new JsonObject { ["metrics"] = Strings(Some(random, metrics, 1 + random.Next(3))) };
        query["group_by"] = Strings(Some(random, Fields, random.Next(3)));
        query["where"] = new JsonArray([.. Some(random, Filters, random.Next(3)).Select(f => JsonNode.Parse(f))]);
        var time = new JsonObject();
        if (random.Next(4) > 0)
            time["range"] = JsonNode.Parse(One(random, Ranges));
        if (random.Next(2) == 0)
            time["grain"] = One(random, Grains);
        if (time.Count > 0)
            query["time"] = time;
        if (random.Next(3) == 0)
            query["compare"] = new JsonObject { ["to"] = JsonNode.Parse(One(random, Comparisons)) };
        if (random.Next(3) == 0)
            query["totals"] = true;
        if (random.Next(3) == 0)
            query["limit"] = 1 + random.Next(6);
        if (random.Next(6) == 0)
            query["others"] = true;
        if (random.Next(4) == 0)
            query["shares"] = new JsonArray(query["metrics"]![0]!.GetValue<string>());
        if (random.Next(4) == 0)
            query["having"] = new JsonArray(
                new JsonObject
                {
                    ["metric"] = query["metrics"]![0]!.GetValue<string>(),
                    ["op"] = ">",
                    ["values"] = new JsonArray(1),
                }
            );
        if (random.Next(3) == 0)
            query["gaps"] = random.Next(2) == 0 ? "skip" : "fill";
        if (random.Next(3) == 0)
            query["segments"] = new JsonObject { ["account.real"] = random.Next(2) == 0, ["account.paying"] = random.Next(2) == 0 };
        return query.ToJsonString();
    }

    private static IEnumerable<string> Some(Random random, string[] from, int count) => Enumerable.Range(0, count).Select(_ => One(random, from)).Distinct();

    private static string One(Random random, string[] from) => from[random.Next(from.Length)];

    private static JsonArray Strings(IEnumerable<string> items) => new([.. items.Select(i => (JsonNode)i)]);
}
