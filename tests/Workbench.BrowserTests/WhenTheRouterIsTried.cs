using System.Globalization;
using System.Text;
using Npgsql;
using Shouldly;
using Workbench.BrowserTests.Infrastructure;
using Workbench.Server.Storage;
using Workbench.Tests.Infrastructure;
using static Microsoft.Playwright.Assertions;

namespace Workbench.BrowserTests;

/// <summary>The page of the router: one message, many, and labels by the keyboard.</summary>
public sealed class WhenTheRouterIsTried(RunningWorkbench workbench) : BrowserTest(workbench)
{
    private ILocator Tier => Page.Locator("[data-tier]");

    private ILocator Bias => Page.Locator("input[type=range]");

    [Fact]
    public async Task A_message_gets_its_tier_as_it_is_typed_and_labelled_ones_like_it()
    {
        await GoAsync("/router");
        await Page.Locator("#message").FillAsync("What is the capital of France?");
        await Expect(Tier).ToHaveAttributeAsync("data-tier", "fast");
        await Expect(Page.GetByRole(AriaRole.List, new() { Name = "How likely each tier is" }).GetByRole(AriaRole.Listitem)).ToHaveCountAsync(4);

        // Thousands of labelled messages are being read for the first time: the nearest of those that were.
        var near = Page.Locator("section[aria-label='Labelled messages like it'] tbody tr");
        await Expect(near).ToHaveCountAsync(8, new() { Timeout = 240_000 });
        var likeness = await near.Locator("td:first-child").AllTextContentsAsync();
        likeness.Select(l => double.Parse(l, CultureInfo.InvariantCulture)).ShouldBeInOrder(SortDirection.Descending);

        await Bias.FillAsync("4");
        await Expect(Tier).Not.ToHaveAttributeAsync("data-tier", "fast");
        await Expect(Tier).ToContainTextAsync("by the bias; the likeliest is fast");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Back to 0" }).ClickAsync();
        await Expect(Tier).ToHaveAttributeAsync("data-tier", "fast");

        await Page.Locator("#message").FillAsync("continue");
        await Page.GetByRole(AriaRole.Button, new() { Name = "A later one" }).ClickAsync();
        await Expect(Tier).ToHaveAttributeAsync("data-tier", "context");

        await Page.Locator("#message").FillAsync("👍👍");
        await Expect(Page.Locator("[data-code='no_words']")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_labelled_set_is_scored_and_the_bias_moves_its_figures()
    {
        var all = Directory
            .EnumerateFiles(Path.Combine(WorkbenchProcess.SolutionDirectory(), "router", "held-out"), "*.jsonl")
            .Sum(f => File.ReadLines(f).Count(l => l.Length > 0));

        await GoAsync("/router/bulk");
        await Page.GetByRole(AriaRole.Button, new() { Name = "held-out" }).ClickAsync();
        var cells = Page.Locator(".confusion tbody button");
        await Expect(cells).ToHaveCountAsync(16, new() { Timeout = 240_000 });
        var before = await CountsAsync(cells);
        before.Sum().ShouldBe(all);
        var right = before.Where((_, i) => i % 5 == 0).Sum(); // The diagonal of a matrix of four.
        var accuracy = Page.Locator("dl[aria-label='How right it is'] dd.value").First;
        await Expect(accuracy).ToHaveTextAsync((100.0 * right / all).ToString("0.0", CultureInfo.InvariantCulture) + "%");
        await Expect(Page.Locator(".place[data-drawn='line']")).ToBeVisibleAsync();

        await Bias.FillAsync("4");
        await Expect(accuracy).Not.ToHaveTextAsync((100.0 * right / all).ToString("0.0", CultureInfo.InvariantCulture) + "%");
        var after = await CountsAsync(cells);
        after.Sum().ShouldBe(all);
        after.Where((_, i) => i % 4 == 2).Sum().ShouldBeGreaterThan(before.Where((_, i) => i % 4 == 2).Sum(), "more messages get max");

        await cells.Nth(2).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = $"Need fast, got max: {after[2]}" })).ToBeVisibleAsync();

        var file = await Page.RunAndWaitForDownloadAsync(() => Page.GetByRole(AriaRole.Button, new() { Name = "CSV" }).ClickAsync());
        (await File.ReadAllTextAsync(await file.PathAsync(), Cancellation)).ShouldStartWith("id,source,label,tier,");
    }

    [Fact]
    public async Task A_file_with_a_broken_line_is_refused_with_the_line_and_one_without_labels_is_classified()
    {
        await GoAsync("/router/bulk");
        await UploadAsync("bad.jsonl", """{"id": 1, "text": "hello"}""" + "\n" + """{"id": 2}""");
        await Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("bad.jsonl, line 2");

        await UploadAsync("good.jsonl", """{"id": 1, "text": "What is the capital of France?"}""");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Messages: 1" })).ToBeVisibleAsync();
        await Expect(Page.Locator(".confusion")).ToHaveCountAsync(0);
        await Expect(Page.Locator("section[aria-label='Messages'] tbody .badge")).ToHaveTextAsync("fast");
    }

    [Fact]
    public async Task A_routed_message_is_labelled_skipped_and_undone_by_keys_alone()
    {
        await GoAsync("/chat");
        await AskAsync("ARR by region");
        await RouteAsync(await RunAsync());

        await GoAsync("/router/labels");
        var queue = Page.Locator("[data-queue]");
        await Expect(queue).ToContainTextAsync("ARR by region");
        await Expect(queue).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("2");
        var labels = Page.Locator("section[aria-label='Labels'] tbody tr");
        await Expect(labels).ToHaveCountAsync(1);
        await Expect(labels).ToContainTextAsync("standard");
        await Expect(Page.GetByText("No message waits for a label")).ToBeVisibleAsync();

        await Page.Keyboard.PressAsync("u");
        await Expect(labels).ToHaveCountAsync(0);
        await Expect(queue).ToContainTextAsync("ARR by region");
        await Expect(queue).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("s");
        await Expect(Page.GetByText("Only skipped messages are left")).ToBeVisibleAsync();

        await GoAsync("/router/production");
        await Expect(Page.Locator("section[aria-label='Decisions'] tbody tr")).ToContainTextAsync("ARR by region");
    }

    private static async Task<List<int>> CountsAsync(ILocator cells) =>
        [.. (await cells.AllTextContentsAsync()).Select(c => int.Parse(c, NumberStyles.AllowThousands, CultureInfo.InvariantCulture))];

    private Task UploadAsync(string name, string content) =>
        Page.Locator("input[type=file]")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = name,
                    MimeType = "application/x-ndjson",
                    Buffer = Encoding.UTF8.GetBytes(content),
                }
            );

    /// <summary>As if the message had been routed: this program has no tiers.</summary>
    private async Task RouteAsync(Guid run)
    {
        await using var store = NpgsqlDataSource.Create(PostgresUrl.Parse(await Workbench.CommandAsync("db", "url")));
        await using var command = store.CreateCommand(
            """
            insert into router_decisions (run_id, at, place, tier, verdict, wanted, allowed, fast, standard, max, context, bias, version, duration_ms, warnings)
            values ($1, now(), 'first', 'fast', 'fast', 'fast', 'fast', 0.6, 0.3, 0.1, 0, 0, 'test', 3, '{}')
            """
        );
        command.Parameters.Add(new() { Value = run });
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
