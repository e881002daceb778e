using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Workbench.Server.Yaml;

/// <summary>
/// Texts as YAML scalars that every reader, of YAML 1.1 or 1.2, reads back as the same text: plain where that is safe, as a person would write them. Always on one
/// line, so they may be keys. Halves of surrogate pairs are the exception: no YAML holds them.
/// </summary>
internal static partial class YamlScalar
{
    private static readonly SearchValues<char> FlowSigns = SearchValues.Create("{}[],?");

    /// <param name="isFlow">Inside <c>{ … }</c> or <c>[ … ]</c>, where commas and brackets end a plain text.</param>
    public static string Write(string text, bool isFlow = false)
    {
        if (IsPlain(text, isFlow))
            return text;
        return text.Any(NeedsEscape) ? $"\"{Escape(text)}\"" : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    /// <summary>Inside double quotes.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var c in text)
            escaped.Append(
                c switch
                {
                    '"' => "\\\"",
                    '\\' => "\\\\",
                    '\n' => "\\n",
                    '\r' => "\\r",
                    '\t' => "\\t",
                    _ when NeedsEscape(c) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                    _ => c.ToString(),
                }
            );
        return escaped.ToString();
    }

    /// <summary>Whether the text needs no quotes.</summary>
    public static bool IsPlain(string text, bool isFlow) =>
        text.Length > 0
        && text.Trim().Length == text.Length
        && !Sign().IsMatch(text)
        && !Word().IsMatch(text)
        && !Number().IsMatch(text)
        && !text.Any(NeedsEscape)
        && !text.Contains(": ", StringComparison.Ordinal)
        && !text.Contains(" #", StringComparison.Ordinal)
        && !text.EndsWith(':')
        // Readers of YAML 1.1, Python's among them, take a question mark between brackets for a sign as well.
        && !(isFlow && text.AsSpan().ContainsAny(FlowSigns));

    /// <summary>The text without line ends and control characters, its white space as single blanks.</summary>
    public static string OneLine(string text) => Spaces().Replace(string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)), " ").Trim();

    /// <summary>What is no printable character, or a line end to some reader (U+0085, U+2028, U+2029).</summary>
    private static bool NeedsEscape(char c) => char.IsControl(c) || c is '\u2028' or '\u2029' or '\ufeff' or '\ufffe' or '\uffff';

    /// <summary>What may not begin a plain text.</summary>
    [GeneratedRegex(@"^([-?:]( |$)|[,\[\]{}#&*!|>'""%@`])|^(---|\.\.\.)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Sign();

    /// <summary>What some reader takes for nothing, a flag, a merge or a default.</summary>
    [GeneratedRegex("^(~|null|true|false|yes|no|on|off|y|n|<<|=)$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Word();

    /// <summary>What some reader takes for a number, a time of day (<c>1:30</c> is 90) or a date.</summary>
    [GeneratedRegex(
        @"^([-+]?(\.?[0-9][0-9_.:,]*(e[-+]?[0-9]+)?|0[xob][0-9a-f_]+|\.inf)|\.nan|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([t ].*)?)$",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        1_000
    )]
    private static partial Regex Number();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1_000)]
    private static partial Regex Spaces();
}
