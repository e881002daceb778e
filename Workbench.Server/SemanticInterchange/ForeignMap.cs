using System.Diagnostics.CodeAnalysis;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>A mapping of another format, which remembers what of it was understood: the rest is told and kept.</summary>
internal sealed class ForeignMap(YamlMap map, ForeignMap? parent, string key, ForeignReading reading)
{
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<ForeignMap>> _maps = new(StringComparer.Ordinal);

    private bool _isWhole;

    public SourceSpan At => map.At;

    public IEnumerable<string> Keys => map.Entries.Select(e => e.Key);

    public YamlMap Yaml => map;

    public bool Has(string name) => map.Has(name);

    public void Use(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            _used.Add(name);
    }

    /// <summary>A text, number or flag as it is written; null when there is none or something else stands there.</summary>
    public string? Text(string name)
    {
        if (map.Find(name) is not YamlText text)
            return null;
        _used.Add(name);
        return text.Value;
    }

    public string? Needed(string name)
    {
        if (Text(name) is { Length: > 0 } text)
            return text;
        _used.Add(name);
        reading.Problem(map.Find(name)?.At ?? At, $"{Where()} needs \"{name}\": {(map.Has(name) ? "a text belongs there." : "it is missing.")}");
        return null;
    }

    public bool? Flag(string name) => Text(name)?.ToLowerInvariant() is { } text ? text is "true" or "yes" : null;

    public IReadOnlyList<string> Texts(string name)
    {
        _used.Add(name);
        return map.Strings(name);
    }

    public IReadOnlyList<IReadOnlyList<string>> TextLists(string name)
    {
        _used.Add(name);
        return
        [
            .. map.Items(name)
                .Select(i =>
                    i switch
                    {
                        YamlList list => [.. list.Items.OfType<YamlText>().Select(t => t.Value)],
                        YamlMap inner => inner.Strings("columns"),
                        YamlText text => (IReadOnlyList<string>)[text.Value],
                        _ => [],
                    }
                )
                .Where(l => l.Count > 0),
        ];
    }

    public ForeignMap? Map(string name) => map.Find(name) is YamlMap && Maps(name) is [var only, ..] ? only : null;

    /// <summary>The mappings of a list, or one standing alone.</summary>
    public List<ForeignMap> Maps(string name)
    {
        if (_maps.TryGetValue(name, out var known))
            return known;
        _used.Add(name);
        return _maps[name] = [.. map.Maps(name).Select(m => new ForeignMap(m, this, name, reading))];
    }

    /// <summary>What stays out whole needs no word on its parts.</summary>
    public void UseAll() => _isWhole = true;

    /// <summary>Keys here and below that nothing asked for.</summary>
    public IEnumerable<(SourceSpan At, string Where, string Key)> Unused()
    {
        if (_isWhole)
            yield break;
        foreach (var entry in map.Entries)
            if (!_used.Contains(entry.Key))
                yield return (entry.KeyAt, Where(), entry.Key);
        foreach (var inner in _maps.Values.SelectMany(m => m))
        foreach (var unused in inner.Unused())
            yield return unused;
    }

    /// <summary>For a person: "metric revenue".</summary>
    public string Where() =>
        Name() is { } name ? $"{Singular(key)} {name}"
        : parent is null ? "The document"
        : $"{key} of {parent.Where()}";

    private string? Name() => (map.Find("name") ?? map.Find("vendor_name")) is YamlText { Value: { Length: > 0 } name } ? name : null;

    [SuppressMessage("Globalization", "CA1308", Justification = "For a person.")]
    private static string Singular(string key) =>
        key.EndsWith("ies", StringComparison.Ordinal) ? $"{key[..^3]}y"
        : key.EndsWith('s') ? key[..^1]
        : key.Length == 0 ? "model"
        : key.Replace('_', ' ');
}
