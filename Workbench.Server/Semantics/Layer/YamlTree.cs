using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Workbench.Server.Semantics.Layer;

/// <summary>Reads one file as a tree in which every value knows its place.</summary>
internal sealed class YamlTree
{
    private const int MaxDepth = 30;

    private readonly string _file;
    private readonly string[] _lines;
    private readonly LayerProblems _problems;
    private readonly Parser _parser;

    private YamlTree(string file, string text, LayerProblems problems)
    {
        _file = file;
        _lines = text.Split('\n');
        _problems = problems;
        _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
    }

    /// <summary>Null when the file is empty or no YAML; the problem says which.</summary>
    public static YamlValue? Read(string file, string text, LayerProblems problems)
    {
        try
        {
            return new YamlTree(file, text, problems).Document();
        }
        catch (YamlException e)
        {
            problems.Error(
                LayerProblemCodes.Syntax,
                new SourceSpan(file, Place(e.Start.Line), Place(e.Start.Column)),
                $"This is not YAML: {Reason(e.Message)}"
            );
            return null;
        }
        // The scanner throws these on some broken input (an unfinished escape, say) where it should throw its own.
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            problems.Error(LayerProblemCodes.Syntax, new SourceSpan(file, 1, 1), $"This is not YAML: {Reason(e.Message)}");
            return null;
        }
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
            throw new YamlException(_parser.Current!.Start, _parser.Current.End, $"values are nested more than {MaxDepth} deep.");
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
        for (var line = at.Line; line < _lines.Length; line++)
        {
            var indent = _lines[line].Length - _lines[line].AsSpan().TrimStart().Length;
            if (indent < _lines[line].Length)
                return at with { Line = line + 1, Column = indent + 1 };
        }
        return at;
    }

    private SourceSpan At(Mark mark) => new(_file, Place(mark.Line), Place(mark.Column));

    private static int Place(long position) => (int)Math.Clamp(position, 1, int.MaxValue);

    private static string Reason(string message)
    {
        // "(Line: 3, Col: 1, Idx: 20) - (Line: …): While parsing …" repeats the place.
        var reason = message[(message.LastIndexOf("): ", StringComparison.Ordinal) is var at and >= 0 ? at + 3 : 0)..].Trim();
        if (reason.Length == 0)
            reason = "it breaks off";
        return $"{char.ToLowerInvariant(reason[0])}{reason[1..].TrimEnd('.')}. A text that holds \": \", \" #\" or starts with a special character needs quotes.";
    }
}
