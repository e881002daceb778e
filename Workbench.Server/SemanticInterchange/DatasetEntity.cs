using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.SemanticInterchange;

/// <summary>A dataset on its way to an entity.</summary>
internal sealed class DatasetEntity(string name, Dataset dataset, TableBuild? table)
{
    public string Name => name;
    public Dataset Dataset => dataset;
    public TableBuild? Table => table;

    /// <summary>Expressions of its fields, as written, by name in small letters.</summary>
    public Dictionary<string, ScalarExpr> Expressions { get; } = new(StringComparer.Ordinal);

    public List<(string Name, DatasetField Field, ScalarExpr Expr, bool IsTime)> Fields { get; } = [];
    public LayerNames Names { get; } = new();
    public LayerNames TimeNames { get; } = new();
    public List<JsonObject> Times { get; } = [];
    public List<JsonObject> Dimensions { get; } = [];
    public List<JsonObject> Segments { get; } = [];
    public List<JsonObject> JoinTrees { get; } = [];
    public List<DatasetJoin> Joins { get; } = [];
    public List<IReadOnlyList<string>> JoinedBy { get; } = [];
    public string? Where { get; set; }

    public string? DefaultTime => Times.Count == 0 ? null : Times[0]["name"]!.GetValue<string>();

    public ColumnBuild? Column(ColumnRef column) => column.Path is [var own] ? table?.Column(own) : null;

    /// <summary>The stored column that a key names: a column, or a field that is one.</summary>
    public string ColumnOf(string written)
    {
        var lower = written.ToLowerInvariant();
        return Expressions.GetValueOrDefault(lower) is ColumnRef { Path: [.., var column] } ? column
            : IsCapital(written) ? lower
            : written;
    }

    /// <summary>An expression over stored columns: names of fields are written out. Null when it names another dataset.</summary>
    /// <param name="open">Fields that are being written out: their names inside are columns.</param>
    public ScalarExpr? Physical(ScalarExpr expression, params ImmutableHashSet<string> open) =>
        ExpressionTree.Rewrite(
            expression,
            column =>
            {
                var path = column.Path;
                if (path.Length > 1 && !string.Equals(path[^2], dataset.Name, StringComparison.OrdinalIgnoreCase))
                    return null;
                var field = path[^1].ToLowerInvariant();
                return open.Contains(field) || Expressions.GetValueOrDefault(field) is not { } written
                    ? new ColumnRef([path[^1]])
                    : Physical(written, open.Add(field));
            }
        );

    private static bool IsCapital(string text) => text.Any(char.IsAsciiLetterUpper) && !text.Any(char.IsAsciiLetterLower);
}
