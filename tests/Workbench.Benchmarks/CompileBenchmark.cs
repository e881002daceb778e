using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared;
using Workbench.Shared.Queries;

namespace Workbench.Benchmarks;

/// <summary>Time to compile one query, both forms of its SQL printed: on the demo layer, and on 500 metrics beside Cube's own compiler.</summary>
internal static class CompileBenchmark
{
    private const int Rounds = 200;
    private const double GoalMs = 0.5;
    private const int LargeRounds = 30;
    private const double LargeGoalMs = 1;
    private const double CubeGoal = 20;

    private static readonly string[] Queries =
    [
        """{"metrics": ["arr"], "time": {"range": "last_quarter"}}""",
        """{"metrics": ["arr"], "group_by": ["plan.tier"], "time": {"range": "last_month"}}""",
        """{"metrics": ["mrr"], "time": {"range": "last_12_months", "grain": "month"}}""",
        """{"metrics": ["mrr"], "time": {"range": "last_12_months", "grain": "month"}, "where": [{"field": "account.region", "op": "=", "values": ["EMEA"]}]}""",
        """{"metrics": ["mrr"], "group_by": ["account.region"], "time": {"range": "last_month"}, "compare": {"to": "same_period_last_year"}, "order_by": [{"field": "mrr.change", "desc": true}]}""",
        """{"metrics": ["arr"], "group_by": ["account.name", "account"], "order_by": [{"field": "arr", "desc": true}], "limit": 10}""",
        """{"metrics": ["mrr"], "group_by": ["account.segment", "account.region"], "shares": ["mrr"]}""",
        """{"metrics": ["nrr"], "time": {"range": "last_fiscal_year"}, "where": [{"field": "account.segment", "op": "=", "values": ["enterprise"]}]}""",
        """{"metrics": ["logo_churn_rate"], "group_by": ["account.segment"], "time": {"range": "last_quarter"}}""",
        """{"metrics": ["new_accounts"], "time": {"range": "last_week"}}""",
        """{"metrics": ["new_accounts"], "group_by": ["account.country"], "time": {"range": "this_year"}, "order_by": [{"field": "new_accounts", "desc": true}], "limit": 5, "others": true}""",
        """{"metrics": ["total_accounts"], "time": {"range": "last_4_quarters", "grain": "quarter"}}""",
        """{"metrics": ["win_rate"], "group_by": ["opportunity.owner.name"], "time": {"range": "last_quarter"}}""",
        """{"metrics": ["win_rate"], "time": {"range": "last_8_quarters", "grain": "quarter"}, "compare": {"to": "previous_period"}}""",
        """{"metrics": ["failed_deployments"], "time": {"range": "yesterday"}}""",
        """{"metrics": ["deployment_failure_rate"], "time": {"range": "last_8_weeks", "grain": "week"}}""",
        """{"metrics": ["median_build_duration"], "group_by": ["project.framework"], "time": {"range": "last_month"}}""",
        """{"metrics": ["requests"], "group_by": ["product.name"], "time": {"range": "last_quarter"}, "compare": {"to": "previous_period"}}""",
        """{"metrics": ["bandwidth"], "group_by": ["project.name", "project"], "time": {"range": {"last": 30, "unit": "day"}}, "order_by": [{"field": "bandwidth", "desc": true}], "limit": 20}""",
        """{"metrics": ["deployments_28d"], "time": {"range": "last_6_months", "grain": "month"}}""",
        """{"metrics": ["tickets"], "group_by": ["ticket.priority"], "time": {"range": {"from": "2026-09-01"}, "grain": "week"}}""",
        """{"metrics": ["tickets"], "time": {"range": "this_month"}, "compare": {"to": "previous_period"}}""",
        """{"metrics": ["tickets"], "group_by": ["account.name", "account"], "time": {"range": "last_month"}, "having": [{"metric": "tickets", "op": ">", "values": [10]}]}""",
        """{"metrics": ["invoice_revenue"], "time": {"range": "last_year", "grain": "fiscal_quarter"}}""",
        """{"metrics": ["original_currency_amount"], "group_by": ["invoice.currency"], "time": {"range": "last_month"}}""",
        """{"metrics": ["refund_rate"], "time": {"range": "last_4_quarters", "grain": "fiscal_quarter"}}""",
        """{"metrics": ["sessions"], "group_by": ["session_day.channel"], "time": {"range": "last_month"}, "compare": {"to": "previous_period"}}""",
        """{"metrics": ["signup_to_paid_rate"], "time": {"range": "last_year"}}""",
        """{"metrics": ["arr", "tickets"], "group_by": ["account.segment"], "time": {"range": "last_month"}, "totals": true}""",
        """{"group_by": ["account.name", "account"], "where": [{"metric": "deployments", "per": "account", "time": {"last": 60, "unit": "day"}, "op": "=", "values": [0]}, {"metric": "mrr", "per": "account", "op": ">", "values": [5000]}]}""",
    ];

    public static int Run()
    {
        var layer = ReadLayer();
        var compiler = new SemanticCompiler();
        var scope = new CompileScope(layer, "internal", new DateOnly(2026, 11, 21));
        var queries = Queries.Select(q => JsonSerializer.Deserialize<SemanticQuery>(q, WireJson.Options)!).ToArray();
        var times = Times(compiler, scope, queries, Rounds, out var refused);
        Console.Error.WriteLine($"{queries.Length - refused} queries on the demo layer ({layer.Metrics.Length} metrics), {Rounds} rounds each, one thread.");
        var p50 = times[times.Count / 2];
        new Figure("compile", "time_per_query_p50", "ms", p50, "value <= 0.5", p50 <= GoalMs, times.Count).Print();
        new Figure("compile", "time_per_query_p95", "ms", times[(int)(times.Count * 0.95)], Runs: times.Count).Print();
        return RunLarge() && refused == 0 ? 0 : 1;
    }

    private static bool RunLarge()
    {
        var layer = LargeLayer.Read();
        var queries = LargeLayerQueries.Of(layer);
        var scope = new CompileScope(layer, "internal", new DateOnly(2026, 11, 21));
        var times = Times(new SemanticCompiler(), scope, queries.Ours, LargeRounds, out var refused);
        var p50 = times[times.Count / 2];
        Console.Error.WriteLine(
            $"{queries.Ours.Count - refused} queries on {layer.Metrics.Length} metrics of {layer.Entities.Length} entities, {LargeRounds} rounds."
        );
        new Figure("compile", "500_metrics_p50", "ms", p50, "value <= 1", p50 <= LargeGoalMs, times.Count).Print();
        new Figure("compile", "500_metrics_p95", "ms", times[(int)(times.Count * 0.95)], Runs: times.Count).Print();
        if (CubeCompiler.Measure(CubeModel.Of(layer), queries.Cubes.ToJsonString(), LargeRounds) is not { } cube)
            return refused == 0 && p50 <= LargeGoalMs;
        Console.Error.WriteLine($"Cube, the fourth query:\n{cube.Example}\nOurs:\n{((Compiled)new SemanticCompiler().Compile(queries.Ours[3], scope)).Sql}");
        var ratio = cube.P50 / p50;
        new Figure("compile", "500_metrics_p50_beside_cube", "times faster", ratio, "value >= 20", ratio >= CubeGoal, cube.Runs)
        {
            Baseline = "Cube's own compiler, p50 in ms",
            BaselineValue = Math.Round(cube.P50, 3),
            Ratio = Math.Round(ratio, 1),
        }.Print();
        new Figure("compile", "cube_p95", "ms", cube.P95, Runs: cube.Runs).Print();
        new Figure("compile", "cube_prepare", "ms", cube.PrepareMs).Print();
        return refused == 0 && p50 <= LargeGoalMs && ratio >= CubeGoal;
    }

    /// <summary>Sorted, of the queries that are compiled, after as many rounds of warming up.</summary>
    private static List<double> Times(SemanticCompiler compiler, CompileScope scope, IReadOnlyList<SemanticQuery> queries, int rounds, out int refused)
    {
        refused = 0;
        foreach (var query in queries)
            if (compiler.Compile(query, scope) is Rejected rejected)
            {
                refused++;
                Console.Error.WriteLine($"Refused, not measured: {JsonSerializer.Serialize(query, WireJson.Options)}: {rejected.Problems[0].Message}");
            }
        for (var round = 0; round < rounds; round++)
            foreach (var query in queries)
                compiler.Compile(query, scope);
        var times = new List<double>(rounds * queries.Count);
        for (var round = 0; round < rounds; round++)
            foreach (var query in queries)
            {
                var start = Stopwatch.GetTimestamp();
                var compilation = compiler.Compile(query, scope);
                var elapsed = Stopwatch.GetElapsedTime(start);
                if (compilation is Compiled)
                    times.Add(elapsed.TotalMilliseconds);
            }
        times.Sort();
        return times;
    }

    private static SemanticLayer ReadLayer([CallerFilePath] string source = "")
    {
        var folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "..", "..", "semantic-layer"));
        var files = Directory
            .EnumerateFiles(folder, "*.yml", SearchOption.AllDirectories)
            .Select(f => new LayerFileText(Path.GetRelativePath(folder, f).Replace('\\', '/'), File.ReadAllText(f)));
        var reading = LayerReader.Read(files);
        return reading.IsUsable ? new SemanticLayer(reading.Content) : throw new InvalidOperationException(reading.Problems[0].ToString());
    }
}
