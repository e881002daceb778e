namespace Workbench.Server.Models;

/// <summary>A dated row of the price file. US dollars per million tokens.</summary>
/// <param name="Model">A name, or <c>*</c> for every model of the provider.</param>
/// <param name="From">First day, UTC.</param>
/// <param name="Until">First day that it does not hold any more; null: still holds.</param>
/// <param name="CacheRead">Null: as input.</param>
/// <param name="CacheWrite">Null: as input.</param>
public sealed record ModelPrice(
    string Provider,
    string Model,
    DateOnly From,
    DateOnly? Until,
    decimal Input,
    decimal Output,
    decimal? CacheRead = null,
    decimal? CacheWrite = null
)
{
    private const decimal Million = 1_000_000m;

    /// <summary>Price of one call in US dollars, not rounded.</summary>
    /// <param name="usage">Inclusive: input holds cached input, output holds reasoning.</param>
    /// <exception cref="ArgumentException">More cached input than input.</exception>
    public decimal CostOf(TokenUsage usage)
    {
        var fresh = usage.Input - usage.CacheRead - usage.CacheWrite;
        if (fresh < 0)
            throw new ArgumentException(
                $"Usage does not reconcile: {usage.Input} input tokens cannot hold {usage.CacheRead} read from and {usage.CacheWrite} written to a cache.",
                nameof(usage)
            );
        return ((fresh * Input) + (usage.CacheRead * (CacheRead ?? Input)) + (usage.CacheWrite * (CacheWrite ?? Input)) + (usage.Output * Output)) / Million;
    }
}
