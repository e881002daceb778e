using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Layer;

/// <summary>The lines of a file as an editor counts them, so that a problem stands where the editor puts its cursor.</summary>
internal sealed class FileLines
{
    private readonly ImmutableArray<int> _starts;
    private readonly ImmutableArray<int> _lengths;

    private FileLines(ImmutableArray<int> starts, ImmutableArray<int> lengths) => (_starts, _lengths) = (starts, lengths);

    /// <summary>Cut at LF, CR and both together.</summary>
    public static FileLines OfEditor(string text) => Cut(text, isYaml: false);

    /// <summary>Cut as YAML's scanner counts: at U+0085, U+2028 and U+2029 too.</summary>
    public static FileLines OfYaml(string text) => Cut(text, isYaml: true);

    public int Count => _starts.Length;

    /// <summary>The nearest place that the file has; one past the end of a line is one.</summary>
    public SourceSpan Within(SourceSpan at)
    {
        var line = Math.Clamp(at.Line, 1, Count);
        return at with { Line = line, Column = line < at.Line ? _lengths[line - 1] + 1 : Math.Clamp(at.Column, 1, _lengths[line - 1] + 1) };
    }

    public int OffsetOf(int line, int column)
    {
        line = Math.Clamp(line, 1, Count);
        return _starts[line - 1] + Math.Clamp(column - 1, 0, _lengths[line - 1]);
    }

    /// <summary>Line and column of a character; both count from 1.</summary>
    public (int Line, int Column) At(int offset)
    {
        var found = _starts.BinarySearch(offset);
        var line = found >= 0 ? found : ~found - 1;
        return (line + 1, offset - _starts[line] + 1);
    }

    /// <summary>The same for one place alone, without cutting the text.</summary>
    public static (int Line, int Column) PlaceOf(ReadOnlySpan<char> text, int offset)
    {
        var (line, start) = (1, 0);
        for (var i = 0; i < offset; i++)
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 >= text.Length || text[i + 1] != '\n')))
                (line, start) = (line + 1, i + 1);
        return (line, offset - start + 1);
    }

    private static FileLines Cut(string text, bool isYaml)
    {
        var starts = ImmutableArray.CreateBuilder<int>();
        var lengths = ImmutableArray.CreateBuilder<int>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is not ('\n' or '\r') && !(isYaml && c is ('\u0085' or '\u2028' or '\u2029')))
                continue;
            starts.Add(start);
            lengths.Add(i - start);
            if (c == '\r' && i + 1 < text.Length && text[i + 1] == '\n')
                i++;
            start = i + 1;
        }
        starts.Add(start);
        lengths.Add(text.Length - start);
        return new FileLines(starts.ToImmutable(), lengths.ToImmutable());
    }
}
