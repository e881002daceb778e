using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Workbench.Server.Agents;
using Workbench.Server.Models;
using Workbench.Server.Runs;
using Workbench.Server.Tools;
using Workbench.Shared.Chat;
using Workbench.Shared.Runs;

namespace Workbench.Benchmarks;

/// <summary>
/// What the journal costs, on the embedded PostgreSQL with <c>fsync</c>: the time between two steps (loop, fold, and the commit that both wait for) with one run and
/// with fifty, steps a second when models and tools take no time against the same rows inserted by hand, and whether a long run stays as quick as it began.
/// </summary>
internal static class DurableBenchmark
{
    private const int Together = 50;
    private const double StepGoalMs = 2;
    private const double RawGoal = 0.5;
    private const double FlatGoal = 1.1;
    private const int LongRunLooks = 2_550;

    public static async Task<int> RunAsync()
    {
        await StepsAsync(runs: 1, looks: 300, thinks: TimeSpan.Zero, "added_per_step_1_run_p50");
        await StepsAsync(Together, looks: 20, thinks: TimeSpan.FromMilliseconds(200), "added_per_step_50_runs_p50");
        await SaturationAsync();
        await FlatAsync();
        return 0;
    }

    private static async Task StepsAsync(int runs, int looks, TimeSpan thinks, string metric)
    {
        var model = new LookingModel(thinks, thinks / 4);
        await using var host = await StartAsync(model);
        await AskAsync(host, runs: Together, looks: 40);
        var asked = await AskAsync(host, runs, looks);
        // The first steps of a run fill caches of statements and blobs.
        var gaps = asked.SelectMany(r => model.GapsOf(r).Skip(4)).ToList();
        var p50 = Percentiles.Of(gaps, 0.5);
        new Figure("durable", metric, "ms", p50, $"value <= {StepGoalMs}", p50 <= StepGoalMs, gaps.Count).Print();
        new Figure("durable", metric.Replace("p50", "p95", StringComparison.Ordinal), "ms", Percentiles.Of(gaps, 0.95), Runs: gaps.Count).Print();
    }

    private static async Task SaturationAsync()
    {
        var model = new LookingModel(TimeSpan.Zero, TimeSpan.Zero);
        await using var host = await StartAsync(model);
        await AskAsync(host, Together, looks: 40);
        var began = Stopwatch.GetTimestamp();
        var asked = await AskAsync(host, Together, looks: 100);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var store = host.Get<NpgsqlDataSource>();
        var raw = await RawInserts.ReadAsync(store, host.Get<JournalReader>(), asked);
        await raw.InsertAsync(store, Together);
        var rawSeconds = await raw.InsertAsync(store, Together);
        var (ours, theirs) = (raw.Steps / seconds, raw.Steps / rawSeconds);
        new Figure(
            "durable",
            "steps_per_second",
            "steps/s",
            ours,
            $"ratio >= {RawGoal.ToString(CultureInfo.InvariantCulture)}",
            ours / theirs >= RawGoal,
            raw.Steps
        )
        {
            Baseline = "the same rows inserted by hand, a transaction a step, 50 at once",
            BaselineValue = Math.Round(theirs, 1),
            Ratio = Math.Round(ours / theirs, 3),
        }.Print();
    }

    private static async Task FlatAsync()
    {
        var model = new LookingModel(TimeSpan.Zero, TimeSpan.Zero);
        await using var host = await StartAsync(model);
        await AskAsync(host, runs: 1, looks: LongRunLooks);
        List<double> early = [];
        List<double> late = [];
        // Several long runs, so that what the machine does meanwhile weighs less.
        for (var round = 0; round < 4; round++)
        {
            var run = (await AskAsync(host, runs: 1, LongRunLooks)).Single();
            early.AddRange(Around(model.GapsOf(run), 50));
            late.AddRange(Around(model.GapsOf(run), 5_000));
        }
        var (at50, at5000) = (Percentiles.Of(early, 0.5), Percentiles.Of(late, 0.5));
        new Figure(
            "durable",
            "gap_at_step_5000_p50",
            "ms",
            at5000,
            $"ratio <= {FlatGoal.ToString(CultureInfo.InvariantCulture)}",
            at5000 / at50 <= FlatGoal,
            late.Count
        )
        {
            Baseline = "the gap at step 50 of the same runs",
            BaselineValue = Math.Round(at50, 4),
            Ratio = Math.Round(at5000 / at50, 3),
        }.Print();
    }

    /// <summary>Forty gaps on each side.</summary>
    private static IEnumerable<double> Around(IReadOnlyList<double> gaps, int step) => gaps.Skip(step - 40).Take(80);

    private static Task<WorkbenchHost> StartAsync(LookingModel model) =>
        WorkbenchHost.StartAsync(
            withDemo: false,
            services =>
            {
                services.AddSingleton<IModelGateway>(model);
                services.AddSingleton<IAgentTool>(new LookTool(model.LookAsync));
                services.AddSingleton<IAgents>(new LookingAgent());
                services.Configure<RunsOptions>(o => o.Slots = Together);
            }
        );

    private static async Task<IReadOnlyList<Guid>> AskAsync(WorkbenchHost host, int runs, int looks)
    {
        var chat = host.Get<IChat>();
        return await Task.WhenAll(
            Enumerable
                .Range(0, runs)
                .Select(async _ =>
                {
                    if (await chat.AskAsync(new AskRequest(LookingModel.Question(looks), Account: "acme"), CancellationToken.None) is not Asked asked)
                        throw new InvalidOperationException("The question was not taken.");
                    RunProgress? last = null;
                    await foreach (var picture in chat.FollowAsync(asked.Run, CancellationToken.None))
                        last = picture;
                    return last?.Status == RunStatus.Done
                        ? asked.Run
                        : throw new InvalidOperationException($"A run ended as {last?.Status}: {last?.Failure?.Message}");
                })
        );
    }

    private sealed class LookingAgent : IAgents
    {
        private readonly AgentDefinition _agent = new(
            "d0",
            "bench",
            "Looks.",
            "Look, then answer.",
            "looking",
            ["look", "answer"],
            new AgentLimits(Steps: 100_000, Tokens: long.MaxValue, CostUsd: null, TimeSpan.FromMinutes(10)),
            "name: d0"
        );

        public ImmutableArray<AgentDefinition> Current => [_agent];

        public AgentDefinition? Find(string name) => _agent;

        public ValueTask<AgentDefinition?> FindVersionAsync(string name, string version, CancellationToken cancellationToken) =>
            ValueTask.FromResult<AgentDefinition?>(_agent);
    }
}
