using System.Text.Json.Nodes;
using Shouldly;
using Workbench.Server.Semantics.Layer;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Semantics.Layer;

public sealed class WhenTheFormatIsDescribed
{
    /// <summary>Set to write the page anew; the change is then reviewed as any other.</summary>
    private const string Accept = "WORKBENCH_ACCEPT";

    [Fact]
    public void The_reference_page_is_that_of_the_program()
    {
        var path = Repository.Path("docs", "layer-reference.md");
        var page = LayerReference.Markdown().ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable(Accept) is { Length: > 0 })
            File.WriteAllText(path, page);
        File.ReadAllText(path).ReplaceLineEndings("\n").ShouldBe(page, $"Run this test once with {Accept}=1 and review docs/layer-reference.md.");
    }

    [Fact]
    public void Every_code_of_a_problem_is_in_the_table_once()
    {
        var constants = typeof(LayerProblemCodes).GetFields().Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!);
        LayerProblemCodes.All.Select(c => c.Code).ShouldBe(constants, ignoreOrder: true);
        LayerProblemCodes.All.Select(c => c.Code).ShouldBeUnique();
    }

    [Fact]
    public void Every_kind_of_file_has_a_schema_that_knows_its_keys()
    {
        foreach (var name in LayerSchemas.Names)
        {
            var schema = LayerSchemas.Of(name);
            schema["additionalProperties"]!.GetValue<bool>().ShouldBeFalse();
            schema["properties"]!.AsObject().Count.ShouldBeGreaterThan(0);
            JsonNode.Parse(schema.ToJsonString())!["type"]!.GetValue<string>().ShouldBe("object");
        }
        var metric = LayerSchemas.Of("metrics")["properties"]!["metrics"]!["anyOf"]![0]!["items"]!["oneOf"]!.AsArray();
        metric
            .Select(m => m!["properties"]!["type"]!["const"]!.GetValue<string>())
            .ShouldBe(["simple", "ratio", "derived", "semi_additive", "cumulative", "conversion"]);
    }
}
