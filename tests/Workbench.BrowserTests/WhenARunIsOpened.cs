using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Workbench.BrowserTests.Infrastructure;
using static Microsoft.Playwright.Assertions;

namespace Workbench.BrowserTests;

public sealed class WhenARunIsOpened(RunningWorkbench workbench) : BrowserTest(workbench)
{
    private ILocator Rows => Page.Locator("[role=treeitem]");

    [Fact]
    public async Task Every_step_shows_what_it_saw_said_ran_and_cost()
    {
        await GoAsync("/chat");
        await AskAsync("What was our Enterprise ARR last quarter?");
        var sql = (await AnswerAsync()).Sql!;
        await Card.GetByText("Trace", new() { Exact = true }).ClickAsync();

        await Expect(Page.Locator(".run .facts").First).ToContainTextAsync("$0");
        await Rows.Filter(new() { HasText = "model" }).First.ClickAsync();
        await TabAsync("Prompt");
        await Expect(Page.Locator(".message.new").Last).ToContainTextAsync("What was our Enterprise ARR last quarter?");
        await Expect(Page.Locator(".message").First).ToContainTextAsync("system");
        await TabAsync("Usage");
        await Expect(Page.Locator("#step-panel")).ToContainTextAsync("estimated");
        await Expect(Page.Locator("#step-panel")).ToContainTextAsync("$0");

        await Rows.Filter(new() { HasText = "sql" }).First.ClickAsync();
        await TabAsync("SQL");
        (await Page.Locator("#step-sql").TextContentAsync()).ShouldBe(sql);
        await Expect(Page.Locator("#step-panel .result tbody td").First).ToBeVisibleAsync();
        await TabAsync("Raw");
        await Expect(Page.Locator("#step-panel .json")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_tree_is_moved_through_with_the_arrows_and_the_address_follows()
    {
        await GoAsync("/chat");
        await AskAsync("How did MRR develop over the last 12 months?");
        var run = await RunAsync();
        await GoAsync($"/traces/{run}?step=2");

        await Expect(Page.Locator("#step-2")).ToHaveAttributeAsync("aria-selected", "true");
        await Page.Locator("[role=tree]").FocusAsync();
        await Page.Keyboard.PressAsync("ArrowDown");
        await Expect(Page).ToHaveURLAsync(new Regex("step=3"));
        await Expect(Page.Locator("#step-3")).ToHaveAttributeAsync("aria-selected", "true");

        var tool = Page.Locator("[role=treeitem][aria-expanded=true]").First;
        await tool.ClickAsync();
        var steps = await Rows.CountAsync();
        await Page.Locator("[role=tree]").FocusAsync();
        await Page.Keyboard.PressAsync("ArrowLeft");
        await Expect(Page.Locator("[role=treeitem][aria-expanded=false]")).ToHaveCountAsync(1);
        await Expect(Rows).Not.ToHaveCountAsync(steps);
        await Page.Keyboard.PressAsync("ArrowRight");
        await Expect(Rows).ToHaveCountAsync(steps);
    }

    [Fact]
    public async Task The_list_filters_by_its_address_and_the_run_exports_as_json()
    {
        var question = $"Open pipeline by stage {Guid.NewGuid().ToString("N")[..6]}";
        await GoAsync("/chat");
        await AskAsync(question);
        var run = await RunAsync();

        await GoAsync("/traces");
        await Page.Locator("#trace-text").FillAsync(question);
        await Page.Locator("#trace-text").PressAsync("Enter");
        await Expect(Page).ToHaveURLAsync(new Regex("q=Open"));
        await Expect(Page.Locator("tbody tr")).ToHaveCountAsync(1);
        await Page.ReloadAsync();
        await Expect(Page.Locator("tbody tr")).ToHaveCountAsync(1);
        await GoAsync("/traces?q=" + Uri.EscapeDataString(question) + "&status=failed");
        await Expect(Page.GetByText("No run matches")).ToBeVisibleAsync();

        await GoAsync($"/traces/{run.ToString("N")[..12]}");
        var file = await Page.RunAndWaitForDownloadAsync(() => Page.GetByText("Export").ClickAsync());
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(await file.PathAsync(), Cancellation));
        json.RootElement.ToString().ShouldContain(question);
    }

    [Fact]
    public async Task Words_that_are_typed_while_the_server_is_slow_stay_as_they_were_typed()
    {
        await SlowDownAsync(Page, TimeSpan.FromMilliseconds(400));
        await GoAsync("/traces");
        await Page.Locator("#trace-text").FocusAsync();
        foreach (var words in (string[])["revenue", " by region", " last quarter"])
        {
            await Page.Keyboard.TypeAsync(words, new() { Delay = 30 });
            await Page.WaitForTimeoutAsync(350); // Long enough for the words so far to be sought, too short for the answer.
        }

        await Expect(Page).ToHaveURLAsync(new Regex("q=revenue%20by%20region%20last%20quarter"));
        await Expect(Page.Locator("#trace-text")).ToHaveValueAsync("revenue by region last quarter");
    }

    /// <summary>All that the server says arrives this much later.</summary>
    private static Task SlowDownAsync(IPage page, TimeSpan by) =>
        page.RouteWebSocketAsync(
            new Regex("/_blazor"),
            line =>
            {
                var server = line.ConnectToServer();
                line.OnMessage(frame => Pass(server, frame));
                var before = Task.CompletedTask;
                server.OnMessage(frame => before = InOrderAsync(before, Task.Delay(by), frame)); // Comes also after the test.

                async Task InOrderAsync(Task earlier, Task wait, IWebSocketFrame frame)
                {
                    await Task.WhenAll(earlier, wait);
                    if (!page.IsClosed)
                        Pass(line, frame);
                }
            }
        );

    private static void Pass(IWebSocketRoute to, IWebSocketFrame frame)
    {
        if (frame.Binary is { Length: > 0 } bytes)
            to.Send(bytes);
        else
            to.Send(frame.Text!);
    }

    [Fact]
    public async Task A_running_run_grows_before_ones_eyes()
    {
        await GoAsync("/chat");
        await SendAsync("Trace me slowly", ScriptedModel.Name);
        var run = await RunAsync();
        await GoAsync($"/traces/{run}");

        await Expect(Page.Locator(".badge.running")).ToBeVisibleAsync();
        await Expect(Page.Locator(".badge.good").First).ToBeVisibleAsync(new() { Timeout = 120_000 });
        await Expect(Rows.Filter(new() { HasText = "answer" }).First).ToBeVisibleAsync();
    }

    private Task TabAsync(string name) => Page.Locator(".pane").GetByRole(AriaRole.Tab, new() { Name = name, Exact = true }).ClickAsync();
}
