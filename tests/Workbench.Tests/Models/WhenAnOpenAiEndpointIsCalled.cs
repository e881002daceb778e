using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Workbench.Server.Models;
using Workbench.Server.Models.OpenAi;

namespace Workbench.Tests.Models;

public sealed class WhenAnOpenAiEndpointIsCalled
{
    private static readonly string[] Arr = ["arr"];

    private static readonly string[] Stream =
    [
        """{"choices":[{"delta":{"role":"assistant","reasoning_content":"hm"}}]}""",
        """{"choices":[{"delta":{"content":"Let me "}}]}""",
        """{"choices":[{"delta":{"content":"see."}}]}""",
        """{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"c1","function":{"name":"query_metrics","arguments":""}}]}}]}""",
        """{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"metrics\":[\"a"}}]}}]}""",
        """{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"rr\"]}"}},{"index":1,"id":"c2","function":{"name":"answer","arguments":"{\"status\":\"answered\",\"te"}}]}}]}""",
        """{"choices":[{"delta":{"tool_calls":[{"index":1,"function":{"arguments":"xt\":\"It is **$18"}}]}}]}""",
        """{"choices":[{"delta":{"tool_calls":[{"index":1,"function":{"arguments":".4M**\\u00e9\\n\",\"assumptions\":[\"text\"]}"}}]}}]}""",
        """{"choices":[{"delta":{},"finish_reason":"tool_calls"}]}""",
        """{"choices":[],"usage":{"prompt_tokens":100,"completion_tokens":20,"prompt_tokens_details":{"cached_tokens":60},"completion_tokens_details":{"reasoning_tokens":5}}}""",
        "[DONE]",
    ];

    [Fact]
    public async Task A_stream_gives_text_calls_and_usage_and_the_text_of_the_answer_as_it_comes()
    {
        await using var endpoint = await FakeEndpoint.StreamingAsync(Stream);
        var contents = await CallAsync(endpoint);

        contents.OfType<TextReasoningContent>().Single().Text.ShouldBe("hm");
        string.Concat(contents.OfType<TextContent>()).ShouldBe("Let me see.");
        contents.OfType<AnswerTextContent>().Select(a => a.Text).ShouldBe(["It is **$18", ".4M**é\n"]);
        var calls = contents.OfType<FunctionCallContent>().ToList();
        calls.Select(c => (c.CallId, c.Name)).ShouldBe([("c1", "query_metrics"), ("c2", "answer")]);
        JsonSerializer.Serialize(calls[0].Arguments).ShouldBe("""{"metrics":["arr"]}""");
        var usage = contents.OfType<UsageContent>().Single().Details;
        (usage.InputTokenCount, usage.CachedInputTokenCount, usage.OutputTokenCount, usage.ReasoningTokenCount).ShouldBe((100, 60, 20, 5));
    }

    [Fact]
    public async Task The_request_holds_messages_calls_results_and_tools_and_nothing_of_ours()
    {
        await using var endpoint = await FakeEndpoint.StreamingAsync(Stream);
        await CallAsync(endpoint);

        var (body, authorization) = endpoint.Requests.ShouldHaveSingleItem();
        authorization.ShouldBe("Bearer secret");
        using var json = JsonDocument.Parse(body);
        var root = json.RootElement;
        root.GetProperty("model").GetString().ShouldBe("gpt-x");
        root.GetProperty("stream_options").GetProperty("include_usage").GetBoolean().ShouldBeTrue();
        var messages = root.GetProperty("messages").EnumerateArray().ToList();
        messages.Select(m => m.GetProperty("role").GetString()).ShouldBe(["system", "user", "assistant", "tool", "tool"]);
        messages[2].GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString().ShouldBe("""{"metrics":["arr"]}""");
        messages[4].GetProperty("tool_call_id").GetString().ShouldBe("b");
        root.GetProperty("tools")[0].GetProperty("function").GetProperty("name").GetString().ShouldBe("answer");
        body.ShouldNotContain(LocalModelContext.Key);
    }

    [Fact]
    public async Task A_refusal_tells_its_status_and_when_to_come_back()
    {
        await using var endpoint = await FakeEndpoint.StartAsync(http =>
        {
            http.Response.StatusCode = 429;
            http.Response.Headers.RetryAfter = "7";
            return http.Response.WriteAsync("""{"error":{"message":"Slow down."}}""");
        });
        var refused = await Should.ThrowAsync<ModelRefusedException>(async () => await CallAsync(endpoint));
        refused.RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
        refused.Message.ShouldBe("429 Too Many Requests: Slow down.");
    }

    [Fact]
    public async Task A_stream_that_breaks_off_is_no_reply()
    {
        await using var endpoint = await FakeEndpoint.StreamingAsync(Stream[..4]);
        await Should.ThrowAsync<JsonException>(async () => await CallAsync(endpoint));
    }

    [Fact]
    public async Task A_reply_that_is_not_streamed_is_read_as_well()
    {
        await using var endpoint = await FakeEndpoint.StartAsync(http =>
        {
            http.Response.ContentType = "application/json";
            return http.Response.WriteAsync(
                """{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}"""
            );
        });
        var contents = await CallAsync(endpoint);
        contents.OfType<TextContent>().Single().Text.ShouldBe("Hi");
        contents.OfType<UsageContent>().Single().Details.OutputTokenCount.ShouldBe(2);
    }

    private static async Task<List<AIContent>> CallAsync(FakeEndpoint endpoint)
    {
        await using var services = new ServiceCollection().AddHttpClient().BuildServiceProvider();
        using var client = new OpenAiChatClient(services.GetRequiredService<IHttpClientFactory>(), endpoint.Address, "secret");
        var empty = JsonSerializer.SerializeToElement(new { type = "object" });
        ChatMessage[] messages =
        [
            new(ChatRole.System, "Be right."),
            new(ChatRole.User, "ARR?"),
            new(ChatRole.Assistant, [new FunctionCallContent("a", "query_metrics", new Dictionary<string, object?> { ["metrics"] = Arr })]),
            new(ChatRole.Tool, [new FunctionResultContent("a", "1"), new FunctionResultContent("b", "2")]),
        ];
        var options = new ChatOptions
        {
            ModelId = "gpt-x",
            Tools = [AIFunctionFactory.CreateDeclaration("answer", "Ends the run.", empty)],
            AdditionalProperties = new() { [LocalModelContext.Key] = "ours" },
        };
        List<AIContent> contents = [];
        await foreach (var update in client.GetStreamingResponseAsync(messages, options, TestContext.Current.CancellationToken))
            contents.AddRange(update.Contents);
        return contents;
    }
}
