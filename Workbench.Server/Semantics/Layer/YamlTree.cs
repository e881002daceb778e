using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Workbench.Server.Semantics.Layer;

/// <summary>Reads one file as a tree in which every value knows its place.</summary>
internal sealed class YamlTree
{
    private const int MaxDepth = 30;

    private readonly string _file;
    private readonly string _text;
    private readonly bool _breaksDiffer;
    private readonly Lazy<FileLines> _yamlLines;
    private readonly Lazy<FileLines> _lines;
    private readonly LayerProblems _problems;
    private readonly Parser _parser;

    private YamlTree(string file, string text, LayerProblems problems)
    {
        _file = file;
        _text = text;
        _breaksDiffer = text.AsSpan().ContainsAny("\u0085\u2028\u2029");
        _yamlLines = new(() => FileLines.OfYaml(text));
        _lines = new(() => FileLines.OfEditor(text));
        _problems = problems;
        _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
    }

    /// <summary>Null when the file is empty or no YAML; the problem says which.</summary>
    public static YamlValue? Read(string file, string text, LayerProblems problems)
    {
        if (LayerFileBytes.FindForbidden(text) is var forbidden and >= 0)
        {
            var (line, column) = FileLines.PlaceOf(text, forbidden);
            problems.Error(
                LayerProblemCodes.Syntax,
                new SourceSpan(file, line, column),
                $"The character {LayerFileBytes.Name(text[forbidden])} does not belong into a file of text: remove it."
            );
            return null;
        }
        var tree = new YamlTree(file, text, problems);
        try
        {
            return tree.Document();
        }
        catch (Exception e) when (IsOfText(e))
        {
            tree.Tell(e);
            return null;
        }
    }

    /// <summary>Every document of a file that may hold several, as other formats' files do; what is no YAML ends the list with a problem.</summary>
    public static ImmutableArray<YamlValue> ReadDocuments(string file, string text, LayerProblems problems)
    {
        if (LayerFileBytes.FindForbidden(text) >= 0)
        {
            Read(file, text, problems);
            return [];
        }
        var tree = new YamlTree(file, text, problems);
        var documents = ImmutableArray.CreateBuilder<YamlValue>();
        try
        {
            tree._parser.Consume<StreamStart>();
            while (tree._parser.TryConsume<DocumentStart>(out _))
            {
                documents.Add(tree.Value(0));
                tree._parser.Consume<DocumentEnd>();
            }
        }
        catch (Exception e) when (IsOfText(e))
        {
            tree.Tell(e);
        }
        return documents.ToImmutable();
    }

    /// <summary>Beside its own, the scanner throws others on some broken input: an unfinished escape, say.</summary>
    private static bool IsOfText(Exception e) =>
        e is YamlException or InvalidOperationException or ArgumentException or FormatException or OverflowException or IndexOutOfRangeException;

    private void Tell(Exception e)
    {
        var stopped = e as YamlException;
        if (stopped is not null && FindTab(stopped) is { } tab)
            _problems.Error(LayerProblemCodes.Syntax, tab, "The line is indented with a tab: YAML takes spaces alone, two a level.");
        else if (stopped is not TooDeepException && FindFault(stopped) is { } fault)
            _problems.Error(LayerProblemCodes.Syntax, new SourceSpan(_file, fault.Line, fault.Column), fault.Message);
        else
            _problems.Error(
                LayerProblemCodes.Syntax,
                stopped is null ? new SourceSpan(_file, 1, 1) : At(stopped.Start),
                $"This is not YAML: {Reason(e.Message)}"
            );
    }

    /// <summary>What an author would call the mistake; null where lines tell nothing, or are not those of an editor.</summary>
    private YamlFault? FindFault(YamlException? stopped) =>
        _breaksDiffer ? null : YamlFaultFinder.Find(_text, stopped is null ? int.MaxValue : Place(Math.Max(stopped.Start.Line, stopped.End.Line)));

    /// <summary>The scanner tells of a tab at the beginning of what it stands in.</summary>
    private SourceSpan? FindTab(YamlException e)
    {
        if (!e.Message.Contains("tab", StringComparison.Ordinal))
            return null;
        var offset = _yamlLines.Value.OffsetOf(Place(e.Start.Line), 1);
        var isIndent = true;
        for (; offset < _text.Length; offset++)
        {
            if (isIndent && _text[offset] == '\t')
                return Of(offset);
            isIndent = _text[offset] is '\n' or '\r' || (isIndent && _text[offset] == ' ');
        }
        return null;
    }

    private YamlValue? Document()
    {
        _parser.Consume<StreamStart>();
        if (!_parser.TryConsume<DocumentStart>(out _))
        {
            _problems.Error(LayerProblemCodes.Syntax, new SourceSpan(_file, 1, 1), "The file is empty: write it or delete it.");
            return null;
        }
        var value = Value(0);
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out var second))
            _problems.Error(
                LayerProblemCodes.UnsupportedYaml,
                At(second.Start),
                "Only one document is read from a file: put the others into files of their own."
            );
        return value;
    }

    private YamlValue Value(int depth)
    {
        if (depth > MaxDepth)
            throw new TooDeepException(_parser.Current!.Start, _parser.Current.End, $"values are nested more than {MaxDepth} deep.");
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            _problems.Error(LayerProblemCodes.UnsupportedYaml, At(alias.Start), $"Aliases are not read: write the value of \"*{alias.Value}\" out.");
            return new YamlText("", IsPlain: true, At(alias.Start), At(alias.Start));
        }
        if (_parser.Current is NodeEvent node)
            CheckNode(node);
        if (_parser.TryConsume<Scalar>(out var scalar))
            return new YamlText(scalar.Value, scalar.Style == ScalarStyle.Plain, TextAt(scalar), At(scalar.Start));
        if (_parser.TryConsume<SequenceStart>(out var sequence))
        {
            var items = ImmutableArray.CreateBuilder<YamlValue>();
            while (!_parser.TryConsume<SequenceEnd>(out _))
                items.Add(Value(depth + 1));
            return new YamlList(items.DrainToImmutable(), At(sequence.Start));
        }
        return Map(depth);
    }

    private YamlMap Map(int depth)
    {
        var start = _parser.Consume<MappingStart>();
        var entries = ImmutableArray.CreateBuilder<YamlEntry>();
        var seen = new Dictionary<string, SourceSpan>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = Value(depth + 1);
            var value = Value(depth + 1);
            if (key is not YamlText { Value: var name })
            {
                _problems.Error(LayerProblemCodes.UnsupportedYaml, key.At, $"A key is a word, not {key.Kind}. A value that starts with {{ or [ needs quotes.");
                continue;
            }
            if (!seen.TryAdd(name, key.At))
                _problems.Error(LayerProblemCodes.DuplicateKey, key.At, $"\"{name}\" is written twice; the first is in line {seen[name].Line}.");
            else
                entries.Add(new YamlEntry(name, key.At, value));
        }
        return new YamlMap(entries.DrainToImmutable(), start.Style == MappingStyle.Flow, At(start.Start));
    }

    private void CheckNode(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty)
            _problems.Error(LayerProblemCodes.UnsupportedYaml, At(node.Start), $"Anchors are not read: remove \"&{node.Anchor.Value}\".");
        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific)
            _problems.Error(LayerProblemCodes.UnsupportedYaml, At(node.Start), "Tags (\"!…\") are not read: remove it, or put the text into quotes.");
    }

    private SourceSpan TextAt(Scalar scalar)
    {
        var at = At(scalar.Start);
        if (scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted)
            return at with { Column = at.Column + 1 };
        if (scalar.Style is not (ScalarStyle.Literal or ScalarStyle.Folded))
            return at;
        // The text begins on the next line that is not blank.
        var below = Place(scalar.Start.Line) + 1;
        if (below > _yamlLines.Value.Count)
            return at;
        var offset = _yamlLines.Value.OffsetOf(below, 1);
        while (offset < _text.Length && char.IsWhiteSpace(_text[offset]))
            offset++;
        return Of(Math.Min(offset, _text.Length));
    }

    /// <summary>YAML breaks lines at characters that editors do not.</summary>
    private SourceSpan At(Mark mark) =>
        _breaksDiffer ? Of(_yamlLines.Value.OffsetOf(Place(mark.Line), Place(mark.Column))) : new SourceSpan(_file, Place(mark.Line), Place(mark.Column));

    private SourceSpan Of(int offset)
    {
        var (line, column) = _lines.Value.At(offset);
        return new SourceSpan(_file, line, column);
    }

    private static int Place(long position) => (int)Math.Clamp(position, 1, int.MaxValue);

    private static string Reason(string message)
    {
        // "(Line: 3, Col: 1, Idx: 20) - (Line: …): While parsing …" repeats the place.
        var reason = message[(message.LastIndexOf("): ", StringComparison.Ordinal) is var at and >= 0 ? at + 3 : 0)..].Trim();
        if (reason.Length == 0)
            reason = "it breaks off";
        return $"{char.ToLowerInvariant(reason[0])}{reason[1..].TrimEnd('.')}. A text that holds \": \", \" #\" or starts with a special character needs quotes.";
    }

    private sealed class TooDeepException(in Mark start, in Mark end, string message) : YamlException(start, end, message);
}
