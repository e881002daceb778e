using Workbench.BrowserTests.Infrastructure;
using Workbench.Tests.Infrastructure;
using static Microsoft.Playwright.Assertions;

namespace Workbench.BrowserTests;

/// <summary>A server of its own, since the others' must live: killed by SIGKILL while an answer streams, and started again at the same address.</summary>
public sealed class WhenTheServerIsKilled(RunningWorkbench workbench) : BrowserTest(workbench)
{
    private readonly TestDirectory _directory = new("browser-killed");
    private ScriptedModel _model = null!;
    private WorkbenchProcess _server = null!;
    private Dictionary<string, string> _environment = [];

    public override async ValueTask InitializeAsync()
    {
        _model = await ScriptedModel.StartAsync();
        _environment = new(StringComparer.Ordinal)
        {
            [$"Models__Providers__{ScriptedModel.Name}__BaseAddress"] = _model.Address,
            [$"Models__Providers__{ScriptedModel.Name}__Models__0"] = ScriptedModel.Name,
            ["Runs__Lease"] = "00:00:03",
            ["Runs__Heartbeat"] = "00:00:01",
        };
        _server = WorkbenchProcess.Serve(_directory.Path, _environment);
        await _server.WhenAnsweringAsync("/readyz");
        await base.InitializeAsync();
    }

    [Fact]
    public async Task The_open_page_comes_back_by_itself_with_the_draft_and_the_run_goes_on_to_its_answer()
    {
        await GoAsync(_server.Url + "/chat");
        await SendAsync("Tell me slowly about MRR", ScriptedModel.Name);
        await Expect(Page.Locator(".working .markdown")).ToContainTextAsync("MRR", new() { Timeout = 120_000 });
        await Composer.FillAsync("and what about");

        await _server.KillAsync();
        await Expect(Page.Locator("#components-reconnect-modal")).ToBeVisibleAsync();
        await Composer.PressAsync("End");
        await Page.Keyboard.TypeAsync(" churn?");
        var killed = _server;
        _server = WorkbenchProcess.Serve(_directory.Path, _environment, killed.Url);
        await killed.DisposeAsync();

        await Expect(Card).ToBeVisibleAsync(new() { Timeout = 240_000 });
        await Expect(Page.Locator("article.turn")).ToHaveCountAsync(1);
        await Expect(Page.Locator("#components-reconnect-modal")).ToBeHiddenAsync();
        await Expect(Composer).ToHaveValueAsync("and what about churn?");

        await GoAsync($"{_server.Url}/traces/{await RunAsync()}");
        // Once, or more often where a machine is so slow that a server loses its hold.
        await Expect(Page.Locator(".note", new() { HasText = "Taken over" })).ToBeVisibleAsync();
        await Expect(Page.Locator(".row.failed, .row.running")).ToHaveCountAsync(0);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
        await _model.DisposeAsync();
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }
}
