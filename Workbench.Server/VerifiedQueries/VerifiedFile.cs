using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Yaml;
using Workbench.Shared.VerifiedQueries;

namespace Workbench.Server.VerifiedQueries;

/// <summary>
/// Edits of <c>5-operations/verified.yml</c> as text: what is not spoken of keeps its bytes, comments and line endings too.
/// </summary>
internal sealed class VerifiedFile
{
    public const string Path = "5-operations/verified.yml";
    private const string List = "queries";

    private readonly string _text;
    private readonly string _break;
    private readonly FileLines _lines;
    private readonly YamlMap? _root;
    private readonly ImmutableArray<YamlMap> _items;

    private VerifiedFile(string text, YamlMap? root)
    {
        _text = text;
        _break = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        _lines = FileLines.OfEditor(text);
        _root = root;
        _items = [.. root?.Maps(List) ?? []];
    }

    /// <summary>Null: the file is not YAML at present, or its list is written in a way that cannot be added to; the problem says what to do.</summary>
    public static VerifiedFile? Read(string text, out string problem)
    {
        problem = "";
        if (text.AsSpan().Trim().IsEmpty || IsCommentAlone(text))
            return new VerifiedFile(text, root: null);
        var problems = new LayerProblems();
        var root = YamlTree.Read(Path, text, problems);
        if (problems.ToImmutable([]).FirstOrDefault() is { } first)
            problem = $"{Path} cannot be read at present: line {first.At.Line}: {first.Message} Mend it first.";
        else if (root is not YamlMap { IsFlow: false })
            problem = $"{Path} is not a list of \"{List}\". Mend it first.";
        else if (
            root is YamlMap map
            && map.Find(List) is YamlList { Items.Length: > 0 } list
            && text[FileLines.OfEditor(text).OffsetOf(list.At.Line, list.At.Column)] == '['
        )
            problem = $"The list in {Path} is written between brackets: write each query on a line with a dash, then it can be added to.";
        else
            return new VerifiedFile(text, (YamlMap)root);
        return null;
    }

    public bool Has(string question) => Find(question) is not null;

    public string Add(VerifiedEntry entry)
    {
        var written = _root?.Entries.FirstOrDefault(e => e.Key == List);
        if (_items is [.., var last])
        {
            var dash = DashOf(last);
            return Insert(EndOf(last), Item(entry, dash));
        }
        if (written is null)
            return Insert(_lines.Count, [$"{List}:", .. Item(entry, 2)]);
        // `queries:` with nothing, or with an empty list between brackets.
        var start = _lines.OffsetOf(written.KeyAt.Line, written.KeyAt.Column);
        var end = _lines.OffsetOf(written.KeyAt.Line, int.MaxValue);
        return string.Concat(_text.AsSpan(0, start), string.Join(_break, [$"{List}:", .. Item(entry, 2)]), _text.AsSpan(end));
    }

    public string Replace(string question, VerifiedEntry entry)
    {
        var item = Found(question);
        return ReplaceLines(item.At.Line - 1, EndOf(item), Item(entry, DashOf(item)));
    }

    public string Remove(string question)
    {
        var item = Found(question);
        if (_items.Length > 1)
            return ReplaceLines(item.At.Line - 1, EndOf(item), []);
        var key = _root!.Entries.First(e => e.Key == List);
        return ReplaceLines(key.KeyAt.Line - 1, EndOf(item), [$"{List}: []"]);
    }

    public string Renew(string question, VerifiedRenewal renewal)
    {
        var text = Set(_text, question, "owner", string.IsNullOrWhiteSpace(renewal.Owner) ? null : YamlScalar.OneLine(renewal.Owner));
        text = Set(text, question, "verified_on", VerifiedText.Day(renewal.VerifiedOn));
        return Set(text, question, "expires", renewal.Expires is { } day ? VerifiedText.Day(day) : null);
    }

    /// <summary>The wordings that are not there yet, at the end of <c>also_asked</c>.</summary>
    public string AddWordings(string question, IReadOnlyList<string> wordings)
    {
        var item = Found(question);
        List<string> known = [question, .. item.Strings("also_asked")];
        var more = wordings
            .Select(YamlScalar.OneLine)
            .Where(w => w.Length > 0 && !known.Contains(w, StringComparer.OrdinalIgnoreCase))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToList();
        if (more.Count == 0)
            return _text;
        switch (item.Find("also_asked"))
        {
            case YamlList { Items: [.., var last] } list when _text[Offset(list.At)] == '[':
                var end = EndOfFlow(Offset(list.At));
                return string.Concat(
                    _text.AsSpan(0, end).TrimEnd(),
                    ", ",
                    string.Join(", ", more.Select(w => YamlScalar.Write(w, isFlow: true))),
                    _text.AsSpan(end)
                );
            case YamlList { Items: [.., var last] } list:
                var indent = new string(' ', list.At.Column - 1);
                return Insert(EndOf(last.At), more.Select(w => $"{indent}- {YamlScalar.Write(w)}"));
            case YamlText one:
                var (from, to) = ScalarOf(one, item.IsFlow);
                return string.Concat(_text.AsSpan(0, from), YamlFlow.List([one.Value, .. more]), _text.AsSpan(to));
            default:
                return Set(_text, question, "also_asked", YamlFlow.List(more), isWritten: true);
        }
    }

    /// <summary>One value of an item: put in the place of the old one, added at the end of the item, or taken away.</summary>
    private static string Set(string text, string question, string key, string? value, bool isWritten = false)
    {
        var file = Read(text, out var problem) ?? throw new InvalidOperationException(problem);
        var item = file.Found(question);
        if (item.Find(key) is YamlText old)
        {
            if (string.Equals(old.Value, value, StringComparison.Ordinal))
                return text;
            if (value is null && !item.IsFlow)
                return file.ReplaceLines(old.At.Line - 1, file.EndOf(old.At with { Column = item.At.Column + 1 }, old.At.Line), []);
            var (from, to) = file.ScalarOf(old, item.IsFlow);
            return string.Concat(text.AsSpan(0, from), value is null ? "null" : YamlScalar.Write(value, item.IsFlow), text.AsSpan(to));
        }
        if (value is null)
            return text;
        var written = isWritten ? value : YamlScalar.Write(value, item.IsFlow);
        if (!item.IsFlow)
            return file.Insert(file.EndOf(item), [$"{new string(' ', item.At.Column - 1)}{key}: {written}"]);
        var close = file.EndOfFlow(file.Offset(item.At));
        return string.Concat(text.AsSpan(0, close).TrimEnd(), $", {key}: {written} ", text.AsSpan(close));
    }

    private YamlMap? Find(string question) => _items.FirstOrDefault(i => string.Equals(i.String("question"), question, StringComparison.Ordinal));

    private YamlMap Found(string question) => Find(question) ?? throw new InvalidOperationException($"There is no verified query \"{question}\" in {Path}.");

    private static IEnumerable<string> Item(VerifiedEntry entry, int dash)
    {
        var lines = VerifiedText.Lines(entry);
        var indent = new string(' ', dash);
        return lines.Select(
            (line, i) =>
                i == 0 ? $"{indent}- {line}"
                : line.Length == 0 ? ""
                : $"{indent}  {line}"
        );
    }

    /// <summary>Spaces before the dash.</summary>
    private int DashOf(YamlMap item)
    {
        var line = LineText(item.At.Line);
        return line.Length - line.TrimStart().Length;
    }

    private string LineText(int line) => _text[_lines.OffsetOf(line, 1).._lines.OffsetOf(line, int.MaxValue)];

    private int Offset(SourceSpan at) => _lines.OffsetOf(at.Line, at.Column);

    private int EndOf(YamlMap item) => EndOf(item.At);

    private int EndOf(SourceSpan at) => EndOf(at, at.Line);

    /// <summary>Lines before this one belong to what begins at a place: those after it that are indented as deep, without blank ones at the end.</summary>
    private int EndOf(SourceSpan at, int end)
    {
        while (end < _lines.Count && LineText(end + 1) is var next && (next.Trim().Length == 0 || next.Length - next.TrimStart().Length >= at.Column - 1))
            end++;
        while (end > at.Line && LineText(end).Trim().Length == 0)
            end--;
        return end;
    }

    /// <summary>Where the bracket that closes what opens here stands.</summary>
    private int EndOfFlow(int open)
    {
        var depth = 0;
        for (var i = open; i < _text.Length; i++)
            switch (_text[i])
            {
                case '[' or '{':
                    depth++;
                    break;
                case ']' or '}' when --depth == 0:
                    return i;
                case '\'' or '"' when _text[i - 1] is ' ' or '[' or '{' or ',' or ':':
                    i = EndOfQuoted(i);
                    break;
            }
        throw new InvalidOperationException($"A bracket in {Path} is never closed.");
    }

    private int EndOfQuoted(int open)
    {
        var quote = _text[open];
        for (var i = open + 1; i < _text.Length; i++)
            if (quote == '"' && _text[i] == '\\')
                i++;
            else if (_text[i] == quote && (quote == '"' || i + 1 >= _text.Length || _text[i + 1] != '\''))
                return i;
            else if (_text[i] == quote)
                i++;
        return _text.Length - 1;
    }

    /// <summary>From its first character to the one behind its last.</summary>
    private (int From, int To) ScalarOf(YamlText scalar, bool isFlow)
    {
        var from = Offset(scalar.At);
        if (!scalar.IsPlain)
            return (from, EndOfQuoted(from) + 1);
        var to = from;
        while (
            to < _text.Length
            && _text[to] is not ('\r' or '\n')
            && !(_text[to] == ' ' && to + 1 < _text.Length && _text[to + 1] == '#')
            && !(isFlow && _text[to] is ',' or '}' or ']')
        )
            to++;
        while (to > from && _text[to - 1] == ' ')
            to--;
        return (from, to);
    }

    /// <param name="after">Number of the line behind which they go.</param>
    private string Insert(int after, IEnumerable<string> lines)
    {
        var written = string.Join(_break, lines);
        if (_text.Length == 0)
            return written + _break;
        var next = after < _lines.Count ? _lines.OffsetOf(after + 1, 1) : _text.Length;
        return next > 0 && _text[next - 1] is '\n' or '\r'
            ? string.Concat(_text.AsSpan(0, next), written, _break, _text.AsSpan(next))
            : string.Concat(_text.AsSpan(0, next), _break, written, _text.AsSpan(next));
    }

    /// <param name="from">Lines before the first one that goes.</param>
    /// <param name="to">Number of the last one that goes.</param>
    private string ReplaceLines(int from, int to, IEnumerable<string> lines)
    {
        var start = _lines.OffsetOf(from + 1, 1);
        var end = to < _lines.Count ? _lines.OffsetOf(to + 1, 1) : _text.Length;
        var written = string.Concat(lines.Select(l => l + _break));
        // The last line of a file without a break at its end gets none.
        if (end == _text.Length && end > 0 && _text[end - 1] is not ('\n' or '\r') && written.Length > 0)
            written = written[..^_break.Length];
        return string.Concat(_text.AsSpan(0, start), written, _text.AsSpan(end));
    }

    private static bool IsCommentAlone(string text) => text.ReplaceLineEndings("\n").Split('\n').All(l => l.TrimStart() is "" or ['#', ..]);
}
