using Workbench.Server.Semantics.Layer;
using Workbench.Server.Yaml;

namespace Workbench.Server.SemanticLanguage.Renaming;

/// <summary>Writes what a name said by itself: <c>name: region</c> becomes <c>name: area, expr: region</c>.</summary>
internal static class ImpliedKey
{
    public static TextReplacement? Write(ImpliedName implied, string value)
    {
        var entry = implied.Map.Entries.FirstOrDefault(e => e.Key == "name");
        if (entry?.Value is not YamlText text || ScalarSpan.Of(new NameScalar(implied.Part, text, IsExpression: false)) is not { } range)
            return null;
        var source = implied.Part.File.Text;
        var at = text.IsPlain ? range.End : range.End + 1;
        var written = YamlScalar.Write(implied.Key == "expr" ? ExpressionNames.Write(value) : value, isFlow: true);
        if (implied.Map.IsFlow)
            return new TextReplacement(implied.Part, at, at, $", {implied.Key}: {written}");
        // A comment behind the name stays behind it.
        var end = source.AsSpan(at).IndexOfAny('\r', '\n');
        var stop = end < 0 ? source.Length : at + end;
        var newLine = source.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        return new TextReplacement(implied.Part, stop, stop, $"{newLine}{new string(' ', entry.KeyAt.Column - 1)}{implied.Key}: {written}");
    }
}
