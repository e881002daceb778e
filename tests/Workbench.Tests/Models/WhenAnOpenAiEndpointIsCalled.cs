using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Shouldly;
using Workbench.Server.Models;
using Workbench.Server.Models.Accounting;
using Workbench.Server.Models.Catalog;
using Workbench.Server.Models.OpenAi;
using Workbench.Server.Models.Wire;

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
        string.Concat(contents.OfType<ToolArgumentsContent>().Where(a => a.Index == 0).Select(a => a.Arguments)).ShouldBe("""{"metrics":["arr"]}""");
        contents.OfType<ToolArgumentsContent>().Select(a => (a.Index, a.Name)).Where(a => a.Name is not null).ShouldBe([(0, "query_metrics"), (1, "answer")]);
        contents.OfType<AnswerTextContent>().Select(a => a.Text).ShouldBe(["It is **$18", ".4M**é\n"]);
        var calls = contents.OfType<FunctionCallContent>().ToList();
        calls.Select(c => (c.CallId, c.Name)).ShouldBe([("c1", "query_metrics"), ("c2", "answer")]);
        JsonSerializer.Serialize(calls[0].Arguments).ShouldBe("""{"metrics":["arr"]}""");
        contents.OfType<TokensContent>().Single().Usage.ShouldBe(new TokenUsage(100, 60, 0, 20, 5, IsEstimated: false));
    }

    /// <summary>As some who copy OpenAI's form stream them: nothing but the id, or not even that, tells one call from the next.</summary>
    [Theory]
    [InlineData("", "", "\"id\":\"c1\",", "\"id\":\"c2\",")]
    [InlineData("\"index\":0,", "\"index\":0,", "\"id\":\"c1\",", "\"id\":\"c2\",")]
    [InlineData("", "", "", "")]
    public async Task Calls_without_an_index_of_their_own_stay_apart(string firstIndex, string secondIndex, string firstId, string secondId)
    {
        string Chunk(string head, string function) => """{"choices":[{"delta":{"tool_calls":[{""" + head + "\"function\":" + function + "}]}}]}";
        await using var endpoint = await FakeEndpoint.StreamingAsync(
            Chunk(firstIndex + firstId, """{"name":"look_up","arguments":"{\"na"}"""),
            Chunk(firstIndex, """{"arguments":"me\":\"arr\"}"}"""),
            Chunk(secondIndex + secondId, """{"name":"answer","arguments":""}"""),
            Chunk(secondIndex, """{"arguments":"{\"status\":\"answered\"}"}"""),
            """{"choices":[{"delta":{},"finish_reason":"tool_calls"}]}"""
        );
        var calls = (await CallAsync(endpoint)).OfType<FunctionCallContent>().ToList();

        calls
            .Select(c => (c.Name, JsonSerializer.Serialize(c.Arguments)))
            .ShouldBe([("look_up", """{"name":"arr"}"""), ("answer", """{"status":"answered"}""")]);
        calls.Select(c => c.CallId).ShouldBeUnique();
    }

    [Fact]
    public async Task The_request_holds_messages_calls_results_and_tools_and_nothing_of_ours()
    {
        await using var endpoint = await FakeEndpoint.StreamingAsync(Stream);
        await CallAsync(endpoint);

        var request = endpoint.Requests.ShouldHaveSingleItem();
        var body = request.Body;
        request.Authorization.ShouldBe("Bearer secret");
        request.Address.ShouldBe("/v1/chat/completions");
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
        await Should.ThrowAsync<BrokenReplyException>(async () => await CallAsync(endpoint));
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
        contents.OfType<TokensContent>().Single().Usage.Output.ShouldBe(2);
    }

    [Fact]
    public async Task An_image_and_a_form_of_the_reply_go_along()
    {
        await using var endpoint = await FakeEndpoint.StreamingAsync(Stream);
        using var schema = JsonDocument.Parse("""{"type":"object","additionalProperties":false}""");
        await CallAsync(
            endpoint,
            [new ChatMessage(ChatRole.User, [new TextContent("What is it?"), new DataContent(new byte[] { 1, 2, 3 }, "image/png")])],
            new ChatOptions
            {
                ModelId = "gpt-x",
                MaxOutputTokens = 77,
                ResponseFormat = ChatResponseFormat.ForJsonSchema(schema.RootElement, "verdict"),
                Reasoning = new ReasoningOptions { Effort = ReasoningEffort.Low },
            }
        );
        using var json = JsonDocument.Parse(endpoint.Requests[0].Body);
        var root = json.RootElement;
        var parts = root.GetProperty("messages")[0].GetProperty("content");
        parts[0].GetProperty("text").GetString().ShouldBe("What is it?");
        parts[1].GetProperty("image_url").GetProperty("url").GetString().ShouldBe("data:image/png;base64,AQID");
        root.GetProperty("max_completion_tokens").GetInt32().ShouldBe(77);
        root.GetProperty("reasoning_effort").GetString().ShouldBe("low");
        var format = root.GetProperty("response_format").GetProperty("json_schema");
        (format.GetProperty("name").GetString(), format.GetProperty("strict").GetBoolean()).ShouldBe(("verdict", true));
    }

    [Fact]
    public async Task Azure_has_the_deployment_in_its_address_and_the_key_in_its_own_header()
    {
        await using var endpoint = await FakeEndpoint.StreamingAsync(Stream);
        var resource = new Uri(endpoint.Address.GetLeftPart(UriPartial.Authority));
        var settings = new ProviderSettings("azure", ProviderKind.Azure, resource, NoKey.Instance) { ApiVersion = "2024-10-21" };
        await CallAsync(settings, [new ChatMessage(ChatRole.User, "ARR?")], new ChatOptions { ModelId = "my deployment" });
        var request = endpoint.Requests.ShouldHaveSingleItem();
        request.Address.ShouldBe("/openai/deployments/my%20deployment/chat/completions?api-version=2024-10-21");
        (request.Headers["api-key"], request.Authorization).ShouldBe(("secret", null));
    }

    private static Task<List<AIContent>> CallAsync(FakeEndpoint endpoint)
    {
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
        return CallAsync(endpoint, messages, options);
    }

    private static Task<List<AIContent>> CallAsync(FakeEndpoint endpoint, ChatMessage[] messages, ChatOptions options) =>
        CallAsync(new ProviderSettings("openai", ProviderKind.OpenAi, endpoint.Address, NoKey.Instance), messages, options);

    private static async Task<List<AIContent>> CallAsync(ProviderSettings settings, ChatMessage[] messages, ChatOptions options)
    {
        using var wire = new OpenAiWire(settings, "secret", TimeProvider.System);
        using var client = new OpenAiChatClient(wire, UsageDialect.OpenAiChat, settings.OutputLimitField);
        List<AIContent> contents = [];
        await foreach (var update in client.GetStreamingResponseAsync(messages, options, TestContext.Current.CancellationToken))
            contents.AddRange(update.Contents);
        return contents;
    }
}
