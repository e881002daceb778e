using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticLanguage.Renaming;

/// <summary>Who would miss an object, and its file without it.</summary>
internal sealed class RemovalWriter(LanguageState state, VisibleNames names)
{
    public LayerRemoval? Of(LayerName name)
    {
        if (state.Names.Of(name).FirstOrDefault(u => u.IsDeclaration) is not { } declared)
            return null;
        List<LayerUser> users =
        [
            .. state
                .Names.Uses.Where(u => (u.Name == name || IsPartOf(u.Name, name)) && !(u.User is { } user && (user == name || IsPartOf(user, name))))
                .Select(User)
                .OfType<LayerUser>()
                .DistinctBy(u => (u.What, u.Range.Path, u.Range.Line)),
        ];
        var part = declared.Scalar.Part;
        if (name.Kind == "entity")
            return new LayerRemoval(name.Kind, name.Name, users, null, part.File.Path);
        var (edit, isWhole) = Without(part, declared);
        return new LayerRemoval(name.Kind, name.Name, users, edit, isWhole ? part.File.Path : null);
    }

    private LayerUser? User(NameUse use)
    {
        if (ScalarSpan.Of(use) is not { } range)
            return null;
        var isSeen = use.User is not { } user || names.Sees(user);
        return isSeen
            ? new LayerUser(use.User?.Words ?? use.UserWords ?? use.Scalar.Part.File.Path, range.ToRange(), LayerLanguage.LineOf(range))
            : new LayerUser("a part that your access level does not cover", new LayerRange(use.Scalar.Part.File.Path, 1, 1, 1, 1), "");
    }

    private static bool IsPartOf(LayerName part, LayerName whole) =>
        (whole.Kind, part.Kind) switch
        {
            ("entity", "time" or "dimension" or "segment" or "join") => part.Owner == whole.Name,
            ("table", "column") => part.Owner == whole.ToString(),
            ("metric", "alias") => part.Owner == whole.Name,
            _ => false,
        };

    /// <summary>A list keeps its other items as they are; one that would be empty goes with its key, a file that would be empty goes as a whole.</summary>
    private static (LayerFileEdit? Edit, bool IsWhole) Without(LayerPart part, NameUse declared)
    {
        if (part.Tree is not { } tree || Find(tree, declared.Scalar.Text) is not ({ } list, { } key, { } item))
            return (null, false);
        if (list.Items.Length == 1)
            return ReferenceEquals(tree.Find(key.Key), list) && tree.Entries.Length == 1
                ? (null, true)
                : (TextReplacements.ToEdit(part, [Lines(part, key.KeyAt)]), false);
        var text = part.File.Text;
        var start = part.Lines.OffsetOf(item.At.Line, item.At.Column);
        var lineStart = start == 0 ? 0 : text.LastIndexOf('\n', start - 1) + 1;
        if (text[lineStart..start].Trim() == "-")
            return (
                TextReplacements.ToEdit(part, [Lines(part, item.At with { Column = lineStart == start ? 1 : text.IndexOf('-', lineStart) - lineStart + 1 })]),
                false
            );
        return (TextReplacements.ToEdit(part, [Inline(part, list, item, start)]), false);
    }

    /// <summary>In brackets: with the comma before it, or behind it where it is the first.</summary>
    private static TextReplacement Inline(LayerPart part, YamlList list, YamlMap item, int start)
    {
        var at = list.Items.IndexOf(item);
        if (at < list.Items.Length - 1)
        {
            var next = list.Items[at + 1].At;
            return new TextReplacement(part, start, part.Lines.OffsetOf(next.Line, next.Column), "");
        }
        var text = part.File.Text;
        var depth = 0;
        var end = start;
        do
        {
            if (text[end] is '\'' or '"')
                end = text.IndexOf(text[end], end + 1);
            depth += text[end] switch
            {
                '{' or '[' => 1,
                '}' or ']' => -1,
                _ => 0,
            };
            end++;
        } while (depth > 0 && end < text.Length);
        return new TextReplacement(part, text.LastIndexOf(',', start), end, "");
    }

    /// <summary>From a line to the next one that is not indented deeper.</summary>
    private static TextReplacement Lines(LayerPart part, SourceSpan at)
    {
        var text = part.File.Text;
        var start = part.Lines.OffsetOf(at.Line, 1);
        var line = at.Line + 1;
        var end = line;
        for (; line <= part.Lines.Count; line++)
        {
            var from = part.Lines.OffsetOf(line, 1);
            var stop = part.Lines.OffsetOf(line, int.MaxValue);
            var indent = from;
            while (indent < stop && text[indent] == ' ')
                indent++;
            if (indent == stop)
                continue;
            if (indent - from < at.Column)
                break;
            end = line + 1;
        }
        return new TextReplacement(part, start, end > part.Lines.Count ? text.Length : part.Lines.OffsetOf(end, 1), "");
    }

    private static (YamlList? List, YamlEntry? Key, YamlMap? Item) Find(YamlMap map, YamlText name)
    {
        foreach (var entry in map.Entries)
        {
            if (entry.Value is YamlMap inner && Find(inner, name) is { Item: not null } deeper)
                return deeper;
            if (entry.Value is not YamlList list)
                continue;
            foreach (var item in list.Items.OfType<YamlMap>())
            {
                if (item.Entries.Any(e => ReferenceEquals(e.Value, name)))
                    return (list, entry, item);
                if (Find(item, name) is { Item: not null } below)
                    return below;
            }
        }
        return default;
    }
}
