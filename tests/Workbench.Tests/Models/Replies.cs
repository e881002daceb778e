namespace Workbench.Tests.Models;

/// <summary>What providers send, in short.</summary>
internal static class Replies
{
    /// <summary>OpenAI: two pieces of text, 10 tokens in and 4 out.</summary>
    public static string[] OpenAi(string first = "Hel", string second = "lo") =>
        [
            """{"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}""",
            $$$"""{"choices":[{"index":0,"delta":{"content":"{{{first}}}"}}]}""",
            $$$"""{"choices":[{"index":0,"delta":{"content":"{{{second}}}"}}]}""",
            """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""",
            """{"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":4,"total_tokens":14}}""",
            "[DONE]",
        ];

    /// <summary>Anthropic: as above.</summary>
    public static string[] Anthropic(string text = "Hello") =>
        [
            """{"type":"message_start","message":{"id":"m","role":"assistant","content":[],"usage":{"input_tokens":10,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":1}}}""",
            """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
            """{"type":"ping"}""",
            $$$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"{{{text}}}"}}""",
            """{"type":"content_block_stop","index":0}""",
            """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":4}}""",
            """{"type":"message_stop"}""",
        ];

    public static string Error(string message, string? code = null) =>
        code is null ? $$$"""{"error":{"message":"{{{message}}}"}}""" : $$$"""{"error":{"message":"{{{message}}}","code":"{{{code}}}","type":"{{{code}}}"}}""";
}
