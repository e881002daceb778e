namespace Workbench.Server.Models.Accounting;

/// <summary>Amazon Bedrock's Converse: its input leaves out what a cache had to do with.</summary>
internal static class BedrockUsage
{
    public static TokenUsage? Read(UsageCounts counts)
    {
        var fresh = counts.Required("inputTokens");
        var read = counts.Of("cacheReadInputTokens", "cacheReadInputTokenCount");
        var write = counts.Find("cacheWriteInputTokens", "cacheWriteInputTokenCount");
        long lasting = 0;
        long? parts = null;
        foreach (var part in counts.Items("cacheDetails"))
        {
            var tokens = part.Required("inputTokens");
            parts = (parts ?? 0) + tokens;
            if (part.Text("ttl") == "1h")
                lasting += tokens;
        }
        if (parts is not null && write is not null && parts != write)
            counts.Complain($"`cacheWriteInputTokens` is {write}, and its parts are {parts}.");
        var written = write ?? parts ?? 0;
        var output = counts.Required("outputTokens");
        return new TokenUsage(fresh + read + written, read, written, output, Reasoning: 0, IsEstimated: false)
        {
            CacheWriteLong = lasting,
            ServiceTier = counts.ServiceTier("serviceTier.type", "serviceTier"),
            Problem = fresh < 0 ? "`inputTokens` is negative." : counts.Problem,
        };
    }
}
