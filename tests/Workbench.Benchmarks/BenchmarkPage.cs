using Microsoft.Playwright;

namespace Workbench.Benchmarks;

/// <summary>A page of a running program in Chromium: <c>WORKBENCH_CHROMIUM</c>, else the system's.</summary>
internal sealed class BenchmarkPage : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private readonly Func<Task<IPage>> _open;

    private BenchmarkPage(IPlaywright playwright, IBrowser browser, Func<Task<IPage>> open, IPage page) =>
        (_playwright, _browser, _open, Page) = (playwright, browser, open, page);

    public IPage Page { get; }

    /// <param name="watch">A script that runs before the page's own: the page tells its times itself.</param>
    public static async Task<BenchmarkPage> OpenAsync(string url, ViewportSize size, string watch)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = Environment.GetEnvironmentVariable("WORKBENCH_CHROMIUM") ?? "/usr/bin/chromium",
                Args = ["--no-sandbox"], // It may run as root, where Chromium's sandbox cannot.
            }
        );
        return new BenchmarkPage(playwright, browser, OpenPageAsync, await OpenPageAsync());

        async Task<IPage> OpenPageAsync()
        {
            var page = await browser.NewPageAsync(new() { BaseURL = url, ViewportSize = size });
            await page.AddInitScriptAsync(watch);
            return page;
        }
    }

    /// <summary>A further page of the same browser.</summary>
    public Task<IPage> AnotherAsync() => _open();

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
