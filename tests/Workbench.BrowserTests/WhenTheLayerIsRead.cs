using Shouldly;
using Workbench.BrowserTests.Infrastructure;
using static Microsoft.Playwright.Assertions;

namespace Workbench.BrowserTests;

[Collection(LayerFiles.Name)]
public sealed class WhenTheLayerIsRead(RunningWorkbench workbench) : BrowserTest(workbench)
{
    [Fact]
    public async Task A_metric_shows_its_definition_its_sql_and_its_number()
    {
        await GoAsync("/layer");
        await Page.Locator(".side a[href='/layer/metrics/arr']").ClickAsync();

        await Expect(Page.Locator(".metric h2")).ToHaveTextAsync("ARR");
        await Expect(Page.Locator(".metric .big")).ToContainTextAsync("$", new() { Timeout = 120_000 });
        await Expect(Page.Locator("#metric-sql")).ToContainTextAsync("select", new() { IgnoreCase = true });
        await Page.Locator(".metric .links a").First.ClickAsync();
        await Expect(Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/layer/metrics/mrr$"));
        await Expect(Page.Locator(".metric h2")).ToHaveTextAsync("MRR");
        await Page.Locator(".metric header a").ClickAsync();
        await Expect(Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("file=3-metrics%2Frecurring-revenue.yml&line="));
        await Expect(Page.Locator(".tab.current")).ToContainTextAsync("recurring-revenue.yml");
        await Expect(Page.Locator(".monaco-editor .view-line", new() { HasText = "name: mrr" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_entity_shows_its_fields_and_joins()
    {
        await GoAsync("/layer/entities/account");

        await Expect(Page.Locator(".entity")).ToContainTextAsync("crm.accounts");
        var fields = Page.Locator("section[aria-label=Fields]");
        await Expect(fields).ToContainTextAsync("segment");
        (await fields.Locator(".scroll-x").EvaluateAsync<int>("t => t.scrollWidth - t.clientWidth")).ShouldBe(0, "the table is cut at its edge");
        await Expect(Page.Locator(".side a[href='/layer/diff']")).ToBeVisibleAsync();
        await Page.Locator(".side a", new() { HasText = "layer.yml" }).ClickAsync();
        await Expect(Page.Locator(".tab.current")).ToContainTextAsync("layer.yml");
    }

    [Fact]
    public async Task A_file_broken_on_disk_shows_its_problem_at_the_line_by_itself_and_the_last_good_revision_answers_on()
    {
        var path = Path.Combine(Workbench.Layer, "3-metrics", "support.yml");
        var good = await File.ReadAllTextAsync(path, Cancellation);
        await GoAsync("/layer?file=3-metrics%2Fsupport.yml");
        await Expect(Page.Locator(".monaco-editor .view-line").First).ToBeVisibleAsync();
        try
        {
            await File.WriteAllTextAsync(path, good.Replace("description:", "desciption:", StringComparison.Ordinal), Cancellation);
            await Expect(Page.Locator(".problems a.error").First).ToContainTextAsync("description");
            await Expect(Page.Locator(".monaco-editor .squiggly-error").First).ToBeVisibleAsync();
            await Expect(Page.Locator(".stale")).ToContainTextAsync("last good revision");

            await Page.Locator(".problems a").First.ClickAsync();
            await Expect(Page.Locator(".monaco-editor .view-line", new() { HasText = "desciption" }).First).ToBeVisibleAsync();
            await GoAsync("/chat");
            await AskAsync("How many new accounts did we get last week?");
            await Expect(Card).ToBeVisibleAsync();
        }
        finally
        {
            await File.WriteAllTextAsync(path, good, Cancellation);
        }
        await GoAsync("/layer");
        await Expect(Page.Locator(".stale")).ToHaveCountAsync(0);
    }
}
