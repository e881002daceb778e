using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Workbench.Server.Costs;
using Workbench.Server.Storage;
using Workbench.Shared.Answers;
using Workbench.Shared.Costs;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;
using TraceFilter = Workbench.Shared.Traces.TraceFilter;

namespace Workbench.Benchmarks;

/// <summary>
/// The pages over a store of a million runs and ten million steps, by the calls that the pages make, and one run of ten thousand steps in Chromium. <c>scale RUNS</c> takes fewer. The store is kept in
/// <c>WORKBENCH_DATA</c>, else <c>artifacts/bench-scale</c>, and used again when it has as many runs.
/// </summary>
internal static class ScaleBenchmark
{
    private const int Million = 1_000_000;
    private const int PageSize = 50;
    private const int LongSteps = 10_000;

    public static async Task<int> RunAsync(string[] args)
    {
        var runs = args is [var first, ..] ? int.Parse(first, CultureInfo.InvariantCulture) : Million;
        if (Environment.GetEnvironmentVariable(DataDirectory.Variable) is null or "")
            Environment.SetEnvironmentVariable(
                DataDirectory.Variable,
                Path.Combine(DataDirectory.SolutionDirectory() ?? ".", "artifacts", string.Create(CultureInfo.InvariantCulture, $"bench-scale-{runs}"))
            );
        await QueriesAsync(runs);
        await LongRunPage.MeasureAsync(ScaleStore.LongRun, LongSteps);
        return 0;
    }

    private static async Task QueriesAsync(int runs)
    {
        await using var host = await WorkbenchHost.StartAsync(withDemo: false);
        var store = new ScaleStore(host.Get<NpgsqlDataSource>());
        if (await store.CountAsync() != runs)
            await store.FillAsync(runs);
        await store.AddLongRunAsync(LongSteps);
        var began = Stopwatch.GetTimestamp();
        await host.Get<CostDays>().SumAsync(CancellationToken.None);
        await Console.Error.WriteLineAsync(
            string.Create(CultureInfo.InvariantCulture, $"Days summed up in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s")
        );
        await ListAsync(host.Get<ITraces>());
        await SearchAsync(host.Get<ITraces>());
        await CostsAsync(host.Get<ICosts>());
        await BytesAsync(store);
    }

    private static async Task ListAsync(ITraces traces)
    {
        await PagesAsync(traces, "list_page_p95", 50, pages: 20, [new TraceFilter()]);
        TraceFilter[] single =
        [
            .. ((string[])["d0", "sales", "ops", "retired", "otel:concierge", "nobody"]).Select(a => new TraceFilter { Agent = a }),
            .. ((string[])["small-1", "huge-1", "none-1"]).Select(m => new TraceFilter { Model = m }),
            .. Enumerable.Range(0, 6).Select(i => new TraceFilter { User = string.Create(CultureInfo.InvariantCulture, $"person{i * 59}") }),
            .. Enum.GetValues<RunStatus>().Select(s => new TraceFilter { Status = s }),
            .. Enum.GetValues<AnswerStatus>().Select(a => new TraceFilter { Answer = a }),
            .. Enum.GetValues<FeedbackFilter>().Select(f => new TraceFilter { Feedback = f }),
            .. Enum.GetValues<RunOrigin>().Select(o => new TraceFilter { Origin = o }),
            .. ((string[])["warehouse_down", "limit_reached", "unheard_of"]).Select(e => new TraceFilter { Error = e }),
            .. ((string[])["public", "restricted", "nothing"]).Select(l => new TraceFilter { Level = l }),
            .. ((string[])["v1", "v11", "v99"]).Select(v => new TraceFilter { Version = v }),
            .. ((string[])["acme", "other"]).Select(a => new TraceFilter { Account = a }),
            .. ((string[])["fast", "max", "unknown"]).Select(t => new TraceFilter { Tier = t }),
            .. ((decimal[])[0.01m, 0.3m, 0.4m, 9m]).Select(c => new TraceFilter { MinCostUsd = c }),
            .. ((double[])[1_000, 50_000, 60_200, 900_000]).Select(d => new TraceFilter { MinDurationMs = d }),
            .. ((long[])[1_000, 40_000, 40_490, 1_000_000]).Select(t => new TraceFilter { MinTokens = t }),
            .. ((int[])[5, 10, 11]).Select(s => new TraceFilter { MinSteps = s }),
            .. ((int[])[1, 30, 200, 360]).Select(d => new TraceFilter { To = TimeProvider.System.GetUtcNow().AddDays(-d) }),
        ];
        TraceFilter[] together =
        [
            .. from agent in (string[])["d0", "ops", "retired"]
            from status in (RunStatus[])[RunStatus.Done, RunStatus.Failed, RunStatus.Waiting]
            from user in (string[])["person0", "person290", "nobody"]
            select new TraceFilter
            {
                Agent = agent,
                Status = status,
                User = user,
            },
            .. from model in (string[])["small-1", "huge-1"]
            from cost in (decimal[])[0.2m, 0.3999m]
            from answer in (AnswerStatus?[])[null, AnswerStatus.Denied]
            select new TraceFilter
            {
                Model = model,
                MinCostUsd = cost,
                Answer = answer,
            },
            new TraceFilter
            {
                Agent = "d0",
                Model = "huge-1",
                Level = "restricted",
                Feedback = FeedbackFilter.Bad,
                MinTokens = 30_000,
            },
            new TraceFilter { Agent = "retired", Version = "v11" },
        ];
        await PagesAsync(traces, "filter_p95", 150, pages: 3, single);
        await PagesAsync(traces, "filters_together_p95", 150, pages: 3, together);
        List<double> facets = [];
        for (var i = 0; i < 10; i++)
            facets.Add(await TimeAsync(() => traces.FacetsAsync(CancellationToken.None)));
        Print("facets_p95", facets, 150);
    }

    private static async Task SearchAsync(ITraces traces)
    {
        string[] rare = ["w4e1f", "w4c02", "w3f11", "w4444", "w2fff"];
        string[] middle = ["w1ff", "wa1", "w80", "w3e8"];
        string[] common = ["w1", "w2", "w5", "wa", "amount", "select"];
        await PagesAsync(traces, "search_rare_p95", 300, pages: 3, [.. rare.Select(Words)]);
        await PagesAsync(traces, "search_middle_p95", 300, pages: 3, [.. middle.Select(Words)]);
        await PagesAsync(traces, "search_common_p95", 300, pages: 3, [.. common.Select(Words)]);
        await PagesAsync(
            traces,
            "search_two_words_p95",
            300,
            pages: 3,
            [.. middle.Zip(common, (m, c) => Words(m + " " + c)), .. rare.Zip(middle, (r, m) => Words(r + " " + m))]
        );
        await PagesAsync(
            traces,
            "search_phrase_p95",
            300,
            pages: 3,
            [Words("\"sum amount\""), Words("\"w1 w2\""), Words("\"w80 w1\""), Words("\"what about w5\"")]
        );
        await PagesAsync(traces, "search_none_p95", 300, pages: 1, [Words("absent"), Words("absent w1"), Words("\"amount sum\""), Words("zzz qqq")]);
        await PagesAsync(
            traces,
            "search_and_filter_p95",
            300,
            pages: 2,
            [
                Words("w1") with
                {
                    User = "person290",
                },
                Words("w80") with
                {
                    Agent = "ops",
                },
                Words("w5") with
                {
                    Status = RunStatus.Failed,
                },
                Words("w4c02") with
                {
                    Agent = "d0",
                },
            ]
        );
    }

    private static TraceFilter Words(string text) => new() { Text = text + " " };

    private static async Task CostsAsync(ICosts costs)
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        foreach (var by in Enum.GetValues<CostGrouping>())
        {
            List<double> times = [];
            for (var i = 0; i < 12; i++)
                times.Add(await TimeAsync(() => costs.ReportAsync(new CostQuery(today.AddDays(-364 - i), today.AddDays(-i), by), CancellationToken.None)));
            Print($"costs_of_a_year_by_{by.ToString().ToLowerInvariant()}_p95", times, 100);
        }
        List<double> months = [];
        for (var i = 0; i < 10; i++)
            months.Add(await TimeAsync(() => costs.MonthAsync(CancellationToken.None)));
        Print("costs_month_p95", months, 100);
        Print(
            "costs_saving_of_a_year",
            [await TimeAsync(() => costs.SavingAsync(new CostQuery(today.AddDays(-364), today, CostGrouping.Agent), CancellationToken.None))],
            100
        );
    }

    /// <summary>Each filter once to warm up, then each with the pages behind the first.</summary>
    private static async Task PagesAsync(ITraces traces, string metric, double goal, int pages, IReadOnlyList<TraceFilter> filters)
    {
        List<double> times = [];
        foreach (var filter in filters)
        {
            await traces.ListAsync(filter, null, PageSize, CancellationToken.None);
            string? after = null;
            var slowest = 0.0;
            for (var page = 0; page < pages; page++)
            {
                TracePage? found = null;
                times.Add(await TimeAsync(async () => found = await traces.ListAsync(filter, after, PageSize, CancellationToken.None)));
                slowest = Math.Max(slowest, times[^1]);
                if ((after = found?.Next) is null)
                    break;
            }
            if (slowest > goal)
                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{metric}: {slowest:0} ms for {filter}"));
        }
        Print(metric, times, goal);
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var began = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static void Print(string metric, IReadOnlyCollection<double> times, double goal)
    {
        var p95 = Percentiles.Of(times, 0.95);
        new Figure("scale", metric, "ms", p95, $"value <= {goal.ToString(CultureInfo.InvariantCulture)}", p95 <= goal, times.Count).Print();
    }

    private static async Task BytesAsync(ScaleStore store)
    {
        var steps = Convert.ToDouble(await store.ScalarAsync("select count(*) from steps"), CultureInfo.InvariantCulture);
        foreach (
            var (metric, tables) in ((string, string)[])
                [("bytes_per_step_of_the_journal", "'runs', 'step_starts', 'steps', 'usage', 'blobs'"), ("bytes_per_step_of_the_search", "'run_texts'")]
        )
        {
            var bytes = await store.ScalarAsync($"select sum(pg_total_relation_size(t::regclass)) from unnest(array[{tables}]) t");
            new Figure("scale", metric, "bytes", Convert.ToDouble(bytes, CultureInfo.InvariantCulture) / steps).Print();
        }
    }
}
