using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Workbench.Server.SemanticDraft;

/// <summary>Texts as YAML scalars, plain where that is safe.</summary>
internal static partial class YamlText
{
    public static string Quote(string text)
    {
        if (Plain().IsMatch(text) && !Word().IsMatch(text))
            return text;

        if (!text.Any(char.IsControl))
            return $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(
                c switch
                {
                    '"' => "\\\"",
                    '\\' => "\\\\",
                    '\n' => "\\n",
                    '\r' => "\\r",
                    '\t' => "\\t",
                    _ when char.IsControl(c) => string.Create(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"),
                    _ => c.ToString(),
                }
            );
        }

        return quoted.Append('"').ToString();
    }

    public static string List(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Quote))}]";

    /// <summary>On one line, for comments and descriptions.</summary>
    public static string OneLine(string text) => Spaces().Replace(string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)), " ").Trim();

    /// <summary><c>{ name: a, expr: b }</c>; pairs without a value are left out. Values are already YAML.</summary>
    public static string Map(params ReadOnlySpan<(string Key, string? Value)> pairs)
    {
        var parts = new List<string>();
        foreach (var (key, value) in pairs)
        {
            if (value is not null)
                parts.Add($"{key}: {value}");
        }

        return $"{{ {string.Join(", ", parts)} }}";
    }

    [GeneratedRegex(@"^[A-Za-z_]([A-Za-z0-9_./ -]*[A-Za-z0-9_.])?$", RegexOptions.ExplicitCapture, 200)]
    private static partial Regex Plain();

    [GeneratedRegex("^(true|false|yes|no|on|off|null|y|n|indexed)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 200)]
    private static partial Regex Word();

    [GeneratedRegex(@"\s+", RegexOptions.None, 200)]
    private static partial Regex Spaces();
}
