using System.IO.Compression;
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

    /// <summary>What no metric of the layer can say.</summary>
    private const string Twist = """

          - name: parcel_twist
            expression:
              dialects:
              - dialect: ANSI_SQL
                expression: SUM(parcels.weight) OVER (PARTITION BY parcels.parcel_id)
        """;

    [Fact]
    public async Task A_model_of_another_tool_comes_with_the_report_of_what_is_kept_and_guessed_and_goes_by_undo()
    {
        await GoAsync(Page, server.Url + "/layer");
        await CommandAsync(Page, "import", "Import into the layer");
        var dialog = Page.GetByRole(AriaRole.Dialog);
        await dialog.Locator("input[type=file]").SetInputFilesAsync(FileOf("parcels.ossie.yaml", Ossie + Twist));
        await Expect(dialog).ToContainTextAsync("What would come");
        await Expect(dialog).ToContainTextAsync("2-entities/parcel");
        // What became of what the layer cannot say, and what was guessed: object by object, with the place in the file.
        var losses = dialog.Locator(".losses tbody tr");
        var twist = losses.Filter(new() { HasText = "parcel_twist" });
        await Expect(twist.Locator(".badge")).ToHaveTextAsync("kept");
        await Expect(twist).ToContainTextAsync("parcels.ossie.yaml");
        await Expect(losses.Filter(new() { HasText = "sent_on" }).Locator(".badge", new() { HasText = "guessed" })).ToHaveCountAsync(1);
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
        var opened = ChooserOf(Page);
        var second = await OpenAsync();
        await GoAsync(second, server.Url + "/layer");
        await GoAsync(Page, server.Url + "/layer");
        await CommandAsync(Page, "import", "Import into the layer");
        var dialog = Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByLabel("Format")).ToBeFocusedAsync();
        await TabToFieldAsync(Page, "Files");
        var field = dialog.GetByLabel("Files", new() { Exact = true });
        await Expect(field).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Enter");
        var chooser = await opened.WaitAsync(TimeSpan.FromSeconds(15), Cancellation);
        await Expect(field).ToBeFocusedAsync();
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

    /// <summary>
    /// To be asked for before the page is opened: Playwright has the browser hand the choice over only once somebody listens, and a key
    /// that is pressed right after that overtakes it on a busy page and opens the browser's own window, which nobody sees.
    /// </summary>
    private static Task<IFileChooser> ChooserOf(IPage page)
    {
        var opened = new TaskCompletionSource<IFileChooser>(TaskCreationOptions.RunContinuationsAsynchronously);
        page.FileChooser += (_, chooser) => opened.TrySetResult(chooser);
        return opened.Task;
    }

    private static FilePayload FileOf(string name, string text) =>
        new()
        {
            Name = name,
            MimeType = "application/yaml",
            Buffer = Encoding.UTF8.GetBytes(text),
        };

    [Fact]
    public async Task Files_that_an_archive_takes_away_come_back_by_undo()
    {
        const string Gone = "3-metrics/support.yml";
        var text = await File.ReadAllTextAsync(Path.Combine(server.Layer, Gone), Cancellation);
        await GoAsync(Page, $"{server.Url}/layer?file={Uri.EscapeDataString(Gone)}");
        await Expect(Page.Locator(".tab.current")).ToContainTextAsync("support.yml");
        await Expect(Page.Locator(".monaco-editor .view-line").First).ToBeVisibleAsync();
        await CommandAsync(Page, "import", "Import into the layer");
        var dialog = Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Format").SelectOptionAsync("archive");
        await dialog.GetByLabel("Remove files that the archive does not hold").CheckAsync();
        await dialog
            .Locator("input[type=file]")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "layer.zip",
                    MimeType = "application/zip",
                    Buffer = await ArchiveWithoutAsync(Gone),
                }
            );
        await Expect(dialog.Locator("li", new() { HasText = Gone })).ToContainTextAsync("removed");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Put into the editor" }).ClickAsync();

        await Expect(Page.Locator(".notice.good")).ToContainTextAsync("1 file will be removed and nothing is saved yet");
        await Expect(Page.Locator(".tab", new() { HasText = "support.yml" })).ToHaveCountAsync(0);
        await Page.Locator(".notice.good").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();

        await Expect(Page.Locator(".side .dot:not(.hollow)")).ToHaveCountAsync(0);
        await Expect(Page.Locator(".tab", new() { HasText = "support.yml" })).ToHaveCountAsync(1);
        await Expect(Page.Locator(".tab .dot")).ToHaveCountAsync(0);
        (await File.ReadAllTextAsync(Path.Combine(server.Layer, Gone), Cancellation)).ShouldBe(text);
    }

    private async Task<byte[]> ArchiveWithoutAsync(string path)
    {
        using var bytes = new MemoryStream();
        await using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var file in Directory.EnumerateFiles(server.Layer, "*.yml", SearchOption.AllDirectories))
                if (Path.GetRelativePath(server.Layer, file).Replace(Path.DirectorySeparatorChar, '/') is var name && name != path)
                    await zip.CreateEntryFromFileAsync(file, name, Cancellation);
        return bytes.ToArray();
    }
}
