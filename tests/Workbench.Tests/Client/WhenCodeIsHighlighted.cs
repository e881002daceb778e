using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Workbench.Client.Components.Code;

namespace Workbench.Tests.Client;

public sealed class WhenCodeIsHighlighted
{
    [Fact]
    public void No_text_is_lost_or_changed()
    {
        foreach (var language in Enum.GetValues<CodeLanguage>())
            Prop.ForAll<NonNull<string>>(text => string.Concat(Highlighter.Tokens(text.Get, language).Select(t => t.Text)) == text.Get)
                .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Sql_tells_comments_strings_and_keywords_apart()
    {
        Kinds("-- it's all\nselect 'from', \"where\", $1 from t", CodeLanguage.Sql)
            .ShouldBe([("-- it's all", "comment"), ("select", "keyword"), ("'from'", "string"), ("\"where\"", "name"), ("$1", "number"), ("from", "keyword")]);
    }

    [Fact]
    public void Yaml_tells_keys_values_and_comments_apart()
    {
        Kinds("  - { name: arr, hidden: true, at: 12 } # a: b", CodeLanguage.Yaml)
            .ShouldBe([("-", "keyword"), ("name", "name"), ("hidden", "name"), ("true", "keyword"), ("at", "name"), ("12", "number"), ("# a: b", "comment")]);
    }

    [Fact]
    public void A_hash_inside_of_a_word_is_no_comment()
    {
        Kinds("color: a#b", CodeLanguage.Yaml).ShouldBe([("color", "name")]);
    }

    [Fact]
    public void What_takes_too_long_to_colour_is_shown_without_colours()
    {
        var text = new string(' ', 59_000) + "x";
        string.Concat(Highlighter.Tokens(text, CodeLanguage.Yaml).Select(t => t.Text)).ShouldBe(text);
    }

    private static IEnumerable<(string, string)> Kinds(string text, CodeLanguage language) =>
        Highlighter.Tokens(text, language).Where(t => t.Kind is not null).Select(t => (t.Text, t.Kind!));
}
