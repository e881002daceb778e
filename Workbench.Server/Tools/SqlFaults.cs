using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.Tools;

/// <summary>What a failed statement means for the tool that ran it.</summary>
internal static partial class SqlFaults
{
    /// <summary>The compiler wrote it: another wording of the model changes nothing, save where the level may not.</summary>
    public static ToolOutcome OfCompiled(SqlFailed failed) =>
        failed.Code switch
        {
            "permission" => ToolRefusal.Of("denied", "The access level of this run may not read the data that this needs."),
            _ => new ToolBroke(failed.Code, failed.Message),
        };

    /// <summary>A model wrote it and may write another.</summary>
    public static ToolOutcome OfFreeSql(SqlFailed failed, CompileScope scope) =>
        failed.Code switch
        {
            "permission" => ToolRefusal.Of("denied", "The access level of this run may not read the data that this needs."),
            "bad_query" => new ToolRefusal(failed.Code, failed.Message, NearestTo(failed.Message, scope))
            {
                Do = "Mend the statement and send it once more (twice at the most); open a table with look_up to see its columns.",
            }.AsOutcome(),
            "warehouse_timeout" => new ToolRefusal(failed.Code, failed.Message, [])
            {
                Do = "Ask for less: a shorter period, fewer tables, an aggregate in place of rows; or use query_metrics.",
            }.AsOutcome(),
            _ => new ToolBroke(failed.Code, failed.Message),
        };

    /// <summary>Tables and columns that are spelt like what the database does not know: it puts such names in quotes.</summary>
    private static ImmutableArray<string> NearestTo(string message, CompileScope scope)
    {
        var layer = scope.Layer;
        var tables = layer.Tables.Where(t => layer.Access.Allows(scope.Level, t.Access)).ToList();
        List<string> known =
        [
            .. tables.Select(t => t.FullName),
            .. tables.SelectMany(t => t.Columns.Where(c => layer.Access.Allows(scope.Level, c.Access ?? t.Access)).Select(c => $"{t.FullName}.{c.Name}")),
        ];
        return
        [
            .. QuotedName()
                .Matches(message)
                .Select(m => m.Groups["name"].Value)
                .Select(n => n[(n.LastIndexOf('.') + 1)..])
                .Where(n => n.Length > 1)
                .SelectMany(n => known.Where(k => NearestNames.Of(n, [k[(k.LastIndexOf('.') + 1)..]]).Count > 0))
                .Distinct(StringComparer.Ordinal)
                .Take(5),
        ];
    }

    /// <example><c>column "mrr" does not exist</c>, <c>column a.mrr does not exist</c></example>
    [GeneratedRegex(
        "(?:\"(?<name>[^\"]{1,100})\"|(?:column|relation) (?<name>[\\w.]{1,100}))",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex QuotedName();
}
