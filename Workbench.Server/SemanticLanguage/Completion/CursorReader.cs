using System.Collections.Immutable;

namespace Workbench.Server.SemanticLanguage.Completion;

/// <summary>Finds the place of the cursor by indentation and brackets; nothing has to be complete.</summary>
internal sealed class CursorReader
{
    private readonly string _text;
    private readonly int _cursor;
    private readonly ImmutableArray<YamlLineEntry> _entries;

    private CursorReader(string text, int cursor) => (_text, _cursor, _entries) = (text, cursor, YamlLines.Read(text));

    /// <summary>Null in comments.</summary>
    public static CursorPlace? Read(string text, int cursor) => new CursorReader(text, cursor).Read();

    private CursorPlace? Read()
    {
        var lineStart = _cursor == 0 ? 0 : _text.LastIndexOf('\n', _cursor - 1) + 1;
        var before = _entries.Where(e => e.Offset < _cursor).ToList();
        if (IsComment(lineStart))
            return null;
        var indent = lineStart;
        while (indent < _cursor && _text[indent] == ' ')
            indent++;
        if (before.Count > 0 && before[^1] is var last)
        {
            // Behind a key or dash of this line, in the block of text of an earlier one, or in brackets that are still open.
            var isHere = last.Offset >= lineStart;
            if (isHere && last.Key is not null && _cursor < last.ValueStart && _cursor <= last.Offset + last.Key.Length)
                return KeyAt(before, last.Offset, last.Column);
            if (Opens(last, isHere, indent - lineStart) is { } open)
                return open == '{' || open == '[' ? InFlow(before) : InBlock(before);
            if (isHere)
                return last.Key is not null ? BehindKey(before) : BehindDash(before);
        }
        return KeyAt(before, indent, indent - lineStart);
    }

    private bool IsComment(int lineStart)
    {
        var line = _text.AsSpan(lineStart, _cursor - lineStart);
        return line.TrimStart().StartsWith("#") || (line.IndexOf(" #") is var at and >= 0 && line[..at].IndexOfAny('\'', '"') < 0);
    }

    private char? Opens(YamlLineEntry entry, bool isHere, int column)
    {
        if (entry.ValueStart >= entry.ValueEnd || entry.ValueStart >= _cursor)
            return null;
        var first = _text[entry.ValueStart];
        if (first is '|' or '>')
            return !isHere && column > entry.Column ? first : null;
        if (first is not ('{' or '['))
            return null;
        return FlowReader.IsOpen(_text, entry.ValueStart, _cursor) && (isHere || column > entry.Column || _text[_cursor - 1] != '\n') ? first : null;
    }

    private CursorPlace KeyAt(List<YamlLineEntry> before, int start, int column)
    {
        var above = before.Where(e => e.Offset < start).ToList();
        var stack = Stack(above, column, isDash: false);
        var steps = Steps(stack).Add(new CursorStep(null, Siblings(start, column)));
        ImmutableArray<CursorStep>? lastItem = null;
        if (stack.Count > 0 && stack[^1] is { Key: null } dash && dash.Column == column)
        {
            // At the column of the dashes: an item of its own.
            stack.RemoveAt(stack.Count - 1);
            var item = above.FindIndex(e => e.Offset == dash.Offset);
            var inner = item + 1 < above.Count && above[item + 1].Key is not null && above[item + 1].Column > column ? above[item + 1] : (YamlLineEntry?)null;
            lastItem = inner is { } first ? Steps(stack).Add(CursorStep.List).Add(new CursorStep(null, SiblingsOf(first))) : null;
            steps = Steps(stack).Add(new CursorStep(null, new Dictionary<string, string>(StringComparer.Ordinal)));
        }
        return new CursorPlace(CursorSpot.Key, steps, _text[start..Math.Max(start, _cursor)], start, WordEnd(), IsFlow: false) { LastItem = lastItem };
    }

    private CursorPlace BehindDash(List<YamlLineEntry> before)
    {
        var dash = before[^1];
        var steps = Steps(Stack(before, int.MaxValue, isDash: false))
            .Add(new CursorStep(null, Siblings(dash.ValueStart, dash.ValueStart - LineStart(dash.Offset))));
        var start = Math.Min(dash.ValueStart, _cursor);
        return new CursorPlace(CursorSpot.Key, steps, _text[start.._cursor], start, WordEnd(), IsFlow: false);
    }

    private CursorPlace BehindKey(List<YamlLineEntry> before)
    {
        var key = before[^1];
        var steps = Steps(Stack(before, int.MaxValue, isDash: false));
        var start = Math.Min(key.ValueStart, _cursor);
        if (start < _cursor && _text[start] is '\'' or '"')
            start++;
        return new CursorPlace(CursorSpot.Value, steps, _text[start.._cursor], start, WordEnd(), IsFlow: false);
    }

    private CursorPlace InBlock(List<YamlLineEntry> before)
    {
        var start = _text.IndexOf('\n', before[^1].ValueStart) + 1;
        return new CursorPlace(CursorSpot.Value, Steps(Stack(before, int.MaxValue, isDash: false)), _text[start.._cursor], start, WordEnd(), IsFlow: false);
    }

    private CursorPlace InFlow(List<YamlLineEntry> before)
    {
        var flow = FlowReader.Read(_text, before[^1].ValueStart, _cursor);
        return flow with { Steps = [.. Steps(Stack(before, int.MaxValue, isDash: false)), .. flow.Steps], End = WordEnd() };
    }

    /// <summary>The entries that the place lies in.</summary>
    private static List<YamlLineEntry> Stack(List<YamlLineEntry> before, int column, bool isDash)
    {
        var stack = new List<YamlLineEntry>();
        foreach (var entry in before)
        {
            Pop(stack, entry.Column, entry.Key is null);
            stack.Add(entry);
        }
        if (column != int.MaxValue)
            Pop(stack, column, isDash);
        return stack;
    }

    private static void Pop(List<YamlLineEntry> stack, int column, bool isDash)
    {
        while (stack.Count > 0 && stack[^1] is var top && (top.Column > column || (top.Column == column && (top.Key is null ? isDash : !isDash))))
            stack.RemoveAt(stack.Count - 1);
    }

    private ImmutableArray<CursorStep> Steps(List<YamlLineEntry> stack) =>
        [.. stack.Select(e => e.Key is null ? CursorStep.List : new CursorStep(e.Key, SiblingsOf(e)))];

    private Dictionary<string, string> SiblingsOf(YamlLineEntry entry) => Siblings(entry.Offset, entry.Column);

    /// <summary>The keys of the mapping that holds a place.</summary>
    private Dictionary<string, string> Siblings(int offset, int column)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var at = 0;
        while (at < _entries.Length && _entries[at].Offset < offset)
            at++;
        for (var i = at - 1; i >= 0 && !Ends(_entries[i], column); i--)
            Note(_entries[i]);
        for (var i = at; i < _entries.Length && !Ends(_entries[i], column); i++)
            Note(_entries[i]);
        return found;

        void Note(YamlLineEntry entry)
        {
            if (entry.Column == column && entry.Key is { } key && !(entry.Offset <= _cursor && _cursor <= entry.Offset + key.Length))
                found.TryAdd(key, _text[entry.ValueStart..Math.Max(entry.ValueStart, entry.ValueEnd)]);
        }
    }

    private static bool Ends(YamlLineEntry entry, int column) => entry.Column < column || (entry.Column == column && entry.Key is null);

    private int LineStart(int offset) => offset == 0 ? 0 : _text.LastIndexOf('\n', offset - 1) + 1;

    private int WordEnd()
    {
        var end = _cursor;
        while (end < _text.Length && (char.IsLetterOrDigit(_text[end]) || _text[end] == '_'))
            end++;
        return end;
    }
}
