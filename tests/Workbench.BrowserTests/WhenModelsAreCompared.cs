using Workbench.BrowserTests.Infrastructure;
using static Microsoft.Playwright.Assertions;

namespace Workbench.BrowserTests;

public sealed class WhenModelsAreCompared(RunningWorkbench workbench) : BrowserTest(workbench)
{
    private const string Address = $"/settings/playground?models=local,{ScriptedModel.Name}";

    private ILocator Prompt => Page.GetByLabel("Prompt", new() { Exact = true });

    [Fact]
    public async Task One_prompt_goes_to_two_models_and_their_replies_stand_side_by_side()
    {
        await GoAsync(Address);
        await Prompt.FillAsync("MRR by plan last month");
        await Prompt.PressAsync("Control+Enter");

        var (local, hosted) = (Column("local"), Column(ScriptedModel.Name));
        await Expect(local.Locator(".call pre")).ToContainTextAsync("mrr");
        await Expect(local.Locator(".facts")).ToContainTextAsync("$0");
        await Expect(hosted.Locator(".text").Last).ToHaveTextAsync(ScriptedModel.Text);
        await Expect(hosted.Locator(".facts")).ToContainTextAsync("900 in, 60 out");
        await Expect(hosted.Locator(".facts")).ToContainTextAsync("unpriced");
        await Expect(hosted.Locator("img")).ToHaveCountAsync(0);

        await Page.ReloadAsync();
        await Expect(Prompt).ToHaveValueAsync("MRR by plan last month");
    }

    [Fact]
    public async Task One_of_them_is_stopped_and_what_came_is_kept()
    {
        await GoAsync(Address);
        await Prompt.FillAsync("Tell me slowly about MRR.");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = false }).First.ClickAsync();

        var hosted = Column(ScriptedModel.Name);
        await Expect(hosted.Locator(".text").Last).ToContainTextAsync("MRR");
        await hosted.GetByRole(AriaRole.Button, new() { Name = $"Stop {ScriptedModel.Name}" }).ClickAsync();
        await Expect(hosted).ToContainTextAsync("Stopped.");
        await Expect(hosted.Locator(".text").Last).ToContainTextAsync("MRR");
        await Expect(hosted.GetByRole(AriaRole.Link, new() { Name = "Trace" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_refusal_is_told_in_its_column_and_leaves_the_others_alone()
    {
        await GoAsync(Address);
        await Prompt.FillAsync("What is MRR? Please refuse.");
        await Prompt.PressAsync("Control+Enter");

        await Expect(Column(ScriptedModel.Name).GetByRole(AriaRole.Alert)).ToContainTextAsync("refuses this on purpose");
        await Expect(Column("local").Locator(".facts")).ToBeVisibleAsync();
        await Expect(Column("local").GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_provider_is_tested_from_the_settings()
    {
        await GoAsync("/settings");
        await Page.GetByRole(AriaRole.Button, new() { Name = $"Test connection to {ScriptedModel.Name}" }).ClickAsync();

        await Expect(Page.Locator("tr.result")).ToContainTextAsync("it offers 1 model.");
        await Page.GetByRole(AriaRole.Link, new() { Name = $"Try {ScriptedModel.Name} in the playground" }).ClickAsync();
        await Expect(Column(ScriptedModel.Name)).ToBeVisibleAsync();
    }

    private ILocator Column(string model) => Page.Locator($"section.column[aria-label='{model}']");
}
