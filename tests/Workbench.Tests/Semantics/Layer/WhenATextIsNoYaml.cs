using Shouldly;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Tests.Semantics.Layer;

/// <summary>Mistakes of somebody who has not written YAML before. Each message is at the line to be mended and says what to do there.</summary>
public sealed class WhenATextIsNoYaml
{
    [Theory]
    [InlineData("metrics:\n  - name: a\n    label: A\n   entity: account\n", "4:4", "\"entity\" stands 3 spaces in", "below \"label\", 4 spaces in")]
    [InlineData("metrics:\n  - name: a\n  label: A\n", "3:3", "\"label\" stands 2 spaces in", "below \"name\", 4 spaces in")]
    [InlineData("metrics:\n  - name: a\n      label: A\n", "3:7", "\"label\" stands deeper than \"name\"", "4 spaces in")]
    [InlineData("entity: account\n  table: crm.accounts\n", "2:3", "\"table\" stands deeper than \"entity\"", "at the beginning of the line")]
    [InlineData("metrics:\n  - name: a\n    label: A\n   - name: b\n", "4:4", "This \"-\" stands 3 spaces in, the one before it 2 spaces in")]
    [InlineData(
        "metrics:\n  - name: a\n    label: A\n\n- name: b\n  label: B\n",
        "5:1",
        "at the beginning of the line, the one before it 2 spaces in",
        "same indentation",
        "put it 2 spaces in"
    )]
    [InlineData("metrics:\n  - name: a\n    label:Active\n    agg: count\n", "3:5", "\"label:Active\" lacks the space", "write label: Active")]
    [InlineData("metrics:\n  - name:a\n    label: A\n", "2:5", "lacks the space", "write name: a")]
    [InlineData("metrics:\n  -name: a\n    label: A\n", "2:3", "A dash is followed by a space", "- name: a")]
    [InlineData("metrics:\n  - name: a\n    label A\n    agg: count\n", "3:5", "\"label A\" has no colon")]
    [InlineData("metrics:\n  - name: a\n    label: \"A\n    agg: count\n", "3:12", "The quote \" that opens here is not closed")]
    [InlineData("metrics:\n  - name: a\n    label: 'A\n    description: 'B'\n", "3:12", "The quote ' that opens here is not closed")]
    [InlineData("metrics:\n  - name: a\n    label: \"A\" and B\n", "3:15", "behind the quote that closes", "put all of it between quotes")]
    [InlineData("metrics:\n  - name: a\n    description: Counted: all\n", "3:25", "holds a colon", "\"Counted: all\"")]
    [InlineData("metrics:\n  - { name: a, label: A\n  - { name: b, label: B }\n", "2:5", "The { that opens here is not closed", "write }")]
    [InlineData("metrics:\n  - { name: a label: A }\n", "2:20", "a comma is missing")]
    [InlineData("entity: account\nkey: [id\ntable: crm.accounts\n", "2:6", "The [ that opens here is not closed")]
    [InlineData("metrics:\n  - name: a\n    label: @A\n", "3:12", "begins with @ needs quotes", "\"@A\"")]
    [InlineData("metrics:\n  - name: a\n    expr: * 2\n", "3:11", "begins with * needs quotes")]
    public void The_message_is_at_the_line_to_be_mended_and_says_what_to_do(string text, string place, params string[] says)
    {
        var problem = Problem(text);
        $"{problem.At.Line}:{problem.At.Column}".ShouldBe(place, problem.Message);
        foreach (var words in says)
            problem.Message.ShouldContain(words);
        problem.Message.ShouldNotContain("while parsing", Case.Insensitive);
        problem.Message.ShouldNotContain("while scanning", Case.Insensitive);
    }

    [Fact]
    public void Only_the_mistake_is_found_among_all_that_yaml_allows()
    {
        const string All = """
            # A comment: with a colon
            metrics:
            - name: a      # the list stands where its key stands
              label: "A: b"
              description: >
                Several lines: with a colon,
                  and deeper ones.
              synonyms: [one, "two, three", 'it''s']
              where: status = 'x' and
                kind <> 'y'
            - { name: b, expr: "a: 'b'", of: { x: 1,
                y: 2 } }
            - name: c
              sql: |
                select 'a: b'

                from t
              list:
                - x
                - - y
                  - z
              last: it's a - b:c
            other: https://example.org/a
            """;
        var problems = new LayerProblems();
        YamlTree.Read("3-metrics/a.yml", All, problems);
        problems.ToImmutable([]).ShouldBeEmpty();

        var problem = Problem(All + "\n   wrong: 1\n");
        (problem.At.Line, problem.At.Column).ShouldBe((24, 4));
        problem.Message.ShouldContain("\"wrong\" stands deeper than \"other\"");
    }

    private static SemanticProblem Problem(string text)
    {
        var problems = new LayerProblems();
        YamlTree.Read("3-metrics/a.yml", text, problems).ShouldBeNull();
        return problems.ToImmutable([]).ShouldHaveSingleItem();
    }
}
