namespace Workbench.Server.Models;

/// <summary>What one attempt cost in US dollars, not rounded, by where the money went.</summary>
/// <param name="Fresh">Input that no cache had to do with.</param>
public sealed record CostParts(decimal Fresh, decimal CacheRead, decimal CacheWrite, decimal Output)
{
    public static CostParts Nothing { get; } = new(0, 0, 0, 0);

    /// <summary>For searches that the provider made, beside all tokens.</summary>
    public decimal Fees { get; init; }

    public decimal Total => Fresh + CacheRead + CacheWrite + Output + Fees;
}
