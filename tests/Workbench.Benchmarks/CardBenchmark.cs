using Microsoft.Playwright;

namespace Workbench.Benchmarks;

/// <summary>
/// From the Enter key to the complete answer card in Chromium, as the page itself sees it: the frame after which the newest turn holds an
/// answer with its number, and nothing works any more. The program runs as a process of its own, as people run it.
/// </summary>
internal static class CardBenchmark
{
    private const int WarmUpRounds = 12;
    private const int Rounds = 10;
    private const double GoalMs = 400;

    private static readonly string[] Questions = ["What is our ARR?", "How many customers do we have?", "New accounts last month", "Win rate last quarter"];

    /// <summary>Installed before the page's own scripts: notes when Enter is pressed and when the card that follows is complete.</summary>
    private const string Watch = """
        let pressed = 0, turns = 0;
        window.benchCard = null;
        document.addEventListener("keydown", (event) => {
          if (event.key !== "Enter" || !event.target.matches?.("textarea[data-composer]")) return;
          pressed = performance.now();
          turns = document.querySelectorAll("article.turn").length;
          window.benchCard = null;
          const look = () => {
            const all = document.querySelectorAll("article.turn");
            const last = all[all.length - 1];
            const isThere = all.length > turns && last.querySelector("section.answer .big") && !last.querySelector(".spinner, [aria-busy=true]");
            if (isThere) requestAnimationFrame(() => { window.benchCard = performance.now() - pressed; });
            else requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        }, true);
        """;

    public static async Task<int> RunAsync()
    {
        await using var server = await WorkbenchServer.StartAsync();
        await using var browser = await BenchmarkPage.OpenAsync(server.Url, new() { Width = 1280, Height = 800 }, Watch);
        var page = browser.Page;

        List<double> same = [];
        List<double> anew = [];
        for (var round = -WarmUpRounds; round < Rounds; round++)
        {
            await page.GotoAsync("/chat");
            await page.WaitForFunctionAsync("() => document.documentElement.dataset.interactive === 'true'");
            for (var i = 0; i < Questions.Length; i++)
            {
                var took = await AskAsync(page, Questions[i]);
                if (round >= 0)
                    (i == 0 ? anew : same).Add(took);
            }
        }
        Print("enter_to_card", [.. same, .. anew]);
        Print("enter_to_card_in_a_conversation", same);
        Print("enter_to_card_of_a_new_conversation", anew);
        return 0;
    }

    private static async Task<double> AskAsync(IPage page, string question)
    {
        var composer = page.Locator("textarea[data-composer]");
        await composer.FillAsync(question);
        await composer.PressAsync("Enter");
        var card = await page.WaitForFunctionAsync("() => window.benchCard");
        return await card.JsonValueAsync<double>();
    }

    private static void Print(string metric, List<double> times)
    {
        var p50 = Percentiles.Of(times, 0.5);
        new Figure("card", metric + "_p50", "ms", p50, $"value <= {GoalMs}", p50 <= GoalMs, times.Count).Print();
        new Figure("card", metric + "_p95", "ms", Percentiles.Of(times, 0.95), Runs: times.Count).Print();
    }
}
