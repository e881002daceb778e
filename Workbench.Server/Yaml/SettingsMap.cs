using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Workbench.Server.Yaml;

/// <summary>A mapping of a small settings file, read strictly: an unknown key is an error with a suggestion, and every error has its place.</summary>
internal sealed class SettingsMap
{
    private const int MaxDepth = 30;

    private readonly YamlMappingNode _node;
    private readonly string _file;

    private SettingsMap(YamlMappingNode node, string file) => (_node, _file) = (node, file);

    /// <exception cref="YamlFileException">The text is no YAML mapping.</exception>
    public static SettingsMap Parse(string text, string file)
    {
        try
        {
            CheckForm(text, file);
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count != 1 || stream.Documents[0].RootNode is not YamlMappingNode root)
                throw new YamlFileException(file, 1, 1, "The file must be one YAML mapping of keys to values.");
            return new SettingsMap(root, file);
        }
        catch (YamlException e)
        {
            throw new YamlFileException(file, e.Start.Line, e.Start.Column, $"This is not YAML: {(e.InnerException ?? e).Message}");
        }
        // The scanner throws these on some broken input (an unfinished escape, say) where it should throw its own.
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            throw new YamlFileException(file, 1, 1, $"This is not YAML: {e.Message}");
        }
    }

    /// <summary>The tree is read by recursion, and aliases would make it endless: both are refused before.</summary>
    private static void CheckForm(string text, string file)
    {
        if (LayerFileBytes.FindForbidden(text) is var forbidden and >= 0)
        {
            var (line, column) = FileLines.PlaceOf(text, forbidden);
            throw new YamlFileException(
                file,
                line,
                column,
                $"The character {LayerFileBytes.Name(text[forbidden])} does not belong into a file of text: remove it."
            );
        }
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (parser.MoveNext())
        {
            var current = parser.Current!;
            if (current is AnchorAlias alias)
                throw new YamlFileException(file, alias.Start.Line, alias.Start.Column, $"Aliases are not read: write the value of \"*{alias.Value}\" out.");
            depth += current.NestingIncrease;
            if (depth > MaxDepth)
                throw new YamlFileException(file, current.Start.Line, current.Start.Column, $"Values are nested more than {MaxDepth} deep.");
        }
    }

    /// <summary>Refuses every other key.</summary>
    public void Allow(params string[] keys)
    {
        foreach (var (key, _) in _node.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? key.ToString();
            if (Array.IndexOf(keys, name) < 0)
                throw At(key.Start, $"`{name}` is not known here.{Suggestion(name, keys)}");
        }
    }

    /// <summary>Whether the key is written, be it with nothing behind it.</summary>
    public bool Has(string key) => Find(key) is not null;

    public string? Text(string key) =>
        Find(key) switch
        {
            null => null,
            YamlScalarNode { Value: "" or "~" or "null", Style: ScalarStyle.Plain } => null,
            YamlScalarNode scalar => scalar.Value,
            var other => throw At(other.Start, $"`{key}` is a text."),
        };

    public string Required(string key) => Text(key) is { Length: > 0 } text ? text : throw Problem(key, $"`{key}` is missing.");

    public IReadOnlyList<string> Texts(string key) =>
        [.. Items(key).Select(i => i is YamlScalarNode { Value: { Length: > 0 } text } ? text : throw At(i.Start, $"`{key}` is a list of names."))];

    public IReadOnlyList<SettingsMap> Maps(string key) =>
        [.. Items(key).Select(i => i is YamlMappingNode map ? new SettingsMap(map, _file) : throw At(i.Start, $"`{key}` is a list of mappings."))];

    public SettingsMap? Map(string key) =>
        Find(key) switch
        {
            null => null,
            YamlMappingNode map => new SettingsMap(map, _file),
            var other => throw At(other.Start, $"`{key}` is a mapping of keys to values."),
        };

    /// <summary>An error at the key, or at the mapping when it lacks the key.</summary>
    public YamlFileException Problem(string key, string problem) => At((Find(key) ?? _node).Start, problem);

    /// <summary>An error at an item of a list.</summary>
    public YamlFileException ItemProblem(string key, int index, string problem) => At(Items(key).ElementAt(index).Start, problem);

    private IEnumerable<YamlNode> Items(string key) =>
        Find(key) switch
        {
            null => [],
            YamlSequenceNode list => list.Children,
            var other => throw At(other.Start, $"`{key}` is a list."),
        };

    private YamlNode? Find(string key) => _node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;

    private YamlFileException At(Mark mark, string problem) => new(_file, mark.Line, mark.Column, problem);

    private static string Suggestion(string name, string[] keys) =>
        NearestNames.Suggest(name, keys) is { Length: > 0 } near ? near : $" Known keys: {string.Join(", ", keys)}.";
}
