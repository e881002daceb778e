using System.Text.RegularExpressions;
using Shouldly;
using Workbench.BrowserTests.Infrastructure;
using static Microsoft.Playwright.Assertions;

namespace Workbench.BrowserTests;

/// <summary>The author's page. Each test writes a file of its own, so that none sees another's changes.</summary>
[Collection(LayerFiles.Name)]
public sealed class WhenTheLayerIsWritten(RunningWorkbench workbench) : BrowserTest(workbench)
{
    [Fact]
    public async Task A_mistake_is_underlined_mended_and_saved_as_a_revision_with_its_message()
    {
        var path = await FileAsync("mistake.yml", Metric("mistaken_accounts", "Mistaken accounts"));
        await OpenFileAsync(Page, path);

        await PlaceAsync(Page, 3, 10);
        await Page.Keyboard.TypeAsync("x");
        await Expect(Page.Locator(".monaco-editor .squiggly-error").First).ToBeVisibleAsync();
        await Expect(Page.Locator(".problems a.error").First).ToContainTextAsync("labelx");
        await Page.Keyboard.PressAsync("Backspace");
        await Expect(Page.Locator(".monaco-editor .squiggly-error")).ToHaveCountAsync(0);

        await PlaceAsync(Page, 3, 12);
        await Page.Keyboard.TypeAsync("Really ");
        await SaveAsync(Page, "Say how mistaken they are");
        (await File.ReadAllTextAsync(OnDisk(path), Cancellation)).ShouldBe(
            Metric("mistaken_accounts", "Really Mistaken accounts"),
            "nothing but the typed words changes on disk"
        );
        await Expect(Page.Locator(".tab .dot")).ToHaveCountAsync(0);

        await GoAsync($"/layer/history?file={Uri.EscapeDataString(path)}");
        await Expect(Page.Locator("[role=option]").First).ToContainTextAsync("Say how mistaken they are");
    }

    [Fact]
    public async Task What_may_be_written_is_offered_and_taken_by_the_keyboard()
    {
        var path = await FileAsync("offered.yml", Metric("offered_accounts", "Offered accounts"));
        await OpenFileAsync(Page, path);

        await PlaceAsync(Page, 4, 13);
        await Page.Keyboard.PressAsync("Shift+End");
        await Page.Keyboard.TypeAsync("subscription_m");
        await Page.Keyboard.PressAsync("Control+Space");
        await Expect(Page.Locator(".suggest-widget.visible .monaco-list-row").First).ToContainTextAsync("subscription_month");
        await Page.Keyboard.PressAsync("Enter");

        await Expect(Page.Locator(".monaco-editor .view-line", new() { HasText = "entity: subscription_month" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_name_is_renamed_in_every_file_after_a_look_and_taken_back_by_undo()
    {
        var home = await FileAsync("renamed.yml", Metric("renamed_accounts", "Renamed accounts"));
        var other = await FileAsync("renames.yml", "metrics:\n  - { name: renamed_twice, label: Twice, type: derived, expr: renamed_accounts * 2 }\n");
        await OpenFileAsync(Page, home);

        await PlaceAsync(Page, 2, 14);
        await Page.Keyboard.PressAsync("F2");
        var dialog = Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("New name").FillAsync("other_accounts");
        await Expect(dialog.Locator(".edits")).ToContainTextAsync(other);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Rename", Exact = true }).ClickAsync();

        await Expect(Page.Locator(".side a", new() { HasText = "renames.yml" }).Locator(".dot")).ToBeVisibleAsync();
        await Expect(Page.Locator(".monaco-editor .view-line", new() { HasText = "name: other_accounts" })).ToBeVisibleAsync();
        await Expect(Page.Locator(".problems a.error")).ToHaveCountAsync(0);
        (await File.ReadAllTextAsync(OnDisk(other), Cancellation)).ShouldContain("renamed_accounts", Case.Sensitive, "nothing is written before the save");

        await Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(Page.Locator(".monaco-editor .view-line", new() { HasText = "name: renamed_accounts" })).ToBeVisibleAsync();
        await Expect(Page.Locator(".side .dot:not(.hollow)")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_name_leads_to_the_file_that_declares_it()
    {
        var path = await FileAsync("leads.yml", Metric("leading_accounts", "Leading accounts"));
        await OpenFileAsync(Page, path);

        await PlaceAsync(Page, 4, 15);
        await Page.Keyboard.PressAsync("F12");

        await Expect(Page).ToHaveURLAsync(new Regex("file=2-entities%2Faccount.yml"));
        await Expect(Page.Locator(".tab.current")).ToContainTextAsync("account.yml");
    }

    [Fact]
    public async Task Two_who_save_at_once_lose_nothing_other_lines_are_merged_and_the_same_ones_are_chosen()
    {
        var path = await FileAsync("both.yml", Metric("both_accounts", "Both accounts") + "\n" + Metric("both_more", "Both more")["metrics:\n".Length..]);
        var second = await OpenAsync();
        await OpenFileAsync(Page, path);
        await OpenFileAsync(second, path);
        await PlaceAsync(Page, 3, 12);
        await Page.Keyboard.TypeAsync("First ");
        await PlaceAsync(second, 3, 12);
        await second.Keyboard.TypeAsync("Second ");

        await SaveAsync(Page, "The first one");
        await Expect(second.Locator(".notice.warn")).ToContainTextAsync("changed by others");
        await second.Keyboard.PressAsync("Control+s");
        var dialog = second.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("What changes?").FillAsync("The second one");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("Two changed the same lines");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "All mine" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = false }).Last.ClickAsync();

        await Expect(second.Locator(".notice.good")).ToContainTextAsync("Saved");
        (await File.ReadAllTextAsync(OnDisk(path), Cancellation)).ShouldContain("label: Second Both accounts");
        // The first page has no changes of its own and follows.
        await Expect(Page.Locator(".monaco-editor .view-line", new() { HasText = "Second Both accounts" })).ToBeVisibleAsync();
        await Expect(Page.Locator(".tab .dot")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_reload_in_the_middle_of_an_edit_loses_no_key_stroke()
    {
        var path = await FileAsync("reload.yml", Metric("reloaded_accounts", "Reloaded accounts"));
        await OpenFileAsync(Page, path);

        await PlaceAsync(Page, 3, 12);
        await Page.Keyboard.TypeAsync("Typed just before the end ");
        await Page.ReloadAsync();

        await HasTextAsync(Page, "label: Typed just before the end Reloaded accounts");
        await Expect(Page.Locator(".tab .dot")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_of_an_edit_loses_no_key_stroke()
    {
        var path = await FileAsync("offline.yml", Metric("offline_accounts", "Offline accounts"));
        await OpenFileAsync(Page, path);
        await PlaceAsync(Page, 3, 12);
        await Page.Keyboard.TypeAsync("Before ");

        await Page.Context.SetOfflineAsync(true);
        await Page.EvaluateAsync("() => Blazor.disconnect?.()");
        await Page.Keyboard.TypeAsync("during ");
        await Page.WaitForTimeoutAsync(1500);
        await Page.Keyboard.TypeAsync("and ");
        await Page.Context.SetOfflineAsync(false);
        await Page.Keyboard.TypeAsync("after ");

        await HasTextAsync(Page, "label: Before during and after Offline accounts");
        await Page.ReloadAsync();
        await HasTextAsync(Page, "label: Before during and after Offline accounts");
    }

    [Fact]
    public async Task The_number_of_a_metric_follows_the_text_that_is_not_saved()
    {
        var path = await FileAsync("number.yml", Metric("numbered_accounts", "Numbered accounts"));
        await OpenFileAsync(Page, path);
        await PlaceAsync(Page, 3, 5);
        await Expect(Page.Locator(".details .big")).ToBeVisibleAsync();
        var saved = await Page.Locator(".details .big").InnerTextAsync();

        await PlaceAsync(Page, 6, 100);
        await Page.Keyboard.TypeAsync("\nwhere: segment = 'enterprise'");

        await Expect(Page.Locator(".details .badge", new() { HasText = "unsaved" })).ToBeVisibleAsync();
        await Expect(Page.Locator(".details .big")).Not.ToHaveTextAsync(saved);
    }

    [Fact]
    public async Task The_graph_shows_every_entity_and_opens_the_one_that_is_chosen()
    {
        await GoAsync("/layer/graph");
        await Expect(Page.Locator(".graph .picture[data-drawn]")).ToBeVisibleAsync();
        await Page.GetByLabel("Find an entity").FillAsync("Subscription month");
        await Page.GetByRole(AriaRole.Navigation, new() { Name = "Entities and where they lead" })
            .GetByText("Subscription month", new() { Exact = true })
            .ClickAsync();

        await Expect(Page).ToHaveURLAsync(new Regex("/layer/entities/subscription_month"));
        await Expect(Page.Locator(".details .entity h2")).ToHaveTextAsync("Subscription month");
    }

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(360, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task The_page_can_be_read_by_everybody_at_every_width(int width, ColorScheme scheme)
    {
        var name = $"looked-at-{width}-{scheme}".ToLowerInvariant();
        var path = await FileAsync(name + ".yml", Metric(name.Replace('-', '_'), "Looked at"));
        var page = await OpenAsync(width, 760, scheme);
        await OpenFileAsync(page, path);
        await PlaceAsync(page, 3, 12);
        await page.Keyboard.TypeAsync("X");
        await HasTextAsync(page, "label: XLooked at");

        (await page.EvaluateAsync<string[]>(AccessibilityChecks.Script)).ShouldBeEmpty();
        (await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > innerWidth")).ShouldBeFalse("the page scrolls sideways");
        await page.Keyboard.PressAsync("Control+s");
        await Expect(page.GetByLabel("What changes?")).ToBeFocusedAsync();
        (await page.EvaluateAsync<string[]>(AccessibilityChecks.Script)).ShouldBeEmpty();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }

    private static string Metric(string name, string label) =>
        $"metrics:\n  - name: {name}\n    label: {label}\n    entity: account\n    agg: count\n    time: created\n";

    private string OnDisk(string path) => Path.Combine(Workbench.Layer, path.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>A metrics file of this test alone, on disk and in use.</summary>
    private async Task<string> FileAsync(string name, string text)
    {
        var path = $"3-metrics/{name}";
        await File.WriteAllTextAsync(OnDisk(path), text, Cancellation);
        return path;
    }

    private static async Task OpenFileAsync(IPage page, string path)
    {
        await GoAsync(page, $"/layer?file={Uri.EscapeDataString(path)}");
        await Expect(page.Locator(".monaco-editor .view-line").First).ToBeVisibleAsync();
        await Expect(page.Locator(".tab.current")).ToContainTextAsync(path[(path.LastIndexOf('/') + 1)..]);
    }

    private static Task PlaceAsync(IPage page, int line, int column) =>
        page.EvaluateAsync(
            "([line, column]) => { const editor = monaco.editor.getEditors()[0]; editor.setPosition({ lineNumber: line, column }); editor.focus(); }",
            new[] { line, column }
        );

    /// <summary>The editor's text, wrapped lines or not.</summary>
    private static async Task HasTextAsync(IPage page, string text) =>
        await page.WaitForFunctionAsync("text => window.monaco?.editor.getEditors()[0]?.getValue().includes(text)", text);

    private static async Task SaveAsync(IPage page, string message)
    {
        await page.Keyboard.PressAsync("Control+s");
        await page.GetByLabel("What changes?").FillAsync(message);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".notice.good")).ToContainTextAsync("Saved");
    }
}
