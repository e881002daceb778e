namespace Workbench.Server.Models.Accounting;

/// <summary>Gemini's <c>usageMetadata</c>: the prompt holds what was cached, but not what its own tools read; the candidates leave out thoughts.</summary>
internal static class GeminiUsage
{
    public static TokenUsage? Read(UsageCounts counts)
    {
        var prompt = counts.Required("promptTokenCount");
        var tools = counts.Of("toolUsePromptTokenCount");
        var thoughts = counts.Of("thoughtsTokenCount");
        var total = counts.Find("totalTokenCount");
        // No candidates are written when all of the output went into thoughts, or the prompt was refused.
        var candidates = counts.Find("candidatesTokenCount", "responseTokenCount");
        if (candidates is null && total is not null && total != prompt + tools + thoughts)
            counts.Complain("`candidatesTokenCount` is missing.");
        // Some of its endpoints count thoughts among the candidates, and their total shows it.
        var isInclusive = thoughts > 0 && candidates >= thoughts && total == prompt + tools + candidates;
        return new TokenUsage(
            prompt + tools,
            counts.Of("cachedContentTokenCount"),
            CacheWrite: 0,
            (candidates ?? 0) + (isInclusive ? 0 : thoughts),
            thoughts,
            IsEstimated: false
        )
        {
            AudioInput = Of(counts, "AUDIO", "promptTokensDetails", "toolUsePromptTokensDetails"),
            ImageInput = Of(counts, "IMAGE", "promptTokensDetails", "toolUsePromptTokensDetails"),
            AudioCacheRead = Of(counts, "AUDIO", "cacheTokensDetails"),
            ImageCacheRead = Of(counts, "IMAGE", "cacheTokensDetails"),
            AudioOutput = Of(counts, "AUDIO", "candidatesTokensDetails", "responseTokensDetails"),
            ImageOutput = Of(counts, "IMAGE", "candidatesTokensDetails", "responseTokensDetails"),
            ServiceTier = counts.ServiceTier("serviceTier", "trafficType"),
            Problem = prompt < 0 || tools < 0 || thoughts < 0 || candidates < 0 ? "A count of tokens is negative." : counts.Problem,
        };
    }

    private static long Of(UsageCounts counts, string modality, params ReadOnlySpan<string> lists)
    {
        long sum = 0;
        foreach (var list in lists)
        foreach (var part in counts.Items(list))
            if (part.Text("modality") == modality)
                sum += part.Of("tokenCount");
        return sum;
    }
}
