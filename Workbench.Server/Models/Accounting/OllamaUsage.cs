namespace Workbench.Server.Models.Accounting;

/// <summary>Ollama's own form: counts stand in the response itself.</summary>
internal static class OllamaUsage
{
    public static TokenUsage? Read(UsageCounts counts) =>
        // It leaves out a count of zero: no output of an embedding, no prompt that it still held from before.
        new(counts.Of("prompt_eval_count"), CacheRead: 0, CacheWrite: 0, counts.Of("eval_count"), Reasoning: 0, IsEstimated: false)
        {
            Problem = counts.Problem,
        };
}
