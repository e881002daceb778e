using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Workbench.BrowserTests.Infrastructure;
using static Microsoft.Playwright.Assertions;

namespace Workbench.BrowserTests;

/// <summary>What an agent author found out stays: notes and labels on steps, views of the list, and exports.</summary>
public sealed class WhenFindingsAreKept(RunningWorkbench workbench) : BrowserTest(workbench)
{
    private readonly string _mark = Guid.NewGuid().ToString("N")[..6];

    private ILocator Tree => Page.Locator("[role=tree]");
    private ILocator Remarks => Page.GetByRole(AriaRole.Region, new() { Name = "Notes and labels" });
    private ILocator Runs => Page.Locator("section[aria-label=Runs] tbody tr, [role=region][aria-label=Runs] tbody tr");

    [Fact]
    public async Task A_step_is_noted_and_labelled_by_keys_and_the_list_finds_it()
    {
        var run = await AskMarkedAsync();
        await GoAsync($"/traces/{run}?step=2");
        await Expect(Page.Locator("#step-2")).ToHaveAttributeAsync("aria-selected", "true");
        await Expect(Remarks).ToBeVisibleAsync();

        await Tree.PressAsync("n");
        await Expect(Remarks.GetByLabel("A note")).ToBeFocusedAsync();
        await Page.Keyboard.TypeAsync("Reads the wrong quarter");
        await Page.Keyboard.PressAsync("Control+Enter");
        await Expect(Remarks.Locator("article")).ToContainTextAsync("Reads the wrong quarter");
        await Expect(Page.Locator("#step-2 .noted")).ToHaveAttributeAsync("title", "1 note");

        await Tree.PressAsync("l");
        await Expect(Remarks.GetByLabel("Add a label")).ToBeFocusedAsync();
        await Page.Keyboard.TypeAsync($"Calendar {_mark}");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator("#step-2 .badge", new() { HasText = $"calendar {_mark}" })).ToBeVisibleAsync();

        await Remarks.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(Remarks.Locator("article")).ToHaveCountAsync(0);
        await Remarks.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(Remarks.Locator("article")).ToHaveCountAsync(1);

        await GoAsync($"/traces?label={Uri.EscapeDataString($"calendar {_mark}")}&notes=any");
        await Expect(Runs).ToHaveCountAsync(1);
        await Expect(Runs).ToContainTextAsync($"calendar {_mark}");
    }

    [Fact]
    public async Task Filters_become_a_view_that_comes_back_and_what_they_find_becomes_a_file()
    {
        await AskMarkedAsync();
        await GoAsync($"/traces?q={_mark}&origin=person");
        await Expect(Runs).ToHaveCountAsync(1);

        await Page.GetByRole(AriaRole.Button, new() { Name = "Save view" }).ClickAsync();
        await Page.GetByLabel("Name").FillAsync($"Marked {_mark}");
        await Page.GetByLabel("Name").PressAsync("Enter");
        var view = Page.GetByRole(AriaRole.Navigation, new() { Name = "Saved views" }).GetByText($"Marked {_mark}", new() { Exact = true });
        await Expect(view).ToHaveAttributeAsync("aria-current", "page");

        await GoAsync("/traces");
        await view.ClickAsync();
        await Expect(Page).ToHaveURLAsync(new Regex($"q={_mark}"));
        await Expect(Runs).ToHaveCountAsync(1);

        await Page.GetByRole(AriaRole.Button, new() { Name = "Export" }).ClickAsync();
        await Expect(Page.GetByText("1 run, newest first.")).ToBeVisibleAsync();
        var file = await Page.RunAndWaitForDownloadAsync(() => Page.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        var line = (await File.ReadAllLinesAsync(await file.PathAsync(), Cancellation)).ShouldHaveSingleItem();
        using var json = JsonDocument.Parse(line);
        json.RootElement.GetProperty("run").GetProperty("question").GetString().ShouldNotBeNull().ShouldContain(_mark);

        await Page.GetByRole(AriaRole.Button, new() { Name = "Delete view" }).ClickAsync();
        await Expect(view).ToHaveCountAsync(0);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(view).ToHaveCountAsync(1);
    }

    /// <summary>A run that the words of the list find.</summary>
    private async Task<Guid> AskMarkedAsync()
    {
        await GoAsync("/chat");
        await AskAsync($"Open pipeline by stage {_mark}");
        return await RunAsync();
    }
}
