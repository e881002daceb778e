using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.Semantics.Layer;

/// <summary>The level that an object needs because of what it is made of: the strictest of its columns, tables and inputs.</summary>
internal sealed class EffectiveAccess
{
    private const int MaxDepth = 60;

    private readonly LayerContent _content;
    private readonly ColumnScope _columns;
    private readonly Dictionary<string, Metric> _metrics;
    private readonly Dictionary<string, string?> _ofMetrics = new(StringComparer.Ordinal);

    public EffectiveAccess(LayerContent content)
    {
        _content = content;
        _columns = new ColumnScope(content);
        _metrics = content.Metrics.DistinctBy(m => m.Name).ToDictionary(m => m.Name, StringComparer.Ordinal);
    }

    /// <summary>Writes the level out at every object, so that nobody has to work it out again.</summary>
    public static LayerContent Complete(LayerContent content)
    {
        var access = new EffectiveAccess(content);
        return content with
        {
            Entities =
            [
                .. content.Entities.Select(e =>
                    e with
                    {
                        Access = access.Stricter(e.Access, access.Needs(e)),
                        Times = [.. e.Times.Select(t => t with { Access = access.Stricter(t.Access, access.Needs(e, t.Expr.Tree)) })],
                        Dimensions = [.. e.Dimensions.Select(d => d with { Access = access.Stricter(d.Access, access.Needs(e, d.Expr.Tree)) })],
                        Segments = [.. e.Segments.Select(s => s with { Access = access.Stricter(s.Access, access.Needs(e, s.Where.Tree)) })],
                    }
                ),
            ],
            Metrics = [.. content.Metrics.Select(m => m with { Access = access.Stricter(m.Access, access.Needs(m)) })],
        };
    }

    /// <summary>Of an entity: its table, key and what always filters it.</summary>
    public string? Needs(Entity entity)
    {
        var table = _columns.TableOf(entity);
        var needed = table?.Access;
        foreach (var column in entity.Key)
            needed = Stricter(needed, table?.FindColumn(column)?.Access);
        return entity.Where is { } always ? Stricter(needed, OfColumns(entity, always.Tree)) : needed;
    }

    public string? Needs(Entity entity, ScalarExpr expression) => Stricter(Stricter(entity.Access, Needs(entity)), OfColumns(entity, expression));

    public string? Needs(Metric metric) => Needs(metric, depth: 0);

    public string? Stricter(string? a, string? b) =>
        a is null ? b
        : b is null || _content.Access.RankOf(a) >= _content.Access.RankOf(b) ? a
        : b;

    private string? Needs(Metric metric, int depth)
    {
        if (_ofMetrics.TryGetValue(metric.Name, out var known))
            return known;
        // Refused by the check of metrics; until it is mended, nobody but the highest level sees it.
        if (depth > MaxDepth)
            return _content.Access.Levels is [.., var highest] ? highest.Name : null;
        var needed = metric.Definition switch
        {
            SimpleMetric m => OfRows(m.Entity, m.Expr, m.Where, m.Time),
            SemiAdditiveMetric m => OfRows(m.Entity, m.Expr, m.Where, m.Over.Time),
            _ => null,
        };
        foreach (var input in MetricInputs.Of(metric.Definition))
            if (_metrics.TryGetValue(input.Metric, out var source))
            {
                needed = Stricter(needed, Stricter(source.Access, Needs(source, depth + 1)));
                if (input.Where is { } where)
                    foreach (var home in MetricInputs.HomesOf(source, _metrics.GetValueOrDefault).Select(_columns.Entity).OfType<Entity>())
                        needed = Stricter(needed, OfColumns(home, where.Tree));
            }
        return _ofMetrics[metric.Name] = needed;
    }

    private string? OfRows(string entityName, LayerExpression? expr, LayerExpression? where, string? time)
    {
        if (_columns.Entity(entityName) is not { } entity)
            return null;
        var needed = Stricter(entity.Access, Needs(entity));
        foreach (var part in new[] { expr, where })
            if (part is not null)
                needed = Stricter(needed, OfColumns(entity, part.Tree));
        var path = time?.Split('.');
        if (path is null)
            return entity.DefaultTime is { } byDefault ? Stricter(needed, OfColumns(entity, byDefault.Expr.Tree)) : needed;
        needed = Stricter(needed, OfPath(entity, path.AsSpan()[..^1]));
        return _columns.Walk(entity, path.AsSpan()[..^1]) is { } owner && owner.FindTime(path[^1]) is { } found
            ? Stricter(needed, OfColumns(owner, found.Expr.Tree))
            : needed;
    }

    private string? OfColumns(Entity entity, ScalarExpr expression)
    {
        string? needed = null;
        foreach (var column in expression.Columns())
        {
            var joins = column.Path.AsSpan()[..^1];
            needed = Stricter(needed, OfPath(entity, joins));
            if (_columns.Walk(entity, joins) is { } owner)
                needed = Stricter(needed, _columns.TableOf(owner)?.FindColumn(column.Path[^1])?.Access);
        }
        return needed;
    }

    /// <summary>Every entity on the way, and the columns that join them.</summary>
    private string? OfPath(Entity from, ReadOnlySpan<string> joins)
    {
        string? needed = null;
        var at = from;
        foreach (var name in joins)
        {
            if (at.FindJoin(name) is not { } join || _columns.Entity(join.To) is not { } next)
                return needed;
            foreach (var column in join.On.Tree.Columns())
            {
                var owner = column.Path.Length == 1 ? at : next;
                needed = Stricter(needed, _columns.TableOf(owner)?.FindColumn(column.Path[^1])?.Access);
            }
            needed = Stricter(needed, Stricter(next.Access, Needs(next)));
            at = next;
        }
        return needed;
    }
}
