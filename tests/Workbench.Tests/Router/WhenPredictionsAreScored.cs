using Shouldly;
using Workbench.Server.Router;
using Workbench.Server.Router.Learning;
using Workbench.Shared.Router;

namespace Workbench.Tests.Router;

/// <summary>Every expected number here was reckoned by hand.</summary>
public sealed class WhenPredictionsAreScored
{
    private static readonly Prediction[] Four =
    [
        RouterFixtures.Said(RouterTier.Fast, 0.9f, 0.1f, 0, 0),
        RouterFixtures.Said(RouterTier.Standard, 0.6f, 0.4f, 0, 0),
        RouterFixtures.Said(RouterTier.Max, 0, 0.55f, 0.45f, 0),
        RouterFixtures.Said(RouterTier.Context, 0.2f, 0, 0, 0.8f),
    ];

    [Fact]
    public void Accuracy_recall_precision_and_confusion_are_counted()
    {
        RouterScore score = new(Four);
        (score.Count, score.Right, score.Accuracy).ShouldBe((4, 2, 0.5));
        score.Confused(RouterTier.Standard, RouterTier.Fast).ShouldBe(1);
        score.Confused(RouterTier.Max, RouterTier.Standard).ShouldBe(1);
        score.Recall(RouterTier.Context).ShouldBe(1);
        score.Recall(RouterTier.Max).ShouldBe(0);
        score.Precision(RouterTier.Fast).ShouldBe(0.5);
        score.Precision(RouterTier.Max).ShouldBeNull();
        score.MacroRecall.ShouldBe(0.5);
    }

    [Theory]
    [InlineData("standard, max")]
    [InlineData("1")]
    [InlineData("dear")]
    public void A_word_that_is_no_tier_is_no_label(string label)
    {
        var line = new JsonLine("set.jsonl", 7, System.Text.Json.JsonSerializer.SerializeToElement(new { label }));

        Should
            .Throw<FormatException>(() => RouterExamples.LabelOf(line))
            .Message.ShouldBe($"set.jsonl, line 7: the label is \"{label}\"; it is fast, standard, max or context.");
    }

    [Fact]
    public void The_calibration_error_is_the_gap_between_sureness_and_accuracy()
    {
        // Sureness 0.9 right, 0.6 wrong, 0.55 wrong, 0.8 right, each in a bin of its own: (0.1 + 0.6 + 0.55 + 0.2) / 4.
        new RouterScore(Four).CalibrationError.ShouldBe(0.3625, 1e-6);
    }

    [Fact]
    public void A_bias_moves_between_the_tiers_and_leaves_context_alone()
    {
        RouterProbabilities even = new(0.5f, 0.3f, 0.2f, 0);
        TierChoice.Of(even, 0).ShouldBe(RouterTier.Fast);
        // ln 0.3 + 0.6 > ln 0.5, and ln 0.2 + 1.2 < ln 0.3 + 0.6 + 0.2.
        TierChoice.Of(even, 0.6).ShouldBe(RouterTier.Max);
        TierChoice.Of(new RouterProbabilities(0.5f, 0.3f, 0.01f, 0), 0.6).ShouldBe(RouterTier.Standard);
        TierChoice.Of(new RouterProbabilities(0.1f, 0.2f, 0.7f, 0), -2).ShouldBe(RouterTier.Fast);
        TierChoice.Of(new RouterProbabilities(0.3f, 0.1f, 0.1f, 0.5f), 5).ShouldBe(RouterTier.Context);
    }

    [Fact]
    public void The_cost_curve_sets_accuracy_beside_cost()
    {
        // Chosen: fast, fast, standard, context: 0.05 + 0.05 + 0.25 + 0.25 of 4.
        var point = CostPoint.Of(Four, 0, TierCosts.Usual);
        point.Cost.ShouldBe(0.15, 1e-9);
        point.Accuracy.ShouldBe(0.5);
        point.Enough.ShouldBe(0.5);
        // Biased by 1: standard 0.4·e > 0.6 and max 0.45·e² > 0.55·e; fast keeps 0.9 > 0.1·e.
        var dearer = CostPoint.Of(Four, 1, TierCosts.Usual);
        dearer.Cost.ShouldBe((0.05 + 0.25 + 1 + 0.25) / 4, 1e-9);
        dearer.Enough.ShouldBe(1);
        RouterScore.UnderRouted(Four, 0).ShouldBe(0.5);
    }

    [Fact]
    public void A_temperature_makes_those_who_boast_modest()
    {
        // Always 0.95 sure, right three times of four.
        Prediction[] boasts =
        [
            .. Enumerable.Range(0, 40).Select(i => RouterFixtures.Said(i % 4 == 0 ? RouterTier.Standard : RouterTier.Fast, 0.95f, 0.05f, 0, 0)),
        ];
        var calibration = CalibrationFit.Fit(boasts);
        var after = boasts.Select(calibration.Apply).ToArray();
        new RouterScore(after).CalibrationError.ShouldBeLessThan(0.1);
        new RouterScore(boasts).CalibrationError.ShouldBe(0.2, 1e-6);
        calibration.Temperature.ShouldBeGreaterThan(1);
    }
}
