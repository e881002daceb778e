using Microsoft.Extensions.AI;
using Workbench.Server.Models.Accounting;
using Workbench.Server.Models.Catalog;

namespace Workbench.Server.Models.Policy;

/// <summary>How many tokens a prompt will have.</summary>
/// <param name="AtMost">Never fewer than the provider counts.</param>
/// <param name="Likely">More or less.</param>
internal readonly record struct PromptSize(long AtMost, long Likely, bool HasMedia)
{
    /// <summary>No image costs more at the providers known.</summary>
    public const int TokensOfAnImage = 6_000;

    /// <summary>What a provider adds on its own where there are tools.</summary>
    public const int TokensAroundTools = 1_000;

    private const int BytesPerToken = 4;

    /// <summary>No text of a language has more bytes a token than this.</summary>
    private const int MostBytesPerToken = 8;

    public static PromptSize Of(IReadOnlyList<ChatMessage> messages, ChatOptions options)
    {
        long other = options.Instructions?.Length ?? 0;
        foreach (var tool in options.Tools?.OfType<AIFunctionDeclaration>() ?? [])
            other += tool.Name.Length + tool.Description.Length + tool.JsonSchema.GetRawText().Length;
        if (options.ResponseFormat is ChatResponseFormatJson { Schema: { } schema })
            other += schema.GetRawText().Length;
        long media = 0;
        foreach (var content in messages.SelectMany(m => m.Contents))
            media += content switch
            {
                DataContent data when data.HasTopLevelMediaType("image") => TokensOfAnImage,
                DataContent data => data.Data.Length,
                UriContent => TokensOfAnImage,
                _ => 0,
            };
        var text = TokenEstimate.AtMost(messages, other);
        return new PromptSize(
            text + media + (options.Tools is { Count: > 0 } ? TokensAroundTools : 0),
            Math.Max(1, (text / BytesPerToken) + Math.Min(media, TokensOfAnImage)),
            media > 0
        );
    }

    /// <summary>Whether it is too long for a model beyond doubt.</summary>
    public bool IsTooLongFor(LiveModel model) => model.Settings.Context is { } context && Likely * BytesPerToken / MostBytesPerToken > context;
}
