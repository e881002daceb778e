using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Shouldly;
using Workbench.Server.Gateway.Forms;
using Workbench.Server.Models;

namespace Workbench.Tests.Gateway.Forms;

/// <summary>What the model gateway replied, in the words of each form.</summary>
public sealed class WhenRepliesAreWritten
{
    private static readonly ReplyHead Head = new("reply_1", "fast", DateTimeOffset.UnixEpoch.AddSeconds(7), "req_1");

    [Fact]
    public void A_whole_reply_of_calls_says_them_and_its_usage_in_both_forms()
    {
        var usage = new TokenUsage(Input: 100, CacheRead: 60, CacheWrite: 10, Output: 20, Reasoning: 5, IsEstimated: false);
        var reply = Replied(usage, "tool_calls", new TextContent("Looking."), new FunctionCallContent("a", "look", WholeReply.ArgumentsOf("""{"at":1.50}""")));

        var openAi = Written(json => WholeReplyWriter.WriteOpenAi(json, Head, reply));
        var choice = openAi.GetProperty("choices")[0];
        choice.GetProperty("finish_reason").GetString().ShouldBe("tool_calls");
        choice.GetProperty("message").GetProperty("content").GetString().ShouldBe("Looking.");
        choice.GetProperty("message").GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString().ShouldBe("""{"at":1.50}""");
        openAi.GetProperty("created").GetInt64().ShouldBe(7);
        openAi.GetProperty("usage").GetProperty("prompt_tokens").GetInt32().ShouldBe(100);
        openAi.GetProperty("usage").GetProperty("total_tokens").GetInt32().ShouldBe(120);
        openAi.GetProperty("usage").GetProperty("completion_tokens_details").GetProperty("reasoning_tokens").GetInt32().ShouldBe(5);

        var anthropic = Written(json => WholeReplyWriter.WriteAnthropic(json, Head, reply));
        anthropic.GetProperty("stop_reason").GetString().ShouldBe("tool_use");
        anthropic.GetProperty("content")[0].GetProperty("text").GetString().ShouldBe("Looking.");
        anthropic.GetProperty("content")[1].GetProperty("input").GetRawText().ShouldBe("""{"at":1.50}""");
        anthropic.GetProperty("usage").GetProperty("input_tokens").GetInt32().ShouldBe(30);
        anthropic.GetProperty("usage").GetProperty("cache_read_input_tokens").GetInt32().ShouldBe(60);
        anthropic.GetProperty("usage").GetProperty("cache_creation_input_tokens").GetInt32().ShouldBe(10);
    }

    [Fact]
    public void Pieces_of_calls_stream_as_they_come_and_are_not_told_again_at_the_end()
    {
        var parts = new ModelParts();
        var streamed = new ModelUpdate[]
        {
            new TextDelta("Hm."),
            new ToolCallDelta(0, "a", "look", ""),
            new ToolCallDelta(0, null, null, "{\"at\""),
            new ToolCallDelta(1, "b", "look", "{}"),
            new ToolCallDelta(0, null, null, ":1}"),
            new ModelReplied(
                new ChatMessage(
                    ChatRole.Assistant,
                    [new TextContent("Hm."), new FunctionCallContent("a", "look", WholeReply.ArgumentsOf("{\"at\":1}")), new FunctionCallContent("b", "look")]
                ),
                "tool_calls",
                []
            ),
        }.SelectMany(parts.Read);
        var output = new ArrayBufferWriter<byte>();
        using var writer = new AnthropicStreamWriter(output, Head);
        foreach (var part in streamed)
            writer.Write(part);
        var client = NaiveClient.Anthropic(output.WrittenSpan.ToArray());
        client.Text.ShouldBe("Hm.");
        client.Calls.Select(c => (c.Id, c.Arguments.ToString())).ShouldBe([("a", "{\"at\":1}"), ("b", "{}")]);
        client.Stop.ShouldBe("tool_use");
    }

    [Fact]
    public void A_reply_that_was_not_streamed_arrives_whole()
    {
        var reply = Replied(TokenUsage.None, "stop", new TextReasoningContent("Hm."), new TextContent("42"));
        reply.Blocks.OfType<TextBlock>().ShouldHaveSingleItem().Text.ToString().ShouldBe("42");
        reply.Blocks.OfType<ReasoningBlock>().ShouldHaveSingleItem().Text.ToString().ShouldBe("Hm.");
        reply.Ended!.Reason.ShouldBe(StopReason.Stop);
    }

    [Theory]
    [InlineData(ModelFault.BudgetSpent, 429, "insufficient_quota", "rate_limit_error")]
    [InlineData(ModelFault.RateLimited, 429, "rate_limit_error", "rate_limit_error")]
    [InlineData(ModelFault.BadRequest, 400, "invalid_request_error", "invalid_request_error")]
    [InlineData(ModelFault.Permission, 502, "api_error", "api_error")]
    [InlineData(ModelFault.TimedOut, 504, "api_error", "timeout_error")]
    [InlineData(ModelFault.Overloaded, 503, "api_error", "overloaded_error")]
    [InlineData(ModelFault.Transient, 502, "api_error", "api_error")]
    public void A_fault_has_the_status_and_the_word_of_each_form(ModelFault fault, int status, string openAi, string anthropic)
    {
        var error = FaultErrors.Of(fault, "It went wrong.", TimeSpan.FromSeconds(3));
        ((int)error.Status).ShouldBe(status);
        var told = Written(json => OpenAiErrors.Write(json, error)).GetProperty("error");
        (told.GetProperty("type").GetString(), told.GetProperty("message").GetString()).ShouldBe((openAi, "It went wrong."));
        var other = Written(json => AnthropicErrors.Write(json, error, "req_1"));
        other.GetProperty("error").GetProperty("type").GetString().ShouldBe(anthropic);
        other.GetProperty("request_id").GetString().ShouldBe("req_1");
    }

    private static WholeReply Replied(TokenUsage usage, string finishReason, params AIContent[] contents)
    {
        var attempt = new ModelAttempt(1, "p", "m", DateTimeOffset.UnixEpoch, TimeSpan.Zero, usage, 0, null, null);
        var whole = new WholeReply();
        foreach (var part in new ModelParts().Read(new ModelReplied(new ChatMessage(ChatRole.Assistant, contents), finishReason, [attempt])))
            whole.Add(part);
        return whole;
    }

    private static JsonElement Written(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
            write(json);
        return JsonElement.Parse(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }
}
