using System.Globalization;
using Shouldly;
using Workbench.BrowserTests.Infrastructure;
using static Microsoft.Playwright.Assertions;

namespace Workbench.BrowserTests;

public sealed class WhenCostsAreRead(RunningWorkbench workbench) : BrowserTest(workbench)
{
    [Fact]
    public async Task Lines_add_up_to_the_total_and_lead_to_their_runs()
    {
        await GoAsync("/chat");
        await AskAsync("How many deployments failed yesterday?");
        await GoAsync("/costs?by=model");

        var table = Page.Locator("section[aria-label='By Model'] table");
        await Expect(table.Locator("tbody tr").First).ToBeVisibleAsync();
        // Lines and total in one look: other tests ask meanwhile, and the page may be drawn anew between two.
        var runs = await table.EvaluateAsync<string[]>("t => [...t.querySelectorAll('tbody td:nth-child(2), tfoot td:nth-child(2)')].map(c => c.textContent)");
        Number(runs[^1]).ShouldBe(runs[..^1].Sum(Number));
        await Expect(table.Locator("tbody tr", new() { HasText = "local" }).Locator("td").Last).ToHaveTextAsync("$0");
        await Expect(Page.Locator(".place[data-drawn='bar']")).ToBeVisibleAsync();

        var file = await Page.RunAndWaitForDownloadAsync(() => Page.GetByTitle("Save the days as CSV").ClickAsync());
        (await File.ReadAllTextAsync(await file.PathAsync(), Cancellation)).ShouldStartWith("day,name,runs,");
        await table.Locator("tbody a").First.ClickAsync();
        await Expect(Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/traces\\?calls=all&model="));
        await Expect(Page.Locator("tbody tr").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_call_without_a_price_is_unpriced_and_not_free()
    {
        await GoAsync("/chat");
        await AskAsync("What is MRR?", ScriptedModel.Name);
        await GoAsync("/costs?by=model");

        await Expect(Page.Locator(".unpriced")).ToContainTextAsync("not $0");
    }

    [Fact]
    public async Task A_budget_is_set_changed_and_removed_by_the_keyboard()
    {
        await GoAsync("/costs");
        var panel = Page.Locator("#budgets");
        var budget = panel.Locator("li", new() { HasText = "user nightly-reports" });

        await EnterAsync(panel.GetByRole(AriaRole.Button, new() { Name = "Set a budget" }));
        await Expect(panel.Locator("select").First).ToBeFocusedAsync();
        await panel.Locator("select").First.SelectOptionAsync("Agent");
        await panel.GetByLabel("Name of the agent").FillAsync("nightly-reports");
        await panel.GetByLabel("US dollars").FillAsync("ten");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(panel.GetByRole(AriaRole.Alert)).ToContainTextAsync("such as 50");
        await panel.GetByLabel("US dollars").FillAsync("10");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(panel.GetByRole(AriaRole.Alert)).ToContainTextAsync("There is no agent \"nightly-reports\".");
        await panel.Locator("select").First.SelectOptionAsync("User");
        await panel.GetByLabel("US dollars").PressAsync("Enter");
        await Expect(panel.GetByRole(AriaRole.Status)).ToContainTextAsync("Nobody by the name \"nightly-reports\" has asked anything");
        await Expect(budget).ToContainTextAsync("$10.00 a month");

        await EnterAsync(budget.GetByRole(AriaRole.Button, new() { Name = "Change" }));
        await Expect(panel.GetByLabel("US dollars")).ToBeFocusedAsync();
        await panel.GetByLabel("US dollars").FillAsync("25");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(budget).ToContainTextAsync("$25.00 a month");

        await EnterAsync(budget.GetByRole(AriaRole.Button, new() { Name = "Remove the budget" }));
        await EnterAsync(budget.GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }));
        await Expect(budget).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Days_without_runs_say_so()
    {
        await GoAsync("/costs?from=2020-01-01&to=2020-01-31");

        await Expect(Page.GetByText("No runs in these days")).ToBeVisibleAsync();
    }

    private static long Number(string text) => long.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);
}
