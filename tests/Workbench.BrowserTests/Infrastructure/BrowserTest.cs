using System.Text.Json;
using Shouldly;
using Workbench.Shared;
using Workbench.Shared.Answers;
using static Microsoft.Playwright.Assertions;

namespace Workbench.BrowserTests.Infrastructure;

/// <summary>A browser window of its own for each test. A script error or a dialog on a page fails the test.</summary>
public abstract class BrowserTest(RunningWorkbench workbench) : IAsyncLifetime
{
    /// <summary>What a test throws into the page.</summary>
    protected const string BrokenOnPurpose = "broken on purpose";

    private static readonly string[] Expected =
    [
        BrokenOnPurpose,
        // What the framework says when a test cuts the connection in the middle of a call.
        "The circuit associated with this dispatcher is no longer available",
        "Cannot send data if the connection is not in the 'Connected' State",
    ];

    private readonly List<string> _faults = [];
    private readonly List<IBrowserContext> _contexts = [];

    protected RunningWorkbench Workbench { get; } = workbench;
    protected IPage Page { get; private set; } = null!;
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The newest answer of the open conversation.</summary>
    protected ILocator Card => Page.Locator("article.turn").Last.Locator("section.answer");

    protected ILocator Composer => Page.Locator("textarea[data-composer]");

    public virtual async ValueTask InitializeAsync() => Page = await OpenAsync();

    /// <summary>Another browser: nothing shared with the first.</summary>
    protected async Task<IPage> OpenAsync(int width = 1280, int height = 800, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await Workbench.Browser.NewContextAsync(
            new()
            {
                BaseURL = Workbench.Url,
                ViewportSize = new() { Width = width, Height = height },
                ColorScheme = scheme,
                ReducedMotion = ReducedMotion.Reduce,
                TimezoneId = "Europe/Berlin",
                AcceptDownloads = true,
            }
        );
        _contexts.Add(context);
        context.SetDefaultTimeout(45_000);
        var page = await context.NewPageAsync();
        page.PageError += (_, error) =>
        {
            if (!Expected.Any(words => error.Contains(words, StringComparison.Ordinal)))
                _faults.Add("script error: " + error);
        };
        page.Dialog += (_, dialog) =>
        {
            _faults.Add("dialog: " + dialog.Message);
            _ = dialog.DismissAsync();
        };
        return page;
    }

    /// <summary>Opens a page and waits until it answers to clicks and keys.</summary>
    protected static async Task GoAsync(IPage page, string path)
    {
        await page.GotoAsync(path);
        await page.WaitForFunctionAsync("() => window.workbenchFrame !== undefined && document.querySelector('main') !== null");
        // The circuit is there once the theme buttons of the interactive page have replaced those of the prerendered one.
        await page.WaitForFunctionAsync("() => document.documentElement.dataset.interactive === 'true'");
    }

    protected Task GoAsync(string path) => GoAsync(Page, path);

    /// <summary>Types a question and sends it; returns when its run has ended or waits.</summary>
    protected async Task AskAsync(string question, string? model = null)
    {
        await SendAsync(question, model);
        await EndedAsync(Page);
    }

    protected async Task SendAsync(string question, string? model = null)
    {
        if (model is not null)
            await Page.GetByLabel("Model", new() { Exact = true }).SelectOptionAsync(model);
        var turns = await Page.Locator("article.turn").CountAsync();
        await Composer.FillAsync(question);
        await Composer.PressAsync("Enter");
        await Expect(Page.Locator("article.turn")).ToHaveCountAsync(turns + 1);
    }

    /// <summary>Presses a button by the keyboard, once it can be: one that is disabled takes no key, and a dialog gives the keys to its first field when it opens.</summary>
    protected static async Task EnterAsync(ILocator button)
    {
        await Expect(button).ToBeVisibleAsync();
        await Expect(button).ToBeEnabledAsync();
        // What is behind a dialog that is about to close takes no focus yet.
        for (var tries = 0; tries < 50 && !await button.EvaluateAsync<bool>("button => (button.focus(), document.activeElement === button)"); tries++)
            await Task.Delay(100, Cancellation);
        await button.PressAsync("Enter");
    }

    protected static async Task EndedAsync(IPage page) =>
        await Expect(page.Locator("article.turn").Last.Locator("section.answer, section.clarify, .note").First).ToBeVisibleAsync(new() { Timeout = 120_000 });

    /// <summary>The run that the newest turn shows.</summary>
    protected async Task<Guid> RunAsync() => Guid.Parse((await Page.Locator("article.turn").Last.GetAttributeAsync("id"))!["run-".Length..]);

    /// <summary>The answer as other programs read it: what the card has to agree with.</summary>
    protected async Task<Answer> AnswerAsync()
    {
        var json = await Workbench.Http.GetStringAsync($"/api/runs/{await RunAsync()}/answer", Cancellation);
        return JsonSerializer.Deserialize<Answer>(json, WireJson.Options)!;
    }

    protected async Task OpenTabAsync(string name)
    {
        var tab = Card.GetByRole(AriaRole.Tab, new() { Name = name, Exact = true });
        if (await tab.GetAttributeAsync("aria-selected") != "true")
            await tab.ClickAsync();
        await Expect(tab).ToHaveAttributeAsync("aria-selected", "true");
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var context in _contexts)
            await context.DisposeAsync();
        GC.SuppressFinalize(this);
        _faults.ShouldBeEmpty();
    }
}
