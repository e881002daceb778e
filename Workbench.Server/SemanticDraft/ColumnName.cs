using System.Collections.Frozen;
using Workbench.Server.Semantics;

namespace Workbench.Server.SemanticDraft;

/// <summary>Names of columns as expressions of the layer read them.</summary>
internal static class ColumnName
{
    // Words that begin something of their own in an expression, though PostgreSQL would take them as names.
    private static readonly FrozenSet<string> Syntax = FrozenSet.ToFrozenSet(
        ["at", "between", "date", "escape", "extract", "interval", "is", "time", "timestamp", "timestamptz", "unknown", "zone"],
        StringComparer.Ordinal
    );

    public static string Print(string name) => Syntax.Contains(name) ? $"\"{name}\"" : PostgresNames.Quote(name);

    /// <summary>In SQL of our own.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
