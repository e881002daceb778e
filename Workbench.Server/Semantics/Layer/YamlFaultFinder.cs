using System.Text.RegularExpressions;

namespace Workbench.Server.Semantics.Layer;

/// <summary>
/// Finds the mistake in a text that the parser refused. The parser names what its grammar missed, often at another line than the one to be mended;
/// this walks the lines as an author sees them: what stands under what, what is opened and not closed. Asked only about broken texts.
/// </summary>
internal sealed partial class YamlFaultFinder
{
    /// <summary>Characters of a line that a message repeats.</summary>
    private const int MostShown = 60;

    private readonly string[] _lines;

    /// <summary>Mappings and lists that are open, the innermost last.</summary>
    private readonly List<Level> _open = [];

    /// <summary>The last key or dash has no value yet: what stands deeper is its value.</summary>
    private bool _isValueOpen;

    /// <summary>The last value is a plain text: it may go on in deeper lines.</summary>
    private bool _isText;

    private int _number;

    private YamlFaultFinder(string text) => _lines = text.Split('\n');

    /// <param name="last">The line, from 1, at which the parser stopped: what is wrong stands there or before it.</param>
    /// <returns>Null when the lines tell nothing.</returns>
    public static YamlFault? Find(string text, int last)
    {
        var finder = new YamlFaultFinder(text);
        for (; finder._number < Math.Min(last, finder._lines.Length); finder._number++)
            if (finder.ReadLine() is { } fault)
                return fault.Line <= last ? fault : null;
        return null;
    }

    private string Line => _lines[_number].TrimEnd('\r');

    private YamlFault? ReadLine()
    {
        var line = Line;
        var at = IndentOf(line);
        if (at == line.Length || line[at] == '#')
            return null;
        if (line.StartsWith("---", StringComparison.Ordinal) || line.StartsWith("...", StringComparison.Ordinal))
        {
            _open.Clear();
            (_isValueOpen, _isText) = (false, false);
            return null;
        }
        var hasDash = false;
        while (at < line.Length && line[at] == '-' && (at + 1 == line.Length || line[at + 1] == ' '))
        {
            if (GoesOn(at))
                return null;
            if (Dash(at) is { } fault)
                return fault;
            (hasDash, at) = (true, at + 1);
            while (at < line.Length && line[at] == ' ')
                at++;
        }
        if (at == line.Length)
            return null;
        return line[at] == '-' && at + 1 < line.Length && char.IsLetter(line[at + 1])
            ? At(at, $"A dash is followed by a space: write - {Shown(line[(at + 1)..])}.")
            : Content(line, at, hasDash);
    }

    /// <summary>A line without a key that belongs to the text before it.</summary>
    private bool GoesOn(int column) => _isText && (_open.Count == 0 || column > _open[^1].Column);

    private YamlFault? Dash(int column)
    {
        var indented = _open.FindLast(l => l.IsList && l.Column > column);
        Close(column);
        if (_open is [.., { IsList: true } list] && list.Column == column)
        {
            (_isValueOpen, _isText) = (true, false);
            return null;
        }
        var isFirst = _open.Count == 0 || (_isValueOpen && _open[^1].Column <= column);
        if (isFirst)
        {
            _open.Add(new Level(column, IsList: true, "-"));
            (_isValueOpen, _isText) = (true, false);
            return null;
        }
        return (indented ?? _open.FindLast(l => l.IsList)) is { } other
            ? At(
                column,
                $"This \"-\" stands {Spaces(column)}, the one before it {Spaces(other.Column)}: entries of one list have the same indentation, so put it {Spaces(other.Column)}."
            )
            : At(
                column,
                $"This \"-\" begins a list, and \"{_open[^1].Last}\" above it has its value already: put the list below a key that ends with a colon."
            );
    }

    private YamlFault? Content(string line, int column, bool hasDash)
    {
        if (KeyLength(line, column) is { } length)
            return Key(line[column..(column + length)].Trim('"', '\''), column) ?? Value(line, AfterBlanks(line, column + length + 1), column);
        if (hasDash || (_isValueOpen && (_open.Count == 0 || column > _open[^1].Column)))
            return NoSpace(line, column) ?? Value(line, column, _open.Count == 0 ? -1 : _open[^1].Column);
        if (GoesOn(column) || (_open.Count == 0 && line[column] is '[' or '{' or '"' or '\''))
            return _open.Count == 0 && !_isText ? Value(line, column, -1) : null;
        return NoSpace(line, column)
            ?? At(
                column,
                $"\"{Shown(line[column..])}\" has no colon: a key is followed by a colon, a space and its value, and a text of several lines begins with >."
            );
    }

    private YamlFault? Key(string key, int column)
    {
        var closed = Close(column);
        if (_open is [.., { IsList: false } below, { IsList: true } list] && list.Column == column && below.Column == column)
            _open.RemoveAt(_open.Count - 1);
        if (_open is [.., { IsList: false } map] && map.Column == column)
        {
            _open[^1] = map with { Last = key };
            return null;
        }
        if (closed is null && (_open.Count == 0 || (_isValueOpen && _open[^1].Column < column)))
        {
            _open.Add(new Level(column, IsList: false, key));
            return null;
        }
        if (closed is not null)
            return At(column, $"\"{key}\" stands {Spaces(column)}, too far left for its entry: put it below \"{closed.Last}\", {Spaces(closed.Column)}.");
        return _open[^1] is { IsList: false } above
            ? At(column, $"\"{key}\" stands deeper than \"{above.Last}\", which has its value already: put it below that, {Spaces(above.Column)}.")
            : At(column, $"\"{key}\" stands where an entry of the list is expected: begin it with \"- \", or put the key further left.");
    }

    /// <summary>What follows a key or a dash.</summary>
    /// <param name="parent">Column of the key; the value of several lines stands deeper.</param>
    private YamlFault? Value(string line, int column, int parent)
    {
        (_isValueOpen, _isText) = (column >= line.Length || line[column] == '#', false);
        if (_isValueOpen)
            return null;
        switch (line[column])
        {
            case '|' or '>':
                while (_number + 1 < _lines.Length && (Blank(_lines[_number + 1]) || IndentOf(_lines[_number + 1]) > parent))
                    _number++;
                return null;
            case '"' or '\'':
                return Quoted(line, column);
            case '[' or '{':
                return Flow(column);
            case '@' or '`' or '%' or ',' or ']' or '}':
                return At(column, $"A value that begins with {line[column]} needs quotes: {InQuotes(line[column..])}.");
            case '*' or '&' when column + 1 == line.Length || !char.IsLetterOrDigit(line[column + 1]):
                return At(column, $"A value that begins with {line[column]} needs quotes: {InQuotes(line[column..])}.");
            default:
                _isText = true;
                return KeyLength(line, column) is { } length
                    ? At(
                        column + length,
                        $"The value holds a colon with a space behind it, which begins another value: put it into quotes: {InQuotes(line[column..])}."
                    )
                    : null;
        }
    }

    private YamlFault? Quoted(string line, int column)
    {
        var (quote, start) = (line[column], _number);
        for (var from = column + 1; ; _number++, from = 0)
        {
            if (EndOf(quote, Line, from) is { } end)
                return IsDone(Line, end + 1) ? null
                    : _number > start ? NotClosed(start, column, quote)
                    : At(
                        end + 1,
                        $"Something stands behind the quote that closes the text: put all of it between quotes, and write a {quote} within it as {(quote == '"' ? "\\\"" : "''")}."
                    );
            if (_number + 1 == _lines.Length)
                return NotClosed(start, column, quote);
        }
    }

    /// <summary>Where a quoted text ends in a line; null when it goes on.</summary>
    private static int? EndOf(char quote, string line, int from)
    {
        for (var at = from; at < line.Length; at++)
        {
            if (quote == '"' && line[at] == '\\')
                at++;
            else if (line[at] == quote && quote == '\'' && at + 1 < line.Length && line[at + 1] == quote)
                at++;
            else if (line[at] == quote)
                return at;
        }
        return null;
    }

    private static YamlFault NotClosed(int start, int column, char quote) =>
        new(start + 1, column + 1, $"The quote {quote} that opens here is not closed: end the text with another {quote}.");

    private static bool IsDone(string line, int at) => AfterBlanks(line, at) is var next && (next == line.Length || line[next] == '#');

    /// <summary>A list or mapping in brackets, over as many lines as it takes.</summary>
    private YamlFault? Flow(int column)
    {
        var brackets = new Stack<Bracket>();
        for (var at = column; ; _number++, at = 0)
        {
            var line = Line;
            for (var isStart = true; at < line.Length; at++)
            {
                var c = line[at];
                if (c == '#' && (at == 0 || line[at - 1] == ' '))
                    break;
                if (isStart && c is '"' or '\'')
                {
                    if (EndOf(c, line, at + 1) is not { } end)
                        return NotClosed(_number, at, c);
                    at = end;
                }
                else if (c is '[' or '{')
                    brackets.Push(new Bracket(c, _number, at));
                else if (c is ']' or '}')
                {
                    if (!brackets.TryPop(out var open) || open.Open != (c == ']' ? '[' : '{'))
                        return At(at, $"This {c} closes nothing that was opened: brackets close in the order in which they were opened.");
                    if (brackets.Count == 0)
                        return IsDone(line, at + 1)
                            ? null
                            : At(at + 1, $"Something stands behind the {c} that closes the list: take it away, or put it into a line of its own.");
                }
                else if (c == ',')
                    brackets.Peek().HasColon = false;
                else if (IsColon(line, at) && brackets.Peek() is { Open: '{' } map)
                {
                    if (map.HasColon)
                        return At(at, "Here a comma is missing, or quotes around a text that holds a colon: { name: revenue, type: ratio }.");
                    map.HasColon = true;
                }
                isStart = c is '[' or '{' or ',' or ':' || (isStart && c == ' ');
            }
            if (_number + 1 == _lines.Length)
            {
                var open = brackets.Last();
                return new YamlFault(
                    open.Number + 1,
                    open.Column + 1,
                    $"The {open.Open} that opens here is not closed: write {(open.Open == '[' ? ']' : '}')} where the list ends."
                );
            }
        }
    }

    /// <summary>Leaves what stands deeper than a column.</summary>
    /// <returns>The outermost mapping of that; null when there was none.</returns>
    private Level? Close(int column)
    {
        Level? closed = null;
        for (; _open is [.., var last] && last.Column > column; _open.RemoveAt(_open.Count - 1))
            closed = last.IsList ? closed : last;
        return closed;
    }

    private YamlFault? NoSpace(string line, int column) =>
        WithoutSpace.Match(line, column, line.Length - column) is { Success: true } match
            ? At(
                column,
                $"\"{Shown(line[column..])}\" lacks the space behind its colon: write {match.Groups["key"].Value}: {Shown(match.Groups["value"].Value)}."
            )
            : null;

    /// <summary>Up to the colon that makes it a key.</summary>
    private static int? KeyLength(string line, int column)
    {
        if (line[column] is '[' or '{' or '|' or '>')
            return null;
        var at = column;
        if (line[column] is '"' or '\'')
            return EndOf(line[column], line, column + 1) + 1 is { } end && end < line.Length && IsColon(line, end) ? end - column : null;
        for (; at < line.Length; at++)
        {
            if (line[at] == '#' && line[at - 1] == ' ')
                return null;
            if (IsColon(line, at))
                return at - column;
        }
        return null;
    }

    /// <summary>A colon that ends a key: with a space or nothing behind it.</summary>
    private static bool IsColon(string line, int at) => line[at] == ':' && (at + 1 == line.Length || line[at + 1] == ' ');

    private YamlFault At(int column, string message) => new(_number + 1, column + 1, message);

    private static int IndentOf(string line) => line.AsSpan().IndexOfAnyExcept(' ') is var at and >= 0 ? at : line.Length;

    private static bool Blank(string line) => string.IsNullOrWhiteSpace(line);

    private static int AfterBlanks(string line, int at)
    {
        while (at < line.Length && line[at] == ' ')
            at++;
        return Math.Min(at, line.Length);
    }

    private static string Spaces(int count) =>
        count switch
        {
            0 => "at the beginning of the line",
            1 => "1 space in",
            _ => $"{count} spaces in",
        };

    private static string Shown(string text)
    {
        var shown = ShownText.Of(text.TrimEnd());
        return shown.Length <= MostShown ? shown : $"{shown[..MostShown]} …";
    }

    /// <summary>As a value in quotes: those that it does not hold.</summary>
    private static string InQuotes(string text) => text.Contains('"', StringComparison.Ordinal) ? $"'{Shown(text)}'" : $"\"{Shown(text)}\"";

    [GeneratedRegex(@"\G(?<key>[A-Za-z_][A-Za-z0-9_]*):(?<value>[^\s:/\\].*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WithoutSpace { get; }

    /// <param name="Column">From 0: where its keys or dashes stand.</param>
    /// <param name="Last">Its newest key.</param>
    private sealed record Level(int Column, bool IsList, string Last);

    private sealed class Bracket(char open, int number, int column)
    {
        public char Open => open;
        public int Number => number;
        public int Column => column;

        /// <summary>A key was read since the last comma.</summary>
        public bool HasColon { get; set; }
    }
}
