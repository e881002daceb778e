using Workbench.Server.SemanticInterchange;
using Workbench.Server.Semantics.Layer;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.SemanticInterchange;

/// <summary>Files of public projects in other formats: the small ones in <c>tests/interchange</c>, the large ones beside the repository; without those their tests are skipped.</summary>
internal static class Examples
{
    public static TheoryData<string, string> All { get; } =
        new()
        {
            { "ossie", "ossie/sales.ossie.yaml" },
            { "ossie", "ossie/fixtureA_ossie.yaml" },
            { "ossie", "ossie/fixtureB_ossie.yaml" },
            { "ossie", "ossie/tpcds_ossie.yaml" },
            { "ossie", "ossie/tpcds_osi.yaml" },
            { "ossie", "ossie/tpcds_semantic_model.yaml" },
            { "ossie", "ossie/flights.yaml" },
            { "snowflake", "snowflake/tpcds.yaml" },
            { "metricflow", "metricflow/sample" },
            { "metricflow", "metricflow/simple_manifest" },
        };

    public static IReadOnlyList<ForeignText> Read(string path)
    {
        string[] places = [Repository.Path("tests", "interchange", path), Repository.Path("..", "shared", "data", "interchange", path)];
        if (Array.Find(places, Path.Exists) is not { } found)
        {
            Assert.Skip($"{path} is not here: it is one of the large examples, in ../shared/data/interchange.");
            throw new System.Diagnostics.UnreachableException();
        }
        return ForeignFolder.Read(found, out var whyNot) ?? throw new InvalidOperationException(whyNot);
    }

    public static string Schema() => File.ReadAllText(Repository.Path("tests", "interchange", "ossie", "osi-schema.json"));

    public static IReadOnlyList<LayerFileText> Demo() => LayerFolder.Read(Repository.Path("semantic-layer"));

    public static string Text(IEnumerable<LayerFileText> files) =>
        string.Join('\n', files.OrderBy(f => f.Path, StringComparer.Ordinal).Select(f => $"== {f.Path}\n{f.Text}"));

    public static string Text(IEnumerable<ForeignText> files) =>
        string.Join('\n', files.OrderBy(f => f.Path, StringComparer.Ordinal).Select(f => $"== {f.Path}\n{f.Text}"));
}
