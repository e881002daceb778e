using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Workbench.Server.Models;
using Workbench.Server.Models.Policy;
using Workbench.Server.Models.Redaction;

namespace Workbench.Tests.Models;

public sealed class WhenCallsPassThrough
{
    private const string Chat =
        """{"messages":[{"role":"user","content":"Hi \u00e9"}], "model" : "fast","stream":true, "odd": [1.50, {"model":"untouched"}]}""";

    [Fact]
    public async Task A_stream_comes_byte_for_byte_but_for_the_usage_that_nobody_asked_for()
    {
        await using var a = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        var gateway = Tier(a);
        var (end, text, head) = await gateway.SendAsync(gateway.Wire(WireForm.OpenAiChat, "fast", Chat));

        text.ShouldBe(string.Concat(Replies.OpenAi().Where(r => !r.Contains("prompt_tokens", StringComparison.Ordinal)).Select(r => $"data: {r}\n\n")));
        head.ShouldBe(new WireHead("text/event-stream", IsStream: true, "a", "a"));
        var attempt = end.ShouldBeOfType<WireEnded>().Attempts.ShouldHaveSingleItem();
        (attempt.Usage.Input, attempt.Usage.Output, attempt.CostUsd, attempt.Tier).ShouldBe((10, 4, 0.000018m, "fast"));
        a.Requests[0]
            .Body.ShouldBe(
                """{"max_completion_tokens":1000,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"Hi \u00e9"}], "model" : "a-1","stream":true, "odd": [1.50, {"model":"untouched"}]}"""
            );
    }

    [Fact]
    public async Task Usage_that_was_asked_for_comes()
    {
        await using var a = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        var gateway = Tier(a);
        var body = """{"model":"a","stream":true,"stream_options":{"include_usage":true},"max_tokens":5,"messages":[]}""";
        var (_, text, _) = await gateway.SendAsync(gateway.Wire(WireForm.OpenAiChat, "a", body));
        text.ShouldBe(string.Concat(Replies.OpenAi().Select(r => $"data: {r}\n\n")));
        a.Requests[0].Body.ShouldBe(body.Replace("\"a\"", "\"a-1\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_whole_reply_comes_whole()
    {
        const string reply =
            """{"id":"x", "choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1}}""";
        await using var a = await JsonAsync(reply);
        var gateway = Tier(a);
        var (end, text, head) = await gateway.SendAsync(gateway.Wire(WireForm.OpenAiChat, "a", """{"model":"a","messages":[]}"""));
        text.ShouldBe(reply);
        head!.IsStream.ShouldBeFalse();
        end.ShouldBeOfType<WireEnded>().Attempts[0].CostUsd.ShouldBe(0.000005m);
    }

    [Fact]
    public async Task Embeddings_pass_too()
    {
        const string reply = """{"data":[{"embedding":[0.1,0.2]}],"usage":{"prompt_tokens":8,"total_tokens":8}}""";
        await using var a = await JsonAsync(reply);
        var gateway = Tier(a);
        var (end, text, _) = await gateway.SendAsync(gateway.Wire(WireForm.OpenAiEmbeddings, "a", """{"model":"a","input":"text"}"""));
        text.ShouldBe(reply);
        end.ShouldBeOfType<WireEnded>().Attempts[0].CostUsd.ShouldBe(0.000008m);
        a.Requests[0].Address.ShouldBe("/v1/embeddings");
        a.Requests[0].Body.ShouldBe("""{"model":"a-1","input":"text"}""");
    }

    [Fact]
    public async Task Anthropics_form_passes_with_its_headers()
    {
        await using var c = await FakeEndpoint.StartAsync(async http =>
        {
            http.Response.ContentType = "text/event-stream";
            foreach (var item in Replies.Anthropic())
                await http.Response.WriteAsync($"event: {JsonDocument.Parse(item).RootElement.GetProperty("type").GetString()}\r\ndata: {item}\r\n\r\n");
        });
        var gateway = new TestGateway(
            $$"""
            providers: [{ name: c, kind: anthropic, address: "{{c.Address}}", key_env: K }]
            models: [{ name: claude, provider: c, id: claude-1 }]
            prices: [{ provider: c, model: claude, from: 2020-01-01, input: 1, output: 2 }]
            """
        );
        gateway.PassThrough.Speaks(WireForm.AnthropicMessages, "claude", default).ShouldBeTrue();
        gateway.PassThrough.Speaks(WireForm.OpenAiChat, "claude", default).ShouldBeFalse();
        var call = gateway.Wire(WireForm.AnthropicMessages, "claude", """{"model":"claude","stream":true,"max_tokens":50,"messages":[]}""") with
        {
            Headers = [new("anthropic-version", "2023-06-01"), new("anthropic-beta", "x-1")],
        };
        var (end, text, _) = await gateway.SendAsync(call);
        text.ShouldContain("event: message_stop\r\n");
        text.Split("\r\n\r\n").Length.ShouldBe(Replies.Anthropic().Length + 1);
        var usage = end.ShouldBeOfType<WireEnded>().Attempts[0].Usage;
        (usage.Input, usage.Output).ShouldBe((10, 4));
        (c.Requests[0].Headers["anthropic-beta"], c.Requests[0].Headers["anthropic-version"]).ShouldBe(("x-1", "2023-06-01"));
        // Anthropic takes a key under its own name, and an OAuth token as a bearer.
        (c.Requests[0].Headers["x-api-key"], c.Requests[0].Authorization).ShouldBe(("secret-key-1", null));
    }

    [Fact]
    public async Task A_provider_that_fails_before_its_first_token_is_gone_around()
    {
        await using var a = await FakeEndpoint.StreamingAsync(Replies.OpenAi()[0]);
        await using var b = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        var gateway = Tier(a, b);
        var (end, text, head) = await gateway.SendAsync(gateway.Wire(WireForm.OpenAiChat, "fast", Chat));
        head!.Provider.ShouldBe("b");
        text.ShouldStartWith("data: " + Replies.OpenAi()[0]);
        end.ShouldBeOfType<WireEnded>().Attempts.Select(t => t.Provider).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task A_stream_that_dies_is_charged_and_told()
    {
        await using var a = await FakeEndpoint.StreamingAsync(Replies.OpenAi("12345678")[..2]);
        var gateway = Tier(a);
        var (end, text, _) = await gateway.SendAsync(gateway.Wire(WireForm.OpenAiChat, "a", Chat));
        text.ShouldContain("12345678");
        var failed = end.ShouldBeOfType<WireFailed>();
        (failed.Fault, failed.Attempts[0].Usage.Output, failed.Attempts[0].Usage.IsEstimated).ShouldBe((ModelFault.Transient, 2, true));
    }

    [Fact]
    public async Task A_refusal_of_the_request_keeps_the_providers_words()
    {
        await using var a = await FakeEndpoint.StartAsync(http => FakeEndpoint.RefuseAsync(http, 400, """{"error":{"message":"bad tools","param":"tools"}}"""));
        var gateway = Tier(a);
        var (end, _, _) = await gateway.SendAsync(gateway.Wire(WireForm.OpenAiChat, "a", Chat));
        var failed = end.ShouldBeOfType<WireFailed>();
        (failed.Fault, failed.Status).ShouldBe((ModelFault.BadRequest, 400));
        System.Text.Encoding.UTF8.GetString(failed.Body.Span).ShouldBe("""{"error":{"message":"bad tools","param":"tools"}}""");
    }

    [Fact]
    public async Task A_refusal_of_our_key_stays_between_us_and_the_provider()
    {
        await using var a = await FakeEndpoint.StartAsync(http => FakeEndpoint.RefuseAsync(http, 401, Replies.Error("key of org-77 is revoked")));
        var gateway = Tier(a);
        var (end, _, _) = await gateway.SendAsync(gateway.Wire(WireForm.OpenAiChat, "a", Chat));
        end.ShouldBeOfType<WireFailed>().Body.IsEmpty.ShouldBeTrue();
    }

    [Theory]
    [InlineData("not json", "The body is not JSON: ")]
    [InlineData("[]", "The body must be one JSON object.")]
    [InlineData("{} {}", "The body ")]
    [InlineData("""{"model":1}""", "`model` must be a text.")]
    [InlineData("""{"max_tokens":-1}""", "`max_tokens`, the limit of output tokens, must be a whole number from 1 to 2147483647.")]
    public async Task A_body_that_is_none_is_refused_before_anything_is_sent(string body, string message)
    {
        await using var a = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        var gateway = Tier(a);
        var (end, _, _) = await gateway.SendAsync(gateway.Wire(WireForm.OpenAiChat, "a", body));
        end.ShouldBeOfType<WireFailed>().Message.ShouldStartWith(message);
        a.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_way_of_cutting_the_bytes_gives_the_same()
    {
        var all = string.Concat(Replies.OpenAi("é\\n\\n", "€").Select(r => $"data: {r}\n\n"));
        var bytes = System.Text.Encoding.UTF8.GetBytes(all);
        var random = new Random(7);
        await using var a = await FakeEndpoint.StartAsync(async http =>
        {
            http.Response.ContentType = "text/event-stream";
            for (var at = 0; at < bytes.Length; )
            {
                var next = Math.Min(bytes.Length, at + random.Next(1, 40));
                await http.Response.Body.WriteAsync(bytes.AsMemory(at..next));
                await http.Response.Body.FlushAsync();
                at = next;
                await Task.Yield();
            }
        });
        var gateway = Tier(a);
        var asked = Chat.Replace("\"stream\":true", "\"stream\":true,\"stream_options\":{\"include_usage\":true}", StringComparison.Ordinal);
        for (var i = 0; i < 50; i++)
        {
            var (end, text, _) = await gateway.SendAsync(gateway.Wire(WireForm.OpenAiChat, "a", asked));
            text.ShouldBe(all);
            end.ShouldBeOfType<WireEnded>().Attempts[0].CostUsd.ShouldBe(0.000018m);
        }
    }

    private const string WithPeople =
        """{"messages":[{"role":"system","content":"For boss@example.com"},{"role":"user","content":"Mail ann@example.com, +41 44 555 01 43"},{"role":"assistant","tool_calls":[{"id":"c@1.example","function":{"name":"mail","arguments":"{\"to\":\"a\\nann@example.com\"}"}}]}],"model":"a","top_p":1.0,"seed":7,"list":"list[n:1]"}""";

    /// <summary>What only the provider understands stays, byte for byte; the values come back.</summary>
    [Fact]
    public async Task Values_that_may_not_leave_leave_as_placeholders_and_come_back()
    {
        await using var a = await JsonAsync(
            """{"choices":[{"message":{"content":"To [email:2] of [email:9], list[n:1]","tool_calls":[{"function":{"name":"mail","arguments":"{\"to\":\"[email:1]\"}"}}]},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1}}"""
        );
        var gateway = Tier(a);
        List<MaskedBody> masked = [];
        var (_, text, _) = await gateway.SendAsync(gateway.Wire(WireForm.OpenAiChat, "a", WithPeople) with { Masked = masked.Add });

        a.Requests[0]
            .Body.ShouldBe(
                """{"max_completion_tokens":1000,"messages":[{"role":"system","content":"For [email:1]"},{"role":"user","content":"Mail [email:2], [phone:1]"},{"role":"assistant","tool_calls":[{"id":"c@1.example","function":{"name":"mail","arguments":"{\"to\":\"a\\n[email:2]\"}"}}]}],"model":"a-1","top_p":1.0,"seed":7,"list":"list[n:1]"}"""
            );
        text.ShouldContain("To ann@example.com of [email:9], list[n:1]");
        text.ShouldContain("""{\"to\":\"boss@example.com\"}""");
        masked.ShouldHaveSingleItem().Values.ShouldBe(new Dictionary<string, int> { ["email"] = 2, ["phone"] = 1 });
    }

    [Theory]
    [InlineData("data: name,mail ann@example.com")]
    [InlineData("data:image/png;base64,YW5u ann@example.com")]
    public async Task A_text_that_begins_like_a_file_is_a_text(string text)
    {
        await using var a = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        var gateway = Tier(a);
        await gateway.SendAsync(gateway.Wire(WireForm.OpenAiChat, "a", $$"""{"model":"a","messages":[{"role":"user","content":"{{text}}"}]}"""));
        a.Requests[0].Body.ShouldNotContain("ann@example.com");
    }

    [Fact]
    public async Task A_provider_whose_settings_leave_programs_out_is_sent_everything()
    {
        await using var a = await JsonAsync("""{"choices":[{"message":{"content":"[email:1]"}}],"usage":{"prompt_tokens":3,"completion_tokens":1}}""");
        var gateway = Tier("redaction: { programs: false }", a);
        var (_, text, _) = await gateway.SendAsync(gateway.Wire(WireForm.OpenAiChat, "a", WithPeople));
        a.Requests[0].Body.ShouldContain("Mail ann@example.com, +41 44 555 01 43");
        text.ShouldContain("\"[email:1]\"");
    }

    [Theory]
    [InlineData(WireForm.OpenAiChat)]
    [InlineData(WireForm.AnthropicMessages)]
    public void A_masked_stream_comes_back_whole_however_it_is_cut(WireForm form)
    {
        var body = """{"messages":[{"role":"user","content":"ann@example.com, sk-proj-abcdefghijklmnopqrstuv, 4111 1111 1111 1111"}]}""";
        const string masked = "To [email:1] [ema and [card:1] [";
        const string arguments = "{\"to\":\"[email:1]\",\"key\":\"[key:1]\",\"list\":[1]}";
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var masking = WireMasking.Of(SensitiveKinds.All, System.Text.Encoding.UTF8.GetBytes(body))!;
            var restored = new RestoredWire(form, masking);
            var (text, call) = ("", "");
            foreach (var piece in PiecesOf(form, Cut(random, masked), Cut(random, arguments)))
            foreach (var data in System.Text.Encoding.UTF8.GetString(restored.Events(System.Text.Encoding.UTF8.GetBytes(piece)).Span).Split("data: ")[1..])
            {
                var json = JsonElement.Parse(data.Split('\n')[0]);
                var delta =
                    form == WireForm.OpenAiChat ? json.GetProperty("choices")[0].GetProperty("delta")
                    : json.TryGetProperty("delta", out var d) ? d
                    : default;
                text += Text(delta, "content") + Text(delta, "text");
                call += Text(delta, "partial_json");
                if (delta.ValueKind == JsonValueKind.Object && delta.TryGetProperty("tool_calls", out var calls))
                    call += Text(calls[0].GetProperty("function"), "arguments");
            }
            text.ShouldBe("To ann@example.com [ema and 4111 1111 1111 1111 [", $"seed {seed}");
            call.ShouldBe("{\"to\":\"ann@example.com\",\"key\":\"sk-proj-abcdefghijklmnopqrstuv\",\"list\":[1]}", $"seed {seed}");
        }
    }

    private static string Text(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var text) ? text.GetString()! : "";

    private static IEnumerable<string> Cut(Random random, string text)
    {
        for (var at = 0; at < text.Length; )
        {
            var length = random.Next(1, 9);
            yield return text.Substring(at, Math.Min(length, text.Length - at));
            at += length;
        }
    }

    private static IEnumerable<string> PiecesOf(WireForm form, IEnumerable<string> text, IEnumerable<string> arguments)
    {
        string Event(object data) => $"data: {JsonSerializer.Serialize(data)}\n\n";
        if (form == WireForm.OpenAiChat)
        {
            object Chunk(object delta, string? end = null) =>
                new
                {
                    choices = new[]
                    {
                        new
                        {
                            index = 0,
                            delta,
                            finish_reason = end,
                        },
                    },
                };
            foreach (var piece in text)
                yield return Event(Chunk(new { content = piece }));
            foreach (var piece in arguments)
                yield return Event(Chunk(new { tool_calls = new[] { new { index = 0, function = new { arguments = piece } } } }));
            yield return Event(Chunk(new { }, "tool_calls"));
            yield break;
        }
        foreach (var piece in text)
            yield return Event(
                new
                {
                    type = "content_block_delta",
                    index = 0,
                    delta = new { type = "text_delta", text = piece },
                }
            );
        yield return Event(new { type = "content_block_stop", index = 0 });
        foreach (var piece in arguments)
            yield return Event(
                new
                {
                    type = "content_block_delta",
                    index = 1,
                    delta = new { type = "input_json_delta", partial_json = piece },
                }
            );
        yield return Event(new { type = "content_block_stop", index = 1 });
    }

    private static Task<FakeEndpoint> JsonAsync(string reply) =>
        FakeEndpoint.StartAsync(http =>
        {
            http.Response.ContentType = "application/json";
            return http.Response.WriteAsync(reply);
        });

    private static TestGateway Tier(params FakeEndpoint[] endpoints) => Tier("", endpoints);

    /// <param name="more">Of each provider.</param>
    private static TestGateway Tier(string more, params FakeEndpoint[] endpoints) =>
        new(
            $$"""
            providers:
            {{string.Join("\n", endpoints.Select((e, i) => $"  - {{ name: {(char)('a' + i)}, address: \"{e.Address}\", key_env: KEY, {more} }}"))}}
            models:
            {{string.Join(
                "\n",
                endpoints.Select((_, i) => $"  - {{ name: {(char)('a' + i)}, provider: {(char)('a' + i)}, id: {(char)('a' + i)}-1, max_output: 1000 }}")
            )}}
            tiers: { fast: { groups: [{{string.Join(", ", endpoints.Select((_, i) => $"{{ members: [{{ model: {(char)('a' + i)} }}] }}"))}}] } }
            prices:
            {{string.Join(
                "\n",
                endpoints.Select((_, i) => $"  - {{ provider: {(char)('a' + i)}, model: {(char)('a' + i)}, from: 2020-01-01, input: 1, output: 2 }}")
            )}}
            """,
            options: new PolicyOptions { Rounds = 1 }
        );
}
