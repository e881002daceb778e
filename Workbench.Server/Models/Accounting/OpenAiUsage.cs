namespace Workbench.Server.Models.Accounting;

/// <summary>OpenAI's two forms, which Azure, OpenRouter, vLLM, DeepSeek, xAI and others speak with additions of their own.</summary>
internal static class OpenAiUsage
{
    public static TokenUsage? Read(UsageCounts counts)
    {
        var input = counts.Find("prompt_tokens", "input_tokens");
        var output = counts.Find("completion_tokens", "output_tokens");
        var total = counts.Find("total_tokens");
        if (input is null && output is null && total is null && counts.Problem is null)
            return null;
        var sent = input ?? counts.Required("prompt_tokens");
        var reasoning = counts.Of("completion_tokens_details.reasoning_tokens", "output_tokens_details.reasoning_tokens", "reasoning_tokens");
        // Embeddings have no output, and say so by their total. Otherwise it is unknown: it is never what the total leaves.
        var written = output ?? (total == sent ? 0 : counts.Required("completion_tokens"));
        // xAI counts reasoning beside the completion, and its total shows it.
        if (reasoning > 0 && total == sent + written + reasoning)
            written += reasoning;
        var fee = counts.Money("cost");
        return new TokenUsage(
            sent,
            counts.Of(
                "prompt_tokens_details.cached_tokens",
                "input_tokens_details.cached_tokens",
                "input_token_details.cached_tokens",
                "prompt_cache_hit_tokens",
                "cached_tokens"
            ),
            counts.Of("prompt_tokens_details.cache_write_tokens", "input_tokens_details.cache_write_tokens"),
            written,
            reasoning,
            IsEstimated: false
        )
        {
            AudioInput = counts.Of("prompt_tokens_details.audio_tokens", "input_tokens_details.audio_tokens", "input_token_details.audio_tokens"),
            ImageInput = counts.Of("prompt_tokens_details.image_tokens", "input_tokens_details.image_tokens", "input_token_details.image_tokens"),
            AudioCacheRead = counts.Of("input_token_details.cached_tokens_details.audio_tokens"),
            ImageCacheRead = counts.Of("input_token_details.cached_tokens_details.image_tokens"),
            AudioOutput = counts.Of("completion_tokens_details.audio_tokens", "output_tokens_details.audio_tokens", "output_token_details.audio_tokens"),
            ImageOutput = counts.Of("completion_tokens_details.image_tokens", "output_tokens_details.image_tokens", "output_token_details.image_tokens"),
            // OpenRouter's, Perplexity's and xAI's names for it.
            Searches = counts.Of("server_tool_use.web_search_requests", "num_search_queries", "num_sources_used"),
            // With a key of one's own, OpenRouter's cost is its fee, and the model is paid beside it.
            ReportedCostUsd = counts.IsTrue("is_byok") ? fee + (counts.Money("cost_details.upstream_inference_cost") ?? 0) : fee,
            ServiceTier = counts.ServiceTier("service_tier"),
            Problem = counts.Problem,
        };
    }
}
