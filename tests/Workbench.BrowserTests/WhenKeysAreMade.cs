using System.Net;
using System.Net.Http.Headers;
using Shouldly;
using Workbench.BrowserTests.Infrastructure;
using static Microsoft.Playwright.Assertions;

namespace Workbench.BrowserTests;

public sealed class WhenKeysAreMade(RunningWorkbench workbench) : BrowserTest(workbench)
{
    [Fact]
    public async Task A_key_is_shown_once_works_is_rotated_and_revoked_by_the_keyboard()
    {
        await GoAsync("/settings/keys");
        await EnterAsync(Page.GetByRole(AriaRole.Button, new() { Name = "New key" }).First);
        await Page.GetByLabel("Name", new() { Exact = true }).FillAsync("by-keyboard");
        await EnterAsync(Page.GetByRole(AriaRole.Button, new() { Name = "Create key" }));
        var secret = Page.Locator("#secret");
        await Expect(secret).ToContainTextAsync("wbk_");
        var key = await secret.InnerTextAsync();
        await Page.Keyboard.PressAsync("Escape");
        // The browser hides the dialog at once; the server takes the key off the page a moment later.
        await Expect(secret).ToHaveCountAsync(0);
        await Expect(Page.Locator("tbody tr", new() { HasText = "by-keyboard" })).ToContainTextAsync("Good");
        (await Page.ContentAsync()).ShouldNotContain(key);
        (await StatusAsync(key)).ShouldBe(HttpStatusCode.OK);

        await EnterAsync(Page.GetByRole(AriaRole.Button, new() { Name = "Rotate by-keyboard" }));
        await EnterAsync(Page.GetByRole(AriaRole.Button, new() { Name = "Rotate", Exact = true }));
        await Expect(secret).Not.ToHaveTextAsync(key);
        var next = await secret.InnerTextAsync();
        await EnterAsync(Page.GetByRole(AriaRole.Button, new() { Name = "Done" }));
        (await StatusAsync(key)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(next)).ShouldBe(HttpStatusCode.OK);

        await EnterAsync(Page.GetByRole(AriaRole.Button, new() { Name = "Revoke by-keyboard" }));
        await EnterAsync(Page.GetByRole(AriaRole.Button, new() { Name = "Revoke", Exact = true }));
        await Expect(Page.Locator("tbody tr", new() { HasText = "by-keyboard" })).ToContainTextAsync("Revoked");
        (await StatusAsync(next)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_name_that_is_there_already_is_refused_in_the_dialog()
    {
        await GoAsync("/settings/keys");
        for (var i = 0; i < 2; i++)
        {
            await Page.GetByRole(AriaRole.Button, new() { Name = "New key" }).First.ClickAsync();
            await Page.GetByLabel("Name", new() { Exact = true }).FillAsync("twice");
            await Page.GetByRole(AriaRole.Button, new() { Name = "Create key" }).ClickAsync();
            if (i == 0)
                await Page.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        }
        await Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("There is a key twice already");
    }

    private async Task<HttpStatusCode> StatusAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Workbench.Url + "/v1/models"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await Workbench.Http.SendAsync(request, Cancellation);
        return response.StatusCode;
    }
}
