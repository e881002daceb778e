using System.Text.Json.Nodes;
using Shouldly;
using Workbench.Server.SemanticInterchange;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Semantics.Compiler;

namespace Workbench.Tests.SemanticInterchange;

public sealed class WhenExamplesAreImported
{
    public static TheoryData<string, string> Files => Examples.All;

    [Theory, MemberData(nameof(Files))]
    public void Each_file_makes_a_layer_that_the_reader_takes_without_an_error(string format, string path)
    {
        var imported = Interchange.Import(format, Examples.Read(path));
        imported.Problems.ShouldBeEmpty();
        LayerReader.Read(imported.Files).Problems.ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Files))]
    public void Each_file_is_known_without_naming_its_format(string format, string path) =>
        Interchange.Import(null, Examples.Read(path)).Format!.Id.ShouldBe(format);

    /// <summary>A note that stops coming is a loss that nobody is told of. <c>WORKBENCH_ACCEPT_GOLDEN=1</c> writes the notes anew.</summary>
    [Theory, MemberData(nameof(Files))]
    public void The_loss_report_of_each_file_is_the_reviewed_one(string format, string path)
    {
        var imported = Interchange.Import(format, Examples.Read(path));
        GoldenFile.ShouldMatch(
            Repository.Path("tests", "interchange", "notes", $"{path.Replace('/', '-')}.md"),
            ReportText.Markdown($"Import of {path}", imported.Report)
        );
    }

    [Theory, MemberData(nameof(Files))]
    public void Every_metric_of_each_layer_compiles_for_both_databases(string format, string path)
    {
        var layer = new SemanticLayer(LayerReader.Read(Interchange.Import(format, Examples.Read(path)).Files).Content);
        foreach (var dialect in Enum.GetValues<SqlDialectName>())
        foreach (var metric in layer.Metrics)
        {
            var scope = new CompileScope(layer, "internal", new DateOnly(2026, 11, 21), dialect);
            var byMonth = new SemanticQuery { Metrics = [metric.Name], Time = new QueryTime(new NamedRange("last_12_months"), "month") };
            // A metric without a time has no months.
            if (new SemanticCompiler().Compile(byMonth, scope) is Rejected rejected)
                (new SemanticCompiler().Compile(new SemanticQuery { Metrics = [metric.Name] }, scope) as Rejected)?.Problems.ShouldBeEmpty(
                    $"{metric.Name} for {dialect}: {string.Join(' ', rejected.Problems)}"
                );
        }
    }

    [Theory, MemberData(nameof(Files))]
    public void What_comes_back_is_what_went_in_letter_by_letter(string format, string path)
    {
        var source = Examples.Read(path);
        var layer = Interchange.Import(format, source).Files;
        var back = Interchange.Export(format, layer);
        Examples.Text(back.Files).ShouldBe(Examples.Text(source));
        Examples.Text(Interchange.Import(format, back.Files).Files).ShouldBe(Examples.Text(layer));
    }

    [Theory, MemberData(nameof(Files))]
    public void What_the_format_says_itself_survives_without_anything_kept(string format, string path)
    {
        var first = LayerReader.Read(Interchange.Import(format, Examples.Read(path)).Files).Content;
        var back = Interchange.Import(format, Interchange.ExportNative(format, first));
        back.Problems.ShouldBeEmpty();
        var again = LayerReader.Read(back.Files).Content;
        var (before, after) = (LayerTrees.Of(first), LayerTrees.Of(again));
        foreach (var entity in first.Entities)
        {
            after.Keys.ShouldContain($"entity {entity.Name}");
            foreach (var key in before.Keys.Where(k => k.StartsWith($"dimension {entity.Name}.", StringComparison.Ordinal)))
                after.Keys.ShouldContain(key);
            foreach (var key in before.Keys.Where(k => k.StartsWith($"join {entity.Name}.", StringComparison.Ordinal)))
                if (format != "metricflow")
                    after[key]["on"]!.ToString().ShouldBe(before[key]["on"]!.ToString());
        }
        if (format == "metricflow")
            return;
        foreach (var metric in first.Metrics.Where(m => !m.IsHidden))
            Definition(after[$"metric {metric.Name}"]).ShouldBe(Definition(before[$"metric {metric.Name}"]));
    }

    [Fact]
    public void An_edit_of_the_layer_goes_into_the_original_and_leaves_the_rest_of_it()
    {
        var layer = Interchange.Import("ossie", Examples.Read("ossie/tpcds_semantic_model.yaml")).Files;
        var edited = layer.Select(f =>
            f.Path.StartsWith("3-metrics/", StringComparison.Ordinal)
                ? f with
                {
                    Text = f.Text.Replace("Total net profit from store sales", "Profit after all costs", StringComparison.Ordinal),
                }
                : f
        );
        var text = Interchange.Export("ossie", [.. edited]).Files.ShouldHaveSingleItem().Text;
        text.ShouldContain("Profit after all costs");
        text.ShouldNotContain("Total net profit from store sales");
        // Nothing of the layer says these.
        text.ShouldContain("tableau_workbook_id");
        text.ShouldContain("vendor_name: DBT");
        text.ShouldContain("sales date relationship");
    }

    [Fact]
    public void An_edit_of_the_other_file_goes_into_the_layer_and_leaves_the_rest_of_it()
    {
        foreach (var format in Interchange.Formats)
        {
            var demo = Examples.Demo();
            var exported = Interchange.Export(format.Id, demo).Files.ShouldHaveSingleItem();
            const string before = "A company that signed up, paying or not.";
            exported.Text.ShouldContain($"description: {before}");
            var at = exported.Text.IndexOf($"description: {before}", StringComparison.Ordinal);
            var edited = exported with
            {
                Text = string.Concat(exported.Text.AsSpan(0, at), "description: A company.", exported.Text.AsSpan(at + 13 + before.Length)),
            };
            var imported = Interchange.Import(format.Id, [edited]);
            imported.Problems.ShouldBeEmpty();
            var content = LayerReader.Read(imported.Files);
            content.Problems.ShouldBeEmpty(format.Id);
            content.Content.Entities.Single(e => e.Name == "account").Description.ShouldBe("A company.");
            var (was, now) = (LayerTrees.Of(LayerReader.Read(demo).Content), LayerTrees.Of(content.Content));
            now.Keys.ShouldBe(was.Keys, format.Id);
            foreach (var (name, tree) in was)
                if (name != "entity account")
                    JsonNode.DeepEquals(tree, now[name]).ShouldBeTrue($"{format.Id}: {name}\n{tree}\n{now[name]}");
        }
    }

    [Fact]
    public void The_demo_comes_back_from_each_format_letter_by_letter_and_its_metrics_compile_to_the_same_sql()
    {
        var demo = Examples.Demo();
        var layer = new SemanticLayer(LayerReader.Read(demo).Content);
        foreach (var format in Interchange.Formats)
        {
            var back = Interchange.Import(format.Id, Interchange.Export(format.Id, demo).Files).Files;
            Examples.Text(back).ShouldBe(Examples.Text(demo), format.Id);
            var again = new SemanticLayer(LayerReader.Read(back).Content);
            foreach (var metric in layer.Metrics)
                Sql(again, metric.Name).ShouldBe(Sql(layer, metric.Name), metric.Name);
        }
    }

    [Fact]
    public void What_the_demo_cannot_say_in_a_format_is_in_the_report()
    {
        var losses = Interchange.Export("ossie", Examples.Demo()).Report.Losses;
        losses.ShouldContain(l => l.Object == "metric mrr" && l.What.Contains("balance", StringComparison.Ordinal));
        losses.ShouldContain(l => l.Object == "segment account.real_customers" && l.Kind == "changed");
        losses.ShouldContain(l => l.Object == "calendar" && l.Kind == "kept");
    }

    private static string Sql(SemanticLayer layer, string metric) =>
        new SemanticCompiler().Compile(
            new SemanticQuery { Metrics = [metric], Time = new QueryTime(new NamedRange("last_12_months"), "month") },
            new CompileScope(layer, "restricted", new DateOnly(2026, 11, 21), SqlDialectName.Postgres)
        ) switch
        {
            Compiled compiled => compiled.Sql,
            Rejected rejected => string.Join('\n', rejected.Problems),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static string Definition(JsonObject metric)
    {
        var tree = (JsonObject)metric.DeepClone();
        foreach (var key in new[] { "label", "unit", "better" })
            tree.Remove(key);
        return tree.ToJsonString();
    }
}
