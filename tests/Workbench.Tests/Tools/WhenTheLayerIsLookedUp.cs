using System.Text.Json;
using Shouldly;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Tools;
using Workbench.Tests.Demo;
using Workbench.Tests.Models;

namespace Workbench.Tests.Tools;

public sealed class WhenTheLayerIsLookedUp
{
    [Fact]
    public async Task Words_find_what_they_mean_and_a_typing_error_does_not_hide_it()
    {
        (await FirstAsync("""{"search":"annual recurring revenue"}""")).ShouldStartWith("metric arr:");
        (await FirstAsync("""{"search":"how many customers cancelled"}""")).ShouldContain("churn", Case.Insensitive);
        (await FirstAsync("""{"search":"deploymnt failure rate"}""")).ShouldStartWith("metric deployment_failure_rate");
        (await FirstAsync("""{"search":"edge network"}""")).ShouldStartWith("product Edge Hosting");
    }

    [Fact]
    public async Task A_metric_opens_with_what_a_query_on_it_needs()
    {
        var arr = (await LookUpAsync("""{"open":["arr","account.segment","deployments"]}""")).GetProperty("opened");

        arr[0].GetProperty("metric").GetString().ShouldBe("arr");
        arr[0].GetProperty("unit").GetString().ShouldBe("USD");
        arr[0].GetProperty("definition").GetString().ShouldNotBeNull().ShouldContain("mrr");
        arr[0].GetProperty("group_by_and_filter").GetProperty("account").GetString().ShouldNotBeNull().ShouldContain("region");
        arr[0].GetProperty("applied_unless_false").GetRawText().ShouldContain("account.real_customers");
        arr[0].GetProperty("verified").GetRawText().ShouldContain("What is our ARR by plan?");
        arr[0].GetProperty("rules").GetRawText().ShouldContain("month end");
        arr[1].GetProperty("values").GetRawText().ShouldContain("enterprise");
        arr[2].GetProperty("rules").GetRawText().ShouldContain("September 28", Case.Sensitive, "rules that are not for every run come with what they are for");
    }

    [Fact]
    public async Task A_name_that_is_not_there_comes_back_with_the_nearest()
    {
        var missing = (await LookUpAsync("""{"open":["arrr","account.regoin"]}""")).GetProperty("not_there");
        missing[0].GetProperty("nearest").GetRawText().ShouldContain("\"arr\"");
        missing[1].GetProperty("nearest").GetRawText().ShouldContain("\"account.region\"");
    }

    /// <summary>Everything that a level may open is opened, and nothing of what only higher levels have is in it.</summary>
    [Fact]
    public async Task Nothing_above_the_level_is_found_opened_or_named_as_near()
    {
        var content = (await WhenTheSemanticLayerOfTheDemoIsRead.ReadAsync()).Content;
        var layer = new SemanticLayer(content);
        var (low, high) = (new CompileScope(layer, "internal", new DateOnly(2026, 11, 21)), new CompileScope(layer, "restricted", new DateOnly(2026, 11, 21)));
        var hidden = LayerThings.Of(layer, "restricted").Select(t => t.Name).Except(LayerThings.Of(layer, "internal").Select(t => t.Name)).ToList();
        hidden.ShouldContain("contact.email");
        hidden.ShouldContain("finance.costs");

        foreach (var name in LayerThings.Of(layer, "internal").Select(t => t.Name))
        {
            var opened = new LayerCards(low).Of(LayerIndex.Of(low).Find(name)!).ToJsonString();
            foreach (var secret in hidden.Where(h => h.Contains('.')))
                opened.ShouldNotContain($"{secret} ");
        }
        foreach (var secret in hidden)
        {
            LayerIndex.Of(low).Find(secret).ShouldBeNull();
            var asked = JsonSerializer.Serialize(new { search = secret.Replace('.', ' '), open = new[] { secret } });
            var told = (await LookUpAsync(asked, low)).GetRawText();
            hidden.Where(h => h != secret).ShouldAllBe(h => !told.Contains($"\"{h}\"") && !told.Contains($" {h}:"));
            (await LookUpAsync(asked, high)).TryGetProperty("opened", out _).ShouldBeTrue(secret);
        }
    }

    [Fact]
    public async Task What_is_opened_of_the_demo_stays_small()
    {
        var scope = await ScopeAsync();
        var sizes = LayerThings
            .Of(scope.Layer, scope.Level)
            .Select(t => (t.Kind, Tokens: new LayerCards(scope).Of(t).ToJsonString().Length / 4))
            .ToLookup(s => s.Kind);
        foreach (var kind in sizes)
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{kind.Key}: {kind.Count()} things, {kind.Average(k => k.Tokens):0} tokens each, {kind.Max(k => k.Tokens)} at the most"
            );
        sizes.SelectMany(s => s).Max(s => s.Tokens).ShouldBeLessThan(1_500);
    }

    private static async Task<CompileScope> ScopeAsync() =>
        new(new SemanticLayer((await WhenTheSemanticLayerOfTheDemoIsRead.ReadAsync()).Content), "internal", new DateOnly(2026, 11, 21));

    private static async Task<string> FirstAsync(string arguments) => (await LookUpAsync(arguments)).GetProperty("found")[0].GetString()!;

    private static async Task<JsonElement> LookUpAsync(string arguments, CompileScope? scope = null)
    {
        scope ??= await ScopeAsync();
        var run = new ToolRun(_ => throw new InvalidOperationException("no SQL")) { Layer = new LayerRevision("demo", scope.Layer), Scope = scope };
        var outcome = await new LookUpTool().InvokeAsync(JsonDocument.Parse(arguments).RootElement, run, TestContext.Current.CancellationToken);
        return JsonDocument.Parse(outcome.ShouldBeOfType<ToolReturned>().Content).RootElement;
    }
}
