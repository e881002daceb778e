using System.Text.RegularExpressions;
using Shouldly;
using Workbench.BrowserTests.Infrastructure;
using static Microsoft.Playwright.Assertions;

namespace Workbench.BrowserTests;

/// <summary>A join declared towards one that meets two: seen when it is measured, on the answer, and by the second opinion.</summary>
public sealed class WhenTheDataContradictsTheLayer(RunningWorkbench workbench, FaultyWorkbench faulty) : BrowserTest(workbench), IClassFixture<FaultyWorkbench>
{
    private static readonly (int, ColorScheme)[] Looks =
    [
        (360, ColorScheme.Dark),
        (360, ColorScheme.Light),
        (1280, ColorScheme.Dark),
        (1280, ColorScheme.Light),
    ];

    private const string Question = "What is our revenue by customer name?";

    [Fact]
    public async Task It_is_measured_on_the_page_told_on_the_answer_and_found_by_the_second_opinion()
    {
        await GoAsync($"{faulty.Url}/layer/health");
        await Expect(Page.Locator(".claims .badge").First).ToHaveTextAsync("not measured");
        await LookAsync("health-unmeasured");

        await Page.GetByRole(AriaRole.Button, new() { Name = "Measure all" }).ClickAsync();
        await Expect(Page.Locator(".bar .line")).ToHaveTextAsync(new Regex("Measured \\d+ keys and joins"));
        var join = Page.Locator(".claims tr").Filter(new() { HasText = "order.customer" }).First;
        await Expect(join.Locator(".badge")).ToHaveTextAsync("red");
        await Expect(join).ToContainTextAsync("9 rows meet more than one customer");

        await GoAsync($"{faulty.Url}/layer/entities/order");
        await Expect(Page.Locator("section[aria-label=Joins] .badge.bad")).ToHaveTextAsync("red");
        await Expect(Page.Locator(".side a[href='/layer/health'] .badge.bad")).ToContainTextAsync("3");
        await LookAsync("entity");

        await GoAsync($"{faulty.Url}/chat");
        await AskAsync(Question);
        await Expect(Card.Locator("[data-code=red_join]").First).ToContainTextAsync("meet more than one customer");
        await Expect(Card.Locator(".proof")).ToContainTextAsync("medium confidence");
        await OpenTabAsync("How it was computed");
        await Expect(Card.Locator("[data-check=rows_of_joins]")).ToHaveAttributeAsync("data-state", "warning");
        await Card.GetByRole(AriaRole.Button, new() { Name = "Check this number another way" }).ClickAsync();
        await Expect(Card.Locator("[data-code=second_opinion]")).ToContainTextAsync("come out differently");
        await LookAsync("answer");
        var address = Page.Url;

        await GoAsync($"{faulty.Url}/layer/health");
        var listed = Page.Locator(".disagreement");
        await Expect(listed).ToContainTextAsync(Question);
        await Expect(listed.Locator("table.data")).ToContainTextAsync("customer 7");
        await LookAsync("health");
        await listed.Locator("input.field").FillAsync("Customer 7 was loaded twice.");
        await listed.GetByRole(AriaRole.Button, new() { Name = "Settle" }).ClickAsync();
        await Expect(Page.Locator(".disagreement")).ToHaveCountAsync(0);

        await GoAsync(address);
        await OpenTabAsync("How it was computed");
        await Expect(Card.Locator(".opinion")).ToContainTextAsync("Customer 7 was loaded twice.");
        await Expect(Card.Locator("[data-code=second_opinion]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_number_that_leans_on_nothing_wrong_agrees_with_its_second_opinion()
    {
        await GoAsync($"{faulty.Url}/chat");
        await AskAsync("How many orders did we get last month?");
        await Expect(Card.Locator("[data-code=red_join]")).ToHaveCountAsync(0);
        await OpenTabAsync("How it was computed");
        await Card.GetByRole(AriaRole.Button, new() { Name = "Check this number another way" }).ClickAsync();

        await Expect(Card.Locator(".opinion .same")).ToContainTextAsync(new Regex("Re-computed another way: same, \\d+\\.\\d\\d s"));
        await Expect(Card.Locator(".proof")).ToContainTextAsync("Re-computed another way: same");
    }

    /// <summary>With <c>WORKBENCH_SCREENSHOTS=DIR</c> the page is kept as pictures; in any case nothing of it is wider than the window.</summary>
    private async Task LookAsync(string name)
    {
        var folder = Environment.GetEnvironmentVariable("WORKBENCH_SCREENSHOTS");
        foreach (var (width, scheme) in Looks)
        {
            await Page.SetViewportSizeAsync(width, 860);
            await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            (await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width, name);
            if (folder is not null)
                await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{width}-{scheme}.png"), FullPage = true });
        }
        await Page.SetViewportSizeAsync(1280, 860);
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }
}
