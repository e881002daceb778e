using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>
/// What an import comes to in a layer that is there. The layer keeps its name, its account and all that the import does not name; an object that
/// both have is changed by choice alone.
/// </summary>
internal static class LayerArrival
{
    /// <summary>Keys of objects that are lists of named parts: a part more changes nothing that is there, but for <see cref="IsApplied"/>.</summary>
    private static readonly string[] Growing = ["columns", "times", "dimensions", "segments", "joins"];

    /// <summary>Keys that change nothing where they were missing. A synonym does: questions that say it are read otherwise from then on.</summary>
    private static readonly string[] Filling = ["description", "label", "type", "unit"];

    /// <param name="last">What the last import of the same format was read as: what the source has not changed since stays as the layer has it now.</param>
    public static IReadOnlyList<LayerImportFile> Of(ImmutableArray<LayerFileText> present, ImportedLayer imported, ImmutableArray<LayerFileText> last)
    {
        var there = present.ToDictionary(f => f.Path, StringComparer.Ordinal);
        if (!there.ContainsKey(LayerFormat.LayerFile))
            return
            [
                .. imported.Files.Select(f => new LayerImportFile(f.Path, f.Text, there.GetValueOrDefault(f.Path)?.Text, ArrivalWords.Of(f))
                {
                    Changes = there.TryGetValue(f.Path, out var old) && old.Text != f.Text ? ["the file"] : [],
                }),
            ];
        var came = imported.Files.RemoveAll(f => f.Path is LayerFormat.LayerFile or KeptSources.Path);
        var whole = came.RemoveAll(f => LayerMerge.Objects([f]).Count > 0);
        came = [.. came.Except(whole).Select(f => WithoutKnownTypes(f, present))];
        last = [.. last.Where(f => f.Path != LayerFormat.LayerFile).Select(f => WithoutKnownTypes(f, present))];
        var merged = LayerMerge.Put(present, last, came, removes: false);
        var moving = JoinWays.Moving(present, merged);
        return
        [
            .. merged
                .Where(f => there.GetValueOrDefault(f.Path)?.Text != f.Text)
                .Select(f => Merged(there.GetValueOrDefault(f.Path), f, moving))
                .Concat(whole.Select(f => Whole(there.GetValueOrDefault(f.Path), f)))
                .Concat(Sources(present, imported))
                .OrderBy(f => f.Path, StringComparer.Ordinal),
        ];
    }

    private static LayerImportFile Merged(LayerFileText? old, LayerFileText merged, ImmutableHashSet<string> moving)
    {
        if (old is null)
            return new LayerImportFile(merged.Path, merged.Text, null, ArrivalWords.Of(merged));
        var appended = LayerAppend.Write(old, merged);
        var (before, after) = (LayerMerge.Objects([old]), LayerMerge.Objects([merged]));
        var adds = after.Where(o => !before.ContainsKey(o.Key));
        var both = after.Where(o => before.TryGetValue(o.Key, out var was) && !JsonNode.DeepEquals(was.Value, o.Value.Value)).ToList();
        var isMore = both.ToLookup(o => IsMore(before[o.Key].Value, o.Value.Value) && !(o.Key.Kind == "entity" && moving.Contains(o.Key.Name)));
        var changes = isMore[false].Select(o => ArrivalWords.Of(o.Key)).ToList();
        var extends = isMore[true].Select(o => ArrivalWords.Of(o.Key)).ToList();
        var words = ArrivalWords.Of([.. adds.Select(o => ArrivalWords.Of(o.Key))], extends, changes);
        return new LayerImportFile(
            merged.Path,
            appended ?? merged.Text,
            old.Text,
            appended is null && old.Text.Contains('#', StringComparison.Ordinal) ? $"{words}; written anew, without its comments" : words
        )
        {
            Changes = before.Count == 0 ? ["the file"] : changes,
        };
    }

    private static LayerImportFile Whole(LayerFileText? old, LayerFileText file) =>
        new(file.Path, file.Text, old?.Text, old is null ? ArrivalWords.Of(file) : "in place of the layer's")
        {
            Changes = old is null || old.Text == file.Text ? [] : ["the file"],
        };

    /// <summary>The files that the import is made of, for the way back, beside those of others.</summary>
    private static IEnumerable<LayerImportFile> Sources(ImmutableArray<LayerFileText> present, ImportedLayer imported)
    {
        var format = imported.Format!.Id;
        var now = KeptSources.Find(imported.Files, format);
        if (now.IsEmpty)
            yield break;
        var before = KeptSources.Find(present, format);
        var others = before.RemoveAll(b => now.Any(n => n.Path == b.Path));
        // A semantic view is one file: another one takes its place.
        var isOther = !others.IsEmpty && format == SnowflakeFormat.Id;
        var file = KeptSources.With(present, format, isOther ? now : [.. others, .. now]).First(f => f.Path == KeptSources.Path);
        var old = present.FirstOrDefault(f => f.Path == KeptSources.Path);
        if (old?.Text != file.Text)
            yield return new LayerImportFile(file.Path, file.Text, old?.Text, ArrivalWords.Of(file))
            {
                Changes = isOther ? [.. others.Select(o => $"what {o.Path} said and the layer does not")] : [],
            };
    }

    /// <summary>What the layer says of the type of a column was looked up; an import knows less of it.</summary>
    private static LayerFileText WithoutKnownTypes(LayerFileText file, ImmutableArray<LayerFileText> present)
    {
        if (LayerMerge.Tree(file) is not { } tree || tree["tables"] is not JsonArray tables)
            return file;
        var known = LayerMerge.Objects(present);
        foreach (var table in tables.OfType<JsonObject>())
            if (known.TryGetValue(("tables", $"{tree["schema"]}.{table["name"]}"), out var own) && own.Value["columns"] is JsonArray columns)
                foreach (var column in (table["columns"] as JsonArray ?? []).OfType<JsonObject>())
                    if (
                        columns.Any(c => c?["name"]?.ToString() == column["name"]?.ToString() && c?["type"]?.ToString() is not (null or TableBuild.UnknownType))
                    )
                        column.Remove("type");
        return LayerBuild.File(file.Path, tree);
    }

    /// <summary>Whether an object says what it said, and at most has parts more and words where it had none.</summary>
    private static bool IsMore(JsonObject before, JsonObject after) =>
        before.All(p => after.ContainsKey(p.Key))
        && after.All(p =>
            JsonNode.DeepEquals(p.Value, before[p.Key])
            || !before.ContainsKey(p.Key) && (Filling.Contains(p.Key) || IsGrown(p.Key, p.Value, []))
            || before[p.Key] is JsonArray had && IsGrown(p.Key, p.Value, had)
        );

    private static bool IsGrown(string key, JsonNode? now, JsonArray had) =>
        Growing.Contains(key)
        && now is JsonArray more
        && had.All(item => more.Any(m => JsonNode.DeepEquals(m, item) || m is JsonObject grown && item is JsonObject was && IsMore(was, grown)))
        && !more.Any(item => IsApplied(key, item, had) && !had.Any(was => TreeMerge.NameOf(was) == TreeMerge.NameOf(item)));

    /// <summary>A default segment filters every number of its entity; a default time takes the place of the one that there was.</summary>
    private static bool IsApplied(string key, JsonNode? item, JsonArray had) =>
        (key == "segments" || key == "times" && had.Count > 0) && item is JsonObject part && part["default"]?.ToString() == "true";
}
