using System.Collections.Immutable;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Benchmarks.Fuzz;

/// <summary>Real layers that inputs are made from: those of the conformance suite, small, and the demo company's files.</summary>
internal sealed record FuzzLayers(ImmutableArray<ImmutableArray<LayerFileText>> Small, ImmutableArray<LayerFileText> Large)
{
    /// <param name="root">Of the repository.</param>
    public static FuzzLayers Read(string root) =>
        new(
            [
                .. Directory
                    .GetDirectories(Path.Combine(root, "tests", "conformance"))
                    .Order(StringComparer.Ordinal)
                    .Select(d => LayerFolder.Read(Path.Combine(d, "layer")))
                    .Where(l => !l.IsEmpty),
            ],
            LayerFolder.Read(Path.Combine(root, "semantic-layer"))
        );

    public IEnumerable<string> Texts => Small.SelectMany(l => l).Concat(Large).Select(f => f.Text);

    /// <summary>Every expression that a file of the layers holds.</summary>
    public IReadOnlyList<string> Expressions()
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var file in Small.SelectMany(l => l).Concat(Large))
            if (YamlTree.Read(file.Path, file.Text, new LayerProblems()) is { } tree)
                Collect(tree, found);
        return [.. found];
    }

    private static void Collect(YamlValue value, SortedSet<string> found)
    {
        switch (value)
        {
            case YamlMap map:
                foreach (var entry in map.Entries)
                    if (entry is { Key: "expr" or "where" or "on", Value: YamlText text } && ExpressionParser.Parse(text.Value) is ParsedExpression)
                        found.Add(text.Value);
                    else
                        Collect(entry.Value, found);
                break;
            case YamlList list:
                foreach (var item in list.Items)
                    Collect(item, found);
                break;
        }
    }
}
