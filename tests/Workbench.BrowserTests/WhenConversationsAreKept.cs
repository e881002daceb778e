using System.Globalization;
using Workbench.BrowserTests.Infrastructure;
using static Microsoft.Playwright.Assertions;

namespace Workbench.BrowserTests;

public sealed class WhenConversationsAreKept(RunningWorkbench workbench) : BrowserTest(workbench)
{
    [Fact]
    public async Task Words_that_are_sought_stay_as_they_are_typed()
    {
        await GoAsync("/chat");
        await Page.Locator("#search-conversations").FocusAsync();
        await Page.Keyboard.TypeAsync("nobody ever ", new() { Delay = 60 });
        await Page.Keyboard.TypeAsync("asked this", new() { Delay = 60 });
        await Expect(Page.GetByText("No conversation has “nobody ever asked this”.")).ToBeVisibleAsync();
        await Expect(Page.Locator("#search-conversations")).ToHaveValueAsync("nobody ever asked this");
    }

    [Fact]
    public async Task They_can_be_renamed_found_deleted_and_brought_back()
    {
        var title = "Renamed " + Guid.NewGuid().ToString("N")[..6];
        await GoAsync("/chat");
        await AskAsync("How many deployments failed yesterday?");
        var current = Page.Locator(".conversations li.current");

        await current.GetByTitle("Rename").ClickAsync();
        await Page.GetByLabel("Title of the conversation").FillAsync(title);
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator("h1")).ToHaveTextAsync(title);

        await Page.GetByLabel("Search conversations").FillAsync(title);
        await Expect(Page.Locator(".conversations li")).ToHaveCountAsync(1);
        await Page.Locator(".conversations li").HoverAsync();
        await Page.Locator(".conversations li").GetByTitle("Delete").ClickAsync();
        await Expect(Page.Locator(".conversations li")).ToHaveCountAsync(0);
        await Expect(Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/chat$"));

        await Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(Page.Locator("section.answer")).ToBeVisibleAsync();
        await Expect(Page.Locator("h1")).ToHaveTextAsync(title);
    }

    [Fact]
    public async Task A_shared_one_can_be_read_by_its_link_and_nothing_more()
    {
        await GoAsync("/chat");
        await AskAsync("Sessions by channel last month vs the month before");
        await Page.GetByTitle("Share this conversation").ClickAsync();
        var href = await Page.Locator(".notice a[href^='/share/']").GetAttributeAsync("href");

        var reader = await OpenAsync();
        await GoAsync(reader, href!);

        await Expect(reader.Locator("section.answer")).ToBeVisibleAsync();
        await Expect(reader.Locator("textarea[data-composer]")).ToHaveCountAsync(0);
        await Expect(reader.Locator("button[data-ask]")).ToHaveCountAsync(0);
        await Expect(reader.GetByTitle("Good answer")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_link_that_leads_nowhere_says_so()
    {
        await GoAsync($"/chat/{Guid.NewGuid()}");
        await Expect(Page.GetByText("This conversation is not here")).ToBeVisibleAsync();

        await GoAsync("/share/nothing");
        await Expect(Page.GetByText("Nothing is shared here")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Another_browser_sees_a_new_one_without_reloading()
    {
        var other = await OpenAsync();
        await GoAsync(other, "/chat");
        await GoAsync("/chat");
        var mark = Random.Shared.Next(1000, 9999).ToString(CultureInfo.InvariantCulture);

        await SendAsync($"{mark} ARR by plan at the end of last month");

        // Not the first line for long: other tests begin conversations too.
        await Expect(other.Locator(".conversations li", new() { HasText = mark })).ToHaveCountAsync(1);
    }
}
