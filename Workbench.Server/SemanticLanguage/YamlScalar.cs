using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Workbench.Server.SemanticLanguage;

/// <summary>Texts as YAML scalars: plain where that is safe, as a person would write them.</summary>
internal static partial class YamlScalar
{
    /// <param name="isFlow">Inside <c>{ … }</c> or <c>[ … ]</c>, where commas and brackets end a plain text.</param>
    public static string Write(string text, bool isFlow)
    {
        if (IsPlain(text, isFlow))
            return text;
        if (!text.Any(char.IsControl))
            return $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
        return $"\"{Escape(text)}\"";
    }

    /// <summary>Inside double quotes.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var c in text)
            escaped.Append(
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
        return escaped.ToString();
    }

    public static bool IsPlain(string text, bool isFlow) =>
        text.Length > 0
        && text.Trim().Length == text.Length
        && !Special().IsMatch(text)
        && !Word().IsMatch(text)
        && !text.Any(char.IsControl)
        && !text.Contains(": ", StringComparison.Ordinal)
        && !text.Contains(" #", StringComparison.Ordinal)
        && !text.EndsWith(':')
        && !(isFlow && text.AsSpan().IndexOfAny("{}[],") >= 0);

    /// <summary>What may not begin a plain text.</summary>
    [GeneratedRegex(@"^([-?:]( |$)|[,\[\]{}#&*!|>'""%@`])|^(---|\.\.\.)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Special();

    /// <summary>What would be read as nothing, or by other readers as a flag.</summary>
    [GeneratedRegex("^(~|null|true|false|yes|no|on|off|y|n)$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Word();
}
