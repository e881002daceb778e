using Workbench.Shared.Router;

namespace Workbench.Server.Router.Learning;

/// <summary>What a message costs at each tier, relative to <c>max</c>. Prices of real models are in models.yml; these are round numbers of usual price lists.</summary>
internal sealed record TierCosts(double Fast, double Standard, double Max)
{
    public static TierCosts Usual { get; } = new(0.05, 0.25, 1);

    /// <summary>A message of a conversation costs what the tier that it inherits does; where no conversation is known that is taken to be standard.</summary>
    public double Of(RouterTier tier) =>
        tier switch
        {
            RouterTier.Fast => Fast,
            RouterTier.Standard or RouterTier.Context => Standard,
            RouterTier.Max => Max,
            _ => throw new ArgumentOutOfRangeException(nameof(tier), tier, "There is no such tier."),
        };
}

/// <param name="Cost">Of all messages, as a share of what they cost with always <c>max</c>.</param>
/// <param name="Enough">Share of the messages whose tier is at least the one they need, or that rightly inherit one.</param>
internal sealed record CostPoint(double Bias, double Accuracy, double Cost, double Enough)
{
    public static CostPoint Of(IReadOnlyList<Prediction> predictions, double bias, TierCosts costs) =>
        new(
            bias,
            predictions.Average(p => p.At(bias) == p.Example.Label ? 1.0 : 0.0),
            predictions.Average(p => costs.Of(p.At(bias))) / costs.Max,
            predictions.Average(p => IsEnough(p.At(bias), p.Example.Label) ? 1.0 : 0.0)
        );

    private static bool IsEnough(RouterTier tier, RouterTier label) =>
        tier == label || tier != RouterTier.Context && label != RouterTier.Context && tier > label;
}
