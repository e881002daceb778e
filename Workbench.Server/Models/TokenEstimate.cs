using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Workbench.Server.Models;

/// <summary>Tokens as the provider counted them, or guessed by length where it sent none.</summary>
internal static class TokenEstimate
{
    /// <summary>Marks usage that a provider guessed itself.</summary>
    public const string EstimatedKey = "estimated";

    public const string CacheWriteKey = "cache_write";

    /// <summary>English prose and JSON come to about four bytes a token.</summary>
    private const int BytesPerToken = 4;

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

    private static long Tokens(ChatMessage message) => message.Contents.Sum(Tokens);

    private static long Tokens(AIContent content) =>
        content switch
        {
            TextReasoningContent reasoning => Tokens(reasoning.Text),
            TextContent text => Tokens(text.Text),
            FunctionCallContent call => Tokens(call.Name) + (call.Arguments?.Sum(a => Tokens(a.Key) + Tokens(TextOf(a.Value))) ?? 0),
            FunctionResultContent result => Tokens(TextOf(result.Result)),
            _ => 0,
        };

    private static string TextOf(object? value) =>
        value switch
        {
            null => "",
            string s => s,
            JsonElement e => e.GetRawText(),
            _ => value.ToString() ?? "",
        };

    private static long Tokens(string text) => (System.Text.Encoding.UTF8.GetByteCount(text) + BytesPerToken - 1) / BytesPerToken;
}
