using Workbench.Server.SemanticInterchange;
using Workbench.Server.Semantics.Layer;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.SemanticInterchange;

/// <summary>Files of public projects in other formats. They lie beside the repository; without them their tests are skipped.</summary>
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
        var folder = Repository.Path("..", "shared", "data", "interchange");
        if (!Directory.Exists(folder))
            Assert.Skip("The example files are not here.");
        return ForeignFolder.Read(Path.Combine(folder, path), out var whyNot) ?? throw new InvalidOperationException(whyNot);
    }

    public static string Schema()
    {
        var path = Repository.Path("..", "shared", "data", "interchange", "ossie", "osi-schema.json");
        Assert.SkipUnless(File.Exists(path), "The published schema is not here.");
        return File.ReadAllText(path);
    }

    public static IReadOnlyList<LayerFileText> Demo() => LayerFolder.Read(Repository.Path("semantic-layer"));

    public static string Text(IEnumerable<LayerFileText> files) =>
        string.Join('\n', files.OrderBy(f => f.Path, StringComparer.Ordinal).Select(f => $"== {f.Path}\n{f.Text}"));

    public static string Text(IEnumerable<ForeignText> files) =>
        string.Join('\n', files.OrderBy(f => f.Path, StringComparer.Ordinal).Select(f => $"== {f.Path}\n{f.Text}"));
}
