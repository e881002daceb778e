using System.Collections.Frozen;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner;

/// <summary>The level that each object of a layer takes: its own, and that of all it is made of.</summary>
internal sealed class LayerVisibility
{
    private readonly SemanticLayer _layer;
    private readonly FrozenDictionary<string, string?> _metrics;

    public LayerVisibility(SemanticLayer layer)
    {
        _layer = layer;
        _metrics = layer.Metrics.ToFrozenDictionary(m => m.Name, m => LevelOf(m, 0), StringComparer.Ordinal);
    }

    public string? LevelOf(Metric metric) => _metrics.GetValueOrDefault(metric.Name, metric.Access);

    public string? LevelOf(Entity entity) => Higher(entity.Access, TableOf(entity)?.Access);

    public string? LevelOf(Entity entity, Dimension dimension) => Higher(Higher(LevelOf(entity), dimension.Access), LevelOf(entity, dimension.Expr.Tree));

    public string? LevelOf(Entity entity, EntityTime time) => Higher(LevelOf(entity), LevelOf(entity, time.Expr.Tree));

    public string? LevelOf(Entity entity, Segment segment) => Higher(LevelOf(entity), LevelOf(entity, segment.Where.Tree));

    public static string? LevelOf(LayerTable table, LayerColumn? column) => column?.Access ?? table.Access;

    private string? LevelOf(Metric metric, int depth)
    {
        // A cycle is the reader's error to report; here it only has to end.
        if (depth > 12)
            return metric.Access;
        var level = metric.Access;
        switch (metric.Definition)
        {
            case SimpleMetric simple:
                level = Higher(level, LevelOfRows(simple.Entity, simple.Expr, simple.Where));
                break;
            case SemiAdditiveMetric balance:
                level = Higher(level, LevelOfRows(balance.Entity, balance.Expr, balance.Where));
                break;
            case RatioMetric ratio:
                level = Higher(Higher(level, LevelOf(ratio.Numerator, depth)), LevelOf(ratio.Denominator, depth));
                break;
            case DerivedMetric derived:
                level = derived.Inputs.Aggregate(level, (l, i) => Higher(l, LevelOf(i, depth)));
                break;
            case CumulativeMetric cumulative:
                level = Higher(level, LevelOf(cumulative.Metric, depth));
                break;
            case ConversionMetric conversion:
                level = Higher(Higher(level, LevelOfName(conversion.Base, depth)), LevelOfName(conversion.Conversion, depth));
                break;
        }
        return level;
    }

    private string? LevelOf(MetricInput input, int depth) => LevelOfName(input.Metric, depth);

    private string? LevelOfName(string metric, int depth) => _layer.FindMetric(metric) is { } found ? LevelOf(found, depth + 1) : null;

    private string? LevelOfRows(string entityName, LayerExpression? expr, LayerExpression? where)
    {
        if (_layer.FindEntity(entityName) is not { } entity)
            return null;
        var level = LevelOf(entity);
        if (expr is not null)
            level = Higher(level, LevelOf(entity, expr.Tree));
        return where is null ? level : Higher(level, LevelOf(entity, where.Tree));
    }

    private string? LevelOf(Entity entity, ScalarExpr expr)
    {
        string? level = null;
        foreach (var column in expr.Columns())
            level = Higher(level, LevelOf(entity, column));
        return level;
    }

    private string? LevelOf(Entity entity, ColumnRef column)
    {
        var at = entity;
        string? level = null;
        for (var i = 0; i < column.Path.Length - 1; i++)
        {
            if (at.FindJoin(column.Path[i]) is not { } join || _layer.FindEntity(join.To) is not { } other)
                return level;
            at = other;
            level = Higher(level, LevelOf(at));
        }
        var name = column.Path[^1];
        if (at.FindDimension(name) is { } dimension)
            level = Higher(level, dimension.Access);
        return TableOf(at) is { } table && table.FindColumn(name) is { } found ? Higher(level, LevelOf(table, found)) : level;
    }

    private LayerTable? TableOf(Entity entity) => entity.Source is TableSource source ? _layer.FindTable(source.FullName) : null;

    private string? Higher(string? a, string? b) =>
        a is null ? b
        : b is null ? a
        : _layer.Access.RankOf(a) >= _layer.Access.RankOf(b) ? a
        : b;
}
