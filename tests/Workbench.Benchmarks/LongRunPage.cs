using System.Globalization;
using Microsoft.Playwright;
using Workbench.Server.Storage;

namespace Workbench.Benchmarks;

/// <summary>A run of 10,000 steps in Chromium: from the address, and from the click in the list, until its first rows and the first step stand there; and from a key to the last step.</summary>
internal static class LongRunPage
{
    private const int WarmUp = 3;
    private const int Rounds = 20;
    private const double Goal = 500;

    private const string Watch = """
        window.benchIsThere = (step) => document.querySelector(`#step-${step}.selected`) !== null && (document.querySelector(".pane h2")?.textContent ?? "").startsWith(`Step ${step} `);
        window.benchUntil = (step, from) => new Promise((resolve, reject) => {
          const look = () => {
            if (window.benchIsThere(step)) resolve(performance.now() - from);
            else if (performance.now() - from > 60000) reject(new Error(`Step ${step} did not come.`));
            else requestAnimationFrame(look);
          };
          look();
        });
        """;

    /// <summary>On the store that the benchmark's data directory has.</summary>
    public static async Task MeasureAsync(Guid run, int steps)
    {
        await using var server = await WorkbenchServer.StartAsync((DataDirectory.Variable, Environment.GetEnvironmentVariable(DataDirectory.Variable)!));
        await using var browser = await BenchmarkPage.OpenAsync(server.Url, new() { Width = 1440, Height = 900 }, Watch);
        var page = browser.Page;
        page.SetDefaultTimeout(60_000);
        List<double> opened = [];
        List<double> clicked = [];
        List<double> ended = [];
        for (var round = -WarmUp; round < Rounds; round++)
        {
            await page.GotoAsync($"/traces/{run}", new() { WaitUntil = WaitUntilState.Commit });
            var open = await page.EvaluateAsync<double>("() => window.benchUntil(1, 0)");
            await InteractiveAsync(page);
            await page.Locator("[role=tree]").FocusAsync();
            var end = await page.EvaluateAsync<double>(
                """
                (last) => {
                  const tree = document.querySelector("[role=tree]");
                  tree.dispatchEvent(new KeyboardEvent("keydown", { key: "End", bubbles: true }));
                  return window.benchUntil(last, performance.now());
                }
                """,
                steps
            );
            await page.GotoAsync($"/traces?steps={steps}");
            await InteractiveAsync(page);
            var click = await page.EvaluateAsync<double>(
                """
                (href) => {
                  const from = performance.now();
                  document.querySelector(`a[href='${href}']`).click();
                  return window.benchUntil(1, from);
                }
                """,
                $"/traces/{run}"
            );
            if (round < 0)
                continue;
            opened.Add(open);
            clicked.Add(click);
            ended.Add(end);
        }
        Print("long_run_by_address_p95", opened);
        Print("long_run_by_click_p95", clicked);
        Print("long_run_to_its_end_p95", ended);
    }

    private static Task InteractiveAsync(IPage page) => page.WaitForFunctionAsync("() => document.documentElement.dataset.interactive === 'true'");

    private static void Print(string metric, IReadOnlyCollection<double> times)
    {
        var p95 = Percentiles.Of(times, 0.95);
        new Figure("scale", metric, "ms", p95, $"value <= {Goal.ToString(CultureInfo.InvariantCulture)}", p95 <= Goal, times.Count).Print();
    }
}
