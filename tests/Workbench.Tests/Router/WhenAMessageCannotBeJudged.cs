using Shouldly;
using Workbench.Server.Router;
using Workbench.Shared.Router;

namespace Workbench.Tests.Router;

public sealed class WhenAMessageCannotBeJudged
{
    private static readonly RouterModel Model = new(RouterFixtures.Weights(RouterFixtures.Set(), RouterFixtures.Small));
    private static readonly float[] Embedding = new float[RouterFixtures.EmbeddingSize];

    [Fact]
    public void It_gets_a_tier_and_no_exception()
    {
        foreach (var text in BadMessages.All)
        foreach (var place in Enum.GetValues<MessagePlace>())
        {
            var verdict = Model.Classify(Embedding, MessageCheck.Of(text, place), bias: 0);
            Enum.IsDefined(verdict.Tier).ShouldBeTrue();
            (verdict.Probabilities.Fast + verdict.Probabilities.Standard + verdict.Probabilities.Max + verdict.Probabilities.Context).ShouldBe(1, 1e-4f);
        }
    }

    [Theory]
    [InlineData("", MessagePlace.Later, RouterTier.Context, "empty")]
    [InlineData("  \n", MessagePlace.First, RouterTier.Fast, "empty")]
    [InlineData("👍", MessagePlace.Unknown, RouterTier.Context, "no_words")]
    [InlineData("🎉🎉", MessagePlace.First, RouterTier.Fast, "no_words")]
    [InlineData("a\0\0\0b\u0001\u0002", MessagePlace.Later, RouterTier.Standard, "unreadable")]
    public void A_rule_states_the_tier_and_says_why(string text, MessagePlace place, RouterTier tier, string code)
    {
        var verdict = Model.Classify(Embedding, MessageCheck.Of(text, place), bias: 0);
        verdict.Tier.ShouldBe(tier);
        verdict.Version.ShouldBe(RouterVerdict.Rules);
        verdict.Warnings.ShouldHaveSingleItem().Code.ShouldBe(code);
    }

    [Fact]
    public void A_very_long_one_gets_the_standard_tier_at_least()
    {
        var verdict = Model.Classify(Embedding, MessageCheck.Of(string.Concat(Enumerable.Repeat("and the other ", 8_000)), MessagePlace.Later), bias: -9);
        verdict.Tier.ShouldBe(RouterTier.Standard);
        verdict.Warnings.ShouldContain(w => w.Code == "too_long" && w.Message.Contains("112000 characters", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Покажи выручку по регионам", true)]
    [InlineData("Zeige mir bitte die Einnahmen nach Regionen", true)]
    [InlineData("Show me revenue by region", false)]
    public void A_language_that_was_hardly_learned_is_told(string text, bool isTold) =>
        Model.Classify(Embedding, MessageCheck.Of(text, MessagePlace.First), bias: 0).Warnings.Any(w => w.Code == "language").ShouldBe(isTold);

    [Fact]
    public void A_first_message_inherits_nothing()
    {
        var verdict = Model.Classify(Embedding, MessageCheck.Of("and again the other one", MessagePlace.First), bias: 0);
        verdict.Probabilities.Context.ShouldBe(0);
        verdict.Tier.ShouldNotBe(RouterTier.Context);
    }
}
