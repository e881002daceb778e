using Microsoft.AspNetCore.Http;
using Shouldly;
using Workbench.Server.Models;
using Workbench.Server.Models.Policy;

namespace Workbench.Tests.Models;

/// <summary>Calls that pass through to a provider that misbehaves: a clear message, a row for each attempt, and no cent that was not generated.</summary>
public sealed class WhenAnotherProgramsCallGoesWrong
{
    private const string Page = "<html><body><h1>Sign in to WiFi</h1></body></html>";
    private const string Asked = """{"model":"fast","stream":true,"max_tokens":50,"messages":[{"role":"user","content":"A question?"}]}""";

    [Theory]
    [InlineData("text/event-stream", "", "a: it ended its stream without a reply.")]
    [InlineData("text/event-stream", "data: [DONE]\n\n", "a: it ended its stream without a reply.")]
    [InlineData("text/event-stream", ": keep-alive\n\n", "a: it ended its stream without a reply.")]
    [InlineData("text/event-stream", "data: {\"choices\": oops\n\n", "a: it sent something that is not JSON in the middle of its stream.")]
    [InlineData("text/event-stream", "data: {\"error\":{\"message\":\"boom\",\"code\":502}}\n\n", "a: boom")]
    [InlineData("application/json", "{\"error\":{\"message\":\"boom\",\"code\":502}}", "a: boom")]
    [InlineData("application/json", "", "a: its reply is empty.")]
    [InlineData("application/json", "{\"choices\":[{\"mess", "a: its reply is not JSON, or only part of it came.")]
    [InlineData("application/json", "[]", "a: its reply is not a JSON object.")]
    [InlineData("application/json", "{}", "a: its reply has no `choices`.")]
    [InlineData("text/html", Page, "a: it answered with a web page instead of JSON: a proxy stands between, or the address is wrong.")]
    [InlineData("text/plain", "Internal error", "a: its reply is not JSON, or only part of it came.")]
    public async Task Nonsense_before_the_first_token_goes_to_the_next_member_and_its_row_says_why(string type, string body, string message)
    {
        await using var a = await FakeEndpoint.StartAsync(http =>
        {
            http.Response.ContentType = type;
            return http.Response.WriteAsync(body);
        });
        await using var b = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        var budgets = new Ledger();
        var gateway = Gateway(budgets, a, b);
        var (end, text, head) = await gateway.SendAsync(gateway.Wire(WireForm.OpenAiChat, "fast", Asked));
        head!.Provider.ShouldBe("b");
        text.ShouldStartWith("data: " + Replies.OpenAi()[0]);
        var attempts = end.ShouldBeOfType<WireEnded>().Attempts;
        attempts.Select(t => (t.Provider, t.Error)).ShouldBe([("a", message), ("b", null)]);
        attempts[0].Usage.Output.ShouldBe(0);
        // A page and an error are no replies, also with a status of 200.
        var isReply = type != "text/html" && !body.Contains("\"error\"", StringComparison.Ordinal);
        (attempts[0].CostUsd > 0).ShouldBe(isReply);
        (attempts[1].Usage.Input, attempts[1].Usage.Output, attempts[1].CostUsd).ShouldBe((10, 4, 0.000018m));
        budgets.Settled.ShouldBe(attempts.Select(t => t.CostUsd!.Value), "each attempt is settled once, by what it cost");
        budgets.Held.ShouldBe(0);
    }

    [Fact]
    public async Task A_storm_of_429_and_529_ends_with_a_row_each_at_no_cost_and_says_when_to_come_back()
    {
        await using var a = await FakeEndpoint.StartAsync(http => FakeEndpoint.RefuseAsync(http, 529, Replies.Error("Overloaded"), ("retry-after", "300")));
        await using var b = await FakeEndpoint.StartAsync(http => FakeEndpoint.RefuseAsync(http, 429, Replies.Error("Slow"), ("retry-after", "200")));
        var budgets = new Ledger();
        var gateway = Gateway(budgets, a, b);
        var (end, text, head) = await gateway.SendAsync(gateway.Wire(WireForm.OpenAiChat, "fast", Asked));
        var failed = end.ShouldBeOfType<WireFailed>();
        (failed.Fault, failed.Message, failed.Status).ShouldBe((ModelFault.RateLimited, "b: 429 Too Many Requests: Slow", 429));
        failed.RetryAfter!.Value.TotalSeconds.ShouldBeInRange(190, 200);
        failed.Attempts.Select(t => (t.Provider, t.Fault, t.CostUsd)).ShouldBe([("a", ModelFault.Overloaded, 0m), ("b", ModelFault.RateLimited, 0m)]);
        (text, head).ShouldBe(("", null), "nothing was sent to the program yet");
        (budgets.Held, budgets.Settled.Sum()).ShouldBe((0m, 0m));
    }

    [Fact]
    public async Task A_stream_that_drips_for_ever_ends_at_the_whole_time_and_what_came_is_charged_once()
    {
        await using var a = await FakeEndpoint.StartAsync(async http =>
        {
            for (var i = 0; i < 500; i++)
            {
                await FakeEndpoint.StreamAsync(http, Replies.OpenAi("1234")[1]);
                await http.Response.Body.FlushAsync();
                await Task.Delay(50, http.RequestAborted);
            }
        });
        var budgets = new Ledger();
        var gateway = Gateway(budgets, "timeouts: { whole: 2s }", a);
        var (end, text, _) = await gateway.SendAsync(gateway.Wire(WireForm.OpenAiChat, "fast", Asked));
        var failed = end.ShouldBeOfType<WireFailed>();
        (failed.Fault, failed.Message).ShouldBe((ModelFault.TimedOut, "a did not finish within 2 s."));
        var attempt = failed.Attempts.ShouldHaveSingleItem();
        // A token of four bytes in every event that arrived.
        attempt.Usage.Output.ShouldBe(text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Length);
        attempt.Usage.IsEstimated.ShouldBeTrue();
        budgets.Settled.ShouldBe([attempt.CostUsd!.Value]);
    }

    [Theory]
    [InlineData(401, "invalid_api_key", ModelFault.Permission, "Check the key in KEY, and what it may use.")]
    [InlineData(404, "model_not_found", ModelFault.BadRequest, "Correct the id of the model a in models.yml, or its provider's address.")]
    public async Task A_wrong_key_and_a_model_that_is_gone_are_told_with_what_to_mend_and_cost_nothing(int status, string code, ModelFault fault, string hint)
    {
        await using var a = await FakeEndpoint.StartAsync(http => FakeEndpoint.RefuseAsync(http, status, Replies.Error("No: secret-key-1", code)));
        var budgets = new Ledger();
        var gateway = Gateway(budgets, a);
        var (end, _, _) = await gateway.SendAsync(gateway.Wire(WireForm.OpenAiChat, "fast", Asked));
        var failed = end.ShouldBeOfType<WireFailed>();
        failed.Fault.ShouldBe(fault);
        failed.Message.ShouldEndWith(hint);
        failed.Message.ShouldNotContain("secret-key-1");
        System.Text.Encoding.UTF8.GetString(failed.Body.Span).ShouldNotContain("secret-key-1");
        failed.Attempts.ShouldHaveSingleItem().CostUsd.ShouldBe(0);
        budgets.Settled.ShouldBe([0m]);
        a.Requests.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("context: 128000", "a takes 128,000 tokens, and the prompt has about 524,310: ask for less at once, or choose a model with a longer context.")]
    [InlineData("context: 1000000", null)]
    public async Task A_prompt_of_two_megabytes_goes_only_to_a_model_that_can_take_it(string context, string? message)
    {
        await using var a = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        var gateway = new TestGateway(Yaml("", context, a));
        var body = Asked.Replace("A question?", new string('x', 2 * 1024 * 1024), StringComparison.Ordinal);
        var (end, _, _) = await gateway.SendAsync(gateway.Wire(WireForm.OpenAiChat, "fast", body));
        if (message is null)
        {
            end.ShouldBeOfType<WireEnded>();
            a.Requests.ShouldHaveSingleItem().Body.Length.ShouldBeGreaterThan(2 * 1024 * 1024);
            return;
        }
        var failed = end.ShouldBeOfType<WireFailed>();
        (failed.Fault, failed.Message).ShouldBe((ModelFault.BadRequest, message));
        failed.Attempts.ShouldHaveSingleItem().CostUsd.ShouldBe(0);
        a.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_price_that_is_missing_is_unpriced_and_never_nothing()
    {
        await using var a = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        var budgets = new Ledger();
        var gateway = new TestGateway(Yaml("", "context: 9000", a).Split("prices:")[0], budgets);
        var (end, _, _) = await gateway.SendAsync(gateway.Wire(WireForm.OpenAiChat, "fast", Asked));
        var attempt = end.ShouldBeOfType<WireEnded>().Attempts.ShouldHaveSingleItem();
        (attempt.CostUsd, attempt.Usage.Input, attempt.Usage.Output).ShouldBe((null, 10, 4));
        budgets.WorstCases.ShouldBe([null]);
    }

    [Fact]
    public async Task Broken_arguments_and_unknown_tools_are_the_programs_own_and_pass_as_they_are()
    {
        string[] sent =
        [
            """{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"name":"no_such_tool","arguments":"{\"a\": [1, 2"}}]}}]}""",
            """{"choices":[{"delta":{},"finish_reason":"length"}]}""",
            "[DONE]",
        ];
        await using var a = await FakeEndpoint.StreamingAsync(sent);
        var gateway = Gateway(new Ledger(), a);
        var (end, text, _) = await gateway.SendAsync(gateway.Wire(WireForm.OpenAiChat, "fast", Asked));
        text.ShouldBe(string.Concat(sent.Select(s => $"data: {s}\n\n")));
        // 12 bytes of the name and 11 of the arguments, for the provider sent no usage.
        end.ShouldBeOfType<WireEnded>().Attempts.ShouldHaveSingleItem().Usage.Output.ShouldBe(6);
    }

    /// <summary>Some endpoints cut between the halves of a character of four bytes; taken alone, neither is text.</summary>
    [Theory]
    [InlineData(@"\ud83d", @"\ude00", 1)] // 4 bytes
    [InlineData(@"\u00e9\u20ac\u0041\n", @"\\\/", 3)] // 2 + 3 + 1 + 1, and 2
    public async Task A_text_that_is_cut_in_the_middle_of_a_character_passes_and_is_counted(string first, string second, int tokens)
    {
        var sent = Replies.OpenAi(first, second).Where(r => !r.Contains("usage", StringComparison.Ordinal)).ToArray();
        await using var a = await FakeEndpoint.StreamingAsync(sent);
        var gateway = Gateway(new Ledger(), a);
        var (end, text, _) = await gateway.SendAsync(gateway.Wire(WireForm.OpenAiChat, "fast", Asked));
        text.ShouldBe(string.Concat(sent.Select(s => $"data: {s}\n\n")));
        end.ShouldBeOfType<WireEnded>().Attempts.ShouldHaveSingleItem().Usage.Output.ShouldBe(tokens);
    }

    [Fact]
    public async Task A_text_that_is_cut_in_the_middle_of_a_character_is_whole_in_a_reply_to_us()
    {
        await using var a = await FakeEndpoint.StreamingAsync(Replies.OpenAi(@"\ud83d", @"\ude00"));
        var replied = (await Gateway(new Ledger(), a).AskAsync("fast"))[^1].ShouldBeOfType<ModelReplied>();
        replied.Message.Text.ShouldBe("😀");
    }

    private static TestGateway Gateway(Ledger budgets, params FakeEndpoint[] endpoints) => Gateway(budgets, "", endpoints);

    private static TestGateway Gateway(Ledger budgets, string provider, params FakeEndpoint[] endpoints) =>
        new(Yaml(provider, "context: 9000", endpoints), budgets, options: new PolicyOptions { Rounds = 1 });

    private static string Yaml(string provider, string model, params FakeEndpoint[] endpoints)
    {
        string Lines(Func<string, string> line) => string.Join("\n", endpoints.Select((_, i) => "  - { " + line(((char)('a' + i)).ToString()) + " }"));
        Uri AddressOf(string name) => endpoints[name[0] - 'a'].Address;
        return $$"""
            providers:
            {{Lines(n => $"name: {n}, address: \"{AddressOf(n)}\", key_env: KEY, {provider}")}}
            models:
            {{Lines(n => $"name: {n}, provider: {n}, id: {n}-1, max_output: 500, {model}")}}
            tiers: { fast: { groups: [{{string.Join(", ", endpoints.Select((_, i) => $"{{ members: [{{ model: {(char)('a' + i)} }}] }}"))}}] } }
            prices:
            {{Lines(n => $"provider: {n}, model: {n}, from: 2020-01-01, input: 1, output: 2")}}
            """;
    }
}
