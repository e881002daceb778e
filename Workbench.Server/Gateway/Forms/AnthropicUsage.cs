using System.Text.Json;
using Workbench.Server.Models;

namespace Workbench.Server.Gateway.Forms;

/// <summary>Usage in Anthropic's form: input leaves out what was read from and written to the cache. It comes in pieces, and a later one replaces what it names.</summary>
internal readonly record struct AnthropicUsage(long? Fresh, long? CacheRead, long? CacheWrite, long? CacheWriteLong, long? Output)
{
    public AnthropicUsage With(JsonElement usage) =>
        new(
            usage.Whole("input_tokens") ?? Fresh,
            usage.Whole("cache_read_input_tokens") ?? CacheRead,
            usage.Whole("cache_creation_input_tokens") ?? CacheWrite,
            usage.Object("cache_creation")?.Whole("ephemeral_1h_input_tokens") ?? CacheWriteLong,
            usage.Whole("output_tokens") ?? Output
        );

    /// <returns>By the inclusive rule; null while nothing is known.</returns>
    public TokenUsage? Read() =>
        this == default
            ? null
            : new TokenUsage(
                (Fresh ?? 0) + (CacheRead ?? 0) + (CacheWrite ?? 0),
                CacheRead ?? 0,
                CacheWrite ?? 0,
                Output ?? 0,
                Reasoning: 0,
                IsEstimated: false
            )
            {
                CacheWriteLong = CacheWriteLong ?? 0,
            };

    public static void Write(Utf8JsonWriter json, TokenUsage usage)
    {
        json.WriteStartObject();
        json.WriteNumber("input_tokens", Math.Max(0, usage.Input - usage.CacheRead - usage.CacheWrite));
        json.WriteNumber("cache_creation_input_tokens", usage.CacheWrite);
        json.WriteNumber("cache_read_input_tokens", usage.CacheRead);
        if (usage.CacheWrite > 0)
        {
            json.WriteStartObject("cache_creation");
            json.WriteNumber("ephemeral_5m_input_tokens", usage.CacheWrite - usage.CacheWriteLong);
            json.WriteNumber("ephemeral_1h_input_tokens", usage.CacheWriteLong);
            json.WriteEndObject();
        }
        json.WriteNumber("output_tokens", usage.Output);
        json.WriteEndObject();
    }
}
