using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Workbench.Server.Semantics.Compiler.Sql;

/// <summary>The functions of layer expressions in Snowflake: those of another name, and those that need another form (<see cref="SnowflakePrinter"/>).</summary>
internal static partial class SnowflakeFunctions
{
    /// <summary>Functions that mean the same under another name. Snowflake's own greatest and least are NULL with any NULL.</summary>
    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["substring"] = "substr",
        ["make_date"] = "date_from_parts",
        ["greatest"] = "greatest_ignore_nulls",
        ["least"] = "least_ignore_nulls",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Parts of a time that do not depend on parameters of the session.</summary>
    private static readonly FrozenDictionary<string, string> Parts = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["year"] = "year",
        ["quarter"] = "quarter",
        ["month"] = "month",
        ["day"] = "day",
        ["hour"] = "hour",
        ["minute"] = "minute",
        ["second"] = "second",
        ["week"] = "weekiso",
        ["isodow"] = "dayofweekiso",
        ["isoyear"] = "yearofweekiso",
        ["doy"] = "dayofyear",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static string NameOf(string name) => Names.GetValueOrDefault(name, name);

    /// <summary>Null where Snowflake has no such part, or only one that the session decides.</summary>
    public static string? PartOf(string part) => Parts.GetValueOrDefault(part);

    /// <summary>Whether a format of <c>to_char</c> and <c>to_date</c> means the same in both.</summary>
    public static bool IsSharedFormat(string format) => SharedFormat().IsMatch(format);

    [GeneratedRegex("""^(YYYY|YY|MM|DD|HH24|HH12|MI|SS|[-/.,: ]|"[A-Za-z ]*")+$""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex SharedFormat();
}
