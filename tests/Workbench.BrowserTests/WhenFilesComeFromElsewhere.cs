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
        await dialog
            .Locator("input[type=file]")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "parcels.ossie.yaml",
                    MimeType = "application/yaml",
                    Buffer = Encoding.UTF8.GetBytes(Ossie),
                }
            );
        await Expect(dialog).ToContainTextAsync("What would come");
        await Expect(dialog).ToContainTextAsync("2-entities/parcel");
        Directory.EnumerateFiles(Path.Combine(server.Layer, "2-entities"), "parcel*").ShouldBeEmpty("nothing is written by looking");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Put into the editor" }).ClickAsync();

        await Expect(Page.Locator(".notice.good")).ToContainTextAsync("nothing is saved yet");
        await Expect(Page.Locator(".side a", new() { HasText = "parcel" }).First.Locator(".dot")).ToBeVisibleAsync();
        await Page.Locator(".notice.good").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(Page.Locator(".side .dot:not(.hollow)")).ToHaveCountAsync(0);
    }
}
