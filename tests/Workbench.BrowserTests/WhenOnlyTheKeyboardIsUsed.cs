using System.Text.RegularExpressions;
using Shouldly;
using Workbench.BrowserTests.Infrastructure;
using static Microsoft.Playwright.Assertions;

namespace Workbench.BrowserTests;

/// <summary>The author's page without a mouse: once a page is open, nothing but keys reaches it. Conflicts are in <see cref="WhenTwoWriteTheLayer"/>, imports in <see cref="WhenFilesComeFromElsewhere"/>.</summary>
[Collection(LayerFiles.Name)]
public sealed class WhenOnlyTheKeyboardIsUsed(RunningWorkbench workbench) : LayerPageTest(workbench)
{
    [Fact]
    public async Task A_metric_is_made_by_the_form_saved_found_in_the_history_and_taken_back()
    {
        var before = Metric("keyed_before", "Keyed before");
        var path = await FileAsync("keyed.yml", before);
        await GoAsync("/layer");
        await Expect(Page.Locator(".side a", new() { HasText = "keyed.yml" })).ToBeVisibleAsync();

        await CommandAsync(Page, "new metric", "New metric");
        var dialog = Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByLabel("What people call it")).ToBeFocusedAsync();
        await Page.Keyboard.TypeAsync("Made by keys");
        await Expect(dialog.GetByLabel("What people call it")).ToHaveValueAsync("Made by keys");
        // Sent too early, it goes to what is missing.
        await Page.Keyboard.PressAsync("Enter");
        await Expect(dialog.GetByLabel("Rows of")).ToBeFocusedAsync();
        await ChooseAsync(Page, "account");
        await TabToFieldAsync(Page, "What it counts");
        await Page.Keyboard.TypeAsync("All of them.");
        await TabToFieldAsync(Page, "File");
        await ChooseAsync(Page, path);
        await Expect(dialog.Locator(".number strong")).ToHaveTextAsync(new Regex(@"\d"));
        var number = await dialog.Locator(".number strong").InnerTextAsync();
        await TabToAsync(Page, "Put into the editor");
        await Page.Keyboard.PressAsync("Enter");

        await Expect(Page.Locator(".notice.good")).ToContainTextAsync($"Written into {path}");
        await IsBackInTheEditorAsync(Page);
        // The panel is that of the new metric, as its text has it: not saved, and all of it there to look at.
        await Expect(Page.Locator(".details .metric h2")).ToHaveTextAsync("Made by keys");
        await Expect(Page.Locator(".details .big")).ToHaveTextAsync(number);
        await Expect(Page.Locator("#metric-sql")).ToContainTextAsync("select", new() { IgnoreCase = true });
        await SaveAsync(Page, "A metric by the form");
        (await Page.Locator(".details").InnerTextAsync()).ShouldNotContain("saved yet");
        await IsBackInTheEditorAsync(Page);
        (await File.ReadAllTextAsync(OnDisk(path), Cancellation)).ShouldContain("name: made_by_keys");

        await CommandAsync(Page, "history of the layer", "History of the layer");
        await RevertNewestAsync(Page, "A metric by the form");
        await OnDiskAsync(path, before);
        await Expect(Page.Locator("button", new() { HasText = "Revert…" })).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_name_is_renamed_in_every_file_and_another_browser_follows()
    {
        var home = await FileAsync("keyed-name.yml", Metric("keyed_name", "Keyed name"));
        var user = await FileAsync("keyed-user.yml", "metrics:\n  - { name: keyed_twice, label: Twice, type: derived, expr: keyed_name * 2 }\n");
        var second = await OpenAsync();
        await OpenFileAsync(second, user);
        await OpenFileAsync(Page, home);

        await WalkToAsync(Page, 2, 14);
        await Page.Keyboard.PressAsync("F2");
        var dialog = Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByLabel("New name")).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Escape");
        await IsBackInTheEditorAsync(Page);
        await Page.Keyboard.PressAsync("F2");
        await Expect(dialog.GetByLabel("New name")).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Control+a");
        await Page.Keyboard.TypeAsync("name_by_keys");
        await Expect(dialog.Locator(".edits")).ToContainTextAsync(user);
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Rename", Exact = true })).ToBeEnabledAsync();
        await Page.Keyboard.PressAsync("Enter");

        await IsBackInTheEditorAsync(Page);
        await HasTextAsync(Page, "name: name_by_keys");
        await SaveAsync(Page, "Another name by keys");
        (await File.ReadAllTextAsync(OnDisk(home), Cancellation)).ShouldContain("name: name_by_keys");
        await HasTextAsync(second, "expr: name_by_keys * 2");
        await Expect(second.Locator(".tab .dot")).ToHaveCountAsync(0);
        await Expect(second.Locator(".problems a.error")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_a_change_does_to_numbers_is_read_before_the_save_and_from_the_history()
    {
        var path = await FileAsync("keyed-diff.yml", Metric("keyed_diff", "Keyed difference"));
        await OpenFileAsync(Page, path);
        await Expect(Page.Locator(".side a[href$='/metrics/keyed_diff']")).ToHaveCountAsync(1);
        await InTheEditorAsync(Page);
        await Page.Keyboard.PressAsync("Control+End");
        await Page.Keyboard.TypeAsync("    where: segment = 'enterprise'");
        await HasTextAsync(Page, "    where: segment = 'enterprise'");

        await Page.Keyboard.PressAsync("Control+s");
        await Expect(Page.GetByLabel("What changes?")).ToBeFocusedAsync();
        var entry = Page.Locator(".entry", new() { HasText = "Keyed difference" }).First;
        await Expect(entry.Locator(".new")).ToBeVisibleAsync();
        var (old, now) = (await entry.Locator(".old").InnerTextAsync(), await entry.Locator(".new").InnerTextAsync());
        now.ShouldNotBe(old);
        await TabToAsync(Page, "Details");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(entry.Locator("table tbody tr").First).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("Escape");
        await IsBackInTheEditorAsync(Page);
        await SaveAsync(Page, "Enterprise alone by keys");

        await CommandAsync(Page, "history of the layer", "History of the layer");
        await ChooseNewestAsync(Page, "Enterprise alone by keys");
        await TabToAsync(Page, "Which numbers it changed");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page).ToHaveURLAsync(new Regex("/layer/diff"));
        await Expect(entry.Locator(".new")).ToHaveTextAsync(now);

        var second = await OpenAsync();
        await GoAsync(second, Page.Url);
        await Expect(second.Locator(".entry", new() { HasText = "Keyed difference" }).First.Locator(".old")).ToHaveTextAsync(old);
    }
}
