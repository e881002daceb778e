using System.Text.RegularExpressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>What a format calls its table, as <c>schema.table</c>, or as a query.</summary>
internal static partial class ForeignTable
{
    private const string DefaultSchema = "public";

    /// <returns>A query with no more than a condition has both, the table and the condition.</returns>
    public static (string? Table, string? Sql, string? Where) Of(string source, string about, SourceSpan at, InterchangeNotes notes)
    {
        var text = source.Trim().TrimEnd(';');
        if (Selected().Match(text) is { Success: true } simple)
            return (Named(simple.Groups["table"].Value, about, at, notes), null, simple.Groups["where"].Value.Trim());
        if (Query().IsMatch(text))
            return (null, text, null);
        return AsQuery(text, about, at, notes) is { } query ? (null, query, null) : (Named(text, about, at, notes), null, null);
    }

    /// <summary>A query of a table whose name holds signs that no name of the layer has; null for all others.</summary>
    public static string? AsQuery(string written, string about, SourceSpan at, InterchangeNotes notes)
    {
        if (!Parts(written).Any(p => NotPlain().IsMatch(p.Trim('"', '`', '[', ']'))))
            return null;
        notes.Changed(about, $"No table of the layer can be called {written}: the entity is a query of it (`sql:`).", at);
        return $"select * from {written}";
    }

    private static IEnumerable<string> Parts(string written) => PartOfName().Matches(written).Select(m => m.Value.Trim()).Where(p => p.Length > 0);

    /// <summary>The table as it is written in a query that takes all of it where a condition holds; null for anything else.</summary>
    public static string? WrittenIn(string source) => Selected().Match(source.Trim()) is { Success: true } simple ? simple.Groups["table"].Value : null;

    public static string Named(string written, string about, SourceSpan at, InterchangeNotes notes)
    {
        var parts = written.Split('.').Select(p => Plain(p.Trim())).Where(p => p.Length > 0).ToList();
        if (parts.Count > 2)
            notes.Changed(about, $"The database {parts[^3]} of {written} is not named in a layer: its account says which one it is.", at);
        if (parts.Count == 1)
            notes.Guessed(about, $"The table {parts[0]} names no schema: {DefaultSchema} is taken.", at);
        return parts.Count switch
        {
            0 => $"{DefaultSchema}.unnamed",
            1 => $"{DefaultSchema}.{parts[0]}",
            _ => $"{parts[^2]}.{parts[^1]}",
        };
    }

    /// <summary>Capitals without quotes are what Snowflake makes of small letters.</summary>
    private static string Plain(string part)
    {
        var bare = NotPlain().Replace(part.Trim('"', '`', '[', ']'), "");
        return part.StartsWith('"') || bare.Any(char.IsAsciiLetterLower) ? bare : bare.ToLowerInvariant();
    }

    [GeneratedRegex(@"^\s*(?:select|with)\s", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Query();

    [GeneratedRegex(
        @"^\s*select\s+\*\s+from\s+(?<table>[A-Za-z_][\w$]*(\.[A-Za-z_][\w$]*){0,2})\s+where\s+(?<where>(?!.*\b(group|order|limit|union|having|qualify|select)\b).+)$",
        RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        1_000
    )]
    private static partial Regex Selected();

    [GeneratedRegex("""(?:"[^"]*"|`[^`]*`|\[[^\]]*\]|[^."`\[])+""", RegexOptions.None, 1_000)]
    private static partial Regex PartOfName();

    [GeneratedRegex(@"[^\w]", RegexOptions.None, 1_000)]
    private static partial Regex NotPlain();
}
