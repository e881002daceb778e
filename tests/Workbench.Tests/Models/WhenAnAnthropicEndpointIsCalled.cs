using System.Text.Json;
using Microsoft.Extensions.AI;
using Shouldly;
using Workbench.Server.Models;
using Workbench.Server.Models.Anthropic;
using Workbench.Server.Models.Catalog;
using Workbench.Server.Models.Wire;

namespace Workbench.Tests.Models;

public sealed class WhenAnAnthropicEndpointIsCalled
{
    private static readonly string[] Arr = ["arr"];

    private static readonly string[] Stream =
    [
        """{"type":"message_start","message":{"id":"m","usage":{"input_tokens":40,"cache_creation_input_tokens":30,"cache_read_input_tokens":100,"output_tokens":2}}}""",
        """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"sealed"}}""",
        """{"type":"content_block_stop","index":0}""",
        """{"type":"ping"}""",
        """{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}""",
        """{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Let me see."}}""",
        """{"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"t1","name":"query_metrics","input":{}}}""",
        """{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"metrics\":[\"a"}}""",
        """{"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"t2","name":"answer","input":{}}}""",
        """{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"rr\"]}"}}""",
        """{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"{\"text\":\"It is **$18"}}""",
        """{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":".4M**\\n\"}"}}""",
        """{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":25}}""",
        """{"type":"message_stop"}""",
    ];

    [Fact]
    public async Task A_stream_gives_thoughts_text_parallel_calls_and_usage_and_the_text_of_the_answer_as_it_comes()
    {
        await using var endpoint = await FakeEndpoint.StreamingAsync(Stream);
        var (contents, finish) = await CallAsync(endpoint);

        contents.OfType<TextReasoningContent>().Select(r => (r.Text, r.ProtectedData)).ShouldBe([("hm", null), ("", "sealed")]);
        string.Concat(contents.OfType<TextContent>()).ShouldBe("Let me see.");
        contents.OfType<AnswerTextContent>().Select(a => a.Text).ShouldBe(["It is **$18", ".4M**\n"]);
        var calls = contents.OfType<FunctionCallContent>().ToList();
        calls.Select(c => (c.CallId, c.Name)).ShouldBe([("t1", "query_metrics"), ("t2", "answer")]);
        JsonSerializer.Serialize(calls[0].Arguments).ShouldBe("""{"metrics":["arr"]}""");
        finish.ShouldBe(ChatFinishReason.ToolCalls);
        // The raw input leaves out what a cache had to do with: 40 + 30 + 100.
        contents.OfType<TokensContent>().Last().Usage.ShouldBe(new TokenUsage(170, 100, 30, 25, 0, IsEstimated: false));
    }

    [Fact]
    public async Task The_request_marks_its_cache_and_puts_all_results_into_the_message_behind_the_calls()
    {
        await using var endpoint = await FakeEndpoint.StreamingAsync(Stream);
        await CallAsync(endpoint);

        var request = endpoint.Requests.ShouldHaveSingleItem();
        request.Address.ShouldBe("/v1/messages");
        request.Authorization.ShouldBe("Bearer secret");
        using var json = JsonDocument.Parse(request.Body);
        var root = json.RootElement;
        root.GetProperty("stream").GetBoolean().ShouldBeTrue();
        root.GetProperty("max_tokens").GetInt32().ShouldBe(5_000);
        root.GetProperty("thinking").GetProperty("type").GetString().ShouldBe("adaptive");
        root.GetProperty("output_config").GetProperty("effort").GetString().ShouldBe("high");
        root.GetProperty("system")[0].GetProperty("text").GetString().ShouldBe("Be right.");
        root.GetProperty("system")[0].TryGetProperty("cache_control", out _).ShouldBeTrue();
        root.GetProperty("tools")[0].TryGetProperty("cache_control", out _).ShouldBeTrue();
        var messages = root.GetProperty("messages").EnumerateArray().ToList();
        messages.Select(m => m.GetProperty("role").GetString()).ShouldBe(["user", "assistant", "user"]);
        messages[1].GetProperty("content").EnumerateArray().Select(b => b.GetProperty("type").GetString()).ShouldBe(["thinking", "tool_use", "tool_use"]);
        var results = messages[2].GetProperty("content").EnumerateArray().ToList();
        results.Select(r => r.GetProperty("tool_use_id").GetString()).ShouldBe(["a", "b"]);
        results[1].TryGetProperty("cache_control", out _).ShouldBeTrue();
        results[0].TryGetProperty("cache_control", out _).ShouldBeFalse();
        request.Body.ShouldNotContain("workbench.");
    }

    [Fact]
    public async Task A_fault_in_the_middle_of_a_stream_has_its_class()
    {
        await using var endpoint = await FakeEndpoint.StreamingAsync([
            .. Stream[..8],
            """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""",
        ]);
        var refused = await Should.ThrowAsync<ModelRefusedException>(async () => await CallAsync(endpoint));
        ((int)refused.Status, refused.IsWithinStream).ShouldBe((529, true));
    }

    [Fact]
    public async Task A_refusal_tells_when_to_come_back_and_never_the_key()
    {
        await using var endpoint = await FakeEndpoint.StartAsync(http =>
            FakeEndpoint.RefuseAsync(
                http,
                401,
                """{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key: secret"}}""",
                ("retry-after", "3")
            )
        );
        var refused = await Should.ThrowAsync<ModelRefusedException>(async () => await CallAsync(endpoint));
        refused.Message.ShouldBe("401 Unauthorized: invalid x-api-key: ***");
        refused.RetryAfter.ShouldBe(TimeSpan.FromSeconds(3));
    }

    private static async Task<(List<AIContent> Contents, ChatFinishReason? Finish)> CallAsync(FakeEndpoint endpoint)
    {
        using var wire = new AnthropicWire(
            new ProviderSettings("anthropic", ProviderKind.Anthropic, endpoint.Address, NoKey.Instance),
            "secret",
            TimeProvider.System
        );
        using var client = new AnthropicChatClient(wire);
        var empty = JsonSerializer.SerializeToElement(new { type = "object" });
        ChatMessage[] messages =
        [
            new(ChatRole.System, "Be right."),
            new(ChatRole.User, "ARR?"),
            new(
                ChatRole.Assistant,
                [
                    new TextReasoningContent("hm") { ProtectedData = "sealed" },
                    new FunctionCallContent("a", "query_metrics", new Dictionary<string, object?> { ["metrics"] = Arr }),
                    new FunctionCallContent("b", "query_metrics"),
                ]
            ),
            new(ChatRole.Tool, [new FunctionResultContent("a", "1")]),
            new(ChatRole.Tool, [new FunctionResultContent("b", "2")]),
        ];
        var options = new ChatOptions
        {
            ModelId = "claude-x",
            MaxOutputTokens = 5_000,
            Tools = [AIFunctionFactory.CreateDeclaration("answer", "Ends the run.", empty)],
            Reasoning = new ReasoningOptions { Effort = ReasoningEffort.High },
        };
        new ModelSettings("claude", "anthropic", "claude-x", 200_000, 8_000, ModelAbilities.Caching | ModelAbilities.Reasoning).AddTo(options);
        List<AIContent> contents = [];
        ChatFinishReason? finish = null;
        await foreach (var update in client.GetStreamingResponseAsync(messages, options, TestContext.Current.CancellationToken))
        {
            contents.AddRange(update.Contents);
            finish = update.FinishReason ?? finish;
        }
        return (contents, finish);
    }
}
