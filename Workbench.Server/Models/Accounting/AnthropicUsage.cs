namespace Workbench.Server.Models.Accounting;

/// <summary>Anthropic's Messages: its input leaves out what a cache had to do with. A stream says the input first and the output last.</summary>
internal static class AnthropicUsage
{
    public static TokenUsage? Read(UsageCounts counts)
    {
        var fresh = counts.Required("input_tokens");
        var read = counts.Of("cache_read_input_tokens");
        var brief = counts.Find("cache_creation.ephemeral_5m_input_tokens");
        var lasting = counts.Find("cache_creation.ephemeral_1h_input_tokens");
        var parts = brief is null && lasting is null ? (long?)null : (brief ?? 0) + (lasting ?? 0);
        var write = counts.Find("cache_creation_input_tokens") ?? parts ?? 0;
        if (parts is not null && parts != write)
            counts.Complain($"`cache_creation_input_tokens` is {write}, and its parts are {parts}.");
        var output = counts.Required("output_tokens");
        return new TokenUsage(
            fresh + read + write,
            read,
            write,
            output,
            counts.Of("output_tokens_details.thinking_tokens", "output_tokens_details.reasoning_tokens"),
            IsEstimated: false
        )
        {
            CacheWriteLong = lasting ?? 0,
            Searches = counts.Of("server_tool_use.web_search_requests"),
            ServiceTier = counts.ServiceTier("service_tier"),
            // A negative part must not hide in a sum.
            Problem = fresh < 0 ? "`input_tokens` is negative." : counts.Problem,
        };
    }
}
