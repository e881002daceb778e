using Shouldly;
using Workbench.Server.Router;
using Workbench.Shared.Router;

namespace Workbench.Tests.Router;

/// <summary>A verdict becomes the tier that is asked.</summary>
public sealed class WhenATierIsDecided
{
    private static readonly RouterTier[] All = [RouterTier.Fast, RouterTier.Standard, RouterTier.Max];

    private static RouterVerdict Verdict(RouterTier tier, float p = 0.9f) =>
        new()
        {
            Tier = tier,
            Probabilities = tier switch
            {
                RouterTier.Fast => new(p, 1 - p, 0, 0),
                RouterTier.Standard => new(1 - p, p, 0, 0),
                RouterTier.Max => new(1 - p, 0, p, 0),
                _ => new(1 - p, 0, 0, p),
            },
            Bias = 0,
            Version = "test",
        };

    [Theory]
    [InlineData(RouterTier.Fast, "fast: fast 90%")]
    [InlineData(RouterTier.Max, "max: max 90%")]
    public void A_message_with_a_task_of_its_own_gets_its_own_tier(RouterTier tier, string summary)
    {
        var decision = TierPolicy.Decide(Verdict(tier), RouterTier.Standard, TierBounds.None, All);

        decision.Tier.ShouldBe(tier);
        decision.Inherits.ShouldBeNull();
        decision.Summary().ShouldBe(summary);
    }

    [Theory]
    [InlineData(RouterTier.Max, RouterTier.Max, "max: as the message before, context 90%")]
    [InlineData(null, RouterTier.Standard, "standard: a message that hangs on another one, context 90%, and none was routed before it")]
    public void A_message_that_hangs_on_the_one_before_inherits_its_tier(RouterTier? before, RouterTier tier, string summary)
    {
        var decision = TierPolicy.Decide(Verdict(RouterTier.Context), before, TierBounds.None, All);

        decision.Tier.ShouldBe(tier);
        decision.Summary().ShouldBe(summary);
    }

    [Fact]
    public void An_agents_floor_and_ceiling_hold_for_what_is_inherited_too()
    {
        var raised = TierPolicy.Decide(Verdict(RouterTier.Fast), null, new TierBounds(RouterTier.Standard, RouterTier.Max), All);
        var lowered = TierPolicy.Decide(Verdict(RouterTier.Context), RouterTier.Max, new TierBounds(RouterTier.Fast, RouterTier.Standard), All);

        (raised.Tier, raised.Summary()).ShouldBe((RouterTier.Standard, "standard: fast 90%; raised from fast to the agent's floor"));
        (lowered.Tier, lowered.Summary()).ShouldBe(
            (RouterTier.Standard, "standard: as the message before, context 90%; lowered from max to the agent's ceiling")
        );
    }

    [Theory]
    [InlineData(RouterTier.Standard, RouterTier.Max, RouterTier.Max)] // the dearer neighbour rather than the cheaper one
    [InlineData(RouterTier.Standard, RouterTier.Standard, RouterTier.Fast)] // but not above the ceiling
    public void Where_nobody_offers_a_tier_its_neighbour_is_asked(RouterTier wanted, RouterTier ceiling, RouterTier asked)
    {
        var decision = TierPolicy.Decide(Verdict(wanted), null, new TierBounds(RouterTier.Fast, ceiling), [RouterTier.Fast, RouterTier.Max]);

        decision.Tier.ShouldBe(asked);
        decision.Summary().ShouldEndWith("; nobody offers standard");
    }

    [Fact]
    public void What_a_rule_decided_says_so_with_its_warning() =>
        TierPolicy
            .Decide(RouterModel.Ruled(RouterTier.Standard, 0, [new RouterWarning("no_weights", "Not routed.")]), null, TierBounds.None, All)
            .Summary()
            .ShouldBe("standard: by a rule. Not routed");
}
