using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>
/// Layers to other formats and back without a loss. An export holds what the format says itself, and a snapshot of the layer where that
/// is not all; an import holds the files that it came from. Whoever reads one of them again gets all of it, with what was edited meanwhile put in.
/// </summary>
public static class Interchange
{
    private static readonly ImmutableArray<IForeignFormat> All =
    [
        new OssieFormat(),
        new SnowflakeFormat(),
        new MetricFlowFormat(isOld: false),
        new MetricFlowFormat(isOld: true),
    ];

    public static ImmutableArray<InterchangeFormat> Formats { get; } = [.. All.Select(f => f.About)];

    /// <param name="format">A format's id; null: the one that the files look like.</param>
    /// <exception cref="ArgumentException">There is no such format.</exception>
    public static ImportedLayer Import(string? format, IReadOnlyList<ForeignText> files)
    {
        var chosen = format is null ? null : Find(format);
        files = ForeignPaths.Within(files, out var renamed);
        var reading = ForeignReading.Of(files);
        if (reading.HasErrors)
            return new ImportedLayer(chosen?.About, null, [], reading.Problems, InterchangeReport.Empty);
        if (reading.Documents.Count == 0)
        {
            reading.Problem(new SourceSpan(files.Count > 0 ? files[0].Path : ".", 1, 1), "There is nothing to import: no file holds a YAML document.");
            return new ImportedLayer(chosen?.About, null, [], reading.Problems, InterchangeReport.Empty);
        }
        var guess = All.FirstOrDefault(f => reading.Documents.Exists(f.Knows));
        if (chosen is null ? guess is null : !reading.Documents.Exists(chosen.Knows))
        {
            reading.Problem(reading.Documents[0].At, NotKnown(chosen, guess, reading));
            return new ImportedLayer(chosen?.About, guess?.About, [], reading.Problems, InterchangeReport.Empty);
        }
        chosen ??= guess!;

        var native = ReadNative(chosen, reading);
        if (reading.HasErrors)
            return new ImportedLayer(chosen.About, null, [], reading.Problems, native.Notes.ToReport());
        ForeignPaths.Note(renamed, native.Notes);
        var stripped = chosen.Strip(files);
        ImmutableArray<LayerFileText> layer;
        if (ForeignPaths.OfLayer(chosen.FindSnapshot(files), native.Notes) is { } snapshot)
        {
            layer = Restore(chosen, native, snapshot);
            // What others wrote into the file since, or what it had before it came to us.
            if (!SaysNoMore(chosen, stripped, layer, native.Names))
                layer = KeptSources.With(layer, chosen.About.Id, stripped);
        }
        else
            layer = KeptSources.With(native.Files, chosen.About.Id, stripped);
        return new ImportedLayer(chosen.About, null, layer, reading.Problems, native.Notes.ToReport());
    }

    /// <exception cref="ArgumentException">There is no such format.</exception>
    public static ExportedLayer Export(string format, IReadOnlyList<LayerFileText> files)
    {
        var target = Find(format);
        var layer = LayerReader.Read(files);
        if (!layer.IsUsable)
            return new ExportedLayer([], layer.Problems, InterchangeReport.Empty);
        var notes = new InterchangeNotes();
        var kept = ForeignPaths.Within(KeptSources.Find(files, format), out var renamed);
        ForeignPaths.Note(renamed, notes);
        var own = KeptSources.With(files, format, []);
        JsonObject document;
        IReadOnlyList<ForeignText>? texts = null;
        ForeignReading? originals = null;
        if (kept.Length > 0 && ForeignReading.Of(kept) is { HasErrors: false, Documents.Count: > 0 } from)
        {
            originals = from;
            var before = ReadNative(target, from);
            document = target.Write(layer.Content, before.Names, notes);
            var original = LayerReader.Read(before.Files);
            var view = target.Write(original.Content, before.Names, new InterchangeNotes());
            if (JsonNode.DeepEquals(view, document))
                texts = kept;
            document = (JsonObject)TreeMerge.Put(target.Normal(from), view, document)!;
            texts ??= target.Spread(document, kept);
            NoteAnew(kept, texts, notes);
        }
        else
            document = target.Write(layer.Content, ForeignNames.None, notes);

        // One file keeps its name.
        var name = kept is [var only] ? only.Path : target.FileName;
        texts ??= [new ForeignText(name, target.Print(document, originals, null))];
        var back = ReadNative(target, ForeignReading.Of(texts));
        if (!Same(back.Files, own))
        {
            var snapshot = new LayerSnapshot(own, HashOf(back.Files));
            texts = (originals is null ? null : target.Attach(texts, snapshot)) ?? [new ForeignText(name, target.Print(document, originals, snapshot))];
            LayerDifferences.Note(layer.Content, LayerReader.Read(back.Files).Content, notes);
        }
        Count(layer.Content, LayerReader.Read(back.Files).Content, notes);
        return new ExportedLayer([.. texts], layer.Problems, notes.ToReport());
    }

    /// <summary>What the files say that a layer was last imported from; nothing where it came from no file of the format.</summary>
    internal static ImmutableArray<LayerFileText> LastImport(string format, IReadOnlyList<LayerFileText> files) =>
        KeptSources.Find(files, format) is { Length: > 0 } kept && ForeignReading.Of(kept) is { HasErrors: false, Documents.Count: > 0 } reading
            ? ReadNative(Find(format), reading).Files
            : [];

    /// <summary>What the format itself says, without a snapshot: for tests of the translation alone.</summary>
    internal static ImmutableArray<ForeignText> ExportNative(string format, LayerContent content)
    {
        var target = Find(format);
        return [new ForeignText(target.FileName, target.Print(target.Write(content, ForeignNames.None, new InterchangeNotes()), null, null))];
    }

    internal static IForeignFormat Find(string format) =>
        All.FirstOrDefault(f => f.About.Id == format)
        ?? throw new ArgumentException($"There is no format \"{format}\": {string.Join(", ", All.Select(f => f.About.Id))}.", nameof(format));

    private static NativeReading ReadNative(IForeignFormat format, ForeignReading reading)
    {
        var build = new LayerBuild();
        var names = new ForeignNames();
        var notes = new InterchangeNotes();
        format.Read(reading, build, names, notes);
        foreach (var document in reading.Documents)
        foreach (var (at, where, key) in document.Unused())
            notes.Kept(where, $"\"{key}\" is no key that the import knows.", at);
        return new NativeReading(build.ToFiles(), names, notes);
    }

    /// <summary>The layer of the snapshot, with what was changed in the format's own part since.</summary>
    private static ImmutableArray<LayerFileText> Restore(IForeignFormat format, NativeReading native, LayerSnapshot snapshot)
    {
        if (HashOf(native.Files) == snapshot.Seen)
            return snapshot.Files;
        var layer = LayerReader.Read(snapshot.Files);
        if (!layer.IsUsable)
        {
            native.Notes.Lost("layer", "The layer that the file carries for the way back has errors and was left out.");
            return native.Files;
        }
        var document = format.Print(format.Write(layer.Content, native.Names, new InterchangeNotes()), null, null);
        var before = ReadNative(format, ForeignReading.Of([new ForeignText(format.FileName, document)]));
        native.Notes.Changed("layer", "The file was edited since it was exported: the edits are put into the layer that it carries.");
        return LayerMerge.Put(snapshot.Files, before.Files, native.Files);
    }

    private static bool SaysNoMore(IForeignFormat format, IReadOnlyList<ForeignText> texts, IReadOnlyList<LayerFileText> layer, ForeignNames names) =>
        JsonNode.DeepEquals(
            format.Normal(ForeignReading.Of(texts)),
            format.Normal(
                ForeignReading.Of([
                    new ForeignText(format.FileName, format.Print(format.Write(LayerReader.Read(layer).Content, names, new InterchangeNotes()), null, null)),
                ])
            )
        );

    /// <param name="texts">Null: all of it becomes one file.</param>
    private static void NoteAnew(ImmutableArray<ForeignText> kept, IReadOnlyList<ForeignText>? texts, InterchangeNotes notes)
    {
        foreach (var file in kept.Where(k => k.Text.Contains('#', StringComparison.Ordinal) && texts?.Contains(k) != true))
            notes.Changed($"file {file.Path}", "It holds what was edited in the layer, so it is printed anew: its comments are not kept.");
        if (texts is null && kept.Length > 1)
            notes.Changed("files", $"The {kept.Length} files that the layer was imported from become one.");
    }

    private static string NotKnown(IForeignFormat? chosen, IForeignFormat? guess, ForeignReading reading) =>
        guess is not null
            ? $"This is no {chosen!.About.Label}: it looks like {guess.About.Label}. Choose {guess.About.Id}."
            : $"This is no {(chosen is null ? string.Join(", ", All.Select(f => f.About.Label)) : chosen.About.Label)}: its keys are {string.Join(", ", reading.Documents[0].Keys.Take(8))}.";

    private static bool Same(IReadOnlyList<LayerFileText> one, IReadOnlyList<LayerFileText> other) => HashOf(one) == HashOf(other);

    private static string HashOf(IEnumerable<LayerFileText> files) => Semantics.Layer.LayerFolder.RevisionOf(files);

    private static void Count(LayerContent layer, LayerContent said, InterchangeNotes notes)
    {
        notes.Count("entity", layer.Entities.Length, said.Entities.Length);
        notes.Count("dimension", layer.Entities.Sum(e => e.Dimensions.Length), said.Entities.Sum(e => e.Dimensions.Length));
        notes.Count("time", layer.Entities.Sum(e => e.Times.Length), said.Entities.Sum(e => e.Times.Length));
        notes.Count("join", layer.Entities.Sum(e => e.Joins.Length), said.Entities.Sum(e => e.Joins.Length));
        notes.Count("metric", layer.Metrics.Count(m => !m.IsHidden), said.Metrics.Count(m => !m.IsHidden));
    }

    private sealed record NativeReading(ImmutableArray<LayerFileText> Files, ForeignNames Names, InterchangeNotes Notes);
}
