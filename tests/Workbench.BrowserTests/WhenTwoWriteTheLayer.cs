using System.Text.RegularExpressions;
using Workbench.BrowserTests.Infrastructure;
using static Microsoft.Playwright.Assertions;

namespace Workbench.BrowserTests;

/// <summary>Two browsers on one layer: nothing is overwritten, no edit is lost, each sees what the other did.</summary>
[Collection(LayerFiles.Name)]
public sealed class WhenTwoWriteTheLayer(RunningWorkbench workbench) : LayerPageTest(workbench)
{
    [Fact]
    public async Task Two_who_change_one_file_lose_nothing_other_lines_are_merged_and_the_same_ones_are_chosen()
    {
        var path = await FileAsync("both.yml", Metric("both_accounts", "Both accounts") + "\n" + Metric("both_more", "Both more")["metrics:\n".Length..]);
        var second = await OpenAsync();
        await OpenFileAsync(Page, path);
        await OpenFileAsync(second, path);
        await PlaceAsync(Page, 3, 12);
        await Page.Keyboard.TypeAsync("First ");
        // A line that the second one does not touch.
        await PlaceAsync(Page, 9, 12);
        await Page.Keyboard.TypeAsync("Merged ");
        await PlaceAsync(second, 3, 12);
        await second.Keyboard.TypeAsync("Second ");

        await SaveAsync(Page, "The first one");
        await Expect(second.Locator(".notice.warn")).ToContainTextAsync("changed by others");
        await second.Keyboard.PressAsync("Control+s");
        var dialog = second.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("What changes?").FillAsync("The second one");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("Two changed the same lines");
        // By hand at once: what is not chosen yet is there with both sides.
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Edit the result" }).ClickAsync();
        await Expect(dialog.Locator("textarea.result")).ToHaveValueAsync(new Regex("Second Both accounts\n.*First Both accounts\n"));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "All mine" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = false }).Last.ClickAsync();

        await Expect(second.Locator(".notice.good")).ToContainTextAsync("Saved");
        await OnDiskAsync(path, Metric("both_accounts", "Second Both accounts") + "\n" + Metric("both_more", "Merged Both more")["metrics:\n".Length..]);
        // The first page has no changes of its own and follows.
        await Expect(Page.Locator(".monaco-editor .view-line", new() { HasText = "Second Both accounts" })).ToBeVisibleAsync();
        await Expect(Page.Locator(".tab .dot")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_conflict_is_settled_by_the_keyboard_alone()
    {
        var path = await FileAsync("contested.yml", Metric("contested_accounts", "Contested accounts"));
        var second = await OpenAsync();
        await OpenFileAsync(Page, path);
        await OpenFileAsync(second, path);
        await WalkToAsync(Page, 3, 12);
        await Page.Keyboard.TypeAsync("First ");
        await WalkToAsync(second, 3, 12);
        await second.Keyboard.TypeAsync("Second ");
        await SaveAsync(Page, "The first one");
        await Expect(second.Locator(".notice.warn")).ToContainTextAsync("changed by others");

        await second.Keyboard.PressAsync("Control+s");
        await Expect(second.GetByLabel("What changes?")).ToBeFocusedAsync();
        await second.Keyboard.TypeAsync("Both of them");
        await second.Keyboard.PressAsync("Enter");
        await Expect(second.GetByRole(AriaRole.Button, new() { Name = "All mine" })).ToBeFocusedAsync();
        await second.Keyboard.PressAsync("Enter");
        await Expect(second.GetByRole(AriaRole.Dialog)).ToContainTextAsync("settled");
        await TabToAsync(second, "Save the merge");
        await second.Keyboard.PressAsync("Enter");

        await Expect(second.Locator(".notice.good")).ToContainTextAsync("Saved");
        await IsBackInTheEditorAsync(second);
        await OnDiskAsync(path, Metric("contested_accounts", "Second Contested accounts"));
        await HasTextAsync(Page, "label: Second Contested accounts");
    }

    [Fact]
    public async Task What_another_browser_is_typing_is_shown_and_taken_only_when_asked_for()
    {
        var path = await FileAsync("typing.yml", Metric("typed_accounts", "Typed accounts"));
        var second = await OpenAsync();
        await OpenFileAsync(Page, path);
        await PlaceAsync(Page, 3, 12);
        await Page.Keyboard.TypeAsync("Half a sentence ");
        await KeptAsync(Page, path);

        await OpenFileAsync(second, path);
        var notice = second.Locator(".draft", new() { HasText = "Another browser has this file open" });
        await Expect(notice).ToBeVisibleAsync();
        await HasTextAsync(second, "label: Typed accounts");
        await Expect(second.Locator(".tab .dot")).ToHaveCountAsync(0);
        await notice.GetByRole(AriaRole.Button, new() { Name = "Leave it" }).ClickAsync();
        await Expect(notice).ToHaveCountAsync(0);
        await PlaceAsync(second, 3, 12);
        await second.Keyboard.TypeAsync("Mine ");
        await DiscardAsync(second);

        // The first one's text is still its own, also after a reload.
        await Page.ReloadAsync();
        await HasTextAsync(Page, "label: Half a sentence Typed accounts");
        await DiscardAsync(Page);
    }

    [Fact]
    public async Task A_change_is_taken_back_and_brought_back_and_both_browsers_follow()
    {
        var (before, after) = (Metric("returning_accounts", "Returning accounts"), Metric("returning_accounts", "Once more Returning accounts"));
        var path = await FileAsync("returning.yml", before);
        var second = await OpenAsync();
        await OpenFileAsync(second, path);
        await OpenFileAsync(Page, path);
        await PlaceAsync(Page, 3, 12);
        await Page.Keyboard.TypeAsync("Once more ");
        await SaveAsync(Page, "Once more, to be taken back");
        await HasTextAsync(second, "label: Once more Returning");

        await GoAsync($"/layer/history?file={Uri.EscapeDataString(path)}");
        await RevertNewestAsync(Page, "Once more, to be taken back");
        await OnDiskAsync(path, before);
        await HasTextAsync(second, "label: Returning accounts");

        // The revert of the revert.
        await RevertNewestAsync(Page, "Revert “Once more, to be taken back”");
        await OnDiskAsync(path, after);
        await HasTextAsync(second, "label: Once more Returning accounts");
        await Expect(second.Locator(".tab .dot")).ToHaveCountAsync(0);
    }
}
