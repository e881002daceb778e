using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Yaml;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;

namespace Workbench.Tests.Yaml;

public sealed class WhenATextIsWrittenAsYaml
{
    private static readonly Config Config = Config.QuickThrowOnFailure.WithMaxTest(1_000);

    /// <summary>Reads a plain scalar as what it looks like: a flag, a number, nothing.</summary>
    private static readonly IDeserializer Typed = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build();

    [Fact]
    public void It_is_read_back_as_a_value_a_key_and_an_item_on_lines_of_their_own() =>
        ForAll(text =>
        {
            var written = YamlScalar.Write(text);
            var root = (YamlMappingNode)Root($"# head\nvalue: {written}\nlist:\n  - {written}\n  - {written}   # said behind it\n? {written}\n: last\n");
            Value(root["value"]).ShouldBe(text);
            ((YamlSequenceNode)root["list"]).Select(Value).ShouldBe([text, text]);
            root.Children.Keys.Select(Value).Last().ShouldBe(text);
        });

    [Fact]
    public void It_is_read_back_between_brackets_and_braces() =>
        ForAll(text =>
        {
            var written = YamlScalar.Write(text, isFlow: true);
            var map = YamlFlow.Map((written, "1"), ("b", null), ("c", ""), ("list", YamlFlow.List([text, "x", text])), ("end", written));
            var root = (YamlMappingNode)((YamlSequenceNode)Root($"- {map}\n"))[0];
            root.Children.Keys.Select(Value).ShouldBe([text, "list", "end"]);
            ((YamlSequenceNode)root["list"]).Select(Value).ShouldBe([text, "x", text]);
            Value(root["end"]).ShouldBe(text);
        });

    [Fact]
    public void The_reader_of_layers_finds_the_same_text_and_never_nothing() =>
        ForAll(text =>
        {
            foreach (var file in (string[])[$"value: {YamlScalar.Write(text)}\n", YamlFlow.Map(("value", YamlScalar.Write(text, isFlow: true)))])
            {
                var problems = new LayerProblems();
                var map = YamlTree.Read("a.yml", file, problems).ShouldBeOfType<YamlMap>();
                problems.ToImmutable([]).ShouldBeEmpty();
                var value = map.Find("value").ShouldBeOfType<YamlText>();
                (value.Value, value.IsNull).ShouldBe((text, false));
            }
        });

    [Fact]
    public void No_reader_takes_it_for_a_number_a_flag_or_nothing() =>
        ForAll(text =>
        {
            var read = Typed.Deserialize<Dictionary<string, object?>>($"value: {YamlScalar.Write(text)}\n");
            read["value"].ShouldBeOfType<string>().ShouldBe(text);
        });

    [Theory]
    [InlineData("")]
    [InlineData("~")]
    [InlineData("null")]
    [InlineData("NO")]
    [InlineData("y")]
    [InlineData("=")]
    [InlineData("<<")]
    [InlineData("2026")]
    [InlineData("-1.50")]
    [InlineData(".5")]
    [InlineData("1e3")]
    [InlineData("1_000")]
    [InlineData("0x1F")]
    [InlineData("12:30")]
    [InlineData("-.inf")]
    [InlineData("2026-11-21")]
    [InlineData("2026-11-21T10:00:00Z")]
    [InlineData(" left")]
    [InlineData("right ")]
    [InlineData("a: b")]
    [InlineData("a #b")]
    [InlineData("# a")]
    [InlineData("ends:")]
    [InlineData("- a")]
    [InlineData("--- a")]
    [InlineData("@home")]
    public void What_a_reader_could_take_for_something_else_stands_in_quotes(string text)
    {
        YamlScalar.Write(text).ShouldBe($"'{text}'");
        YamlScalar.Write(text, isFlow: true).ShouldBe($"'{text}'");
    }

    [Theory]
    [InlineData("mrr_cents / 100.0")]
    [InlineData("account_id = account.id")]
    [InlineData("28 days")]
    [InlineData("4-5-4")]
    [InlineData("amount::numeric(10)")]
    [InlineData("It's Köln, 50 % of it")]
    public void What_a_person_would_write_without_quotes_has_none(string text) => YamlScalar.Write(text).ShouldBe(text);

    [Fact]
    public void Line_ends_and_what_cannot_be_seen_are_escaped() =>
        YamlScalar.Write("a\nb\t\"c\" \\ \u2028\u0001\ufeff").ShouldBe("\"a\\nb\\t\\\"c\\\" \\\\ \\u2028\\u0001\\ufeff\"");

    [Fact]
    public void One_line_is_made_of_many() => YamlScalar.OneLine("  One\r\n\ttwo \u0001 three  ").ShouldBe("One two three");

    private static YamlNode Root(string file)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(file));
        return stream.Documents.ShouldHaveSingleItem().RootNode;
    }

    private static string? Value(YamlNode node) => node.ShouldBeOfType<YamlScalarNode>().Value;

    private static void ForAll(Action<string> law) => Check.One(Config, Prop.ForAll(Texts, law));

    private static Arbitrary<string> Texts { get; } =
        Gen.Elements([
                "a",
                "Zeta",
                "null",
                "yes",
                "true",
                "2026",
                "1e3",
                "0x1f",
                "2026-11-21",
                ".5",
                "-",
                "--",
                "---",
                "...",
                "?",
                "? ",
                ":",
                ": ",
                " :",
                "#",
                " #",
                " ",
                "  ",
                ",",
                ", ",
                "[",
                "]",
                "{",
                "}",
                "'",
                "''",
                "\"",
                "\\",
                "\\n",
                "&a",
                "*a",
                "!",
                "|",
                ">",
                "%",
                "@",
                "`",
                "~",
                "=",
                "<<",
                "\n",
                "\r\n",
                "\t",
                "\u0000",
                "\u0007",
                "\u001b",
                "\u007f",
                "\u0085",
                "\u00a0",
                "\u2028",
                "\u2029",
                "\ufeff",
                "\uffff",
                "é",
                "Straße",
                "東京",
                "🙂",
                "\u0301",
            ])
            .ListOf()
            .Select(string.Concat)
            .ToArbitrary();
}
