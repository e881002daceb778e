using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Workbench.Server.Models;
using Workbench.Server.Models.Redaction;
using Workbench.Server.Models.Wire;

namespace Workbench.Tests.Models.Redaction;

/// <summary>A request in a provider's form, of which only texts change, and its reply.</summary>
public sealed class WhenARequestIsMaskedWhereItStands
{
    private const string Ann = """{"role":"user","content":"ann@example.com"}""";

    private static string Sent(string body, WireForm form = WireForm.OpenAiChat)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var masking = WireMasking.Of(SensitiveKinds.All, bytes);
        masking?.WhyNot.ShouldBeNull();
        return Encoding.UTF8.GetString(WireBody.Read(form, bytes).Body!.Write("m", "max_tokens", 5, masking?.Changes ?? []).Span);
    }

    private static RestoredWire ReplyTo(string body, WireForm form) => new(form, WireMasking.Of(SensitiveKinds.All, Encoding.UTF8.GetBytes(body))!);

    private static string Whole(RestoredWire reply, string body) => Encoding.UTF8.GetString(reply.Whole(Encoding.UTF8.GetBytes(body)).Span);

    private static string? WhyNot(string body, SensitiveKinds kinds = SensitiveKinds.All) => WireMasking.Of(kinds, Encoding.UTF8.GetBytes(body))?.WhyNot;

    /// <summary>Arguments of a call are the program's own: what is called <c>data</c> or <c>thinking</c> there is neither bytes nor a thought.</summary>
    [Fact]
    public void Arguments_come_back_whatever_their_members_are_called()
    {
        var reply = ReplyTo($$"""{"messages":[{{Ann}}]}""", WireForm.AnthropicMessages);
        var body = Whole(
            reply,
            """{"content":[{"type":"thinking","thinking":"[email:1]","signature":"[email:1]"},{"type":"tool_use","id":"t","name":"mail","input":{"data":"[email:1]","thinking":{"[email:1]":["[email:1]",1]}}}]}"""
        );
        body.ShouldBe(
            """{"content":[{"type":"thinking","thinking":"[email:1]","signature":"[email:1]"},{"type":"tool_use","id":"t","name":"mail","input":{"data":"ann@example.com","thinking":{"ann@example.com":["ann@example.com",1]}}}]}"""
        );
    }

    [Fact]
    public void Texts_in_lists_of_a_reply_come_back() =>
        Whole(ReplyTo($$"""{"messages":[{{Ann}}]}""", WireForm.OpenAiChat), """{"choices":[{"message":{"content":["To [email:1]"]}}]}""")
            .ShouldBe("""{"choices":[{"message":{"content":["To ann@example.com"]}}]}""");

    [Fact]
    public void A_block_that_a_stream_begins_with_all_of_its_arguments_comes_back()
    {
        var reply = ReplyTo($$"""{"messages":[{{Ann}}]}""", WireForm.AnthropicMessages);
        const string begun =
            "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"input\":{\"to\":\"[email:1]\"}}}\n\n";
        Encoding
            .UTF8.GetString(reply.Events(Encoding.UTF8.GetBytes(begun)).Span)
            .ShouldBe(begun.Replace("[email:1]", "ann@example.com", StringComparison.Ordinal));
    }

    [Fact]
    public void Names_of_arguments_are_masked_as_their_values_are() =>
        Sent(
                """{"model":"a","max_tokens":5,"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"mail","input":{"ann@example.com":{"data":"bob@example.com"},"caf\u00e9":1}}]}]}""",
                WireForm.AnthropicMessages
            )
            .ShouldBe(
                """{"model":"m","max_tokens":5,"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"mail","input":{"[email:1]":{"data":"[email:2]"},"caf\u00e9":1}}]}]}"""
            );

    [Theory]
    [InlineData("""{"[email:1]":1,"ann@example.com":2}""", """{"[email:1]":1,"ann@example.com":2}""")]
    [InlineData("""{"[email:1]":"[email:1]","x":2}""", """{"ann@example.com":"ann@example.com","x":2}""")]
    public void Arguments_whose_names_would_become_one_keep_their_names(string arguments, string restored)
    {
        var vault = new MaskVault(SensitiveKinds.All);
        vault.Mask("ann@example.com");
        JsonStrings.Change(arguments, t => vault.Restore(t)).ShouldBe(restored);
    }

    /// <summary>The placeholder of the first name is what the second one is called.</summary>
    [Fact]
    public void A_name_that_looks_like_a_placeholder_stays_apart_from_one_that_is_masked()
    {
        var vault = new MaskVault(SensitiveKinds.All);
        const string arguments = """{"ann@example.com":1,"[email:1]":2}""";
        var masked = JsonStrings.Change(arguments, vault.Mask);
        masked.ShouldBe("""{"[email:1]":1,"[text:1]":2}""");
        JsonStrings.Change(masked, t => vault.Restore(t)).ShouldBe(arguments);
    }

    [Fact]
    public void Options_of_a_stream_that_are_replaced_are_not_masked_as_well() =>
        JsonNode
            .Parse(Sent($$"""{"model":"a","stream":true,"stream_options":{"note":"bob@example.com"},"messages":[{{Ann}}]}"""))!
            .ToJsonString()
            .ShouldBe(
                """{"max_tokens":5,"model":"m","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"[email:2]"}]}"""
            );

    [Fact]
    public void Thoughts_are_masked_as_long_as_the_provider_has_not_sealed_them()
    {
        static string Thought(string thought, string seal) => $$"""{"type":"thinking","thinking":"{{thought}}"{{seal}}}""";
        static string Body(string first, string second) =>
            $$"""{"model":"m","max_tokens":5,"messages":[{"role":"assistant","content":[{{first}},{{second}}]}]}""";
        var masked = Sent(
            Body(Thought("ann@example.com", ""","signature":"abcdefgh" """), Thought("bob@example.com", ""","signature":"" """)),
            WireForm.AnthropicMessages
        );
        masked.ShouldBe(Body(Thought("ann@example.com", ""","signature":"abcdefgh" """), Thought("[email:1]", ""","signature":"" """)));
    }

    [Fact]
    public void What_stands_in_an_object_twice_is_masked_in_both_places() =>
        Sent(
                """{"model":"m","max_tokens":5,"x":{"thinking":"ann@example.com","thinking":"bob@example.com"},"y":{"type":"text","data":"eve@example.com","data":"ann@example.com"}}"""
            )
            .ShouldBe(
                """{"model":"m","max_tokens":5,"x":{"thinking":"[email:1]","thinking":"[email:2]"},"y":{"type":"text","data":"[email:3]","data":"[email:1]"}}"""
            );

    [Theory]
    [InlineData("""{"type":"text","media_type":"text/plain","data":"Of ann@example.com"}""", "Of [email:1]")]
    [InlineData("""{"type":"base64","media_type":"image/png","data":"AKIAABCDEFGHIJKLMNOP"}""", "AKIAABCDEFGHIJKLMNOP")]
    public void A_document_that_is_sent_as_text_is_masked_and_bytes_are_not(string source, string data) =>
        JsonElement
            .Parse(
                Sent(
                    $$"""{"model":"m","max_tokens":5,"messages":[{"role":"user","content":[{"type":"document","source":{{source}}}]}]}""",
                    WireForm.AnthropicMessages
                )
            )
            .GetProperty("messages")[0]
            .GetProperty("content")[0]
            .GetProperty("source")
            .GetProperty("data")
            .GetString()
            .ShouldBe(data);

    [Fact]
    public void What_a_program_notes_beside_a_call_is_masked_whatever_it_is_called() =>
        Sent($$"""{"model":"m","max_tokens":5,"metadata":{"id":"ann@example.com"},"messages":[]}""")
            .ShouldBe("""{"model":"m","max_tokens":5,"metadata":{"id":"[email:1]"},"messages":[]}""");

    [Fact]
    public void A_tool_keeps_a_name_that_looks_like_a_key_and_a_person_does_not_keep_an_address() =>
        Sent(
                """{"model":"m","max_tokens":5,"messages":[{"role":"user","name":"ann@example.com","content":"Hello"}],"tools":[{"type":"function","function":{"name":"pk_customer_of_an_order"}}]}"""
            )
            .ShouldBe(
                """{"model":"m","max_tokens":5,"messages":[{"role":"user","name":"[email:1]","content":"Hello"}],"tools":[{"type":"function","function":{"name":"pk_customer_of_an_order"}}]}"""
            );

    [Fact]
    public void An_account_in_the_place_of_a_name_is_masked() =>
        Sent("""{"model":"m","max_tokens":5,"messages":[{"role":"user","name":"DE89370400440532013000","content":"Hello"}]}""")
            .ShouldNotContain("DE89370400440532013000");

    [Theory]
    [InlineData("hans.meier@firma.example.png")]
    [InlineData("ann@example.webp.jpg")]
    public void A_file_that_is_called_by_an_address_is_masked_and_a_density_is_none(string text) =>
        Sent($$$"""{"model":"m","max_tokens":5,"messages":[{"role":"user","content":"see {{{text}}} and logo@2x.png"}]}""")
            .ShouldSatisfyAllConditions(sent => sent.ShouldNotContain(text), sent => sent.ShouldContain("logo@2x.png"));

    /// <summary>Tools of OpenAI's that take any text.</summary>
    [Fact]
    public void The_text_of_a_custom_tool_comes_back_wherever_its_stream_is_cut()
    {
        for (var cut = 1; cut < "[email:1]".Length; cut++)
        {
            var reply = ReplyTo($$"""{"messages":[{{Ann}}]}""", WireForm.OpenAiChat);
            string Event(string delta, string end = "null") => $$"""data: {"choices":[{"index":0,"delta":{{delta}},"finish_reason":{{end}}}]}""" + "\n\n";
            string Piece(string input) => Event($$$"""{"tool_calls":[{"index":0,"custom":{"input":"{{{input}}}"}}]}""");
            var stream = Piece("To [email:1]"[..(3 + cut)]) + Piece("[email:1]"[cut..] + " [em") + Event("{}", "\"tool_calls\"");
            var inputs = Encoding
                .UTF8.GetString(reply.Events(Encoding.UTF8.GetBytes(stream)).Span)
                .Split("data: ")[1..]
                .Select(e => JsonNode.Parse(e)!["choices"]![0]!["delta"]!["tool_calls"]![0]!["custom"]!["input"]!.GetValue<string>());
            string.Concat(inputs).ShouldBe("To ann@example.com [em", $"cut at {cut}");
        }
    }

    /// <summary>Masked it would lead to another image, or to none.</summary>
    [Theory]
    [InlineData("""{"type":"image_url","image_url":{"url":"https://x.example/ann@example.com/a.png"}}""", "email")]
    [InlineData("""{"type":"image_url","image_url":{"url":"https://x.example/a.png?for=ann%40example.com"}}""", "email")]
    [InlineData("""{"type":"image_url","image_url":"https://user:secret@x.example/a.png"}""", "email")]
    [InlineData("""{"type":"image_url","image_url":{"url":"https://x.example/a.png?tel=%2B41%2044%20555%2001%2043"}}""", "phone")]
    [InlineData("""{"type":"image","source":{"type":"url","url":"https://x.example/a?key=AKIAABCDEFGHIJKLMNOP"}}""", "key")]
    public void An_address_that_holds_what_may_not_leave_is_not_sent(string part, string kind)
    {
        var body = $$"""{"messages":[{"role":"user","content":[{{part}}]}]}""";
        WhyNot(body)!
            .ShouldStartWith($"is not sent it: the address of an image or a file holds what may not leave ({kind}), and masked it would lead nowhere.");
        WhyNot(body, SensitiveKinds.Card).ShouldBeNull("the settings of the provider let it");
    }

    [Theory]
    [InlineData("https://x.example/2026/11/22/logo@2x.png")]
    [InlineData("https://x.example/4111111111111111_n.jpg?width=1200")]
    [InlineData("https://x.example/@ann/photo.webp")]
    [InlineData("data:image/png;base64,AKIAABCDEFGHIJKLMNOP")]
    public void Other_addresses_and_images_that_are_sent_along_stay_as_they_are(string address)
    {
        var body = $$$"""{"model":"m","max_tokens":5,"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"{{{address}}}"}}]}]}""";
        Sent(body).ShouldBe(body);
    }
}
