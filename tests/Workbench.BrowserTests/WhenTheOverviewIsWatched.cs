using Shouldly;
using Workbench.BrowserTests.Infrastructure;
using static Microsoft.Playwright.Assertions;

namespace Workbench.BrowserTests;

public sealed class WhenTheOverviewIsWatched(RunningWorkbench workbench) : BrowserTest(workbench)
{
    [Fact]
    public async Task A_run_comes_and_goes_without_a_reload()
    {
        var watcher = await OpenAsync();
        await GoAsync(watcher, "/overview");
        await Expect(watcher.GetByRole(AriaRole.Region, new() { Name = "Servers" }).Locator("li")).ToHaveCountAsync(1, new() { Timeout = 120_000 });

        await GoAsync("/chat");
        await SendAsync("Tell me slowly what MRR was, watched", ScriptedModel.Name);
        var run = await RunAsync();

        var line = watcher.Locator($"li[data-run='{run}']");
        await Expect(line).ToContainTextAsync("watched", new() { Timeout = 120_000 });
        await Expect(line.GetByRole(AriaRole.Link)).ToHaveAttributeAsync("href", $"/traces/{run}");
        await EndedAsync(Page);
        await Expect(line).ToHaveCountAsync(0, new() { Timeout = 120_000 });
        await Expect(watcher.Locator("tr[data-agent='d0']")).ToBeVisibleAsync();
        (await watcher.EvaluateAsync<int>("() => performance.getEntriesByType('navigation').length")).ShouldBe(1);
    }
}
