namespace Workbench.Shared.Models;

/// <param name="Id">As the provider knows it.</param>
/// <param name="Context">Tokens of prompt and reply; null: not known.</param>
/// <param name="MaxOutput">Null: not known.</param>
/// <param name="Capabilities">All that it has; null: nobody said, and it is asked for anything.</param>
/// <param name="Price">Of today; null: unpriced.</param>
/// <param name="State">Its own, or its provider's.</param>
public sealed record ModelLine(
    string Name,
    string Label,
    string Provider,
    string Id,
    int? Context,
    int? MaxOutput,
    IReadOnlyList<string>? Capabilities,
    ModelPriceLine? Price,
    ProviderState State
);

/// <summary>US dollars per million tokens.</summary>
/// <param name="CacheRead">Null: as input.</param>
/// <param name="CacheWrite">Null: as input.</param>
/// <param name="From">First day on which it holds.</param>
/// <param name="Source">Where it was read; null: not told.</param>
/// <param name="Others">Further rows of today: long prompts, service tiers, hours of the day.</param>
public sealed record ModelPriceLine(decimal Input, decimal Output, decimal? CacheRead, decimal? CacheWrite, DateOnly From, string? Source, int Others);
