using System.Collections.Immutable;
using System.Globalization;
using Workbench.Server.Yaml;

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
    public string Flow => YamlFlow.Map(Keys.Select(k => (k.Key, (string?)k.Yaml)));

    /// <summary>A text as it stands in brackets; null when it is empty.</summary>
    public static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : YamlScalar.Write(text.Trim(), isFlow: true);

    public static string? List(IEnumerable<string> texts) =>
        texts.Select(t => t.Trim()).Where(t => t.Length > 0).ToList() is { Count: > 0 } written ? YamlFlow.List(written) : null;

    /// <summary>Values of a filter: what reads as a number stays one.</summary>
    public static string? Values(IEnumerable<string> values) =>
        values
            .Select(v =>
                decimal.TryParse(v, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _) ? v.Trim() : Text(v)
            )
            .OfType<string>()
            .ToList()
            is { Count: > 0 } written
            ? $"[{string.Join(", ", written)}]"
            : null;

    public static string? Flag(bool value) => value ? "true" : null;
}
