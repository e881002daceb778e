using System.Text.Json.Nodes;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Items at the end of a list that a file ends with: everything before them stays letter by letter, comments as well.</summary>
internal static class LayerAppend
{
    /// <summary>Column of an item as <see cref="YamlWriter"/> writes it, behind its dash.</summary>
    private const int WrittenColumn = 5;

    /// <returns>Null where the merged file says more than such items, or the file does not end with its list.</returns>
    public static string? Write(LayerFileText old, LayerFileText merged)
    {
        if (
            LayerMerge.Tree(old) is not { } before
            || LayerMerge.Tree(merged) is not { } after
            || YamlTree.Read(old.Path, old.Text, new LayerProblems()) is not YamlMap map
        )
            return null;
        var lists = after.Where(p => !JsonNode.DeepEquals(p.Value, before[p.Key])).ToList();
        if (
            lists is not [{ Key: var key, Value: JsonArray items }]
            || before[key] is not JsonArray { Count: > 0 } own
            || items.Count <= own.Count
            || map.Find(key) is not YamlList { Items: [.., var last] }
        )
            return null;
        var more = new JsonObject { [key] = new JsonArray([.. items.Skip(own.Count).Select(i => i?.DeepClone())]) };
        var shift = last.At.Column - WrittenColumn;
        var lines = YamlWriter.Write(more).TrimEnd('\n').Split('\n').Skip(1).Select(l => Shifted(l, shift));
        var lineBreak = old.Text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var text = $"{old.Text.TrimEnd()}{lineBreak}{string.Join(lineBreak, lines)}{lineBreak}";
        // Whatever else stands behind the list, or in it, shows in what is read back.
        return LayerMerge.Tree(old with { Text = text }) is { } back && JsonNode.DeepEquals(back, after) ? text : null;
    }

    private static string Shifted(string line, int shift) =>
        line.Length == 0 ? line
        : shift >= 0 ? new string(' ', shift) + line
        : line.StartsWith(new string(' ', -shift), StringComparison.Ordinal) ? line[-shift..]
        : line;
}
