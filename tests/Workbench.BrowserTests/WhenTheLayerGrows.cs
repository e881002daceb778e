using System.Text.RegularExpressions;
using Shouldly;
using Workbench.BrowserTests.Infrastructure;
using static Microsoft.Playwright.Assertions;

namespace Workbench.BrowserTests;

/// <summary>What comes into the layer by forms, what a change does to numbers, and those who may only read.</summary>
[Collection(LayerFiles.Name)]
public sealed class WhenTheLayerGrows(RunningWorkbench workbench) : LayerPageTest(workbench)
{
    [Fact]
    public async Task A_metric_comes_by_a_form_with_its_number_and_is_saved()
    {
        await GoAsync("/layer");
        await CommandAsync(Page, "new metric", "New metric");
        var dialog = Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByLabel("What people call it")).ToBeFocusedAsync();
        await Page.Keyboard.TypeAsync("Formed accounts");
        await dialog.GetByLabel("Rows of").SelectOptionAsync("account");
        await dialog.GetByLabel("What is done with them").SelectOptionAsync("count");
        await dialog.GetByLabel("What it counts and what it leaves out").FillAsync("All of them.");
        await dialog.GetByLabel(new Regex("^File")).SelectOptionAsync("3-metrics/customers.yml");
        await Expect(dialog.Locator(".number strong")).ToHaveTextAsync(new Regex(@"\d"));
        var number = await dialog.Locator(".number strong").InnerTextAsync();
        await dialog.GetByLabel("Name in files and queries").FocusAsync();
        await Page.Keyboard.PressAsync("Enter");

        await Expect(Page.Locator(".notice.good")).ToContainTextAsync("Written into 3-metrics/customers.yml");
        await HasTextAsync(Page, "name: formed_accounts");
        await Expect(Page.Locator(".details .big")).ToHaveTextAsync(number);
        await Expect(Page.Locator(".problems a.error")).ToHaveCountAsync(0);
        await Page.Locator(".notice.good").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(Page.Locator(".side .dot:not(.hollow)")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_entity_comes_from_its_table_and_a_question_with_its_query()
    {
        await GoAsync("/layer");
        await CommandAsync(Page, "new entity", "New entity");
        var dialog = Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Table of the warehouse").SelectOptionAsync("support.tickets");
        await dialog.GetByLabel("Name, in the singular").FillAsync("support_case");
        await dialog.GetByLabel("Columns that tell two rows apart").FillAsync("id");
        await dialog.GetByLabel("What people call one").FillAsync("Support case");
        await Expect(dialog.Locator(".result")).ToContainTextAsync("entity: support_case");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Put into the editor" }).ClickAsync();
        await Expect(Page.Locator(".notice.good")).ToContainTextAsync("support-case.yml");
        await HasTextAsync(Page, "table: support.tickets");
        await Expect(Page.Locator(".problems a.error")).ToHaveCountAsync(0);
        await DiscardAsync(Page);

        await CommandAsync(Page, "new verified", "New verified query");
        await dialog.GetByLabel("Question").FillAsync("How many formed cases did we see?");
        await dialog.GetByLabel("What is counted").SelectOptionAsync("tickets");
        await dialog.GetByLabel("Who vouches for it").FillAsync("ann");
        await Expect(dialog.Locator(".result")).ToContainTextAsync("How many formed cases");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Put into the editor" }).ClickAsync();
        await HasTextAsync(Page, "How many formed cases did we see?");
        await Expect(Page.Locator(".problems a.error")).ToHaveCountAsync(0);
        await DiscardAsync(Page);
    }

    [Fact]
    public async Task What_a_change_does_to_numbers_is_shown_before_the_save_and_on_its_page()
    {
        var path = await FileAsync("compared.yml", Metric("compared_accounts", "Compared accounts"));
        await OpenFileAsync(Page, path);
        await Expect(Page.Locator(".side a[href$='/metrics/compared_accounts']")).ToHaveCountAsync(1);
        await PlaceAsync(Page, 6, 100);
        await Page.Keyboard.TypeAsync("\nwhere: segment = 'enterprise'");
        await HasTextAsync(Page, "where: segment = 'enterprise'");

        await Page.Keyboard.PressAsync("Control+s");
        var entry = Page.Locator(".entry", new() { HasText = "Compared accounts" }).First;
        await Expect(entry.Locator(".old")).ToBeVisibleAsync();
        var (old, now) = (await entry.Locator(".old").InnerTextAsync(), await entry.Locator(".new").InnerTextAsync());
        now.ShouldNotBe(old);
        await Page.Keyboard.PressAsync("Escape");
        await KeptAsync(Page, path);

        var second = await OpenAsync();
        await GoAsync(second, "/layer/diff");
        entry = second.Locator(".entry", new() { HasText = "Compared accounts" }).First;
        await Expect(entry.Locator(".new")).ToHaveTextAsync(now);
        await DiscardAsync(Page);
    }

    [Fact]
    public async Task Who_may_only_read_is_told_why_and_can_change_nothing()
    {
        var access = OnDisk("5-operations/access.yml");
        var before = await File.ReadAllTextAsync(access, Cancellation);
        try
        {
            await File.WriteAllTextAsync(access, before.TrimEnd() + "\neditors: [restricted]\n", Cancellation);
            await OpenUntilAsync(isReadOnly: true);
            await Expect(Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Save") })).ToHaveCountAsync(0);
            var text = await Page.EvaluateAsync<string>("() => monaco.editor.getEditors()[0].getValue()");
            await PlaceAsync(Page, 1, 1);
            await Page.Keyboard.TypeAsync("x");
            (await Page.EvaluateAsync<string>("() => monaco.editor.getEditors()[0].getValue()")).ShouldBe(text);
            await Page.Keyboard.PressAsync("Control+s");
            await Expect(Page.Locator(".notice.warn")).ToContainTextAsync("reads the layer and does not change it");
            await Expect(Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
            (await Page.EvaluateAsync<string[]>(AccessibilityChecks.Script)).ShouldBeEmpty();
        }
        finally
        {
            await File.WriteAllTextAsync(access, before, Cancellation);
        }
        await OpenUntilAsync(isReadOnly: false); // Else the next test's page might still be.
    }

    /// <summary>The server reads the file that takes the right away, or gives it back, within a moment.</summary>
    private async Task OpenUntilAsync(bool isReadOnly)
    {
        for (var looks = 0; looks < 40; looks++)
        {
            await OpenFileAsync(Page, "3-metrics/customers.yml");
            if (await Page.Locator(".notice.quiet", new() { HasText = "Read only" }).CountAsync() == (isReadOnly ? 1 : 0))
                return;
            await Task.Delay(250, Cancellation);
        }
        throw new InvalidOperationException($"The page is {(isReadOnly ? "not " : "")}read-only.");
    }
}
