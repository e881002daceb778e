using System.Collections.Immutable;

namespace Workbench.Server.SemanticLanguage.Forms;

/// <summary>A new object as keys with values that are YAML already; keys without a value are left out.</summary>
internal sealed record FormItem(ImmutableArray<(string Key, string Yaml)> Keys)
{
    public static FormItem Of(params ReadOnlySpan<(string Key, string? Yaml)> keys)
    {
        var written = ImmutableArray.CreateBuilder<(string, string)>();
        foreach (var (key, yaml) in keys)
            if (!string.IsNullOrEmpty(yaml))
                written.Add((key, yaml));
        return new FormItem(written.ToImmutable());
    }

    /// <summary><c>{ name: a, expr: b }</c></summary>
    public string Flow => $"{{ {string.Join(", ", Keys.Select(k => $"{k.Key}: {k.Yaml}"))} }}";

    /// <summary>A text as it stands in brackets; null when it is empty.</summary>
    public static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : YamlScalar.Write(text.Trim(), isFlow: true);

    public static string? List(IEnumerable<string> texts) =>
        string.Join(", ", texts.Select(Text).OfType<string>()) is { Length: > 0 } items ? $"[{items}]" : null;

    public static string? Flag(bool value) => value ? "true" : null;
}
