using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Layer;

/// <summary>A value of a YAML file with the place where it stands.</summary>
internal abstract record YamlValue(SourceSpan At)
{
    /// <summary>For a person: "a list".</summary>
    public abstract string Kind { get; }
}

/// <param name="IsPlain">Written without quotes.</param>
/// <param name="TextAt">First character of the text itself: after the quote, or on the line below <c>|</c>.</param>
internal sealed record YamlText(string Value, bool IsPlain, SourceSpan TextAt, SourceSpan At) : YamlValue(At)
{
    public bool IsNull => IsPlain && Value is "" or "~" or "null";
    public override string Kind => IsNull ? "nothing" : $"\"{(Value.Length > 40 ? Value[..40] + "…" : Value)}\"";
}

internal sealed record YamlList(ImmutableArray<YamlValue> Items, SourceSpan At) : YamlValue(At)
{
    public override string Kind => "a list";
}

/// <param name="IsFlow">Written as <c>{ a: b }</c>.</param>
internal sealed record YamlMap(ImmutableArray<YamlEntry> Entries, bool IsFlow, SourceSpan At) : YamlValue(At)
{
    public override string Kind => "a mapping of keys";

    public YamlValue? Find(string key)
    {
        foreach (var entry in Entries)
            if (string.Equals(entry.Key, key, StringComparison.Ordinal))
                return entry.Value is YamlText { IsNull: true } ? null : entry.Value;
        return null;
    }

    public bool Has(string key) => Find(key) is not null;

    public YamlText? Text(string key) => Find(key) as YamlText;

    public string? String(string key) => Text(key)?.Value;

    public bool Flag(string key, bool otherwise = false) => Text(key) is { } text ? text.Value == "true" : otherwise;

    public YamlMap? Map(string key) => Find(key) as YamlMap;

    /// <summary>A list, or one item standing alone.</summary>
    public ImmutableArray<YamlValue> Items(string key) =>
        Find(key) switch
        {
            null => [],
            YamlList list => list.Items,
            var one => [one],
        };

    public ImmutableArray<string> Strings(string key) => [.. Items(key).OfType<YamlText>().Where(t => !t.IsNull).Select(t => t.Value)];

    public IEnumerable<YamlMap> Maps(string key) => Items(key).OfType<YamlMap>();
}

internal sealed record YamlEntry(string Key, SourceSpan KeyAt, YamlValue Value);
