using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using Workbench.Server.Storage;

namespace Workbench.Benchmarks;

/// <summary>
/// The author's page in Chromium on a layer of 5,000 lines (the demo's, and a file of generated metrics): from a key press to the squiggle
/// that it causes or ends, from Ctrl Space to the list, from the click on a metric to its number; as the page itself sees it.
/// </summary>
internal static class EditPageBenchmark
{
    private const int Lines = 5000;
    private const int WarmUp = 8;
    private const int Rounds = 60;
    private const string BigFile = "3-metrics/many.yml";

    /// <summary>Installed before the page's own scripts: times from a key to what it brings about, at the frame that shows it.</summary>
    private const string Watch = """
        window.benchWait = (key, isThere) => {
          window.benchTook = null;
          document.addEventListener("keydown", (event) => {
            if (event.key !== key) return;
            const pressed = performance.now();
            const look = () => (isThere() ? (window.benchTook = performance.now() - pressed) : requestAnimationFrame(look));
            requestAnimationFrame(look);
          }, { capture: true, once: true });
        };
        window.benchSquiggles = () => document.querySelectorAll(".monaco-editor .squiggly-error").length;
        // What stands in its middle is itself: it is on the screen. Monaco sets its class "visible" 100 ms after it has shown the list.
        window.benchList = () => {
          const row = document.querySelector(".suggest-widget .monaco-list-row");
          if (!row) return false;
          const box = row.getBoundingClientRect();
          return box.height > 0 && row.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
        };
        window.benchPlace = (line, column) => {
          const editor = window.monaco.editor.getEditors()[0];
          editor.setPosition({ lineNumber: line, column });
          editor.revealLineInCenter(line);
          editor.focus();
        };
        """;

    public static async Task<int> RunAsync()
    {
        var folder = Path.Combine(DataDirectory.SolutionDirectory()!, "artifacts", "bench-layer");
        await WriteLayerAsync(folder);
        await using var server = await WorkbenchServer.StartAsync(("Semantics__Folder", folder));
        await using var browser = await BenchmarkPage.OpenAsync(server.Url, new() { Width = 1440, Height = 900 }, Watch);
        var page = browser.Page;
        page.SetDefaultTimeout(60_000);
        await page.GotoAsync($"/layer?file={Uri.EscapeDataString(BigFile)}");
        await page.Locator(".monaco-editor .view-line").First.WaitForAsync();
        await page.WaitForFunctionAsync(
            "() => document.querySelector('.monaco-editor')?.dataset.marked !== undefined || window.monaco.editor.getEditors().length > 0"
        );

        List<double> appears = [];
        List<double> goes = [];
        List<double> completes = [];
        for (var round = -WarmUp; round < Rounds; round++)
        {
            // "    label: …" of one of the metrics in the middle: its key becomes one that does not exist, and is mended again.
            var line = 2 + (LinesOfMetric * (100 + Math.Abs(round) * 3)) + 1;
            await page.EvaluateAsync("([line, column]) => window.benchPlace(line, column)", new[] { line, 10 });
            var appeared = await PressAsync(page, "x", "() => window.benchSquiggles() > 0");
            await page.Keyboard.PressAsync("Escape");
            var gone = await PressAsync(page, "Backspace", "() => window.benchSquiggles() === 0");
            await page.Keyboard.PressAsync("Escape");
            await page.EvaluateAsync("([line, column]) => window.benchPlace(line, column)", new[] { line + 2, 13 });
            await page.Keyboard.DownAsync("Control");
            var completed = await PressAsync(page, " ", "window.benchList");
            await page.Keyboard.UpAsync("Control");
            await page.Keyboard.PressAsync("Escape");
            await page.WaitForTimeoutAsync(150);
            if (round < 0)
                continue;
            appears.Add(appeared);
            goes.Add(gone);
            completes.Add(completed);
        }
        Print("key_to_squiggle", [.. appears, .. goes], 300);
        Print("ctrl_space_to_completion", completes, 100);

        // The demo company may still be generated: until it is there no metric has a number.
        for (var tries = 0; await page.Locator(".details .big").CountAsync() == 0; tries++)
        {
            if (tries == 100)
                throw new InvalidOperationException("No preview came within five minutes: is the demo company there?");
            await page.GotoAsync("/layer/metrics/arr");
            await page.WaitForTimeoutAsync(3000);
        }
        List<double> previews = [];
        string[] metrics = ["arr", "mrr", "new_accounts", "win_rate"];
        for (var round = -1; round < 5; round++)
        {
            foreach (var metric in metrics)
            {
                await page.GotoAsync("/layer");
                await page.WaitForFunctionAsync("() => document.documentElement.dataset.interactive === 'true'");
                var took = await page.EvaluateAsync<double>(
                    """
                    (href) => new Promise((resolve, reject) => {
                      const from = performance.now();
                      const look = () => {
                        if (document.querySelector(".details .big")) resolve(performance.now() - from);
                        else if (performance.now() - from > 60000) reject(new Error(`No number came for ${href}.`));
                        else requestAnimationFrame(look);
                      };
                      document.querySelector(`.side a[href='${href}']`).click();
                      requestAnimationFrame(look);
                    })
                    """,
                    $"/layer/metrics/{metric}"
                );
                if (round >= 0)
                    previews.Add(took);
            }
        }
        Print("click_to_metric_preview", previews, 1000);
        return 0;
    }

    private static async Task<double> PressAsync(IPage page, string key, string isThere)
    {
        await page.EvaluateAsync($"() => window.benchWait({System.Text.Json.JsonSerializer.Serialize(key)}, {isThere})");
        await page.Keyboard.PressAsync(key == " " ? "Space" : key);
        var took = await page.WaitForFunctionAsync("() => window.benchTook");
        return await took.JsonValueAsync<double>();
    }

    private const int LinesOfMetric = 6;

    private static async Task WriteLayerAsync(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        var demo = Path.Combine(DataDirectory.SolutionDirectory()!, "semantic-layer");
        var written = 0;
        foreach (var file in Directory.EnumerateFiles(demo, "*.yml", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(demo, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            var text = await File.ReadAllTextAsync(file);
            written += text.Count(c => c == '\n');
            await File.WriteAllTextAsync(target, text);
        }
        var many = new StringBuilder("metrics:\n");
        for (var i = 0; written < Lines; i++, written += LinesOfMetric)
        {
            many.Append(
                CultureInfo.InvariantCulture,
                $"  - name: bench_metric_{i}\n    label: Bench metric {i}\n    description: One of many that the benchmark writes.\n    entity: account\n    agg: count\n    time: created\n"
            );
        }
        await File.WriteAllTextAsync(Path.Combine(folder, BigFile), many.ToString());
    }

    private static void Print(string metric, List<double> times, double goal)
    {
        var p95 = Percentiles.Of(times, 0.95);
        new Figure("edit-page", metric + "_p50", "ms", Percentiles.Of(times, 0.5), Runs: times.Count).Print();
        new Figure("edit-page", metric + "_p95", "ms", p95, $"value <= {goal}", p95 <= goal, times.Count).Print();
    }
}
