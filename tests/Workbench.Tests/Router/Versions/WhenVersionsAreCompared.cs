using Shouldly;
using Workbench.Server.Router.Learning;
using Workbench.Server.Router.Versions;
using Workbench.Shared.Router;

namespace Workbench.Tests.Router.Versions;

public sealed class WhenVersionsAreCompared
{
    private const string HeldOut = RouterSetScore.HeldOut;
    private const string Production = RouterSetScore.Production;

    /// <summary>2·Σ C(n, i) / 2ⁿ over i from 0 to the smaller of the two, in exact fractions.</summary>
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(3, 4, 1)]
    [InlineData(0, 5, 0.0625)]
    [InlineData(9, 1, 0.021484375)]
    [InlineData(10, 30, 0.0022214337732293643)]
    [InlineData(800, 900, 0.01632068249444858)]
    public void Chance_is_told_by_McNemars_exact_test(int onlyFirst, int onlySecond, double p) => McNemar.P(onlyFirst, onlySecond).ShouldBe(p, 1e-9);

    [Fact]
    public void It_is_better_where_more_are_right_and_no_more_get_too_cheap_a_tier_at_the_same_cost()
    {
        // 40·1 + 60·0.25 is what the first one costs, 40·1 + 40·0.25 + 20·0.05 the other.
        var comparison = Compare((HeldOut, [.. Many(40, Max, Max, Max), .. Many(40, Max, Standard, Standard), .. Many(20, Fast, Standard, Fast)]));

        comparison.IsBetter.ShouldBeTrue();
        comparison.Together.From.ShouldBe(new RouterSetScore("together", 100, 40, 40, 0.55));
        comparison.Together.To.ShouldBe(new RouterSetScore("together", 100, 60, 40, 0.51));
        (comparison.Together.OnlyFrom, comparison.Together.OnlyTo).ShouldBe((0, 20));
        comparison.Together.P.ShouldBe(2 / Math.Pow(2, 20), 1e-12);
        comparison.Words.ShouldStartWith("to is better: 60 of 100 messages right, 40 with from (p = 0)");
    }

    [Fact]
    public void As_right_as_the_one_in_use_is_not_better() =>
        Compare((HeldOut, [.. Many(10, Fast, Fast, Standard), .. Many(10, Fast, Standard, Fast)])).IsBetter.ShouldBeFalse();

    [Fact]
    public void More_right_but_more_too_cheap_at_the_same_cost_is_not_better()
    {
        // It finds thirty that need fast, and pays for ten that need max: what those cost now, no bias gets back without more money.
        var comparison = Compare((HeldOut, [.. Many(30, Fast, Standard, Fast), .. Many(10, Max, Max, Standard), .. Many(60, Standard, Standard, Standard)]));
        (comparison.Together.From.Right, comparison.Together.To.Right).ShouldBe((70, 90));
        (comparison.Together.From.Cheaper, comparison.CheaperAtEqualCost).ShouldBe((0, 10));
        comparison.IsBetter.ShouldBeFalse();
    }

    [Fact]
    public void What_it_saves_may_buy_dearer_tiers_before_the_two_are_held_against_each_other()
    {
        // At its own bias twenty get fast that need standard. It is so cheap that a bias raises them, and still costs no more.
        (RouterTier, Prediction, Prediction)[] messages =
        [
            .. Many(60, Fast, Max, Fast),
            .. Enumerable.Repeat(0, 20).Select(_ => (Standard, Said(Standard, Standard), RouterFixtures.Said(Standard, 0.5f, 0.4f, 0.05f, 0.05f))),
        ];
        var comparison = Compare((HeldOut, messages));
        comparison.Together.To.Cheaper.ShouldBe(20);
        comparison.CheaperAtEqualCost.ShouldBe(0);
        comparison.IsBetter.ShouldBeTrue();
    }

    [Fact]
    public void Surely_worse_on_one_set_is_not_better_whatever_the_others_say()
    {
        var comparison = Compare((HeldOut, Many(30, Fast, Standard, Fast)), (Production, Many(8, Fast, Fast, Standard)));
        (comparison.Together.From.Right, comparison.Together.To.Right).ShouldBe((8, 30));
        comparison.IsBetter.ShouldBeFalse();
        // 2 / 2⁸
        comparison.Words.ShouldContain("on production it is surely worse, 0 right against 8 (p = 0.008)");
    }

    [Fact]
    public void Few_messages_and_what_may_be_chance_are_told()
    {
        var comparison = Compare((HeldOut, [.. Many(3, Fast, Standard, Fast), .. Many(50, Fast, Fast, Fast)]));
        comparison.IsBetter.ShouldBeTrue();
        comparison.Notes.ShouldBe([
            "No label of production is kept aside yet: only the messages that came with the program were compared.",
            "held-out has few messages, 53: one of them is 1.9 points.",
            "So small a difference may be chance (p = 0.25).",
        ]);
    }

    private const RouterTier Fast = RouterTier.Fast;
    private const RouterTier Standard = RouterTier.Standard;
    private const RouterTier Max = RouterTier.Max;

    private static RouterComparison Compare(params (string Name, (RouterTier, Prediction From, Prediction To)[] Messages)[] sets) =>
        VersionComparison.Of(
            new VersionExam("from", [.. sets.Select(s => new ExamSet(s.Name, [.. s.Messages.Select(m => m.From)]))]),
            new VersionExam("to", [.. sets.Select(s => new ExamSet(s.Name, [.. s.Messages.Select(m => m.To)]))])
        );

    /// <summary>Messages that need a tier, with what the two versions say of them.</summary>
    private static (RouterTier, Prediction, Prediction)[] Many(int count, RouterTier needs, RouterTier from, RouterTier to) =>
        [.. Enumerable.Repeat(0, count).Select(_ => (needs, Said(needs, from), Said(needs, to)))];

    /// <summary>Beyond what a bias can move.</summary>
    private static Prediction Said(RouterTier needs, RouterTier tier) =>
        RouterFixtures.Said(needs, tier == Fast ? 1 : 0, tier == Standard ? 1 : 0, tier == Max ? 1 : 0, 0);
}
