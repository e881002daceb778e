using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Shouldly;
using Workbench.Server.Models;
using Workbench.Server.Models.Policy;
using Workbench.Tests.Budgets;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Models;

/// <summary>At one dollar for a million tokens in and two out; pictures and sounds cost three in and five out.</summary>
public sealed class WhenTheMostThatACallMayCostIsHeldBack(EmbeddedPostgresFixture postgres)
{
    private const string Address = "https://example.com/a.png";
    private static readonly string Picture = "data:image/png;base64," + new string('A', 4_000);
    private static readonly string Bytes = new('A', 4_000);

    public static TheoryData<WireForm, string, string, long> Pictures =>
        new()
        {
            { WireForm.OpenAiChat, $$$"""{"type":"image_url","image_url":{"url":"{{{Address}}}","detail":"high"}}""", Address, 50_000 },
            { WireForm.OpenAiChat, $$$"""{"image_url":{"url":"{{{Picture}}}"},"type":"image_url"}""", Picture, 50_000 },
            { WireForm.AnthropicMessages, $$$"""{"type":"image","source":{"type":"url","url":"{{{Address}}}"}}""", Address, 50_000 },
            { WireForm.AnthropicMessages, """{"type":"image","source":{"type":"file","file_id":"file_0123456789"}}""", "file_0123456789", 50_000 },
            {
                WireForm.AnthropicMessages,
                $$$"""{"type":"tool_result","tool_use_id":"t","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{{Bytes}}}"}}]}""",
                Bytes,
                50_000
            },
            // A sound has no more tokens than bytes.
            { WireForm.OpenAiChat, $$$"""{"type":"input_audio","input_audio":{"data":"{{{Bytes}}}","format":"wav"}}""", Bytes, 4_000 },
        };

    [Theory]
    [MemberData(nameof(Pictures))]
    public async Task Pictures_and_sounds_count_as_the_most_that_any_provider_counts_however_they_are_sent(
        WireForm form,
        string part,
        string content,
        long tokens
    )
    {
        var (worst, body) = await WorstAsync(form, part);
        worst.ShouldBe(((body.Length - content.Length + tokens) * 3m + 100 * 5m) / 1_000_000);
    }

    [Fact]
    public async Task A_model_that_says_how_large_its_pictures_are_has_less_held_back()
    {
        var part = $$$"""{"type":"image_url","image_url":{"url":"{{{Address}}}"}}""";
        var (worst, body) = await WorstAsync(WireForm.OpenAiChat, part, model: ", image_tokens: 1500");
        worst.ShouldBe(((body.Length - Address.Length + 1_500) * 3m + 100 * 5m) / 1_000_000);
    }

    [Theory]
    [InlineData(WireForm.OpenAiChat, """{"type":"file","file":{"file_data":"data:application/pdf;base64,JVBERi0x","filename":"a.pdf"}}""")]
    [InlineData(WireForm.OpenAiChat, """{"type":"file","file":{"file_id":"file-1"}}""")]
    [InlineData(WireForm.AnthropicMessages, """{"type":"document","source":{"type":"url","url":"https://example.com/a.pdf"}}""")]
    [InlineData(WireForm.AnthropicMessages, """{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0x"}}""")]
    public async Task A_file_may_fill_the_whole_context(WireForm form, string part)
    {
        var (worst, _) = await WorstAsync(form, part, model: ", context: 200000");
        worst.ShouldBe((200_000 * 3m + 100 * 5m) / 1_000_000);
    }

    [Theory]
    // Sealed thoughts, documents that are text, words that look like a picture, and arguments that look like a file: all of it is read as text.
    [InlineData("""{"type":"redacted_thinking","data":"SEALED"}""")]
    [InlineData("""{"type":"thinking","thinking":"","signature":"SEALED"}""")]
    [InlineData("""{"type":"document","source":{"type":"text","media_type":"text/plain","data":"SEALED"}}""")]
    [InlineData("""{"type":"text","text":"data:image/png;base64,SEALED"}""")]
    [InlineData("""{"type":"tool_use","id":"t","name":"send","input":{"type":"document","data":"SEALED"}}""")]
    public async Task What_is_read_as_text_counts_by_its_bytes(string part)
    {
        var (worst, body) = await WorstAsync(WireForm.AnthropicMessages, part.Replace("SEALED", Bytes, StringComparison.Ordinal));
        worst.ShouldBe((body.Length * 1m + 100 * 2m) / 1_000_000);
    }

    [Fact]
    public async Task Spoken_replies_have_the_price_of_sound()
    {
        var (worst, body) = await WorstAsync(
            WireForm.OpenAiChat,
            """{"type":"text","text":"Say it."}""",
            more: "\"modalities\":[\"text\",\"audio\"],\"audio\":{\"voice\":\"ash\"},"
        );
        worst.ShouldBe((body.Length * 3m + 100 * 5m) / 1_000_000);
    }

    [Fact]
    public async Task Where_the_provider_chooses_the_service_tier_its_dearest_price_is_held_back()
    {
        var (worst, body) = await WorstAsync(WireForm.OpenAiChat, "{}", prices: Priority);
        worst.ShouldBe((body.Length * 4m + 100 * 8m) / 1_000_000);
        (worst, body) = await WorstAsync(WireForm.OpenAiChat, "{}", prices: Priority, more: "\"service_tier\":\"default\",");
        worst.ShouldBe((body.Length * 1m + 100 * 2m) / 1_000_000);
    }

    private const string Priority = "\n  - { provider: p, model: m, from: 2020-01-01, service_tier: priority, input: 4, output: 8 }";

    [Fact]
    public async Task The_largest_picture_at_the_model_that_counts_it_highest_stays_within_what_was_held_back()
    {
        // gpt-4o-mini, 2048 × 768 at high detail: 2,833 + 8 × 5,667 tokens; the ledger refuses to settle more than it held.
        await using var endpoint = await FakeEndpoint.StartAsync(http =>
        {
            http.Response.ContentType = "application/json";
            return http.Response.WriteAsync(
                """{"choices":[{"message":{"content":"A cat"},"finish_reason":"stop"}],"usage":{"prompt_tokens":48180,"completion_tokens":100,"prompt_tokens_details":{"image_tokens":48169}}}"""
            );
        });
        var budgets = new Ledger();
        var gateway = new TestGateway(Yaml(endpoint, WireForm.OpenAiChat), budgets);
        var (end, _, _) = await gateway.SendAsync(
            gateway.Wire(WireForm.OpenAiChat, "m", Body($$$"""{"type":"image_url","image_url":{"url":"{{{Address}}}"}}"""))
        );
        end.ShouldBeOfType<WireEnded>().Attempts[0].CostUsd.ShouldBe((48_169 * 3m + 11 * 1m + 100 * 2m) / 1_000_000);
        budgets.Settled.ShouldHaveSingleItem().ShouldBeLessThan(budgets.WorstCases[0]!.Value);
    }

    [Fact]
    public async Task Calls_of_our_own_count_their_pictures_files_and_sealed_thoughts_too()
    {
        await using var endpoint = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        decimal? text = null;
        foreach (
            var (content, price) in (IEnumerable<(AIContent, decimal)>)
                [
                    (new TextContent(""), 0),
                    (new TextReasoningContent("") { ProtectedData = Bytes }, 4_000 * 1m),
                    (new DataContent(new byte[1_000], "image/png"), 50_000 * 3m),
                    (new UriContent(Address, "image/png"), 50_000 * 3m),
                    (new DataContent(new byte[1_000], "audio/wav"), 1_000 * 3m),
                ]
        )
        {
            var budgets = new Ledger();
            var gateway = new TestGateway(Yaml(endpoint, WireForm.OpenAiChat), budgets);
            await gateway.AskAsync(gateway.Call("m", new ChatMessage(ChatRole.User, [new TextContent(Bytes), content])));
            var worst = budgets.WorstCases.ShouldHaveSingleItem()!.Value;
            text ??= worst;
            // With pictures and sounds the rest may be as dear as they are.
            worst.ShouldBeGreaterThanOrEqualTo(text.Value + (price / 1_000_000), content.GetType().Name);
        }
    }

    [Theory]
    [InlineData(
        "\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}],",
        "`tools` holds `web_search_20250305`, which runs at the provider and is charged beside the tokens that are sent. Leave it out"
    )]
    [InlineData("\"mcp_servers\":[],", "`mcp_servers` has the provider call tools by itself, and read what they say. Leave it out")]
    [InlineData(
        "\"context_management\":{\"edits\":[{\"type\":\"clear_thinking_1\"},{\"type\":\"compact_20260112\"}]},",
        "`context_management` holds `compact_20260112`, for which the provider makes calls of its own. Leave it out"
    )]
    public async Task What_nobody_can_bound_is_refused_under_a_budget_and_passes_without_one(string more, string why)
    {
        await using var host = await BudgetsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        await using var endpoint = await FakeEndpoint.StreamingAsync(Replies.Anthropic());
        var gateway = new TestGateway(Yaml(endpoint, WireForm.AnthropicMessages), host.Budgets);
        var call = gateway.Wire(WireForm.AnthropicMessages, "m", Body("{}", more));
        (await gateway.SendAsync(call)).End.ShouldBeOfType<WireEnded>();

        await host.SetAsync(10m);
        var failed = (await gateway.SendAsync(call)).End.ShouldBeOfType<WireFailed>();

        (failed.Fault, failed.RetryAfter).ShouldBe((ModelFault.BudgetSpent, null));
        failed.Message.ShouldBe(
            $"Nobody could say what this call may cost at most of the budget of agent d0 ($10.00 a month): {why}, or make it where no budget holds."
        );
        endpoint.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_file_for_a_model_whose_context_is_not_known_is_refused_under_a_budget()
    {
        await using var host = await BudgetsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        await host.SetAsync(10m);
        await using var endpoint = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        var gateway = new TestGateway(Yaml(endpoint, WireForm.OpenAiChat), host.Budgets);
        var file = Body("""{"type":"file","file":{"file_id":"file-1"}}""");
        (await gateway.SendAsync(gateway.Wire(WireForm.OpenAiChat, "m", file)))
            .End.ShouldBeOfType<WireFailed>()
            .Message.ShouldContain("a file is sent, whose length only the provider sees, and m has no `context` in models.yml that bounds it. Add that, ");
        endpoint.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "max_tokens", "{\"stream_options\":{\"include_usage\":true},\"max_tokens\":100,")]
    [InlineData(", output_limit_field: max_tokens", "max_completion_tokens", "{\"max_tokens\":100,\"stream_options\"")]
    public async Task A_limit_that_the_endpoint_would_not_see_is_said_in_its_words_too(string provider, string given, string sent)
    {
        await using var endpoint = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        var gateway = new TestGateway(Yaml(endpoint, WireForm.OpenAiChat, provider: provider));
        await gateway.SendAsync(gateway.Wire(WireForm.OpenAiChat, "m", $$"""{"{{given}}":100,"model":"m","stream":true,"messages":[]}"""));
        endpoint.Requests[0].Body.ShouldContain(sent);
    }

    [Fact]
    public async Task A_limit_of_null_is_replaced_so_that_no_endpoint_takes_it_for_none()
    {
        await using var endpoint = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        var gateway = new TestGateway(Yaml(endpoint, WireForm.OpenAiChat));
        await gateway.SendAsync(
            gateway.Wire(WireForm.OpenAiChat, "m", """{"max_completion_tokens":7,"model":"m","messages":[],"max_completion_tokens":null,"max_tokens":null}""")
        );
        endpoint.Requests[0].Body.ShouldContain("\"max_completion_tokens\":7,\"model\":\"m-1\",\"messages\":[],\"max_completion_tokens\":7,");
    }

    private static async Task<(decimal Worst, string Body)> WorstAsync(WireForm form, string part, string more = "", string model = "", string prices = "")
    {
        await using var endpoint = await FakeEndpoint.StreamingAsync(form == WireForm.OpenAiChat ? Replies.OpenAi() : Replies.Anthropic());
        var budgets = new Ledger();
        var gateway = new TestGateway(Yaml(endpoint, form, model: model, prices: prices), budgets);
        var body = Body(part, more);
        await gateway.SendAsync(gateway.Wire(form, "m", body));
        Encoding.UTF8.GetByteCount(body).ShouldBe(body.Length);
        return (budgets.WorstCases.ShouldHaveSingleItem()!.Value, body);
    }

    private static string Body(string part, string more = "") =>
        $$$"""{"model":"m","stream":true,"max_tokens":100,{{{more}}}"messages":[{"role":"user","content":[{{{part}}}]}]}""";

    private static string Yaml(FakeEndpoint endpoint, WireForm form, string provider = "", string model = "", string prices = "") =>
        $$"""
            providers: [{ name: p, kind: {{(
                form == WireForm.OpenAiChat ? "openai" : "anthropic"
            )}}, address: "{{endpoint.Address}}", key_env: KEY{{provider}} }]
            models: [{ name: m, provider: p, id: m-1{{model}} }]
            prices:
              - { provider: p, model: m, from: 2020-01-01, input: 1, output: 2, image_input: 3, audio_input: 3, image_output: 5, audio_output: 5 }{{prices}}
            """;
}
