using Microsoft.Extensions.AI;
using Workbench.Server.Models.Accounting;
using Workbench.Server.Models.Catalog;

namespace Workbench.Server.Models.Policy;

/// <summary>How many tokens a prompt will have.</summary>
/// <param name="Text">Never fewer than the provider counts for what is text.</param>
/// <param name="Likely">More or less, all in all.</param>
internal readonly record struct PromptSize(long Text, long Likely)
{
    /// <summary>
    /// No image costs more at the providers known: OpenAI counts 2,833 + 8 × 5,667 for the largest one at high detail (gpt-4o-mini). A model whose images cost
    /// less says so with <c>image_tokens</c>.
    /// </summary>
    public const int MostTokensOfAnImage = 50_000;

    /// <summary>What a provider adds on its own where there are tools, and for each of its own that the caller runs.</summary>
    public const int TokensAroundTools = 1_000;

    private const int LikelyTokensOfMedia = 1_500;
    private const int BytesPerToken = 4;

    /// <summary>No text of a language has more bytes a token than this.</summary>
    private const int MostBytesPerToken = 8;

    public int Images { get; init; }

    /// <summary>Bytes of sounds: no provider hears more tokens in them.</summary>
    public long AudioBytes { get; init; }

    /// <summary>Documents and videos, whose length only the provider sees.</summary>
    public bool HasFiles { get; init; }

    public bool HasMedia => Images > 0 || AudioBytes > 0 || HasFiles;

    public static PromptSize Of(long text, int images, long audioBytes, bool hasFiles) =>
        new(text, Math.Max(1, (text / BytesPerToken) + ((images + (audioBytes > 0 ? 1 : 0) + (hasFiles ? 1 : 0)) * (long)LikelyTokensOfMedia)))
        {
            Images = images,
            AudioBytes = audioBytes,
            HasFiles = hasFiles,
        };

    public static PromptSize Of(IReadOnlyList<ChatMessage> messages, ChatOptions options)
    {
        var (images, audio, hasFiles) = (0, 0L, false);
        foreach (var content in messages.SelectMany(m => m.Contents))
            switch (content)
            {
                case DataContent image when image.HasTopLevelMediaType("image"):
                case UriContent:
                    images++;
                    break;
                case DataContent sound when sound.HasTopLevelMediaType("audio"):
                    audio += sound.Data.Length;
                    break;
                case DataContent:
                    hasFiles = true;
                    break;
            }
        var around = options.Tools is { Count: > 0 } ? TokensAroundTools : 0;
        return Of(TokenEstimate.AtMost(messages, Beside(options)) + around, images, audio, hasFiles);
    }

    /// <summary>Characters that are sent beside the messages: the schemas of tools and of the answer.</summary>
    public static long Beside(ChatOptions options)
    {
        long characters = options.Instructions?.Length ?? 0;
        foreach (var tool in options.Tools?.OfType<AIFunctionDeclaration>() ?? [])
            characters += tool.Name.Length + tool.Description.Length + tool.JsonSchema.GetRawText().Length;
        if (options.ResponseFormat is ChatResponseFormatJson { Schema: { } schema })
            characters += schema.GetRawText().Length;
        return characters;
    }

    /// <summary>Never fewer than the provider counts.</summary>
    /// <returns>Null: nobody can say, for there are files and the model's context is not known.</returns>
    public long? AtMostFor(LiveModel model)
    {
        var context = model.Settings.Context;
        var known = Text + (Images * (long)(model.Settings.ImageTokens ?? MostTokensOfAnImage)) + Math.Min(AudioBytes, context ?? long.MaxValue);
        return !HasFiles ? known
            : context is { } all ? Math.Max(known, all)
            : null;
    }

    /// <summary>Whether it is too long for a model beyond doubt.</summary>
    public bool IsTooLongFor(LiveModel model) => model.Settings.Context is { } context && Likely * BytesPerToken / MostBytesPerToken > context;
}
