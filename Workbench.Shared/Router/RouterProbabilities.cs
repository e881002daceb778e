namespace Workbench.Shared.Router;

/// <summary>How likely each tier is the right one; together 1.</summary>
public readonly record struct RouterProbabilities(float Fast, float Standard, float Max, float Context)
{
    public const int Classes = 4;

    public float this[RouterTier tier] =>
        tier switch
        {
            RouterTier.Fast => Fast,
            RouterTier.Standard => Standard,
            RouterTier.Max => Max,
            RouterTier.Context => Context,
            _ => throw new ArgumentOutOfRangeException(nameof(tier), tier, "There is no such tier."),
        };

    /// <param name="byClass">In the order of the network's outputs.</param>
    public static RouterProbabilities Of(ReadOnlySpan<float> byClass) => new(byClass[0], byClass[1], byClass[2], byClass[3]);

    /// <summary>All on one tier: what a rule decided.</summary>
    public static RouterProbabilities Only(RouterTier tier) =>
        new(tier == RouterTier.Fast ? 1 : 0, tier == RouterTier.Standard ? 1 : 0, tier == RouterTier.Max ? 1 : 0, tier == RouterTier.Context ? 1 : 0);
}
