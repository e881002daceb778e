namespace Workbench.Server.Yaml;

/// <summary>Lists and mappings on one line.</summary>
internal static class YamlFlow
{
    /// <summary><c>[a, 'b, c']</c></summary>
    public static string List(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(t => YamlScalar.Write(t, isFlow: true)))}]";

    /// <summary><c>{ name: a, expr: b }</c>; pairs without a value are left out.</summary>
    /// <param name="pairs">Names of keys, and values that are YAML already.</param>
    public static string Map(params IEnumerable<(string Key, string? Yaml)> pairs) =>
        $"{{ {string.Join(", ", pairs.Where(p => !string.IsNullOrEmpty(p.Yaml)).Select(p => $"{p.Key}: {p.Yaml}"))} }}";
}
