using Workbench.Server.Models;
using Workbench.Server.Models.Accounting;
using Workbench.Server.Telemetry.Names;

namespace Workbench.Server.Telemetry.Ingest;

/// <summary>What a span says that a call used, by the inclusive rule.</summary>
internal static class SpanUsage
{
    /// <summary>More than any provider counts in one call: a number beyond is no count of tokens.</summary>
    private const double Most = 1e12;

    /// <returns>Null: it says nothing of tokens.</returns>
    public static TokenUsage? Of(ReadSpan span)
    {
        string? problem = null;
        var input = Count(Fact.InputTokens);
        var output = Count(Fact.OutputTokens);
        var total = Count(Fact.TotalTokens);
        if (input is null && output is null && total is null && problem is null)
            return null;
        var read = Count(Fact.CacheReadTokens) ?? 0;
        var write = Count(Fact.CacheWriteTokens) ?? 0;
        var reasoning = Count(Fact.ReasoningTokens) ?? 0;
        // A total never says what its parts are; embeddings alone have no output.
        var sent = input ?? Missing("input");
        var written = output ?? (SpanKinds.IsEmbedding(span) ? 0 : Missing("output"));
        // Some count reasoning beside the output, and their total shows it.
        if (reasoning > 0 && total == sent + written + reasoning)
            written += reasoning;
        if (LeavesOutCache(sent, written, read, write, total))
            sent += read + write;
        var cost = span.Number(Fact.ReportedCost) ?? span.Number(Fact.Cost);
        return new TokenUsage(sent, read, write, written, reasoning, IsEstimated: false)
        {
            AudioInput = Count(Fact.AudioInputTokens) ?? 0,
            ImageInput = Count(Fact.ImageInputTokens) ?? 0,
            AudioOutput = Count(Fact.AudioOutputTokens) ?? 0,
            CacheWriteLong = Count(Fact.CacheWriteLongTokens) ?? 0,
            Searches = Count(Fact.Searches) ?? 0,
            ServiceTier = span.Text(Fact.ServiceTier)?.ToLowerInvariant() is { } tier and not ("default" or "standard" or "auto") ? tier : null,
            ReportedCostUsd = cost is >= 0 and < 1e9 ? (decimal)cost : null,
            Problem = problem,
        };

        long? Count(Fact fact)
        {
            if (!span.Has(fact))
                return null;
            if (span.Number(fact) is { } number && number == Math.Truncate(number) && Math.Abs(number) <= Most)
                return (long)number;
            problem ??= $"The span says {Shown(span.Text(fact))} where a count of tokens belongs ({fact}).";
            return null;
        }

        long Missing(string which)
        {
            problem ??= $"The span says nothing of {which} tokens.";
            return 0;
        }
    }

    /// <summary>Of a span that says nothing of tokens: counted by the length of what was said, where it holds that.</summary>
    public static TokenUsage Estimated(ReadSpan span)
    {
        // A call that failed used nothing that anybody knows of.
        if (span.IsError)
            return TokenUsage.None;
        var content = SpanContent.Of(span);
        return content.Prompt.Count == 0 || content.Reply is null
            ? TokenUsage.None with
            {
                Problem = "The span says nothing of tokens.",
            }
            : TokenEstimate.Of(content.Prompt, content.Reply);
    }

    /// <summary>
    /// The conventions count what a cache read and wrote among the input; Anthropic, Bedrock and libraries that copy their numbers do not. The total tells, where there is one;
    /// else that the parts are larger than the whole.
    /// </summary>
    private static bool LeavesOutCache(long input, long output, long read, long write, long? total) =>
        read + write > 0 && (total == input + output + read + write || (total != input + output && read + write > input));

    private static string Shown(string? text) => text is { Length: > 40 } ? $"{text.AsSpan(0, 40)}…" : text ?? "nothing";
}
