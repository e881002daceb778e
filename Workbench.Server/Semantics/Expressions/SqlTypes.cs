using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Workbench.Server.Semantics.Expressions;

/// <summary>Names of PostgreSQL types, brought into one form.</summary>
public static partial class SqlTypes
{
    private static readonly FrozenDictionary<string, string> Canonical = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["smallint"] = "smallint",
        ["int2"] = "smallint",
        ["integer"] = "integer",
        ["int"] = "integer",
        ["int4"] = "integer",
        ["serial"] = "integer",
        ["bigint"] = "bigint",
        ["int8"] = "bigint",
        ["bigserial"] = "bigint",
        ["numeric"] = "numeric",
        ["decimal"] = "numeric",
        ["real"] = "real",
        ["float4"] = "real",
        ["double precision"] = "double precision",
        ["double"] = "double precision",
        ["float8"] = "double precision",
        ["float"] = "double precision",
        ["text"] = "text",
        ["string"] = "text",
        ["varchar"] = "text",
        ["character varying"] = "text",
        ["char"] = "text",
        ["character"] = "text",
        ["bpchar"] = "text",
        ["citext"] = "text",
        ["boolean"] = "boolean",
        ["bool"] = "boolean",
        ["date"] = "date",
        ["timestamp"] = "timestamp",
        ["timestamp without time zone"] = "timestamp",
        ["timestamptz"] = "timestamptz",
        ["timestamp with time zone"] = "timestamptz",
        ["time"] = "time",
        ["time without time zone"] = "time",
        ["time with time zone"] = "timetz",
        ["timetz"] = "timetz",
        ["interval"] = "interval",
        ["uuid"] = "uuid",
        ["json"] = "json",
        ["jsonb"] = "jsonb",
        ["bytea"] = "bytea",
        ["inet"] = "inet",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private const int MaxLength = 200;

    public static IEnumerable<string> Names => Canonical.Values.Distinct(StringComparer.Ordinal);

    /// <summary><c>decimal(12, 2)</c> is <c>numeric(12,2)</c>; null for a type that is not known. Array types keep their <c>[]</c>.</summary>
    public static string? Normalise(string written)
    {
        // Thousands of blanks would be matched in every way there is.
        if (written.Length > MaxLength)
            return null;
        var match = Written().Match(written.Trim().ToLowerInvariant());
        if (!match.Success)
            return null;
        var name = Spaces().Replace(match.Groups["name"].Value.Trim() + match.Groups["rest"].Value, " ").Trim();
        if (!Canonical.TryGetValue(name, out var canonical))
            return null;
        var size = match.Groups["size"].Success && canonical == "numeric" ? Spaces().Replace(match.Groups["size"].Value, "") : "";
        return canonical + size + match.Groups["array"].Value;
    }

    /// <summary>Without size: <c>numeric(12,2)</c> is <c>numeric</c>.</summary>
    public static string Base(string normalised) => normalised.IndexOf('(', StringComparison.Ordinal) is var at and >= 0 ? normalised[..at] : normalised;

    [GeneratedRegex(
        @"^(?<name>[a-z][a-z0-9_ ]*?)\s*(?<size>\(\s*\d+\s*(,\s*\d+\s*)?\))?(?<rest>\s+with(out)? time zone)?(?<array>(\[\])*)$",
        RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex Written();

    [GeneratedRegex(@"\s+", RegexOptions.None, 10_000)]
    private static partial Regex Spaces();
}
