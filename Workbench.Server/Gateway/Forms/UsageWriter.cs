using System.Text.Json;
using Workbench.Server.Models;

namespace Workbench.Server.Gateway.Forms;

/// <summary>Usage as each form tells it. OpenAI's is inclusive as ours; Anthropic's input leaves out what was read from and written to the cache.</summary>
internal static class UsageWriter
{
    public static void WriteOpenAi(Utf8JsonWriter json, TokenUsage usage)
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

    public static void WriteAnthropic(Utf8JsonWriter json, TokenUsage usage)
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
