using System.Text;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Yaml;

namespace Workbench.Server.SemanticLanguage.Renaming;

/// <summary>Other names inside a text of a file, written as its quotes ask for; the rest of the text stays byte by byte.</summary>
internal static class ScalarEdit
{
    /// <param name="uses">Names of one text.</param>
    /// <returns>Null where the text and the file cannot be laid beside each other.</returns>
    public static IReadOnlyList<TextReplacement>? Of(NameScalar scalar, IReadOnlyList<NameUse> uses, string newName)
    {
        var written = scalar.IsExpression ? ExpressionNames.Write(newName) : newName;
        var style = ScalarSpan.StyleOf(scalar);
        // A name of letters and digits changes nothing about what an unquoted text needs, unless it is all of it.
        var value = NewValue(scalar.Text.Value, uses, written);
        if (style == ' ' && !(IsWord(written) && YamlScalar.IsPlain(value.ReplaceLineEndings(" "), isFlow: false)) && !YamlScalar.IsPlain(value, isFlow: true))
            return ScalarSpan.Of(scalar) is { } whole
                ? [new TextReplacement(scalar.Part, whole.Start, whole.End, YamlScalar.Write(value, isFlow: true))]
                : null;
        var changes = new List<TextReplacement>();
        foreach (var use in uses)
        {
            if (ScalarSpan.Of(use) is not { } range)
                return null;
            var text = style switch
            {
                '\'' => written.Replace("'", "''", StringComparison.Ordinal),
                '"' => YamlScalar.Escape(written),
                _ => written,
            };
            changes.Add(new TextReplacement(scalar.Part, range.Start, range.End, text));
        }
        return changes;
    }

    private static bool IsWord(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static string NewValue(string value, IReadOnlyList<NameUse> uses, string written)
    {
        var text = new StringBuilder();
        var at = 0;
        foreach (var use in uses.OrderBy(u => u.From))
        {
            text.Append(value, at, use.From - at).Append(written);
            at = use.From + use.Length;
        }
        return text.Append(value, at, value.Length - at).ToString();
    }
}
