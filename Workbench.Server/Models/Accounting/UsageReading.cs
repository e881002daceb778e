using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workbench.Server.Models.Accounting;

/// <summary>
/// What an endpoint said that a call used, by the inclusive rule. Of a stream, every event may be given, in its order: counts are running totals,
/// and a later one takes the place of an earlier one.
/// </summary>
internal sealed class UsageReading(UsageDialect dialect)
{
    private JsonObject? _usage;

    /// <summary>Null: nothing was said so far.</summary>
    public TokenUsage? Usage => _usage is null ? null : Read(new UsageCounts(_usage));

    /// <summary>A response, an event of its stream, or a bare usage object. What holds no usage changes nothing.</summary>
    public static TokenUsage? Read(UsageDialect dialect, JsonElement response)
    {
        var reading = new UsageReading(dialect);
        reading.Add(response);
        return reading.Usage;
    }

    /// <inheritdoc cref="Read(UsageDialect, JsonElement)"/>
    public void Add(JsonElement response)
    {
        if (response.ValueKind == JsonValueKind.Array)
        {
            foreach (var part in response.EnumerateArray())
                Add(part);
            return;
        }
        if (response.ValueKind != JsonValueKind.Object)
            return;
        // The tier stands beside the usage, or in it.
        foreach (var holder in Holders(response))
        {
            if (UsageOf(holder) is { } usage)
                Merge(_usage ??= [], usage);
            if (_usage is not null)
                foreach (var name in (string[])["service_tier", "serviceTier"])
                    if (holder.TryGetProperty(name, out var tier) && tier.ValueKind is JsonValueKind.String or JsonValueKind.Object)
                        _usage[name] = JsonSerializer.SerializeToNode(tier);
        }
    }

    private IEnumerable<JsonElement> Holders(JsonElement response)
    {
        // Elsewhere `metadata` is the caller's own, sent back to him: he could write his bill in it.
        foreach (var name in dialect == UsageDialect.BedrockConverse ? (string[])["metadata"] : ["response", "message"])
            if (response.TryGetProperty(name, out var inner) && inner.ValueKind == JsonValueKind.Object)
                yield return inner;
        yield return response;
    }

    private static JsonElement? UsageOf(JsonElement holder)
    {
        foreach (var name in (string[])["usage", "usageMetadata"])
            if (holder.TryGetProperty(name, out var usage))
                return usage.ValueKind == JsonValueKind.Object && usage.EnumerateObject().Any() ? usage : null;
        foreach (var name in CountNames)
            if (holder.TryGetProperty(name, out _))
                return holder;
        return null;
    }

    private static void Merge(JsonObject earlier, JsonElement later)
    {
        foreach (var property in later.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Null)
                continue;
            if (property.Value.ValueKind == JsonValueKind.Object && earlier[property.Name] is JsonObject known)
                Merge(known, property.Value);
            else
                earlier[property.Name] = JsonSerializer.SerializeToNode(property.Value);
        }
    }

    private TokenUsage? Read(UsageCounts counts) =>
        dialect switch
        {
            UsageDialect.OpenAiChat or UsageDialect.OpenAiResponses or UsageDialect.Azure or UsageDialect.OpenRouter => OpenAiUsage.Read(counts),
            UsageDialect.SelfHosted => counts.Has("prompt_eval_count") || counts.Has("eval_count") ? OllamaUsage.Read(counts) : OpenAiUsage.Read(counts),
            UsageDialect.Anthropic => AnthropicUsage.Read(counts),
            UsageDialect.BedrockConverse => BedrockUsage.Read(counts),
            UsageDialect.Gemini => GeminiUsage.Read(counts),
            _ => throw new System.Diagnostics.UnreachableException(dialect.ToString()),
        };

    private static readonly string[] CountNames =
    [
        "prompt_tokens",
        "completion_tokens",
        "input_tokens",
        "output_tokens",
        "inputTokens",
        "outputTokens",
        "promptTokenCount",
        "candidatesTokenCount",
        "totalTokenCount",
        "prompt_eval_count",
        "eval_count",
    ];
}
