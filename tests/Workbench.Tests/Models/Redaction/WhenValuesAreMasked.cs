using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using Shouldly;
using Workbench.Server.Models;
using Workbench.Server.Models.Redaction;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Yaml;
using Workbench.Tests.Demo;

namespace Workbench.Tests.Models.Redaction;

public sealed class WhenValuesAreMasked
{
    private static readonly Config Config = Config.QuickThrowOnFailure.WithMaxTest(1_000);

    /// <summary>Texts in which sensitive values, placeholders and halves of both stand side by side.</summary>
    private static Arbitrary<string> Texts { get; } =
        Gen.Elements([
                "ann@example.com",
                "bob.o'neill+x@sub.example.co.uk",
                "+1 202 555 0143",
                "(202) 555-0143",
                "4111 1111 1111 1111",
                "378282246310005",
                "DE89 3704 0044 0532 0130 00",
                "GB82WEST12345698765432",
                "sk-proj-abcdefghijklmnopqrstuv",
                "[email:1]",
                "[email:2]",
                "[text:1]",
                "[card:",
                ":1]",
                "[",
                "]",
                "[x:1",
                " ",
                " and ",
                "Smith",
                "2026-11-21",
                "18,412.50",
                "é😀",
                "\n",
                "@",
                "1",
                "a",
            ])
            .ListOf()
            .Select(parts => string.Concat(parts))
            .ToArbitrary();

    [Fact]
    public void What_is_masked_and_put_back_is_what_it_was() =>
        Check.One(
            Config,
            Prop.ForAll(
                Texts,
                text =>
                {
                    var vault = new MaskVault(SensitiveKinds.All);
                    vault.OfColumn("Smith", "contact.last_name", "restricted");
                    return vault.Restore(vault.Mask(text)) == text;
                }
            )
        );

    [Fact]
    public void A_stream_that_is_cut_anywhere_gives_the_same_text() =>
        Check.One(
            Config,
            Prop.ForAll(
                Texts,
                Gen.Choose(1, 7).ToArbitrary(),
                (text, length) =>
                {
                    var vault = new MaskVault(SensitiveKinds.All);
                    var masked = vault.Mask(text);
                    var restorer = new StreamRestorer(t => vault.Restore(t));
                    var pieces = masked.Chunk(length).Select(c => restorer.Append(new string(c))).ToList();
                    return string.Concat(pieces) + restorer.End() == text;
                }
            )
        );

    [Fact]
    public void The_same_value_has_the_same_placeholder_and_no_value_is_left()
    {
        var vault = new MaskVault(SensitiveKinds.All);
        vault
            .Mask("ann@example.com wrote to bob@example.com; ann@example.com again, from +1 202 555 0143.")
            .ShouldBe("[email:1] wrote to [email:2]; [email:1] again, from [phone:1].");
        vault.Mask("And ann@example.com").ShouldBe("And [email:1]");
    }

    [Theory]
    [InlineData("4111 1111 1111 1111", "[card:1]")]
    [InlineData("4111-1111-1111-1111", "[card:1]")]
    [InlineData("378282246310005", "[card:1]")]
    [InlineData("4111 1111 1111 1112", "4111 1111 1111 1112")]
    [InlineData("order 4111111111111112", "order 4111111111111112")]
    [InlineData("DE89 3704 0044 0532 0130 00 is hers", "[iban:1] is hers")]
    [InlineData("DE88370400440532013000", "DE88370400440532013000")]
    [InlineData("GB82WEST12345698765432.", "[iban:1].")]
    [InlineData("+49 (0)30 1234567", "[phone:1]")]
    [InlineData("202-555-0143", "[phone:1]")]
    [InlineData("on 2026-11-21 and 2026-11-22, $1,234,567.89, 10.5.2.1", "on 2026-11-21 and 2026-11-22, $1,234,567.89, 10.5.2.1")]
    [InlineData("key sk_test_" + "abcdefghijklmnopqrst.", "key [key:1].")]
    [InlineData("ghp_abcdefghijklmnopqrstuvwxyz0123456789", "[key:1]")]
    [InlineData("Authorization: Bearer abcdefghijklmnopqrstuvwxyz", "Authorization: Bearer [key:1]")]
    [InlineData("m.müller@straße.example", "[email:1]")]
    [InlineData("deployment_failure_rate by account.segment @ 5", "deployment_failure_rate by account.segment @ 5")]
    public void Each_form_is_known_by_its_own_check(string text, string masked) => new MaskVault(SensitiveKinds.All).Mask(text).ShouldBe(masked);

    [Fact]
    public async Task A_reply_is_restored_in_text_answer_and_arguments_wherever_the_stream_is_cut()
    {
        var provider = new ScriptedChatClient(
            new TextContent("Mail [ema"),
            new TextContent("il:1] no"),
            new TextContent("w [email:9] ["),
            new AnswerTextContent("To [email:"),
            new AnswerTextContent("1]."),
            new FunctionCallContent(
                "c1",
                "query_metrics",
                new Dictionary<string, object?> { ["where"] = JsonSerializer.Deserialize<JsonElement>("""[{"values":["[email:1]"]}]""") }
            )
        );
        using var client = new RedactingChatClient(provider, "hosted", RedactionPolicy.Usual with { ForPrograms = true });

        List<AIContent> contents = [];
        await foreach (
            var update in client.GetStreamingResponseAsync(
                [new ChatMessage(ChatRole.User, "What of ann@example.com?")],
                null,
                TestContext.Current.CancellationToken
            )
        )
            contents.AddRange(update.Contents);

        string.Concat(contents.OfType<TextContent>()).ShouldBe("Mail ann@example.com now [email:9] [");
        string.Concat(contents.OfType<AnswerTextContent>().Select(a => a.Text)).ShouldBe("To ann@example.com.");
        JsonSerializer.Serialize(contents.OfType<FunctionCallContent>().Single().Arguments).ShouldContain("ann@example.com");
    }

    /// <summary>A run of three messages: the same whatever was sent of it before, so that an executor that takes it over goes on with the same placeholders.</summary>
    [Fact]
    public async Task Cells_of_masked_columns_stand_for_themselves_in_every_later_message_and_come_back()
    {
        var layer = new SemanticLayer((await WhenTheSemanticLayerOfTheDemoIsRead.ReadAsync()).Content);
        List<ChatMessage> record =
        [
            new(ChatRole.System, "Adams is in the instructions, which are not masked."),
            new(ChatRole.User, "Who is Anna Adams of [text:1]?"),
            new(ChatRole.Assistant, [new FunctionCallContent("c1", "query_metrics", new Dictionary<string, object?> { ["group_by"] = "contact.last_name" })]),
            new(
                ChatRole.Tool,
                [
                    new FunctionResultContent(
                        "c1",
                        """{"data":"c1","columns":[{"name":"contact.first_name"},{"name":"contact.last_name"},{"name":"contact.email"},{"name":"contact.job_title"}],"rows":[["Anna","Adams","a@b.example","Developer"],["Bo","Adams",null,"Developer"]]}"""
                    ),
                ]
            ),
        ];
        var masking = new PromptMasking(RedactionPolicy.Usual, new RedactionContext(layer, "restricted", record) { InstructionsAreOurs = true }, record);
        var sent = masking.Mask(record, out var changed);

        sent[0].Text.ShouldContain("Adams");
        sent[1].Text.ShouldBe("Who is [first_name:1] [last_name:1] of [text:1]?");
        var result = sent[3].Contents.OfType<FunctionResultContent>().Single().Result!.ToString()!;
        result.ShouldEndWith("""[["[first_name:1]","[last_name:1]","[email:1]","Developer"],["[first_name:2]","[last_name:1]",null,"Developer"]]}""");
        changed.Keys.ShouldBe([1, 3]);
        masking.CountIn(changed.Values).ShouldContain(new KeyValuePair<string, int>("first_name", 2));
        masking.Restore("[first_name:2] [last_name:1], [text:1], [first_name:9]").ShouldBe("Bo Adams, [text:1], [first_name:9]");

        // Whoever may not see the column gets the placeholder and no more.
        new PromptMasking(RedactionPolicy.Usual, new RedactionContext(layer, "internal", record), record)
            .Restore("[last_name:1]")
            .ShouldBe("[last_name:1]");

        var later = new PromptMasking(
            RedactionPolicy.Usual,
            new RedactionContext(layer, "restricted", [.. record, new(ChatRole.User, "And c@d.example of Adams?")]) { InstructionsAreOurs = true },
            []
        );
        later
            .Mask(record, out _)
            .Select(m => JsonSerializer.Serialize(m, AIJsonUtilities.DefaultOptions))
            .ShouldBe(sent.Select(m => JsonSerializer.Serialize(m, AIJsonUtilities.DefaultOptions)));
    }

    [Fact]
    public async Task Sql_that_names_a_masked_column_has_all_its_text_masked_and_another_what_may_be_a_whole_row()
    {
        var layer = new SemanticLayer((await WhenTheSemanticLayerOfTheDemoIsRead.ReadAsync()).Content);
        ShouldSend(
            layer,
            "select first_name as who, job_title from crm.contacts",
            """["who","job_title"]""",
            """["Anna","Developer"]""",
            """["[who:1]","[job_title:1]"]"""
        );
        ShouldSend(
            layer,
            "select row_to_json(c) as who, job_title from crm.contacts c",
            """["who","job_title"]""",
            """["{Anna}","Developer"]""",
            """["[who:1]","Developer"]"""
        );
        // A table that only the highest level may read: its amounts, whatever SQL calls them.
        ShouldSend(
            layer,
            "select sum(amount_usd_cents) as spent, count(*) as lines from finance.costs",
            """["spent","lines"]""",
            "[18412.5,12]",
            """["[spent:1]","[lines:1]"]"""
        );
        // Where the masked column holds text, numbers are counts of it.
        ShouldSend(layer, "select count(*) as people from crm.contacts where email like '%@example.com'", """["people"]""", "[12]", "[12]");
        ShouldSend(layer, "select name from billing.plans", """["name"]""", """["Enterprise"]""", """["Enterprise"]""");
    }

    [Fact]
    public async Task A_number_in_a_column_of_people_leaves_as_a_placeholder_and_a_metric_as_it_is()
    {
        var layer = new SemanticLayer((await WhenTheSemanticLayerOfTheDemoIsRead.ReadAsync()).Content);
        List<ChatMessage> record =
        [
            new(ChatRole.Assistant, [new FunctionCallContent("c1", "query_metrics", new Dictionary<string, object?> { ["metrics"] = "revenue" })]),
            new(
                ChatRole.Tool,
                [
                    new FunctionResultContent(
                        "c1",
                        """{"columns":[{"name":"contact.phone"},{"name":"infrastructure_cost"}],"rows":[[41445550143,41445550143],[41445550143,7]]}"""
                    ),
                ]
            ),
            new(ChatRole.User, "Whose number is 41445550143, and who has 7?"),
        ];
        var masking = new PromptMasking(RedactionPolicy.Usual, new RedactionContext(layer, "restricted", record), record);
        var sent = masking.Mask(record, out _);

        sent[1].Contents.OfType<FunctionResultContent>().Single().Result!.ToString()!.ShouldEndWith("""[["[phone:1]",41445550143],["[phone:1]",7]]}""");
        sent[2].Text.ShouldBe("Whose number is [phone:1], and who has 7?");
        masking.Restore("It is [phone:1].").ShouldBe("It is 41445550143.");
    }

    /// <summary>As for other programs, for the playground while the layer cannot be read, and for whatever calls a model without saying more.</summary>
    [Fact]
    public async Task Without_a_layer_values_are_known_by_their_form_and_a_system_message_is_masked_too()
    {
        var provider = new ScriptedChatClient(new TextContent("I wrote to [email:1] and [email:2]."));
        using var client = new RedactingChatClient(provider, "hosted", RedactionPolicy.Usual);
        List<ChatMessage> messages =
        [
            new(ChatRole.System, "You answer for boss@example.com."),
            new(ChatRole.User, "Pay DE89 3704 0044 0532 0130 00 and tell ann@example.com; rows[n:1] is code."),
        ];
        var context = new RedactionContext(layer: null, "internal", messages);

        var reply = await client.GetResponseAsync(messages, context.AddTo(new ChatOptions()), TestContext.Current.CancellationToken);

        reply.Text.ShouldBe("I wrote to boss@example.com and ann@example.com.");
        var left = context.Sent.ShouldHaveSingleItem();
        left.Messages.Select(m => m.Value.Text).ShouldBe(["You answer for [email:1].", "Pay [iban:1] and tell [email:2]; rows[n:1] is code."]);
    }

    private static void ShouldSend(SemanticLayer layer, string sql, string columns, string row, string masked)
    {
        var named = string.Join(',', JsonSerializer.Deserialize<string[]>(columns)!.Select(c => $$"""{"name":"{{c}}"}"""));
        List<ChatMessage> record =
        [
            new(ChatRole.Assistant, [new FunctionCallContent("c1", "execute_sql", new Dictionary<string, object?> { ["sql"] = sql })]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", $$"""{"columns":[{{named}}],"rows":[{{row}}]}""")]),
        ];
        var sent = new PromptMasking(RedactionPolicy.Usual, new RedactionContext(layer, "restricted", record), record).Mask(record, out _);
        sent[1].Contents.OfType<FunctionResultContent>().Single().Result!.ToString()!.ShouldEndWith($"[{masked}]}}");
    }

    [Theory]
    [InlineData("x: 1", SensitiveKinds.All, null, true)]
    [InlineData("redaction: { programs: false }", SensitiveKinds.All, null, false)]
    [InlineData("redaction: { kinds: [email, iban] }", SensitiveKinds.Email | SensitiveKinds.Iban, null, true)]
    [InlineData("redaction: { kinds: [], levels: [] }", SensitiveKinds.None, "", true)]
    [InlineData("redaction: { levels: [internal, restricted] }", SensitiveKinds.All, "internal,restricted", true)]
    public void A_policy_is_read_from_under_its_provider(string yaml, SensitiveKinds kinds, string? levels, bool forPrograms) =>
        RedactionPolicy.Read(SettingsMap.Parse(yaml, "models.yml").Map("redaction")).ShouldBe(new RedactionPolicy(kinds, levels, forPrograms));

    [Fact]
    public void A_policy_with_a_wrong_word_says_which_there_are() =>
        Should
            .Throw<YamlFileException>(() => RedactionPolicy.Read(SettingsMap.Parse("redaction: { kinds: [email, fax] }", "models.yml").Map("redaction")))
            .Message.ShouldContain("There is no kind \"fax\". There are: email, phone, card, iban, key.");
}
