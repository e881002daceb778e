using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Files of a layer as comments at the end of a YAML file, for formats that have no field for them. Readable, and the same after the way back.</summary>
internal static class CommentBlock
{
    private const string Head = "# --- workbench layer";
    private const string Note = "# Below is what this format cannot say, for the way back into Workbench. Edit the part above; it counts.";
    private const string FileMark = "#= ";
    private const string SeenMark = "#: ";
    private const string PlainMark = "#|";
    private const string CodedMark = "#\"";

    public static string Append(string text, LayerSnapshot snapshot)
    {
        var block = new StringBuilder(text);
        if (text.Length > 0 && text[^1] != '\n')
            block.Append('\n');
        block.Append(Head).Append('\n').Append(Note).Append('\n').Append(SeenMark).Append(snapshot.Seen).Append('\n');
        foreach (var file in snapshot.Files)
        {
            block.Append(FileMark).Append(JsonSerializer.Serialize(file.Path)).Append('\n');
            foreach (var line in file.Text.Split('\n'))
                block.Append(IsPlain(line) ? PlainMark + line : CodedMark + JsonSerializer.Serialize(line)[1..]).Append('\n');
        }
        return block.ToString();
    }

    /// <summary>The text without the block.</summary>
    public static string Strip(string text) => Find(text) is var at and >= 0 ? text[..at] : text;

    public static LayerSnapshot? Read(string text)
    {
        if (Find(text) is not (var at and >= 0))
            return null;
        var files = ImmutableArray.CreateBuilder<LayerFileText>();
        string? seen = null;
        string? path = null;
        var lines = new List<string>();
        foreach (var line in text[at..].Split('\n'))
        {
            var bare = line.TrimEnd('\r');
            if (bare.StartsWith(SeenMark, StringComparison.Ordinal))
                seen = bare[SeenMark.Length..];
            else if (bare.StartsWith(FileMark, StringComparison.Ordinal))
            {
                Close();
                path = Decode(bare[FileMark.Length..]);
            }
            else if (bare.StartsWith(PlainMark, StringComparison.Ordinal))
                lines.Add(bare[PlainMark.Length..]);
            else if (bare.StartsWith(CodedMark, StringComparison.Ordinal) && Decode(bare[1..]) is { } decoded)
                lines.Add(decoded);
        }
        Close();
        return files.Count == 0 ? null : new LayerSnapshot(files.ToImmutable(), seen ?? "");

        void Close()
        {
            if (path is not null)
                files.Add(new LayerFileText(path, string.Join('\n', lines)));
            lines.Clear();
        }
    }

    private static int Find(string text) =>
        text.StartsWith(Head, StringComparison.Ordinal) ? 0
        : text.IndexOf($"\n{Head}", StringComparison.Ordinal) is var at and >= 0 ? at + 1
        : -1;

    private static bool IsPlain(string line) =>
        line.All(c => c is >= ' ' and not ('\u007f' or '\u0085' or '\u2028' or '\u2029' or '\ufeff') && !char.IsSurrogate(c) && !char.IsControl(c))
        && (line.Length == 0 || !char.IsWhiteSpace(line[^1]));

    private static string? Decode(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<string>(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
