using System.Collections.Frozen;

namespace Workbench.Server.Semantics.Compiler.Sql;

/// <summary>Identifiers: bare where Snowflake reads them as they are; it folds bare ones to capitals, so a reserved word is quoted in capitals.</summary>
internal static class SnowflakeNames
{
    private static readonly FrozenSet<string> Reserved = (
        "all alter and any as asof between by case cast check column connect constraint create cross current current_date current_time "
        + "current_timestamp current_user database delete distinct drop else exists false following for from full grant group gscluster having ilike in increment "
        + "inner insert intersect into is join lateral left like limit localtime localtimestamp minus natural not null of offset on or order qualify "
        + "regexp revoke right rlike row rows sample schema select set some start table tablesample then to trigger true try_cast union unique update using values "
        + "view when whenever where window with"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    public static string Quote(string name) =>
        !IsPlain(name) ? Exact(name)
        : Reserved.Contains(name) ? Exact(name.ToUpperInvariant())
        : name;

    /// <summary>Letter by letter.</summary>
    public static string Exact(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

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
