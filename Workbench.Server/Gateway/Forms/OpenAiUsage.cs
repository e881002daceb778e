using System.Text.Json;
using Workbench.Server.Models;

namespace Workbench.Server.Gateway.Forms;

/// <summary>Usage in OpenAI's form, which is inclusive as ours.</summary>
internal static class OpenAiUsage
{
    public static TokenUsage Read(JsonElement usage)
    {
        var prompt = usage.Object("prompt_tokens_details") ?? default;
        var completion = usage.Object("completion_tokens_details") ?? default;
        return new TokenUsage(
            usage.Whole("prompt_tokens") ?? 0,
            prompt.Whole("cached_tokens") ?? 0,
            prompt.Whole("cache_write_tokens") ?? 0,
            usage.Whole("completion_tokens") ?? 0,
            completion.Whole("reasoning_tokens") ?? 0,
            IsEstimated: false
        )
        {
            AudioInput = prompt.Whole("audio_tokens") ?? 0,
            AudioOutput = completion.Whole("audio_tokens") ?? 0,
        };
    }

    public static void Write(Utf8JsonWriter json, TokenUsage usage)
    {
        json.WriteStartObject();
        json.WriteNumber("prompt_tokens", usage.Input);
        json.WriteNumber("completion_tokens", usage.Output);
        json.WriteNumber("total_tokens", usage.Input + usage.Output);
        json.WriteStartObject("prompt_tokens_details");
        json.WriteNumber("cached_tokens", usage.CacheRead);
        if (usage.CacheWrite > 0)
            json.WriteNumber("cache_write_tokens", usage.CacheWrite);
        json.WriteNumber("audio_tokens", usage.AudioInput);
        json.WriteEndObject();
        json.WriteStartObject("completion_tokens_details");
        json.WriteNumber("reasoning_tokens", usage.Reasoning);
        json.WriteNumber("audio_tokens", usage.AudioOutput);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
