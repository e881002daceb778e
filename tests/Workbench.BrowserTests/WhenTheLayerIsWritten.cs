using System.Text.RegularExpressions;
using Shouldly;
using Workbench.BrowserTests.Infrastructure;
using static Microsoft.Playwright.Assertions;

namespace Workbench.BrowserTests;

/// <summary>The author's page. Each test writes a file of its own, so that none sees another's changes.</summary>
[Collection(LayerFiles.Name)]
public sealed class WhenTheLayerIsWritten(RunningWorkbench workbench) : LayerPageTest(workbench)
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
        await DiscardAsync(Page);
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
    public async Task A_reload_in_the_middle_of_an_edit_loses_no_key_stroke()
    {
        var path = await FileAsync("reload.yml", Metric("reloaded_accounts", "Reloaded accounts"));
        await OpenFileAsync(Page, path);

        await PlaceAsync(Page, 3, 12);
        await Page.Keyboard.TypeAsync("Typed just before the end ");
        await Page.ReloadAsync();

        await HasTextAsync(Page, "label: Typed just before the end Reloaded accounts");
        await Expect(Page.Locator(".tab .dot")).ToHaveCountAsync(1);

        // Once it is saved, nothing of what the tab was before comes back.
        await SaveAsync(Page, "Typed before a reload");
        await Page.ReloadAsync();
        await HasTextAsync(Page, "label: Typed just before the end Reloaded accounts");
        await Expect(Page.Locator(".tab .dot, .notice.warn")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_of_an_edit_loses_no_key_stroke()
    {
        var path = await FileAsync("offline.yml", Metric("offline_accounts", "Offline accounts"));
        List<IWebSocketRoute> lines = [];
        await Page.RouteWebSocketAsync(
            new Regex("/_blazor"),
            line =>
            {
                lines.Add(line);
                line.ConnectToServer();
            }
        );
        await OpenFileAsync(Page, path);
        await PlaceAsync(Page, 3, 12);
        await Page.Keyboard.TypeAsync("Before ");

        await Page.Context.SetOfflineAsync(true);
        foreach (var line in lines)
            await line.CloseAsync(new() { Code = 1001, Reason = "cut by the test" });
        await Page.Keyboard.TypeAsync("during ");
        await Expect(Page.Locator("#components-reconnect-modal")).ToHaveClassAsync(new Regex("components-reconnect-show"));
        await Page.Keyboard.TypeAsync("and ");
        await Page.Context.SetOfflineAsync(false);
        await Page.Keyboard.TypeAsync("after ");

        await HasTextAsync(Page, "label: Before during and after Offline accounts");
        // The server has all of it once the line is back, and the browser need not keep it any more.
        await KeptAsync(Page, path);
        await Page.ReloadAsync();
        await HasTextAsync(Page, "label: Before during and after Offline accounts");
        await DiscardAsync(Page);
    }

    [Fact]
    public async Task A_new_file_is_written_saved_and_removed_by_the_keyboard_alone()
    {
        await GoAsync("/layer");
        await CommandAsync(Page, "new file", "New file");
        await Expect(Page.GetByLabel("Name", new() { Exact = true })).ToBeFocusedAsync();
        await Page.Keyboard.TypeAsync("by-keys");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator(".tab.current")).ToContainTextAsync("by-keys.yml");
        await Expect(Page.Locator(".monaco-editor textarea").First).ToBeFocusedAsync();
        // Pasted: typed line ends would be indented by the editor, as authors want them to be.
        await PasteAsync(Page, Metric("keyed_accounts", "Keyed accounts"));
        await HasTextAsync(Page, Metric("keyed_accounts", "Keyed accounts"));
        await Expect(Page.Locator(".problems a.error", new() { HasText = "by-keys" })).ToHaveCountAsync(0);

        await SaveAsync(Page, "By keys alone");
        await IsBackInTheEditorAsync(Page);
        (await File.ReadAllTextAsync(OnDisk("3-metrics/by-keys.yml"), Cancellation)).ShouldBe(Metric("keyed_accounts", "Keyed accounts"));

        await Page.GetByTitle("More", new() { Exact = true }).FocusAsync();
        await Page.Keyboard.PressAsync("Enter");
        await TabToAsync(Page, "Remove this file", "ArrowDown");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator(".notice.good")).ToContainTextAsync("is removed with the next save");
        await SaveAsync(Page, "And away");
        File.Exists(OnDisk("3-metrics/by-keys.yml")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_name_that_is_taken_is_given_to_no_file_and_no_metric()
    {
        var taken = await FileAsync("taken.yml", Metric("taken_accounts", "Taken accounts"));
        var path = await FileAsync("wants-it.yml", Metric("wanting_accounts", "Wanting accounts"));
        await OpenFileAsync(Page, path);

        await Page.GetByTitle("More", new() { Exact = true }).FocusAsync();
        await Page.Keyboard.PressAsync("Enter");
        await TabToAsync(Page, "Rename this file …", "ArrowDown");
        await Page.Keyboard.PressAsync("Enter");
        var dialog = Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByLabel("Name", new() { Exact = true })).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Control+a");
        await Page.Keyboard.TypeAsync("taken");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync($"There is a file {taken} already");
        await Page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);

        await PlaceAsync(Page, 2, 14);
        await Page.Keyboard.PressAsync("F2");
        await Expect(dialog.GetByLabel("New name")).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Control+a");
        await Page.Keyboard.TypeAsync("taken_accounts");
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("taken_accounts");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Rename", Exact = true })).ToBeDisabledAsync();
        await Page.Keyboard.PressAsync("Escape");
        (await File.ReadAllTextAsync(OnDisk(path), Cancellation)).ShouldBe(Metric("wanting_accounts", "Wanting accounts"));
        await Expect(Page.Locator(".tab .dot")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Before_something_is_removed_its_users_are_named_and_the_layer_is_not_saved_without_it()
    {
        var used = await FileAsync("used.yml", Metric("used_accounts", "Used accounts"));
        var user = await FileAsync("user.yml", "metrics:\n  - { name: using_it, label: Using it, type: derived, expr: used_accounts * 2 }\n");
        await OpenFileAsync(Page, used);
        await PlaceAsync(Page, 2, 14);
        await Page.Locator(".details").GetByRole(AriaRole.Button, new() { Name = "Delete …" }).ClickAsync();
        var dialog = Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("metric using_it");
        await Expect(dialog).ToContainTextAsync(user);
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Keep it" })).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Enter");
        await Expect(dialog).ToHaveCountAsync(0);
        await HasTextAsync(Page, "used_accounts");

        // An entity that metrics of the demo use: its file is not gone before they are looked at, and not saved away under them.
        await OpenFileAsync(Page, "2-entities/ticket.yml");
        await Page.GetByTitle("More", new() { Exact = true }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Remove this file" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("3-metrics/support.yml");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Remove it all the same" }).ClickAsync();
        await Expect(Page.Locator(".problems a.error", new() { HasText = "ticket" }).First).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("Control+s");
        await dialog.GetByLabel("What changes?").FillAsync("Without tickets");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(dialog).ToContainTextAsync("With this the layer could not be used");
        File.Exists(OnDisk("2-entities/ticket.yml")).ShouldBeTrue();
        await Expect(dialog.Locator("section.diff")).ToHaveCountAsync(0); // Its errors are listed once.
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Undo the removal of 2-entities/ticket.yml" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(Page.Locator(".problems a.error")).ToHaveCountAsync(0);
        await Expect(Page.Locator(".side .dot:not(.hollow)")).ToHaveCountAsync(0);
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

        // Thrown away by one click, and there again by another.
        await DiscardAsync(Page);
        await Expect(Page.Locator(".details .big")).ToHaveTextAsync(saved);
        await Page.Locator(".notice.good").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await HasTextAsync(Page, "where: segment = 'enterprise'");
        await Expect(Page.Locator(".tab .dot")).ToHaveCountAsync(1);
        await DiscardAsync(Page);
    }

    [Fact]
    public async Task The_graph_shows_every_entity_and_opens_the_one_that_is_chosen()
    {
        await GoAsync("/layer/graph");
        await Expect(Page.Locator(".graph .picture[data-drawn]")).ToBeVisibleAsync();
        (
            await Page.EvaluateAsync<string[]>(
                """
                () => {
                  const boxes = document.querySelector(".graph .picture")._cyreg.cy.nodes().map(node => ({ id: node.id(), ...node.boundingBox({ includeLabels: false }) }));
                  return boxes.flatMap((a, at) => boxes.slice(at + 1).filter(b => a.x1 < b.x2 && b.x1 < a.x2 && a.y1 < b.y2 && b.y1 < a.y2).map(b => `${a.id} lies on ${b.id}`));
                }
                """
            )
        ).ShouldBeEmpty();
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
        await DiscardAsync(page);
        if (width > 900)
            return;

        // The chart was drawn while its pane was out of sight.
        await page.GetByRole(AriaRole.Button, new() { Name = "Details", Exact = true }).ClickAsync();
        await Expect(page.Locator(".details .place[data-drawn]")).ToBeVisibleAsync();
        await page.WaitForFunctionAsync("() => document.querySelector('.details .main-svg').getBoundingClientRect().right <= innerWidth");
    }
}
