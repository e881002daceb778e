namespace Workbench.Shared.Router;

/// <summary>Tiers by the names that files and providers' routes have for them.</summary>
public static class RouterTiers
{
    public static string Name(RouterTier tier) => tier.ToString().ToLowerInvariant();

    /// <summary>Null: it is none that can be asked.</summary>
    public static RouterTier? Parse(string name) =>
        name switch
        {
            "fast" => RouterTier.Fast,
            "standard" => RouterTier.Standard,
            "max" => RouterTier.Max,
            _ => null,
        };
}
