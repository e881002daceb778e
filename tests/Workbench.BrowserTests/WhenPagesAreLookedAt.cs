using Shouldly;
using Workbench.BrowserTests.Infrastructure;
using static Microsoft.Playwright.Assertions;

namespace Workbench.BrowserTests;

/// <summary>What holds on every page, at every width and in both themes. With <c>WORKBENCH_SCREENSHOTS=DIR</c> each is kept as a picture.</summary>
public sealed class WhenPagesAreLookedAt(RunningWorkbench workbench) : BrowserTest(workbench)
{
    private static readonly string[] Questions =
    [
        "What was our Enterprise ARR last quarter?",
        "How did MRR develop over the last 12 months?",
        "How is Enterprise doing?",
    ];

    public static TheoryData<int, ColorScheme> Looks() =>
        new()
        {
            { 360, ColorScheme.Light },
            { 360, ColorScheme.Dark },
            { 1280, ColorScheme.Light },
            { 1280, ColorScheme.Dark },
            { 2560, ColorScheme.Light },
        };

    [Theory, MemberData(nameof(Looks))]
    public async Task Nothing_is_cut_off_unnamed_or_hard_to_read(int width, ColorScheme scheme)
    {
        var page = await OpenAsync(width, width < 600 ? 760 : 860, scheme);
        await GoAsync(page, "/chat");
        await LookAsync(page, "first", width, scheme);
        foreach (var question in Questions)
        {
            var turns = await page.Locator("article.turn").CountAsync();
            await page.Locator("textarea[data-composer]").FillAsync(question);
            await page.Locator("textarea[data-composer]").PressAsync("Enter");
            await Expect(page.Locator("article.turn")).ToHaveCountAsync(turns + 1);
            await EndedAsync(page);
            if (question.Contains("MRR", StringComparison.Ordinal))
                await Expect(page.Locator(".place[data-drawn]").Last).ToBeVisibleAsync();
        }
        await LookAsync(page, "clarify", width, scheme);
        var conversation = page.Url;
        var trace = await page.Locator("section.answer").First.GetByText("Trace", new() { Exact = true }).GetAttributeAsync("href");
        await page.Locator("section.answer").Last.ScrollIntoViewIfNeededAsync();
        await LookAsync(page, "chat", width, scheme);

        foreach (
            var (name, path, ready) in new[]
            {
                ("traces", "/traces", "tbody tr"),
                ("run", trace! + "?step=4", "[role=treeitem]"),
                ("costs", "/costs?by=model", ".place[data-drawn]"),
                ("layer", "/layer", ".side nav a"),
                ("metric", "/layer/metrics/arr", ".details .place[data-drawn]"),
                ("verified", "/layer/verified", "table.queries tbody tr"),
                ("file", "/layer?file=3-metrics%2Frecurring-revenue.yml&line=9", ".monaco-editor .view-line"),
                ("models", "/settings/models", "section[aria-label='Models'] tbody tr"),
                ("playground", "/settings/playground?models=local,scripted", ".column"),
                ("router", "/router", "#message"),
                ("router-bulk", "/router/bulk", ".empty"),
                ("router-production", "/router/production", ".empty, .figures"),
                ("router-versions", "/router/versions", "tbody tr"),
                ("router-labels", "/router/labels", ".empty, [data-queue]"),
                ("overview", "/overview", ".figures"),
                ("not-found", "/nothing/here", ".empty"),
            }
        )
        {
            await GoAsync(page, path);
            await Expect(page.Locator(ready).First).ToBeVisibleAsync(new() { Timeout = 240_000 });
            await LookAsync(page, name, width, scheme);
        }
        await GoAsync(page, conversation);
    }

    [Fact]
    public async Task A_chosen_theme_stays_and_does_not_flash()
    {
        await GoAsync("/chat");
        await Page.GetByTitle("Dark", new() { Exact = true }).ClickAsync();
        var dark = await GroundAsync();
        await Page.AddInitScriptAsync(
            "new MutationObserver((_, o) => { if (document.body) { window.firstTheme = document.documentElement.dataset.theme; o.disconnect(); } }).observe(document, { childList: true, subtree: true })"
        );
        await Page.ReloadAsync();

        (await Page.EvaluateAsync<string>("() => window.firstTheme")).ShouldBe("dark");
        (await GroundAsync()).ShouldBe(dark);
        await Expect(Page.GetByTitle("Dark", new() { Exact = true })).ToHaveAttributeAsync("aria-pressed", "true");
        await Page.GetByTitle("As the system").ClickAsync();
        (await GroundAsync()).ShouldNotBe(dark);
    }

    [Fact]
    public async Task The_keyboard_reaches_everything()
    {
        await GoAsync("/chat");
        await Expect(Composer).ToBeFocusedAsync();
        await Composer.FillAsync("one");
        await Composer.PressAsync("Shift+Enter");
        await Page.Keyboard.TypeAsync("two");
        await Expect(Composer).ToHaveValueAsync("one\ntwo");
        await Composer.FillAsync("");

        await Page.Keyboard.PressAsync("Control+k");
        var palette = Page.GetByRole(AriaRole.Combobox, new() { Name = "Go to a page" });
        await Expect(palette).ToBeFocusedAsync();
        await palette.FillAsync("arr");
        await Expect(Page.Locator("#palette-items [aria-selected=true]")).ToContainTextAsync("ARR");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/layer/metrics/"));

        await Expect(Page.Locator(".metric h2")).ToBeVisibleAsync();
        await Page.Locator("main").FocusAsync();
        await Page.Keyboard.PressAsync("/");
        await Expect(Page.GetByLabel("Search files, metrics and entities")).ToBeFocusedAsync();

        await GoAsync("/traces");
        await Page.Keyboard.PressAsync("Tab");
        (await Page.EvaluateAsync<string>("() => getComputedStyle(document.activeElement).outlineStyle")).ShouldBe("solid");
    }

    private Task<string> GroundAsync() => Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor");

    private static async Task LookAsync(IPage page, string name, int width, ColorScheme scheme)
    {
        await page.EvaluateAsync("() => document.fonts.ready");
        if (Environment.GetEnvironmentVariable("WORKBENCH_SCREENSHOTS") is { Length: > 0 } directory)
            await page.ScreenshotAsync(new() { Path = Path.Combine(directory, $"{name}-{width}-{scheme.ToString().ToLowerInvariant()}.png") });
        (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth")).ShouldBeLessThanOrEqualTo(
            0,
            $"{name} scrolls sideways at {width}"
        );
        (await page.EvaluateAsync<string[]>(AccessibilityChecks.Script)).ShouldBeEmpty($"{name} at {width}, {scheme}");
    }
}
