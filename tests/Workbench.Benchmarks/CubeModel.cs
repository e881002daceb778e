using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Benchmarks;

/// <summary>A layer as a model of Cube, and queries to it, as far as Cube says them by itself.</summary>
internal static class CubeModel
{
    public static string Of(SemanticLayer layer)
    {
        var text = new StringBuilder();
        foreach (var entity in layer.Entities)
        {
            var joins = entity.Joins.Select(j => $"{j.To}: {{ relationship: 'many_to_one', sql: `{Sql(j.On.Tree, j)}` }}");
            var measures = layer.Metrics.Where(m => m.Definition is SimpleMetric simple && simple.Entity == entity.Name).Select(Measure);
            var dimensions = entity
                .Dimensions.Select(d => $"{d.Name}: {{ type: 'string', sql: `{Sql(d.Expr.Tree)}` }}")
                .Concat(entity.Times.Select(t => $"{t.Name}: {{ type: 'time', sql: `{Sql(t.Expr.Tree)}` }}"))
                .Append($"{entity.Key[0]}: {{ type: 'number', sql: `${{CUBE}}.{entity.Key[0]}`, primary_key: true }}");
            text.Append(
                $"cube('{entity.Name}', {{ sql_table: '{((TableSource)entity.Source).FullName}', joins: {{ {string.Join(", ", joins)} }}, measures: {{ {string.Join(", ", measures)} }}, dimensions: {{ {string.Join(", ", dimensions)} }} }});\n"
            );
        }
        return text.ToString();
    }

    private static string Measure(Metric metric)
    {
        var simple = (SimpleMetric)metric.Definition;
        var sql = simple.Expr is { } expr ? $", sql: `{Sql(expr.Tree)}`" : "";
        var filter = simple.Where is { } where ? $", filters: [{{ sql: `{Sql(where.Tree)}` }}]" : "";
        return $"{metric.Name}: {{ type: '{(simple.Aggregation.Kind == AggregationKind.Count ? "count" : "sum")}'{sql}{filter} }}";
    }

    private static string Sql(ScalarExpr expr, EntityJoin? join = null) =>
        ExpressionPrinter
            .Print(Marked(expr, join))
            .Replace("cube__dot__", "${CUBE}.", StringComparison.Ordinal)
            .Replace("join__dot__", $"${{{join?.To}}}.", StringComparison.Ordinal);

    private static ScalarExpr Marked(ScalarExpr expr, EntityJoin? join) =>
        expr switch
        {
            ColumnRef { Path: [var name] } => new ColumnRef([$"cube__dot__{name}"]),
            ColumnRef { Path: [_, var name] } when join is not null => new ColumnRef([$"join__dot__{name}"]),
            BinaryExpr binary => binary with { Left = Marked(binary.Left, join), Right = Marked(binary.Right, join) },
            _ => expr,
        };

    /// <summary>A query in Cube's words.</summary>
    public static JsonObject Query(
        ImmutableArray<string> measures,
        ImmutableArray<string> dimensions,
        string? time = null,
        string? grain = null,
        (string From, string To)? range = null,
        (string Field, ImmutableArray<string> Values)? filter = null,
        int? limit = null
    )
    {
        var query = new JsonObject { ["measures"] = List(measures), ["dimensions"] = List(dimensions) };
        if (time is not null)
        {
            var by = new JsonObject { ["dimension"] = time };
            if (grain is not null)
                by["granularity"] = grain;
            if (range is { } days)
                by["dateRange"] = List([days.From, days.To]);
            query["timeDimensions"] = new JsonArray(by);
        }
        if (filter is { } only)
            query["filters"] = new JsonArray(
                new JsonObject
                {
                    ["member"] = only.Field,
                    ["operator"] = "equals",
                    ["values"] = List(only.Values),
                }
            );
        if (limit is { } count)
        {
            query["rowLimit"] = count;
            query["order"] = new JsonArray(new JsonObject { ["id"] = measures[0], ["desc"] = true });
        }
        return query;
    }

    private static JsonArray List(ImmutableArray<string> items) => new([.. items.Select(i => (JsonNode)i)]);
}
