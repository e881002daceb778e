using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Shouldly;
using Workbench.Server.Gateway.Forms;

namespace Workbench.Tests.Gateway.Forms;

/// <summary>The same conversation, asked for in either form.</summary>
public sealed class WhenRequestsAreRead
{
    private const string OpenAi = """
        {
          "model": "fast", "stream": true, "stream_options": { "include_usage": true }, "max_completion_tokens": 50, "temperature": 0.5, "stop": "END",
          "messages": [
            { "role": "system", "content": "Be brief." },
            { "role": "user", "content": [{ "type": "text", "text": "What is this?" }, { "type": "image_url", "image_url": { "url": "data:image/png;base64,AQID" } }] },
            { "role": "assistant", "content": null, "tool_calls": [
              { "id": "a", "type": "function", "function": { "name": "look", "arguments": "{\"at\":1.50}" } },
              { "id": "b", "type": "function", "function": { "name": "look", "arguments": "{\"at\":" } }] },
            { "role": "tool", "tool_call_id": "a", "content": "a cat" },
            { "role": "tool", "tool_call_id": "b", "content": [{ "type": "text", "text": "a dog" }] }
          ],
          "tools": [{ "type": "function", "function": { "name": "look", "description": "Looks.", "parameters": { "type": "object" } } }],
          "tool_choice": { "type": "function", "function": { "name": "look" } }, "parallel_tool_calls": false,
          "response_format": { "type": "json_schema", "json_schema": { "name": "animal", "schema": { "type": "object" } } },
          "user": "somebody", "reasoning_effort": "high"
        }
        """;

    private const string Anthropic = """
        {
          "model": "fast", "stream": true, "max_tokens": 50, "temperature": 0.5, "stop_sequences": ["END"],
          "system": [{ "type": "text", "text": "Be brief.", "cache_control": { "type": "ephemeral", "ttl": "1h" } }],
          "messages": [
            { "role": "user", "content": [{ "type": "text", "text": "What is this?" }, { "type": "image", "source": { "type": "base64", "media_type": "image/png", "data": "AQID" } }] },
            { "role": "assistant", "content": [
              { "type": "thinking", "thinking": "Hm.", "signature": "c2ln" },
              { "type": "tool_use", "id": "a", "name": "look", "input": { "at": 1.50 } },
              { "type": "tool_use", "id": "b", "name": "look", "input": {} }] },
            { "role": "user", "content": [
              { "type": "tool_result", "tool_use_id": "a", "content": "a cat" },
              { "type": "tool_result", "tool_use_id": "b", "is_error": true, "content": [{ "type": "text", "text": "a dog" }] },
              { "type": "text", "text": "Well?" }] }
          ],
          "tools": [{ "name": "look", "description": "Looks.", "input_schema": { "type": "object" } }],
          "tool_choice": { "type": "tool", "name": "look", "disable_parallel_tool_use": true },
          "thinking": { "type": "enabled", "budget_tokens": 10000 }, "output_config": { "format": { "type": "json_schema", "schema": { "type": "object" } } }
        }
        """;

    [Fact]
    public void OpenAIs_form_says_messages_images_calls_results_tools_and_options()
    {
        var request = OpenAiRequestReader.Read(JsonElement.Parse(OpenAi));
        request.Model.ShouldBe("fast");
        request.IsStreamed.ShouldBeTrue();
        request.IncludesUsage.ShouldBeTrue();
        request.Messages.Select(m => m.Role).ShouldBe([ChatRole.System, ChatRole.User, ChatRole.Assistant, ChatRole.Tool, ChatRole.Tool]);
        request.Messages[1].Contents.OfType<DataContent>().ShouldHaveSingleItem().Data.ToArray().ShouldBe([1, 2, 3]);
        var calls = request.Messages[2].Contents.OfType<FunctionCallContent>().ToList();
        WholeReply.JsonOf(calls[0].Arguments).ShouldBe("""{"at":1.50}""");
        WholeReply.JsonOf(calls[1].Arguments).ShouldBe("""{"at":""", "what a model wrote is passed on as it is");
        request.Messages[4].Contents.OfType<FunctionResultContent>().ShouldHaveSingleItem().Result.ShouldBe("a dog");
        ShouldSayTheSameOptions(request.Options);
        ((ChatResponseFormatJson)request.Options.ResponseFormat!).SchemaName.ShouldBe("animal");
    }

    [Fact]
    public void Anthropics_form_says_messages_images_calls_results_tools_and_options()
    {
        var request = AnthropicRequestReader.Read(JsonElement.Parse(Anthropic));
        request.Model.ShouldBe("fast");
        request.IsStreamed.ShouldBeTrue();
        request.Messages.Select(m => m.Role).ShouldBe([ChatRole.System, ChatRole.User, ChatRole.Assistant, ChatRole.Tool, ChatRole.User]);
        request.Messages[0].Contents[0].AdditionalProperties![AnthropicRequestReader.CacheKey].ShouldBe("1h");
        request.Messages[1].Contents.OfType<DataContent>().ShouldHaveSingleItem().Data.ToArray().ShouldBe([1, 2, 3]);
        request.Messages[2].Contents.OfType<TextReasoningContent>().ShouldHaveSingleItem().ProtectedData.ShouldBe("c2ln");
        WholeReply.JsonOf(request.Messages[2].Contents.OfType<FunctionCallContent>().First().Arguments).ShouldBe("""{"at":1.50}""");
        var results = request.Messages[3].Contents.OfType<FunctionResultContent>().ToList();
        results.Select(r => r.Result).ShouldBe(["a cat", "a dog"]);
        results[1].AdditionalProperties![AnthropicRequestReader.IsErrorKey].ShouldBe(true);
        request.Messages[4].Text.ShouldBe("Well?");
        ShouldSayTheSameOptions(request.Options);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"x"}]}""", "model")]
    [InlineData("""{"model":"m"}""", "messages")]
    [InlineData("""{"model":"m","messages":[]}""", "messages")]
    [InlineData("""{"model":"m","messages":"x"}""", "messages")]
    [InlineData("""{"model":"m","messages":[{"role":"wizard","content":"x"}]}""", "messages[0].role")]
    [InlineData("""{"model":"m","messages":[{"role":"user"}]}""", "messages[0].content")]
    [InlineData(
        """{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"nowhere"}}]}]}""",
        "messages[0].content[0].image_url.url"
    )]
    [InlineData(
        """{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,%%"}}]}]}""",
        "messages[0].content[0].image_url.url"
    )]
    [InlineData("""{"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"a"}]}]}""", "messages[0].tool_calls[0].function")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"}],"n":2}""", "n")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"}],"temperature":"hot"}""", "temperature")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"}],"temperature":1e400}""", "temperature")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"}],"max_tokens":0}""", "max_tokens")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"}],"tool_choice":"maybe"}""", "tool_choice")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"}],"tools":[{"type":"web_search"}]}""", "tools[0]")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"}],"logprobs":true}""", "logprobs")]
    public void What_is_wrong_with_OpenAIs_form_is_named(string body, string param) =>
        Should.Throw<FormException>(() => OpenAiRequestReader.Read(JsonElement.Parse(body))).Error.Param.ShouldBe(param);

    [Theory]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"}]}""", "max_tokens")]
    [InlineData("""{"model":"m","max_tokens":1}""", "messages")]
    [InlineData("""{"max_tokens":1,"messages":[{"role":"user","content":"x"}]}""", "model")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"hologram"}]}]}""", "messages.0.content.0.type")]
    [InlineData(
        """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"tool_result","content":"x"}]}]}""",
        "messages.0.content.0.tool_use_id"
    )]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"}],"tools":[{"type":"bash_20250124","name":"bash"}]}""", "tools.0.type")]
    public void What_is_wrong_with_Anthropics_form_is_named(string body, string param) =>
        Should.Throw<FormException>(() => AnthropicRequestReader.Read(JsonElement.Parse(body))).Error.Param.ShouldBe(param);

    [Theory]
    [InlineData("")]
    [InlineData("nothing")]
    [InlineData("[1]")]
    [InlineData("{\"model\":")]
    [InlineData("<html></html>")]
    public void A_body_that_is_no_object_is_refused_in_words(string body) =>
        Should.Throw<FormException>(() => RequestFields.Parse(Encoding.UTF8.GetBytes(body))).Message.ShouldStartWith("The body is not ");

    private static void ShouldSayTheSameOptions(ChatOptions options)
    {
        options.MaxOutputTokens.ShouldBe(50);
        options.Temperature.ShouldBe(0.5f);
        options.StopSequences.ShouldBe(["END"]);
        options.AllowMultipleToolCalls.ShouldBe(false);
        options.Reasoning!.Effort.ShouldBe(ReasoningEffort.High);
        options.ToolMode.ShouldBeOfType<RequiredChatToolMode>().RequiredFunctionName.ShouldBe("look");
        var tool = options.Tools.ShouldHaveSingleItem().ShouldBeAssignableTo<AIFunctionDeclaration>()!;
        (tool.Name, tool.Description, tool.JsonSchema.GetRawText()).ShouldBe(("look", "Looks.", """{ "type": "object" }"""));
        options.ResponseFormat.ShouldBeOfType<ChatResponseFormatJson>().Schema!.Value.GetRawText().ShouldBe("""{ "type": "object" }""");
    }
}
