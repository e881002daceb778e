using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary><c>5-operations/interchange.yml</c>: the files that a layer was imported from, so that the way back loses nothing of them.</summary>
internal static class KeptSources
{
    public const string Path = $"{LayerFormat.OperationsFolder}/interchange.yml";

    public static ImmutableArray<ForeignText> Find(IEnumerable<LayerFileText> files, string format)
    {
        if (Tree(files) is not { } tree)
            return [];
        return
        [
            .. tree.Maps("sources")
                .Where(s => s.String("format") == format)
                .SelectMany(s => s.Maps("files"))
                .Where(f => f.Has("path") && f.Text("text") is not null)
                .Select(f => new ForeignText(f.String("path")!, f.String("text")!)),
        ];
    }

    /// <summary>The files with the sources of one format replaced; none: taken out.</summary>
    public static ImmutableArray<LayerFileText> With(IEnumerable<LayerFileText> files, string format, IReadOnlyList<ForeignText> sources)
    {
        var list = files.ToList();
        var kept = new JsonArray();
        if (Tree(list) is { } tree)
            foreach (var source in tree.Maps("sources").Where(s => s.String("format") != format))
                kept.Add(YamlNodes.Of(source));
        if (sources.Count > 0)
            kept.Add(
                LayerBuild.Map(
                    ("format", format),
                    ("files", new JsonArray([.. sources.Select(s => (JsonNode)LayerBuild.Map(("path", s.Path), ("text", s.Text)))]))
                )
            );
        list.RemoveAll(f => f.Path == Path);
        if (kept.Count > 0)
            list.Add(LayerBuild.File(Path, new JsonObject { ["sources"] = kept }));
        return [.. list.OrderBy(f => f.Path, StringComparer.Ordinal)];
    }

    private static YamlMap? Tree(IEnumerable<LayerFileText> files) =>
        files.FirstOrDefault(f => f.Path == Path) is { Fault: null } file ? YamlTree.Read(file.Path, file.Text, new LayerProblems()) as YamlMap : null;
}
