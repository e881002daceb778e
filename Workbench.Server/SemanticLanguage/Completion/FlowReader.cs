using System.Collections.Immutable;

namespace Workbench.Server.SemanticLanguage.Completion;

/// <summary>What is written in brackets up to the cursor: <c>{ a: b, c: |</c>.</summary>
internal sealed class FlowReader
{
    private readonly string _text;
    private readonly Stack<Bracket> _open = new();

    private FlowReader(string text) => _text = text;

    public static bool IsOpen(string text, int start, int cursor)
    {
        var reader = new FlowReader(text);
        reader.Scan(start, cursor, stopsWhenClosed: false);
        return reader._open.Count > 0;
    }

    public static CursorPlace Read(string text, int start, int cursor)
    {
        var reader = new FlowReader(text);
        reader.Scan(start, cursor, stopsWhenClosed: false);
        var brackets = reader._open.Reverse().ToList();
        var inner = brackets[^1];
        var at = inner.Start;
        while (at < cursor && char.IsWhiteSpace(text[at]))
            at++;
        if (at < cursor && text[at] is '\'' or '"')
            at++;
        var spot =
            inner is { IsMap: true, Key: null } ? CursorSpot.Key
            : inner.IsMap ? CursorSpot.Value
            : CursorSpot.Key;
        // Keys behind the cursor count as written too.
        var later = reader.KeysBehind(cursor);
        List<CursorStep> steps = [];
        foreach (var bracket in brackets)
        {
            if (!bracket.IsMap)
            {
                steps.Add(CursorStep.List);
                continue;
            }
            if (ReferenceEquals(bracket, inner))
                foreach (var (key, value) in later)
                    bracket.Written.TryAdd(key, value);
            steps.Add(new CursorStep(bracket.Key, bracket.Written));
        }
        if (!inner.IsMap)
            steps.Add(new CursorStep(null, new Dictionary<string, string>(StringComparer.Ordinal)));
        return new CursorPlace(spot, [.. steps], text[at..cursor], at, cursor, IsFlow: true);
    }

    private void Scan(int at, int end, bool stopsWhenClosed)
    {
        for (; at < end; at++)
        {
            var c = _text[at];
            switch (c)
            {
                case '\'' or '"' when IsValueStart(at):
                    at = _text.IndexOf(c, at + 1) is var close and >= 0 && close < end ? close : end;
                    break;
                case '{' or '[':
                    _open.Push(new Bracket(c == '{', at + 1));
                    break;
                case '}' or ']' when _open.Count > 0:
                    EndEntry(at);
                    _open.Pop();
                    if (_open.Count == 0 && stopsWhenClosed)
                        return;
                    break;
                case ',' when _open.Count > 0:
                    EndEntry(at);
                    _open.Peek().Begin(at + 1);
                    break;
                case ':'
                    when _open.Count > 0
                        && _open.Peek() is { IsMap: true, Key: null } map
                        && (at + 1 >= _text.Length || _text[at + 1] is ' ' or ',' or '}' or '\r' or '\n'):
                    map.Key = YamlLines.Unquote(_text[map.Start..at]);
                    map.Start = at + 1;
                    break;
            }
        }
    }

    /// <summary>A quote in the middle of a text is an apostrophe.</summary>
    private bool IsValueStart(int at)
    {
        var before = at - 1;
        while (before >= 0 && _text[before] == ' ')
            before--;
        return before < 0 || _text[before] is '{' or '[' or ',' or ':' or '\n' or '\r';
    }

    private void EndEntry(int at)
    {
        if (_open.Peek() is { IsMap: true, Key: { } key } map)
            map.Written.TryAdd(key, _text[Math.Min(map.Start, at)..at].Trim());
    }

    private Dictionary<string, string> KeysBehind(int cursor)
    {
        // What follows in this line, read as if a new entry of the same bracket began.
        var end = _text.IndexOf('\n', cursor) is var line and >= 0 ? line : _text.Length;
        var comma = _text.AsSpan(cursor, end - cursor).IndexOfAny(",}]");
        if (comma < 0 || _text[cursor + comma] != ',')
            return [];
        var rest = new FlowReader(_text);
        rest._open.Push(new Bracket(isMap: true, cursor + comma + 1));
        var map = rest._open.Peek();
        rest.Scan(cursor + comma + 1, end, stopsWhenClosed: true);
        return map.Written;
    }

    private sealed class Bracket(bool isMap, int start)
    {
        public bool IsMap { get; } = isMap;
        public int Start { get; set; } = start;
        public string? Key { get; set; }
        public Dictionary<string, string> Written { get; } = new(StringComparer.Ordinal);

        public void Begin(int at) => (Start, Key) = (at, null);
    }
}
