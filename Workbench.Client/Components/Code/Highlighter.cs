using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Workbench.Client.Components.Code;

/// <summary>Cuts source text into coloured tokens. Joined, the tokens are the text again: nothing is lost, whatever the text is.</summary>
public static partial class Highlighter
{
    /// <summary>Longer texts are shown without colours: thousands of elements would cost more than colours give.</summary>
    private const int LongestColoured = 60_000;

    private static readonly FrozenSet<string> SqlKeywords = FrozenSet.ToFrozenSet(
        [
            "select",
            "from",
            "where",
            "group",
            "by",
            "order",
            "having",
            "limit",
            "offset",
            "join",
            "left",
            "right",
            "full",
            "inner",
            "outer",
            "cross",
            "lateral",
            "on",
            "using",
            "as",
            "and",
            "or",
            "not",
            "in",
            "is",
            "null",
            "between",
            "like",
            "ilike",
            "case",
            "when",
            "then",
            "else",
            "end",
            "with",
            "recursive",
            "union",
            "all",
            "distinct",
            "over",
            "partition",
            "filter",
            "within",
            "rows",
            "range",
            "preceding",
            "following",
            "unbounded",
            "current",
            "row",
            "asc",
            "desc",
            "nulls",
            "first",
            "last",
            "true",
            "false",
            "date",
            "interval",
            "timestamp",
            "timestamptz",
            "exists",
            "any",
            "values",
            "cast",
            "at",
            "time",
            "zone",
            "materialized",
            "coalesce",
            "nullif",
        ],
        StringComparer.OrdinalIgnoreCase
    );

    public static IReadOnlyList<CodeToken> Tokens(string text, CodeLanguage language) =>
        text.Length > LongestColoured
            ? [new CodeToken(text, null)]
            : language switch
            {
                CodeLanguage.Sql => Cut(text, SqlToken(), SqlKind),
                CodeLanguage.Json => Cut(text, JsonToken(), JsonKind),
                CodeLanguage.Yaml => [.. text.Split('\n').SelectMany((line, i) => i == 0 ? YamlLine(line) : [new CodeToken("\n", null), .. YamlLine(line)])],
                CodeLanguage.Text => [new CodeToken(text, null)],
                _ => throw new ArgumentOutOfRangeException(nameof(language)),
            };

    /// <summary>One line of YAML; block texts that go over lines are told by their indicator only.</summary>
    public static IReadOnlyList<CodeToken> YamlLine(string line) => Cut(line, YamlToken(), YamlKind);

    private static List<CodeToken> Cut(string text, Regex pattern, Func<Match, string?> kind)
    {
        try
        {
            return Coloured(text, pattern, kind);
        }
        catch (RegexMatchTimeoutException)
        {
            return [new CodeToken(text, null)];
        }
    }

    private static List<CodeToken> Coloured(string text, Regex pattern, Func<Match, string?> kind)
    {
        var tokens = new List<CodeToken>();
        var at = 0;
        foreach (Match match in pattern.Matches(text))
        {
            if (kind(match) is not { } found)
                continue;
            if (match.Index > at)
                tokens.Add(new CodeToken(text[at..match.Index], null));
            tokens.Add(new CodeToken(match.Value, found));
            at = match.Index + match.Length;
        }
        if (at < text.Length)
            tokens.Add(new CodeToken(text[at..], null));
        return tokens;
    }

    private static string? SqlKind(Match match) =>
        match.Groups["comment"].Success ? "comment"
        : match.Groups["string"].Success ? "string"
        : match.Groups["number"].Success ? "number"
        : match.Groups["quoted"].Success ? "name"
        : SqlKeywords.Contains(match.Value) ? "keyword"
        : null;

    private static string? JsonKind(Match match) =>
        match.Groups["key"].Success ? "name"
        : match.Groups["string"].Success ? "string"
        : match.Groups["number"].Success ? "number"
        : "keyword";

    private static string? YamlKind(Match match) =>
        match.Groups["comment"].Success ? "comment"
        : match.Groups["key"].Success ? "name"
        : match.Groups["string"].Success ? "string"
        : match.Groups["number"].Success ? "number"
        : "keyword";

    [GeneratedRegex(
        """(?<comment>--[^\n]*|/\*[\s\S]*?\*/)|(?<string>'(?:[^']|'')*')|(?<quoted>"(?:[^"]|"")*")|(?<number>\$\d+|\b\d+(?:\.\d+)?\b)|[A-Za-z_]\w*""",
        RegexOptions.None,
        1000
    )]
    private static partial Regex SqlToken();

    [GeneratedRegex(
        """(?<key>"(?:[^"\\]|\\.)*"(?=\s*:))|(?<string>"(?:[^"\\]|\\.)*")|(?<number>-?\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b)|\b(?:true|false|null)\b""",
        RegexOptions.None,
        1000
    )]
    private static partial Regex JsonToken();

    [GeneratedRegex(
        """(?<comment>(?<=^|\s)#.*$)|(?<key>(?<=^\s*(?:-\s+)?|[{,]\s*)[\w.$-]+(?=\s*:(?:\s|$)))|(?<string>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')|(?<number>(?<=[:\[,]\s*|-\s)-?\d+(?:\.\d+)?(?=\s*(?:[,\]}#]|$)))|(?<=[:\[,]\s*)(?:true|false|null)\b|(?<=^\s*)-(?=\s)|(?<=:\s*)[|>][+-]?\s*$""",
        RegexOptions.None,
        1000
    )]
    private static partial Regex YamlToken();
}
