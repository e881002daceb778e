using Shouldly;
using Workbench.Server.Agents;
using Workbench.Tests.Models;

namespace Workbench.Tests.Agents;

public sealed class WhenASystemPromptIsWritten
{
    private static readonly AgentDefinition Agent = AgentFile.Read("name: a\ninstructions: Be right.\n", "a.yml", []);

    [Fact]
    public void It_holds_the_instructions_and_the_layer_that_the_level_may_see()
    {
        var prompt = SystemPrompt.For(Agent, Bakery.Revision, Bakery.Scope);
        prompt.ShouldStartWith("Be right.");
        prompt.ShouldContain("- sales: Sales");
        prompt.ShouldContain("sale.city: string (berlin, rome)");
        prompt.ShouldContain("Today is 2026-11-21");
        prompt.ShouldContain("The fiscal year starts in February");
        prompt.ShouldNotContain("wage");
    }

    [Fact]
    public void A_higher_level_sees_more() => SystemPrompt.For(Agent, Bakery.Revision, Bakery.Scope with { Level = "restricted" }).ShouldContain("wage_costs");
}
