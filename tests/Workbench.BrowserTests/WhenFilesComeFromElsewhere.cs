using System.Text;
using Shouldly;
using Workbench.BrowserTests.Infrastructure;
using static Microsoft.Playwright.Assertions;

namespace Workbench.BrowserTests;

/// <summary>Import on the author's page, for somebody who sees the whole layer.</summary>
public sealed class WhenFilesComeFromElsewhere(RunningWorkbench workbench, UnrestrictedWorkbench server)
    : LayerPageTest(workbench),
        IClassFixture<UnrestrictedWorkbench>
{
    /// <summary>A model of another tool on tables that the demo does not have.</summary>
    private const string Ossie = """
        version: 0.2.0.dev0
        semantic_model:
        - name: sales
          description: Sales model
          datasets:
          - name: parcels
            source: analytics.public.parcels
            primary_key: [parcel_id]
            description: Parcels that were sent
            ai_context:
              synonyms: [shipments]
            fields:
            - name: parcel_id
              expression:
                dialects:
                - dialect: ANSI_SQL
                  expression: parcel_id
            - name: sent_on
              expression:
                dialects:
                - dialect: ANSI_SQL
                  expression: sent_on
              dimension:
                is_time: true
          metrics:
          - name: parcel_weight
            description: Weight of all parcels
            expression:
              dialects:
              - dialect: ANSI_SQL
                expression: SUM(parcels.weight)
        """;

    [Fact]
    public async Task A_model_of_another_tool_comes_with_what_is_lost_and_goes_by_undo()
    {
        await GoAsync(Page, server.Url + "/layer");
        await CommandAsync(Page, "import", "Import into the layer");
        var dialog = Page.GetByRole(AriaRole.Dialog);
        await dialog.Locator("input[type=file]").SetInputFilesAsync(FileOf("parcels.ossie.yaml", Ossie));
        await Expect(dialog).ToContainTextAsync("What would come");
        await Expect(dialog).ToContainTextAsync("2-entities/parcel");
        Directory.EnumerateFiles(Path.Combine(server.Layer, "2-entities"), "parcel*").ShouldBeEmpty("nothing is written by looking");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Put into the editor" }).ClickAsync();

        await Expect(Page.Locator(".notice.good")).ToContainTextAsync("nothing is saved yet");
        await Expect(Page.Locator(".side a", new() { HasText = "parcel" }).First.Locator(".dot")).ToBeVisibleAsync();
        await Page.Locator(".notice.good").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(Page.Locator(".side .dot:not(.hollow)")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task It_comes_by_the_keyboard_alone_and_another_browser_has_it_once_it_is_saved()
    {
        var second = await OpenAsync();
        await GoAsync(second, server.Url + "/layer");
        await GoAsync(Page, server.Url + "/layer");
        await CommandAsync(Page, "import", "Import into the layer");
        var dialog = Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByLabel("Format")).ToBeFocusedAsync();
        await TabToFieldAsync(Page, "Files");
        var chooser = await Page.RunAndWaitForFileChooserAsync(() => Page.Keyboard.PressAsync("Enter"));
        await chooser.SetFilesAsync(FileOf("crates.ossie.yaml", Ossie.Replace("parcel", "crate", StringComparison.Ordinal)));
        await Expect(dialog).ToContainTextAsync("What would come");
        await Expect(dialog).Not.ToContainTextAsync("0 of 0");

        // One file is left out and taken again.
        var box = dialog.GetByRole(AriaRole.Checkbox).First;
        await TabToFieldAsync(Page, "1-warehouse/");
        await Page.Keyboard.PressAsync("Space");
        await Expect(box).Not.ToBeCheckedAsync();
        await Expect(dialog).ToContainTextAsync("Problems");
        await Page.Keyboard.PressAsync("Space");
        await Expect(box).ToBeCheckedAsync();
        await TabToAsync(Page, "Put into the editor");
        await Page.Keyboard.PressAsync("Enter");

        await Expect(Page.Locator(".notice.good")).ToContainTextAsync("nothing is saved yet");
        await IsBackInTheEditorAsync(Page);
        await SaveAsync(Page, "Crates by keys");
        await IsBackInTheEditorAsync(Page);
        Directory.EnumerateFiles(Path.Combine(server.Layer, "2-entities"), "crate*").ShouldHaveSingleItem();
        await Expect(second.Locator(".side a", new() { HasText = "crate" }).First).ToBeVisibleAsync();
    }

    private static FilePayload FileOf(string name, string text) =>
        new()
        {
            Name = name,
            MimeType = "application/yaml",
            Buffer = Encoding.UTF8.GetBytes(text),
        };
}
