using System.Text.RegularExpressions;
using Shouldly;
using Workbench.Server.SemanticInterchange;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.SemanticLanguage;

namespace Workbench.Tests.SemanticInterchange;

/// <summary>What the guides show is what the program does.</summary>
public sealed partial class WhenAGuideIsFollowed
{
    [Theory]
    [InlineData("from-dbt.md", "metricflow", "3-metrics/order.yml")]
    [InlineData("from-snowflake.md", "snowflake", "3-metrics/orders.yml")]
    public void The_file_of_the_guide_becomes_the_metrics_of_the_guide(string guide, string format, string metrics)
    {
        var blocks = Blocks(guide);
        var imported = Interchange.Import(format, [new ForeignText("shop.yml", blocks[0])]);
        LayerReader.Read(imported.Files).Problems.ShouldBeEmpty();
        imported.Files.Single(f => f.Path == metrics).Text.ShouldBe(blocks[1]);
        Interchange.Export(format, imported.Files).Files.Single().Text.ShouldBe(blocks[0]);
    }

    [Fact]
    public void The_layer_of_the_guide_from_Cube_has_no_problem()
    {
        var blocks = Blocks("from-cube.md");
        string[] paths = ["layer.yml", "1-warehouse/public.yml", "2-entities/order.yml", "2-entities/customer.yml", "3-metrics/orders.yml"];
        LayerReader.Read(paths.Zip(blocks.Skip(1), (path, text) => new LayerFileText(path, text))).Problems.ShouldBeEmpty();
    }

    [Fact]
    public void The_first_metrics_and_the_entity_fit_into_the_demo()
    {
        var blocks = Blocks("first-metric.md");
        var layer = Examples
            .Demo()
            .Select(f =>
                f.Path switch
                {
                    "3-metrics/support.yml" => f with { Text = f.Text + blocks[0] + blocks[1] },
                    "5-operations/verified.yml" => f with { Text = f.Text + blocks[2] },
                    "1-warehouse/support.yml" => f with { Text = f.Text + blocks[3] },
                    _ => f,
                }
            )
            .Append(new LayerFileText("2-entities/outage.yml", blocks[4]))
            .ToArray();
        LayerReader.Read(layer).Problems.ShouldBeEmpty();
        var typo = layer.Select(f => f with { Text = f.Text.Replace("where: priority = 'urgent'", "where: prioriti = 'urgent'", StringComparison.Ordinal) });
        File.ReadAllText(Repository.Path("docs", "first-metric.md")).ShouldContain(LayerReader.Read(typo).Problems.Single().ToString());
    }

    /// <summary>The table of the guide's second step, typed into the form.</summary>
    [Fact]
    public async Task The_form_writes_what_the_guide_says_that_it_writes()
    {
        var typed = TypedInto("first-metric.md");
        using var demo = new LayerEditor(LayerEditor.Demo());
        var outcome = await demo.Language.WriteAsync(
            LayerTexts.None,
            new NewMetric
            {
                Name = "urgent_tickets",
                Label = typed["What people call it"],
                Entity = "ticket",
                Aggregation = "count",
                Where = typed["Only rows where"],
                Description = typed["What it counts and what it leaves out"],
                Synonyms = typed["Other words for it"].Split(", "),
                Better = "down",
            },
            TestContext.Current.CancellationToken
        );
        outcome.Faults.ShouldBeEmpty();
        outcome.Yaml.ReplaceLineEndings("\n").ShouldBe(Blocks("first-metric.md")[0]);
    }

    /// <summary>What stands in quotes behind each field.</summary>
    private static Dictionary<string, string> TypedInto(string guide) =>
        File.ReadAllText(Repository.Path("docs", guide))
            .ReplaceLineEndings("\n")
            .Split('\n')
            .Select(l => Field().Match(l))
            .Where(m => m.Success)
            .ToDictionary(m => m.Groups["field"].Value, m => m.Groups["text"].Value, StringComparer.Ordinal);

    [GeneratedRegex(@"^\| (?<field>[^|]+) \| `(?<text>[^`]+)`", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Field();

    private static List<string> Blocks(string guide) =>
        [.. Yaml().Matches(File.ReadAllText(Repository.Path("docs", guide)).ReplaceLineEndings("\n")).Select(m => m.Groups["text"].Value)];

    [GeneratedRegex("```yaml\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Yaml();
}
