using Shouldly;
using Workbench.BrowserTests.Infrastructure;
using Workbench.Shared.Answers;
using static Microsoft.Playwright.Assertions;

namespace Workbench.BrowserTests;

[Collection(LayerFiles.Name)]
public sealed class WhenAnAnswerIsVerified(RunningWorkbench workbench) : BrowserTest(workbench)
{
    private const string File = "5-operations/verified.yml";

    [Fact]
    public async Task A_thumbs_up_becomes_a_verified_query_that_answers_other_words_and_is_removed_and_brought_back()
    {
        var path = Path.Combine(Workbench.Layer, File);
        var before = await System.IO.File.ReadAllTextAsync(path, Cancellation);
        try
        {
            await GoAsync("/chat");
            await AskAsync("How many tickets were created in the last 2 months?");
            await Expect(Card).ToBeVisibleAsync(new() { Timeout = 120_000 });
            await Expect(Card.GetByText("Save as verified")).ToHaveCountAsync(0);
            await Card.GetByTitle("Good answer").ClickAsync();
            await Card.GetByRole(AriaRole.Button, new() { Name = "Save as verified" }).ClickAsync();
            var dialog = Page.Locator("dialog[open]");
            await Expect(dialog.Locator(".preview .value")).ToBeVisibleAsync(new() { Timeout = 120_000 });
            var number = await dialog.Locator(".preview .value").InnerTextAsync();
            await dialog.GetByLabel("Other wordings").FillAsync("Tickets of late");
            await dialog.GetByLabel("Owner").FillAsync("ann");
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
            await Expect(dialog.GetByText("It answers this question from now on")).ToBeVisibleAsync(new() { Timeout = 120_000 });
            await Page.Keyboard.PressAsync("Escape");
            await Expect(dialog).ToHaveCountAsync(0);

            await GoAsync("/chat");
            await AskAsync("Tickets of late?");
            await Expect(Card.Locator("[data-verified]")).ToContainTextAsync("Verified by ann on", new() { Timeout = 120_000 });
            var answer = await AnswerAsync();
            answer.Origin.ShouldBe(AnswerOrigin.Verified);
            ValueText.Short(answer.Rows[0][0], answer.Columns[0]).ShouldBe(number);
            await Card.Locator("[data-verified] a").ClickAsync();
            await Expect(Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("file=5-operations%2Fverified.yml&line="));

            await GoAsync("/layer/verified?q=tickets");
            var row = Page.Locator("table.queries tbody tr").Filter(new() { HasText = "Tickets of late" });
            await Expect(row.Locator(".badge").First).ToHaveTextAsync("good", new() { Timeout = 120_000 });
            await Expect(row.Locator("[data-label=Used]")).ToContainTextAsync("1");
            await EnterAsync(row.GetByTitle("Remove"));
            await Expect(row).ToHaveCountAsync(0);
            (await System.IO.File.ReadAllTextAsync(path, Cancellation)).ShouldBe(before);
            await Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
            await Expect(row).ToHaveCountAsync(1);
        }
        finally
        {
            await System.IO.File.WriteAllTextAsync(path, before, Cancellation);
        }
    }

    [Fact]
    public async Task From_the_trace_one_that_is_there_already_is_shown_and_renewed_on_the_page()
    {
        var path = Path.Combine(Workbench.Layer, File);
        var before = await System.IO.File.ReadAllTextAsync(path, Cancellation);
        try
        {
            await GoAsync("/chat");
            await AskAsync("Which customers pay the most?");
            await Expect(Card.Locator("[data-verified]")).ToContainTextAsync("Verified by finance-data on 2026-10-05", new() { Timeout = 120_000 });
            await GoAsync($"/traces/{await RunAsync()}");
            await Page.GetByRole(AriaRole.Button, new() { Name = "Save as verified" }).ClickAsync();
            await Expect(Page.Locator("dialog[open] .twin")).ToContainTextAsync("This question is verified already");
            await Page.Keyboard.PressAsync("Escape");

            await GoAsync("/layer/verified");
            var row = Page.Locator("table.queries tbody tr").Filter(new() { HasText = "Which customers pay the most?" });
            await row.GetByTitle("Renew").ClickAsync();
            await Page.Locator("dialog[open]").GetByLabel("Owner").FillAsync("bob");
            await Page.Keyboard.PressAsync("Enter");
            await Expect(row).ToContainTextAsync("bob");
            (await System.IO.File.ReadAllTextAsync(path, Cancellation)).Split('\n').Length.ShouldBe(before.Split('\n').Length);
        }
        finally
        {
            await System.IO.File.WriteAllTextAsync(path, before, Cancellation);
        }
    }
}
