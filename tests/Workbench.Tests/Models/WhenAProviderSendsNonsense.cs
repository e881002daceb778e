using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Shouldly;
using Workbench.Server.Models;
using Workbench.Server.Models.Policy;

namespace Workbench.Tests.Models;

/// <summary>Each with a clear message, the right rows, and no cent too many.</summary>
public sealed class WhenAProviderSendsNonsense
{
    private const string Page = "<html><body><h1>Sign in to WiFi</h1></body></html>";

    public static TheoryData<string, string, string> Nonsense =>
        new()
        {
            { "text/event-stream", "", "p: it ended its stream without a reply." },
            { "text/event-stream", "data: [DONE]\n\n", "p: it ended its stream without a reply." },
            { "text/event-stream", ": keep-alive\n\n: keep-alive\n\n", "p: it ended its stream without a reply." },
            {
                "text/event-stream",
                "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n",
                "p: it ended its stream without a reply."
            },
            { "text/event-stream", "data: {\"choices\": oops\n\n", "p: it sent something that is not JSON in the middle of its stream." },
            { "text/event-stream", "data: 42\n\n", "p: it ended its stream without a reply." },
            { "application/json", "", "p: its reply is not JSON, or only part of it came." },
            { "application/json", "{\"choices\":[{\"mess", "p: its reply is not JSON, or only part of it came." },
            { "application/json", "{}", "p: it ended its stream without a reply." },
            { "application/json", "[]", "p: it ended its stream without a reply." },
            { "text/html", Page, "p: it answered with a web page instead of JSON: a proxy stands between, or the address is wrong." },
            { "text/html; charset=utf-8", Page, "p: it answered with a web page instead of JSON: a proxy stands between, or the address is wrong." },
            { "text/plain", "Internal error", "p: it ended its stream without a reply." },
            { "text/event-stream", "data: {\"error\":{\"message\":\"boom\",\"code\":502}}\n\n", "p: boom" },
            { "application/json", "{\"error\":{\"message\":\"boom\",\"code\":502}}", "p: boom" },
            { "text/event-stream", "data: {\"error\":{\"message\":\"sk-proj-0123456789ab is over its limit\",\"code\":502}}\n\n", "p: *** is over its limit" },
        };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task An_OpenAI_endpoint_is_told_apart_from_one_that_replies(string type, string body, string message) =>
        await FailsAsync("openai", type, body, message);

    [Theory]
    [InlineData("text/event-stream", "", "p: it ended its stream without a reply.")]
    [InlineData("text/event-stream", "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n", "p: it ended its stream without a reply.")]
    [InlineData("text/event-stream", "data: {\"type\":\n\n", "p: it sent something that is not JSON in the middle of its stream.")]
    [InlineData("text/html", Page, "p: it answered with a web page instead of JSON: a proxy stands between, or the address is wrong.")]
    [InlineData("text/event-stream", "data: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"boom\"}}\n\n", "p: boom")]
    public async Task An_Anthropic_endpoint_too(string type, string body, string message) => await FailsAsync("anthropic", type, body, message);

    [Theory]
    [InlineData(502, Page, "p: 502 Bad Gateway: a web page instead of a reply")]
    [InlineData(500, "", "p: 500 Internal Server Error: no reason given")]
    [InlineData(500, "{\"error\":\"a text\"}", "p: 500 Internal Server Error: a text")]
    [InlineData(500, "{\"message\":\"beside\"}", "p: 500 Internal Server Error: beside")]
    [InlineData(500, "oops", "p: 500 Internal Server Error: oops")]
    public async Task A_refusal_in_any_form_has_its_words(int status, string body, string message)
    {
        await using var endpoint = await FakeEndpoint.StartAsync(http => FakeEndpoint.RefuseAsync(http, status, body));
        var failed = (await Gateway(endpoint, "openai").AskAsync("m"))[^1].ShouldBeOfType<ModelFailed>();
        failed.Message.ShouldBe(message);
        failed.Attempts.Sum(a => a.CostUsd).ShouldBe(0);
    }

    [Fact]
    public async Task A_wrong_key_is_told_with_where_it_comes_from_and_never_itself()
    {
        await using var endpoint = await FakeEndpoint.StartAsync(http =>
            FakeEndpoint.RefuseAsync(
                http,
                401,
                Replies.Error("Incorrect API key provided: secret-key-1. Yours begins with sk-proj-abcdefgh1234.", "invalid_api_key")
            )
        );
        var gateway = Gateway(endpoint, "openai");
        var failed = (await gateway.AskAsync("m"))[^1].ShouldBeOfType<ModelFailed>();
        failed.Fault.ShouldBe(ModelFault.Permission);
        failed.Message.ShouldBe("p: 401 Unauthorized: Incorrect API key provided: ***. Yours begins with *** Check the key in PKEY, and what it may use.");
        failed.Attempts.ShouldHaveSingleItem();
        endpoint.Requests.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_model_that_is_gone_is_told_with_what_to_mend()
    {
        await using var endpoint = await FakeEndpoint.StartAsync(http =>
            FakeEndpoint.RefuseAsync(http, 404, Replies.Error("The model m-1 does not exist", "model_not_found"))
        );
        var failed = (await Gateway(endpoint, "openai").AskAsync("m"))[^1].ShouldBeOfType<ModelFailed>();
        failed.Message.ShouldBe("p: 404 Not Found: The model m-1 does not exist Correct the id of the model m in models.yml, or its provider's address.");
        failed.Attempts.ShouldHaveSingleItem().CostUsd.ShouldBe(0);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_told_as_that()
    {
        var endpoint = await FakeEndpoint.StreamingAsync();
        var gateway = Gateway(endpoint, "openai");
        await endpoint.DisposeAsync();
        var failed = (await gateway.AskAsync("m"))[^1].ShouldBeOfType<ModelFailed>();
        failed.Fault.ShouldBe(ModelFault.Transient);
        failed.Message.ShouldBe("p: no connection (connection error).");
        failed.Attempts.ShouldAllBe(a => a.CostUsd == 0 && a.Usage == TokenUsage.None);
    }

    [Fact]
    public async Task A_mistake_of_ours_before_anything_is_sent_costs_nothing()
    {
        await using var endpoint = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        var budgets = new Ledger();
        var gateway = new TestGateway(
            Yaml(endpoint, "openai", "context: 9000"),
            budgets,
            client: _ => new ScriptedChatClient(new InvalidOperationException("bug"))
        );
        await Should.ThrowAsync<InvalidOperationException>(async () => await gateway.AskAsync("m"));
        var attempt = gateway.Attempts.ShouldHaveSingleItem();
        (attempt.CostUsd, attempt.Usage).ShouldBe((0m, TokenUsage.None));
        budgets.Settled.ShouldBe([0m]);
    }

    [Fact]
    public async Task Broken_arguments_and_unknown_tools_reach_the_loop_which_tells_the_model()
    {
        await using var endpoint = await FakeEndpoint.StreamingAsync(
            """{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"name":"no_such_tool","arguments":"{\"a\": [1, 2"}}]}}]}""",
            """{"choices":[{"delta":{"tool_calls":[{"index":1,"id":"c2","function":{"name":"query_metrics","arguments":{"metrics":["arr"]}}}]}}]}""",
            """{"choices":[{"delta":{},"finish_reason":"length"}]}""",
            "[DONE]"
        );
        var replied = (await Gateway(endpoint, "openai").AskAsync("m"))[^1].ShouldBeOfType<ModelReplied>();
        replied.FinishReason.ShouldBe("length");
        var calls = replied.Message.Contents.OfType<FunctionCallContent>().ToList();
        calls[0].Name.ShouldBe("no_such_tool");
        calls[0].CallId.ShouldNotBeEmpty();
        JsonSerializer.Serialize(calls[0].Arguments).ShouldContain("not_json");
        JsonSerializer.Serialize(calls[1].Arguments).ShouldBe("""{"metrics":["arr"]}""");
    }

    [Fact]
    public async Task A_prompt_of_two_megabytes_is_not_sent_to_a_model_that_cannot_take_it()
    {
        await using var endpoint = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        var gateway = Gateway(endpoint, "openai", "context: 128000");
        var huge = gateway.Call("m", new ChatMessage(ChatRole.User, new string('x', 2 * 1024 * 1024)));
        var failed = (await gateway.AskAsync(huge))[^1].ShouldBeOfType<ModelFailed>();
        failed.Fault.ShouldBe(ModelFault.BadRequest);
        failed.Message.ShouldBe("m takes 128,000 tokens, and the prompt has about 524,296: ask for less at once, or choose a model with a longer context.");
        failed.Attempts.ShouldHaveSingleItem().CostUsd.ShouldBe(0);
        endpoint.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_prompt_of_two_megabytes_goes_to_a_model_that_can()
    {
        await using var endpoint = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        var gateway = Gateway(endpoint, "openai", "context: 1000000");
        (await gateway.AskAsync(gateway.Call("m", new ChatMessage(ChatRole.User, new string('x', 2 * 1024 * 1024)))))[^1].ShouldBeOfType<ModelReplied>();
        endpoint.Requests[0].Body.Length.ShouldBeGreaterThan(2 * 1024 * 1024);
    }

    [Fact]
    public async Task A_price_that_is_missing_is_unpriced_and_never_nothing()
    {
        await using var endpoint = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        var budgets = new Ledger();
        var gateway = new TestGateway(Yaml(endpoint, "openai", "context: 1000").Split("prices:")[0], budgets);
        var attempt = (await gateway.AskAsync("m"))[^1].ShouldBeOfType<ModelReplied>().Attempts.ShouldHaveSingleItem();
        attempt.CostUsd.ShouldBeNull();
        attempt.Usage.Input.ShouldBe(10);
        budgets.WorstCases.ShouldBe([null]);
    }

    [Fact]
    public async Task Usage_that_adds_up_to_nothing_possible_has_no_price_but_is_held_against_the_budget_in_full()
    {
        await using var endpoint = await FakeEndpoint.StreamingAsync([
            .. Replies.OpenAi()[..4],
            """{"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":99}}}""",
            "[DONE]",
        ]);
        var budgets = new Ledger();
        var gateway = new TestGateway(Yaml(endpoint, "openai", "context: 9000"), budgets);
        (await gateway.AskAsync("m"))[^1].ShouldBeOfType<ModelReplied>().Attempts[0].CostUsd.ShouldBeNull();
        budgets.Settled.ShouldBe([budgets.WorstCases[0]!.Value]);
    }

    private static async Task FailsAsync(string kind, string type, string body, string message)
    {
        await using var endpoint = await FakeEndpoint.StartAsync(http =>
        {
            http.Response.ContentType = type;
            return http.Response.WriteAsync(body);
        });
        var failed = (await Gateway(endpoint, kind).AskAsync("m"))[^1].ShouldBeOfType<ModelFailed>();
        (failed.Fault, failed.Message).ShouldBe((ModelFault.Transient, message));
        var attempt = failed.Attempts.ShouldHaveSingleItem();
        (attempt.Error, attempt.Usage.Output).ShouldBe((message, 0));
        // A page and an error are no replies; a reply that ends too early may have been paid for, as far as it was sent.
        var isReply = type != "text/html" && type != "text/html; charset=utf-8" && !body.Contains("\"error\"", StringComparison.Ordinal);
        (attempt.CostUsd > 0, attempt.Usage.IsEstimated).ShouldBe((isReply, isReply));
    }

    private static TestGateway Gateway(FakeEndpoint endpoint, string kind, string model = "context: 9000") =>
        new(Yaml(endpoint, kind, model), options: new PolicyOptions { Rounds = 1 });

    private static string Yaml(FakeEndpoint endpoint, string kind, string model) =>
        $$"""
            providers: [{ name: p, kind: {{kind}}, address: "{{endpoint.Address}}", key_env: PKEY }]
            models: [{ name: m, provider: p, id: m-1, max_output: 500, {{model}} }]
            prices: [{ provider: p, model: m, from: 2020-01-01, input: 1, output: 2 }]
            """;
}
