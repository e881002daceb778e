using System.Collections.Frozen;

namespace Workbench.Server.Semantics;

/// <summary>Identifiers: bare where PostgreSQL reads them as they are, else quoted.</summary>
internal static class PostgresNames
{
    private static readonly FrozenSet<string> Reserved = (
        "all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast char character check coalesce collate "
        + "collation column concurrently constraint create cross current_catalog current_date current_role current_schema current_time current_timestamp current_user "
        + "dec decimal default deferrable desc distinct do else end except exists extract false fetch float for foreign freeze from full grant greatest group grouping "
        + "having ilike in initially inner inout int integer intersect interval into is isnull join json lateral leading least left like limit localtime localtimestamp "
        + "national natural nchar none normalize not notnull null nullif numeric offset on only or order out outer overlaps overlay placing position precision primary "
        + "real references returning right row select session_user setof similar smallint some substring symmetric system_user table tablesample then time timestamp "
        + "to trailing treat trim true union unique user using values varchar variadic verbose when where window with xmlattributes xmlconcat xmlelement xmlexists"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    public static string Quote(string name) =>
        IsPlain(name) && (!Reserved.Contains(name)) ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <example><c>billing.invoices</c>: schema and table, each its own name.</example>
    public static string QuotePath(string fullName)
    {
        var dot = fullName.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? Quote(fullName) : $"{Quote(fullName[..dot])}.{Quote(fullName[(dot + 1)..])}";
    }

    private static bool IsPlain(string name)
    {
        if (name.Length == 0 || !(name[0] is (>= 'a' and <= 'z') or '_'))
            return false;
        foreach (var c in name)
            if (c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '_'))
                return false;
        return true;
    }
}
