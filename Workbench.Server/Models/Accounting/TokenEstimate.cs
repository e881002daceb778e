using Microsoft.Extensions.AI;
using Workbench.Server.Models.OpenAi;

namespace Workbench.Server.Models.Accounting;

/// <summary>Tokens as the provider counted them, or guessed by length where it sent none.</summary>
internal static class TokenEstimate
{
    /// <summary>Marks usage that a provider guessed itself.</summary>
    public const string EstimatedKey = "estimated";

    public const string CacheWriteKey = "cache_write";

    /// <summary>English prose and JSON come to about four bytes a token.</summary>
    private const int BytesPerToken = 4;

    /// <summary>Role, name, ids and the marks between messages.</summary>
    private const int TokensAroundAMessage = 32;

    private const int MostBytesOfACharacter = 3;

    public static TokenUsage Read(UsageDetails details) =>
        new(
            details.InputTokenCount ?? 0,
            details.CachedInputTokenCount ?? 0,
            details.AdditionalCounts?.GetValueOrDefault(CacheWriteKey) ?? 0,
            details.OutputTokenCount ?? 0,
            details.ReasoningTokenCount ?? 0,
            details.AdditionalCounts?.ContainsKey(EstimatedKey) ?? false
        );

    public static TokenUsage Of(IEnumerable<ChatMessage> prompt, ChatMessage reply)
    {
        var reasoning = reply.Contents.OfType<TextReasoningContent>().Sum(r => Tokens(r.Text));
        return new TokenUsage(prompt.Sum(Tokens), CacheRead: 0, CacheWrite: 0, Tokens(reply), reasoning, IsEstimated: true);
    }

    /// <summary>A number of tokens that a prompt cannot exceed: no token of a byte-level vocabulary is shorter than a byte.</summary>
    /// <param name="other">Characters that are sent beside the messages: the schemas of tools and of the answer.</param>
    public static long AtMost(IEnumerable<ChatMessage> prompt, long other = 0) =>
        prompt.Sum(m => TokensAroundAMessage + m.Contents.Sum(c => Texts(c).Sum(t => (long)System.Text.Encoding.UTF8.GetByteCount(t))))
        + (other * MostBytesOfACharacter);

    /// <summary>Usage of a stream that broke off: what the provider had counted until then, and at least what we saw.</summary>
    /// <param name="reported">Null: it had sent none.</param>
    public static TokenUsage OfCut(TokenUsage? reported, TokenUsage seen) =>
        reported is not { IsReconciled: true } ? seen
        : reported.Output >= seen.Output ? reported with { IsEstimated = true }
        : reported with { Output = seen.Output, Reasoning = Math.Max(reported.Reasoning, seen.Reasoning), IsEstimated = true };

    public static long OfBytes(long bytes) => (bytes + BytesPerToken - 1) / BytesPerToken;

    private static long Tokens(ChatMessage message) => message.Contents.Sum(Tokens);

    private static long Tokens(AIContent content) => Texts(content).Sum(Tokens);

    private static IEnumerable<string> Texts(AIContent content) =>
        content switch
        {
            // Sealed thoughts are sent back, and read.
            TextReasoningContent { ProtectedData: { } seal } reasoning => [reasoning.Text, seal],
            TextReasoningContent reasoning => [reasoning.Text],
            TextContent text => [text.Text],
            FunctionCallContent { Arguments: { } arguments } call => [call.Name, OpenAiRequest.TextOf(arguments)],
            FunctionCallContent call => [call.Name],
            FunctionResultContent result => [OpenAiRequest.TextOf(result.Result)],
            _ => [],
        };

    private static long Tokens(string text) => OfBytes(System.Text.Encoding.UTF8.GetByteCount(text));
}
