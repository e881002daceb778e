using Shouldly;
using Workbench.Benchmarks;
using Workbench.Server.Agents;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Tests.Demo;
using Workbench.Tests.Models;

namespace Workbench.Tests.Agents;

public sealed class WhenASystemPromptIsWritten
{
    private static readonly AgentDefinition Agent = AgentFile.Read("name: a\ninstructions: Be right.\n", "a.yml", []);

    [Fact]
    public void It_holds_the_instructions_and_an_index_of_the_layer_that_the_level_may_see()
    {
        var prompt = SystemPrompt.For(Agent, Bakery.Revision, Bakery.Scope);
        prompt.ShouldStartWith("Be right.");
        prompt.ShouldContain("- of sale: sales, turnover (USD)");
        prompt.ShouldContain("## Entities\nsale\n");
        prompt.ShouldContain("Today is 2026-11-21");
        prompt.ShouldContain("The fiscal year starts in February");
        prompt.ShouldNotContain("wage");
        prompt.ShouldNotContain("Loaves sold", Case.Sensitive, "definitions are looked up");
        prompt.ShouldNotContain("look_up", Case.Sensitive, "this agent has no such tool");
    }

    [Fact]
    public async Task Five_hundred_metrics_take_a_few_thousand_tokens()
    {
        var demo = new LayerRevision("demo", new SemanticLayer((await WhenTheSemanticLayerOfTheDemoIsRead.ReadAsync()).Content));
        var reading = LayerReader.Read(LargeLayer.Files(LargeLayer.Entities, LargeLayer.Metrics));
        var large = new LayerRevision("large", new SemanticLayer(reading.Content));
        var sizes = new[] { demo, large }
            .Select(r => SystemPrompt.For(Agent, r, new CompileScope(r.Layer, "internal", new DateOnly(2026, 11, 21))).Length / 4)
            .ToList();
        TestContext.Current.TestOutputHelper?.WriteLine($"index in tokens (4 bytes each): demo {sizes[0]}, 300 entities and 500 metrics {sizes[1]}");

        sizes[0].ShouldBeLessThan(2_000);
        sizes[1].ShouldBeLessThan(11_000);
    }

    [Fact]
    public void Products_and_rules_name_nothing_above_the_level()
    {
        var at = new SourceSpan("x.yml", 1, 1);
        var content = Bakery.Revision.Layer.Content;
        var sale = content.Entities.Single(e => e.Name == "sale");
        var expression = sale.Dimensions[0].Expr;
        var withWages = content with
        {
            Entities =
            [
                .. content.Entities.Where(e => e != sale),
                sale with
                {
                    Joins = [new EntityJoin("baker_wage", "wage", expression, JoinType.ManyToOne, IsOptional: true, at)],
                    Segments =
                    [
                        new Segment("wage_days", "x", null, expression, IsDefault: false, at) { Access = "restricted" },
                        new Segment("weekdays", "x", null, expression, IsDefault: false, at) { Access = "public" },
                    ],
                },
            ],
            Products =
            [
                new Product("Payroll", "team", [], null, [new FieldMeaning("wage.month", ["wages"], at)], [], AlwaysAsk: false, at),
                new Product("Rome", "place", [], null, [new FieldMeaning("sale.city", ["rome"], at)], [new FieldMeaning("wage.month", ["x"], at)], false, at),
            ],
            Rules =
            [
                new LayerRule("a", "Wages are paid late.", IsAlways: true, ["wage_costs"], at),
                new LayerRule("b", "Loaves are counted once.", IsAlways: true, ["sales"], at),
            ],
        };
        var layer = new SemanticLayer(withWages);
        var revision = new LayerRevision("bakery-2", layer);

        var prompt = SystemPrompt.For(Agent, revision, Bakery.Scope with { Layer = layer });
        prompt.ShouldNotContain("wage", Case.Insensitive);
        prompt.ShouldNotContain("Payroll");
        prompt.ShouldContain("- place: Rome\n");
        prompt.ShouldContain("Loaves are counted once.");

        var above = SystemPrompt.For(Agent, revision, Bakery.Scope with { Layer = layer, Level = "restricted" });
        foreach (var name in (string[])["wage", "Payroll", "Wages are paid late."])
            above.ShouldContain(name);
    }

    [Fact]
    public void A_higher_level_sees_more() => SystemPrompt.For(Agent, Bakery.Revision, Bakery.Scope with { Level = "restricted" }).ShouldContain("wage_costs");
}
