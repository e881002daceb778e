using System.Text.Json.Nodes;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>What of a layer the other format did not say, found by reading it back.</summary>
internal static class LayerDifferences
{
    private static readonly string[] Whole = ["product", "level", "term", "rule", "verified query", "example"];

    public static void Note(LayerContent layer, LayerContent back, InterchangeNotes notes)
    {
        var said = LayerTrees.Of(back);
        var missing = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var (name, tree) in LayerTrees.Of(layer))
        {
            if (said.TryGetValue(name, out var other))
            {
                var keys = tree.Where(p => !JsonNode.DeepEquals(p.Value, other[p.Key])).Select(p => p.Key).ToList();
                var more = other.Where(p => !tree.ContainsKey(p.Key)).Select(p => p.Key).ToList();
                if (keys.Count > 0 && name.StartsWith("column ", StringComparison.Ordinal))
                    Add($"columns: {string.Join(", ", keys)}", name["column ".Length..]);
                else if (keys.Count > 0)
                    notes.Kept(name, $"The format has no place for {string.Join(", ", keys)}: kept in the extension.");
                else if (more.Count > 0)
                    notes.Changed(name, $"Read by others, {string.Join(", ", more)} would be filled in.");
                continue;
            }
            var kind = Whole.FirstOrDefault(k => name.StartsWith(k + " ", StringComparison.Ordinal));
            if (kind is null)
            {
                if (!name.StartsWith("column ", StringComparison.Ordinal))
                    notes.Kept(name, "The format does not say it: kept in the extension.");
                else
                    Add("columns", name["column ".Length..]);
            }
            else
                Add(kind, name[(kind.Length + 1)..]);
        }
        foreach (var (kind, names) in missing)
            notes.Kept(
                kind,
                $"The format has no place for {names.Count} ({string.Join(", ", names.Take(5))}{(names.Count > 5 ? ", …" : "")}): kept in the extension."
            );

        void Add(string kind, string name)
        {
            if (!missing.TryGetValue(kind, out var names))
                missing[kind] = names = [];
            names.Add(name);
        }
    }
}
