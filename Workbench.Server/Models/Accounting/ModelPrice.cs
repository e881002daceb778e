namespace Workbench.Server.Models.Accounting;

/// <summary>A dated row of the price list. US dollars per million tokens.</summary>
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
    /// <summary>Every model of the provider.</summary>
    public const string AnyModel = "*";

    private const decimal Million = 1_000_000m;

    /// <summary>Null: as other writes.</summary>
    public decimal? CacheWriteLong { get; init; }

    /// <summary>Null: as input.</summary>
    public decimal? AudioInput { get; init; }

    /// <summary>Null: as input.</summary>
    public decimal? ImageInput { get; init; }

    /// <summary>Null: as fresh audio where that has its own price, else as other reads.</summary>
    public decimal? AudioCacheRead { get; init; }

    /// <summary>Null: as fresh images where those have their own price, else as other reads.</summary>
    public decimal? ImageCacheRead { get; init; }

    /// <summary>Null: as output.</summary>
    public decimal? Reasoning { get; init; }

    /// <summary>Null: as output.</summary>
    public decimal? AudioOutput { get; init; }

    /// <summary>Null: as output.</summary>
    public decimal? ImageOutput { get; init; }

    /// <summary>US dollars for each search that the provider makes; null: nobody knows, and a call that searched has no price.</summary>
    public decimal? PerSearch { get; init; }

    /// <summary>Holds for calls with more input tokens than this, for all of their tokens.</summary>
    public long Above { get; init; }

    /// <summary>Holds for calls that the provider served in this tier; null: in its usual one.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>Holds at these hours; null: at all.</summary>
    public PriceHours? Hours { get; init; }

    /// <summary>Where the price was read.</summary>
    public string? Source { get; init; }

    /// <summary>Dearest price of a token that is sent, whatever a cache does with it.</summary>
    private decimal DearestInput => Dearest(Input, CacheRead, CacheWrite, CacheWriteLong);

    public bool Holds(DateOnly day, DateTimeOffset at) => From <= day && (Until is null || day < Until) && (Hours is null || Hours.Hold(at));

    /// <summary>Price of one call in US dollars, not rounded.</summary>
    /// <exception cref="ArgumentException">The usage does not reconcile.</exception>
    public decimal CostOf(TokenUsage usage) => PartsOf(usage).Total;

    /// <exception cref="ArgumentException">The usage does not reconcile.</exception>
    public CostParts PartsOf(TokenUsage usage)
    {
        if (usage.Mismatch is { } mismatch)
            throw new ArgumentException($"Usage does not reconcile: {mismatch}", nameof(usage));
        var freshAudio = usage.AudioInput - usage.AudioCacheRead;
        var freshImage = usage.ImageInput - usage.ImageCacheRead;
        var fresh = ((usage.FreshInput - freshAudio - freshImage) * Input) + (freshAudio * (AudioInput ?? Input)) + (freshImage * (ImageInput ?? Input));
        var read =
            ((usage.CacheRead - usage.AudioCacheRead - usage.ImageCacheRead) * (CacheRead ?? Input))
            + (usage.AudioCacheRead * (AudioCacheRead ?? AudioInput ?? CacheRead ?? Input))
            + (usage.ImageCacheRead * (ImageCacheRead ?? ImageInput ?? CacheRead ?? Input));
        var write = ((usage.CacheWrite - usage.CacheWriteLong) * (CacheWrite ?? Input)) + (usage.CacheWriteLong * (CacheWriteLong ?? CacheWrite ?? Input));
        var output =
            ((usage.Output - usage.Reasoning - usage.AudioOutput - usage.ImageOutput) * Output)
            + (usage.Reasoning * (Reasoning ?? Output))
            + (usage.AudioOutput * (AudioOutput ?? Output))
            + (usage.ImageOutput * (ImageOutput ?? Output));
        return new CostParts(fresh / Million, read / Million, write / Million, output / Million) { Fees = usage.Searches * (PerSearch ?? 0) };
    }

    /// <summary>What a call cannot exceed that sends and gets no more tokens than these.</summary>
    /// <param name="hasMedia">It sends audio or images, or may get them.</param>
    public decimal WorstCaseOf(long input, long output, bool hasMedia)
    {
        var perInput = hasMedia ? Dearest(DearestInput, AudioInput, ImageInput, AudioCacheRead, ImageCacheRead) : DearestInput;
        var perOutput = hasMedia ? Dearest(Output, Reasoning, AudioOutput, ImageOutput) : Dearest(Output, Reasoning);
        return ((input * perInput) + (output * perOutput)) / Million;
    }

    private static decimal Dearest(decimal price, params ReadOnlySpan<decimal?> others)
    {
        foreach (var other in others)
            price = Math.Max(price, other ?? 0);
        return price;
    }
}
