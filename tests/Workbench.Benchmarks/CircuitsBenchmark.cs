using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Workbench.Server.Storage;

namespace Workbench.Benchmarks;

/// <summary>
/// A thousand open pages on one server: what each costs in memory, and how long a piece of an answer takes from the provider to the page while fifty answers come at once.
/// Ten of their pages are in Chromium, the others speak Blazor's protocol.
/// </summary>
internal static class CircuitsBenchmark
{
    private const int Circuits = 1_000;
    private const int Answers = 50;
    private const int RealPages = 10;
    private const double GoalMs = 100;

    /// <summary>The page tells itself how late each piece is there, from the moment that it measures.</summary>
    private const string Watch = """
        window.benchDelays = [];
        const seen = new Set();
        const look = () => {
          const now = Date.now();
          for (const [, at] of (document.querySelector("main")?.textContent ?? "").matchAll(/t(\d{13})/g)) {
            if (seen.has(at)) continue;
            seen.add(at);
            if (window.benchMeasures) window.benchDelays.push(now - Number(at));
          }
        };
        document.addEventListener("DOMContentLoaded", () => new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true }));
        """;

    public static async Task<int> RunAsync()
    {
        var signalR =
            Environment.GetEnvironmentVariable("WORKBENCH_SIGNALR")
            ?? throw new InvalidOperationException("WORKBENCH_SIGNALR is not set: run this by eng/bench.sh circuits.");
        var solution = DataDirectory.SolutionDirectory() ?? throw new InvalidOperationException("The benchmarks do not run beside Workbench.sln.");
        var scripts = Path.Combine(solution, "tests", "Workbench.Benchmarks", "Circuits");
        using var upstream = Start("node", Path.Combine(scripts, "upstream.mjs"), "60");
        var models = Path.GetTempFileName();
        try
        {
            var port = await upstream.StandardOutput.ReadLineAsync();
            await File.WriteAllTextAsync(
                models,
                $$"""
                providers: [{ name: fake, kind: openai, address: "http://127.0.0.1:{{port}}/v1", key_env: BENCH_KEY, concurrency: 100 }]
                models: [{ name: clock, provider: fake }]
                prices: [{ provider: fake, model: clock, from: 2026-01-01, input: 0, output: 0 }, { provider: local, model: "*", from: 2026-01-01, input: 0, output: 0 }]
                """
            );
            await using var server = await WorkbenchServer.StartAsync(("Models__File", models), ("BENCH_KEY", "none"), ("Runs__Slots", "64"));
            await MeasureAsync(server, scripts, signalR);
        }
        finally
        {
            upstream.Kill();
            File.Delete(models);
        }
        return 0;
    }

    private static async Task MeasureAsync(WorkbenchServer server, string scripts, string signalR)
    {
        await RunClientAsync(server, scripts, signalR, circuits: 40, answers: 0, (_, _) => Task.CompletedTask);
        var before = server.Megabytes;
        double after = 0;
        List<double> real = [];
        JsonElement told = default;
        await RunClientAsync(
            server,
            scripts,
            signalR,
            Circuits - RealPages,
            Answers,
            async (client, line) =>
            {
                await Console.Error.WriteLineAsync(line.ToString()[..Math.Min(100, line.ToString().Length)]);
                if (line.TryGetProperty("idle", out var idle))
                {
                    await Task.Delay(TimeSpan.FromSeconds(5));
                    after = server.Megabytes;
                    new Figure("circuits", "memory_of_a_circuit", "MB", (after - before) / idle.GetInt32(), Runs: idle.GetInt32()).Print();
                    new Figure("circuits", "memory_of_the_server", "MB", after, Runs: idle.GetInt32()).Print();
                    await client.StandardInput.WriteLineAsync("go");
                }
                else if (line.TryGetProperty("conversations", out var conversations))
                {
                    await using var pages = await RealPagesAsync(server.Url, [.. conversations.EnumerateArray().Select(c => c.GetString()!).Take(RealPages)]);
                    await client.StandardInput.WriteLineAsync("go");
                    real = await pages.DelaysAsync(TimeSpan.FromSeconds(9));
                }
                else
                    told = line;
            }
        );
        List<double> delays = [.. told.GetProperty("delays").EnumerateArray().Select(d => d.GetDouble())];
        Print("delta_to_page", delays);
        Print("delta_to_page_in_chromium", real);
        new Figure(
            "circuits",
            "bytes_of_a_batch",
            "B",
            told.GetProperty("bytes").GetDouble() / told.GetProperty("batches").GetDouble(),
            Runs: told.GetProperty("batches").GetInt32()
        ).Print();
        new Figure("circuits", "memory_while_answers_come", "MB", server.Megabytes).Print();
    }

    private static void Print(string metric, List<double> delays)
    {
        new Figure("circuits", metric + "_p50", "ms", Percentiles.Of(delays, 0.5), Runs: delays.Count).Print();
        var p95 = Percentiles.Of(delays, 0.95);
        new Figure("circuits", metric + "_p95", "ms", p95, $"value <= {GoalMs}", p95 <= GoalMs, delays.Count).Print();
    }

    private static async Task RunClientAsync(
        WorkbenchServer server,
        string scripts,
        string signalR,
        int circuits,
        int answers,
        Func<Process, JsonElement, Task> told
    )
    {
        using var client = Start(
            "node",
            ("WORKBENCH_SIGNALR", signalR),
            Path.Combine(scripts, "circuits.mjs"),
            server.Url,
            circuits.ToString(CultureInfo.InvariantCulture),
            answers.ToString(CultureInfo.InvariantCulture)
        );
        while (await client.StandardOutput.ReadLineAsync() is { } line)
        {
            await told(client, JsonDocument.Parse(line).RootElement);
            if (answers > 0)
                continue;
            client.Kill();
            break;
        }
        await client.WaitForExitAsync();
        if (answers > 0 && client.ExitCode != 0)
            throw new InvalidOperationException($"The pages ended with {client.ExitCode}.");
    }

    private static Process Start(string program, params string[] arguments) => Start(program, ("WORKBENCH_BENCH", "1"), arguments);

    private static Process Start(string program, (string Name, string Value) setting, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        start.Environment[setting.Name] = setting.Value;
        return Process.Start(start)!;
    }

    private static async Task<OpenPages> RealPagesAsync(string url, IReadOnlyList<string> conversations)
    {
        var browser = await BenchmarkPage.OpenAsync(url, new() { Width = 1280, Height = 800 }, Watch);
        List<IPage> pages = [browser.Page];
        while (pages.Count < conversations.Count)
            pages.Add(await browser.AnotherAsync());
        for (var i = 0; i < pages.Count; i++)
        {
            await pages[i].GotoAsync($"/chat/{conversations[i]}");
            await pages[i].WaitForFunctionAsync("() => document.documentElement.dataset.interactive === 'true'");
        }
        return new OpenPages(browser, pages);
    }

    private sealed record OpenPages(BenchmarkPage Browser, IReadOnlyList<IPage> Pages) : IAsyncDisposable
    {
        public async Task<List<double>> DelaysAsync(TimeSpan time)
        {
            foreach (var page in Pages)
                await page.EvaluateAsync("() => { window.benchMeasures = true; }");
            await Task.Delay(time);
            List<double> delays = [];
            foreach (var page in Pages)
                delays.AddRange(await page.EvaluateAsync<double[]>("() => window.benchDelays"));
            return delays;
        }

        public ValueTask DisposeAsync() => Browser.DisposeAsync();
    }
}
