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

    [Theory]
    [InlineData("PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY id)", true)]
    [InlineData("APPROX_PERCENTILE(id, 0.5)", true)]
    [InlineData("PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY id)", false)]
    public void Another_percentile_than_the_layers_is_told(string expr, bool isTold)
    {
        var imported = Interchange.Import("snowflake", [new ForeignText("x.yml", View + $"    metrics:\n      - {{ name: middle, expr: '{expr}' }}\n")]);

        imported.Problems.ShouldBeEmpty();
        imported.Report.Losses.Any(l => l is { Object: "metric middle", Kind: "changed" }).ShouldBe(isTold);
    }

    [Fact]
    public void A_balance_of_several_calls_is_a_balance_in_each_of_them()
    {
        const string metric = """
                time_dimensions:
                  - { name: day, expr: day, data_type: DATE }
                metrics:
                  - { name: mean, expr: SUM(amount) / COUNT(id), non_additive_dimensions: [{ dimension: day, sort_direction: ascending }] }

            """;

        var imported = Interchange.Import("snowflake", [new ForeignText("x.yml", View + metric)]);

        imported.Problems.ShouldBeEmpty();
        var read = LayerReader.Read(imported.Files);
        read.Problems.ShouldBeEmpty();
        read.Content.Metrics.Count(m => m.Definition is SemiAdditiveMetric).ShouldBe(2);
        read.Content.Metrics.ShouldNotContain(m => m.Definition is SimpleMetric);
    }

    [Theory]
    [InlineData("DIV0(a, b)", "case when b = 0 then 0 else a / b end")]
    [InlineData("DIV0NULL(a, b)", "case when b = 0 or b is null then 0 else a / b end")]
    public void A_division_by_zero_is_zero_as_the_function_says(string sql, string means) =>
        ExpressionTree.Print(ForeignSql.Parse(sql, out _)!).ShouldBe(means);

    [Fact]
    public void A_filter_by_day_keeps_the_moments_of_the_last_day()
    {
        const string text = """
            semantic_models:
              - name: orders
                model: ref('orders')
                defaults: { agg_time_dimension: placed }
                entities: [{ name: order, type: primary, expr: id }]
                dimensions: [{ name: placed, type: time, expr: placed_at, type_params: { time_granularity: day } }]
                measures: [{ name: n, agg: count, expr: id }]
            metrics:
              - name: early
                type: simple
                type_params: { measure: n }
                filter: "{{ TimeDimension('order__placed', 'day') }} <= '2024-01-31'"
            """;

        var imported = Interchange.Import("metricflow", [new ForeignText("x.yml", text)]);

        imported.Problems.ShouldBeEmpty();
        var early = LayerReader.Read(imported.Files).Content.Metrics.Single(m => m.Name == "early").Definition.ShouldBeOfType<SimpleMetric>();
        early.Where!.Text.ShouldBe("placed_at::date <= '2024-01-31'");
    }
}
