namespace Workbench.Server.Models;

/// <summary>Tokens of one attempt, by the inclusive rule: input holds what was read from and written to a cache, audio and images; output holds reasoning and audio.</summary>
/// <param name="CacheWrite">All that was written to a cache, whatever its lifetime.</param>
/// <param name="IsEstimated">Counted by us: the provider sent no usage.</param>
public sealed record TokenUsage(long Input, long CacheRead, long CacheWrite, long Output, long Reasoning, bool IsEstimated)
{
    public static TokenUsage None { get; } = new(0, 0, 0, 0, 0, IsEstimated: false);

    /// <summary>Of <see cref="CacheWrite"/>, what is kept for an hour (Anthropic), which costs more.</summary>
    public long CacheWriteLong { get; init; }

    public long AudioInput { get; init; }
    public long ImageInput { get; init; }

    /// <summary>Of <see cref="CacheRead"/>, what was audio.</summary>
    public long AudioCacheRead { get; init; }

    /// <summary>Of <see cref="CacheRead"/>, what was images.</summary>
    public long ImageCacheRead { get; init; }

    public long AudioOutput { get; init; }
    public long ImageOutput { get; init; }

    /// <summary>Of the web, made by the provider itself: charged one by one, beside the tokens.</summary>
    public long Searches { get; init; }

    /// <summary>What the provider says that it charged, in US dollars; kept apart from what we compute.</summary>
    public decimal? ReportedCostUsd { get; init; }

    /// <summary>Another price list of the same model: <c>flex</c>, <c>priority</c>, <c>batch</c>; null: the usual one.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>What about the provider's counts could not be read, or says two things.</summary>
    public string? Problem { get; init; }

    /// <summary>Input that was neither read from a cache nor written to one.</summary>
    public long FreshInput => Input - CacheRead - CacheWrite;

    /// <summary>Whether the parts fit into their totals. What does not is never priced.</summary>
    public bool IsReconciled => Mismatch is null;

    /// <summary>Why it does not reconcile, in words; null: it does.</summary>
    public string? Mismatch =>
        Problem is not null ? Problem
        : Searches < 0 ? "A count of searches is negative."
        : IsAnyNegative ? "A count of tokens is negative."
        : FreshInput < 0 ? $"{Input} input tokens cannot hold {CacheRead} read from and {CacheWrite} written to a cache."
        : CacheWriteLong > CacheWrite ? $"{CacheWrite} tokens written to a cache cannot hold {CacheWriteLong} written for an hour."
        : AudioCacheRead > AudioInput ? $"{AudioInput} input tokens of audio cannot hold {AudioCacheRead} read from a cache."
        : ImageCacheRead > ImageInput ? $"{ImageInput} input tokens of images cannot hold {ImageCacheRead} read from a cache."
        : AudioCacheRead + ImageCacheRead > CacheRead
            ? $"{CacheRead} tokens read from a cache cannot hold {AudioCacheRead} of audio and {ImageCacheRead} of images."
        : FreshInput < AudioInput - AudioCacheRead + ImageInput - ImageCacheRead
            ? $"{FreshInput} fresh input tokens cannot hold {AudioInput - AudioCacheRead} of audio and {ImageInput - ImageCacheRead} of images."
        : Reasoning + AudioOutput + ImageOutput > Output
            ? $"{Output} output tokens cannot hold {Reasoning} of reasoning, {AudioOutput} of audio and {ImageOutput} of images."
        : null;

    private bool IsAnyNegative =>
        (
            Input
            | CacheRead
            | CacheWrite
            | Output
            | Reasoning
            | CacheWriteLong
            | AudioInput
            | ImageInput
            | AudioCacheRead
            | ImageCacheRead
            | AudioOutput
            | ImageOutput
        ) < 0;
}
