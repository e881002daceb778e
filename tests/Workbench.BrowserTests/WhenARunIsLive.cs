using Shouldly;
using Workbench.BrowserTests.Infrastructure;
using static Microsoft.Playwright.Assertions;

namespace Workbench.BrowserTests;

public sealed class WhenARunIsLive(RunningWorkbench workbench) : BrowserTest(workbench)
{
    [Fact]
    public async Task Text_streams_and_a_reload_and_a_second_browser_show_the_same_and_go_on()
    {
        await GoAsync("/chat");
        await SendAsync("Tell me slowly about MRR", ScriptedModel.Name);
        await Expect(Page.Locator(".working .markdown")).ToContainTextAsync("MRR", new() { Timeout = 120_000 });

        await Page.ReloadAsync();
        var second = await OpenAsync();
        await second.GotoAsync(Page.Url);

        foreach (var page in new[] { Page, second })
        {
            await Expect(page.Locator(".working .markdown, section.answer .markdown")).ToContainTextAsync("MRR", new() { Timeout = 120_000 });
            await Expect(page.Locator("section.answer")).ToBeVisibleAsync(new() { Timeout = 120_000 });
        }
    }

    [Fact]
    public async Task Esc_stops_a_run_and_it_can_be_asked_again()
    {
        await GoAsync("/chat");
        await SendAsync("Stop this one, slowly", ScriptedModel.Name);
        await Expect(Page.Locator("[data-stop]")).ToBeVisibleAsync();
        await Expect(Page.Locator(".working .markdown")).ToBeVisibleAsync(new() { Timeout = 120_000 });

        await Composer.PressAsync("Escape");
        await Expect(Page.Locator(".note.stopped")).ToBeVisibleAsync();
        await Expect(Page.Locator("[data-stop]")).ToHaveCountAsync(0);

        await Page.GetByRole(AriaRole.Button, new() { Name = "Ask again", Exact = true }).ClickAsync();
        await Expect(Page.Locator("[data-stop]")).ToBeVisibleAsync();
        await Expect(Page.Locator("article.turn")).ToHaveCountAsync(1);
        await Page.Locator("[data-stop]").ClickAsync();
        await Expect(Page.Locator(".note.stopped")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_failed_run_says_why_and_offers_to_retry()
    {
        await GoAsync("/chat");
        await AskAsync("Please refuse", ScriptedModel.Name);

        await Expect(Page.Locator(".note.failed")).ToBeVisibleAsync();
        (await Page.Locator(".note.failed p").First.TextContentAsync())!.Length.ShouldBeGreaterThan(20);
        await Expect(Page.Locator(".note.failed").GetByText("Trace")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_question_can_be_edited_and_asked_again_in_its_place()
    {
        await GoAsync("/chat");
        await AskAsync("Open pipeline by stage");
        await Composer.PressAsync("ArrowUp");
        var field = Page.GetByLabel("Edit the question");
        await Expect(field).ToHaveValueAsync("Open pipeline by stage");

        await field.FillAsync("Win rate by region last quarter");
        await field.PressAsync("Enter");

        await Expect(Page.Locator("article.turn .asked")).ToHaveTextAsync("Win rate by region last quarter");
        await Expect(Page.Locator("article.turn")).ToHaveCountAsync(1);
        await EndedAsync(Page);
    }

    [Fact]
    public async Task A_page_that_breaks_past_every_boundary_says_so_and_is_loaded_again_with_what_was_typed()
    {
        await GoAsync("/chat");
        await Composer.FillAsync("Half a question");
        // A change that the browser cannot draw ends the circuit.
        await Page.EvaluateAsync($"() => {{ Node.prototype.insertBefore = () => {{ throw new Error('{BrokenOnPurpose}'); }}; }}");
        await Page.Keyboard.PressAsync("Control+k");
        await Page.Keyboard.TypeAsync("cost");

        await Page.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Button, new() { Name = "Reload" }).ClickAsync();
        await Expect(Composer).ToHaveValueAsync("Half a question");
        await Expect(Page.Locator("#blazor-error-ui")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_lost_connection_keeps_what_was_typed_and_comes_back()
    {
        await GoAsync("/chat");
        await Composer.FillAsync("half a quest");

        await Page.Context.SetOfflineAsync(true);
        await Page.EvaluateAsync("() => Blazor.disconnect?.()");
        await Composer.PressAsync("End");
        await Page.Keyboard.TypeAsync("ion");
        await Page.Context.SetOfflineAsync(false);

        await Expect(Composer).ToHaveValueAsync("half a question");
        await Page.ReloadAsync();
        await Expect(Composer).ToHaveValueAsync("half a question");
    }
}
