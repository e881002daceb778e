using System.Text;
using Shouldly;
using Workbench.Server.SemanticInterchange;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Tests.SemanticInterchange;

public sealed class WhenAFileCannotBeImported
{
    private const string View = """
        name: shop
        tables:
          - name: orders
            base_table: { database: D, schema: S, table: ORDERS }
            primary_key: { columns: [id] }
            dimensions:
              - { name: id, expr: id, data_type: NUMBER }

        """;

    [Theory]
    [InlineData("ossie", View, "It looks like")]
    [InlineData("metricflow", View, "Choose snowflake")]
    [InlineData("snowflake", "semantic_models:\n  - { name: x, model: ref('x') }\n", "Choose metricflow")]
    [InlineData("snowflake", "a: 1\nb: 2\n", "its keys are a, b")]
    [InlineData(null, "a: 1\n", "its keys are a")]
    [InlineData(null, "", "nothing to import")]
    [InlineData("ossie", "- a\n- b\n", "a list")]
    public void The_message_says_what_it_looks_like(string? format, string text, string message)
    {
        var imported = Interchange.Import(format, [new ForeignText("x.yml", text)]);
        imported.Files.ShouldBeEmpty();
        imported.Problems.ShouldContain(p => p.Message.Contains(message, StringComparison.OrdinalIgnoreCase), string.Join('\n', imported.Problems));
    }

    [Theory]
    [InlineData("name: [", 1)]
    [InlineData("name: x\n\ttables: y", 2)]
    [InlineData("a: &x [1]\nb: *x\n", 1)]
    [InlineData("a: &a [l, l]\nb: &b [*a, *a]\nc: &c [*b, *b]\n", 1)]
    [InlineData("a: !!binary x\n", 1)]
    [InlineData("a: 1\na: 2\n", 2)]
    public void What_is_no_plain_YAML_is_refused_with_its_place(string text, int line)
    {
        var imported = Interchange.Import("ossie", [new ForeignText("x.yml", text)]);
        imported.Files.ShouldBeEmpty();
        imported.Problems[0].At.Line.ShouldBe(line);
    }

    [Fact]
    public void Deep_nesting_and_ten_megabytes_are_refused_at_once()
    {
        var deep = new string('[', 5_000);
        Interchange.Import("ossie", [new ForeignText("x.yml", $"semantic_model: {deep}")]).HasErrors.ShouldBeTrue();
        var large = new StringBuilder("semantic_model:\n");
        while (large.Length < 10 << 20)
            large.Append("  - name: abcdefghijklmnopqrstuvwxyz\n");
        Interchange.Import("ossie", [new ForeignText("x.yml", large.ToString())]).Problems.ShouldHaveSingleItem().Message.ShouldContain("4 MB");
    }

    [Fact]
    public void A_missing_key_is_told_with_its_place_and_its_owner()
    {
        var problems = Interchange.Import("snowflake", [new ForeignText("x.yml", View.Replace("expr: id, ", "", StringComparison.Ordinal))]).Problems;
        var problem = problems.ShouldHaveSingleItem();
        problem.At.Line.ShouldBe(7);
        problem.Message.ShouldBe("dimension id needs \"expr\": it is missing.");
    }

    [Fact]
    public void Names_that_become_the_same_get_a_number_and_a_word_about_it()
    {
        var imported = Interchange.Import(
            "snowflake",
            [new ForeignText("x.yml", View + "  - name: Orders\n    base_table: { database: D, schema: S, table: O2 }\n    primary_key: { columns: [id] }\n")]
        );
        LayerReader.Read(imported.Files).Content.Entities.Select(e => e.Name).ShouldBe(["orders", "orders_2"], ignoreOrder: true);
        imported.Report.Losses.ShouldContain(l => l.Object == "dataset Orders" && l.What.Contains("orders_2", StringComparison.Ordinal));
    }

    [Fact]
    public void An_unknown_key_is_told_and_kept()
    {
        var text = View + "colour: blue\n";
        var imported = Interchange.Import("snowflake", [new ForeignText("x.yml", text)]);
        imported.Report.Losses.ShouldContain(l => l.What.Contains("\"colour\"", StringComparison.Ordinal) && l.Place == "x.yml:8:1");
        Interchange.Export("snowflake", imported.Files).Files.Single().Text.ShouldBe(text);
    }

    [Fact]
    public void A_metric_that_cannot_be_said_stays_out_and_the_others_come()
    {
        var imported = Interchange.Import(
            "snowflake",
            [
                new ForeignText(
                    "x.yml",
                    View
                        + "    metrics:\n      - { name: n, expr: COUNT(*) }\n      - { name: ranked, expr: SUM(amount) OVER (PARTITION BY id) }\n"
                        + "      - { name: odd, expr: STDDEV(amount) }\n"
                ),
            ]
        );
        imported.Problems.ShouldBeEmpty();
        LayerReader.Read(imported.Files).Content.Metrics.Select(m => m.Name).ShouldBe(["n"]);
        imported.Report.Losses.Count(l => l.Kind == "kept" && l.What.StartsWith("It stays out", StringComparison.Ordinal)).ShouldBe(2);
    }
}
