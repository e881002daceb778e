using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Compiler;

/// <summary>A layer as one access level sees it, with what the compiler looks up again and again. Immutable but for its caches; thread-safe.</summary>
internal sealed class LevelView
{
    private readonly FrozenSet<string> _visibleEntities;
    private readonly ConcurrentDictionary<string, ImmutableArray<JoinPath>> _paths = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ImmutableArray<JoinPath>> _allPaths = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Home, string Field), FieldResolution> _fields = new();
    private readonly ConcurrentDictionary<Grain, ImmutableArray<DateOnly>> _listed = new();
    private readonly ConcurrentDictionary<string, bool> _visibleMetrics = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, QueryMetric> _read = new(StringComparer.Ordinal);

    public LevelView(SemanticLayer layer, string level)
    {
        Layer = layer;
        Level = level;
        Calendar = new Calendar(layer.Calendar);
        Segments = [.. layer.Entities.SelectMany(e => e.Segments, (e, s) => ($"{e.Name}.{s.Name}", e, s))];
        _visibleEntities = layer.Entities.Where(IsEntityOpen).Select(e => e.Name).ToFrozenSet(StringComparer.Ordinal);
    }

    public SemanticLayer Layer { get; }
    public string Level { get; }
    public Calendar Calendar { get; }

    /// <summary>All of the layer, visible or not, named as a query names them.</summary>
    public ImmutableArray<(string Name, Entity Entity, Segment Segment)> Segments { get; }

    public Entity? FindEntity(string name) => _visibleEntities.Contains(name) ? Layer.FindEntity(name) : null;

    public IEnumerable<Metric> Metrics => Layer.Metrics.Where(m => IsVisible(m));

    public IEnumerable<Entity> Entities => Layer.Entities.Where(e => _visibleEntities.Contains(e.Name));

    /// <summary>Whom to ask for more, for the text of a refusal.</summary>
    public string DeniedMessage
    {
        get
        {
            var rank = Layer.Access.RankOf(Level);
            var contact = Layer.Access.Levels.Where((_, i) => i > rank).Select(l => l.Contact).FirstOrDefault(c => c is not null);
            return contact is null
                ? $"Your access level ({Level}) does not cover this question."
                : $"Your access level ({Level}) does not cover this question; ask {contact} for access.";
        }
    }

    /// <summary>All periods of a week pattern that data may lie in: 15 years on both sides of its anchor.</summary>
    public ImmutableArray<DateOnly> ListedPeriods(Grain grain) =>
        _listed.GetOrAdd(
            grain,
            g =>
            {
                var year = Layer.Calendar.FiscalYear.FourFourFive!.Anchor.Year;
                return [.. Calendar.PeriodsOf(g, new DateOnly(year - 15, 1, 1), new DateOnly(year + 16, 1, 1))];
            }
        );

    /// <summary>All ways from an entity over joins towards one that visit no entity twice; the entity itself first, then by length.</summary>
    public ImmutableArray<JoinPath> PathsFrom(Entity home) => _paths.GetOrAdd(home.Name, _ => FindPaths(home, isWhole: false));

    /// <summary>The same on the whole layer, over what the level may not see too.</summary>
    public ImmutableArray<JoinPath> AllPathsFrom(Entity home) => _allPaths.GetOrAdd(home.Name, _ => FindPaths(home, isWhole: true));

    /// <summary>Remembers what there is: what somebody wrote wrongly has no end.</summary>
    public FieldResolution Resolve(Entity home, string field)
    {
        if (_fields.TryGetValue((home.Name, field), out var known))
            return known;
        var read = FieldReader.Read(this, home, field);
        if (read is not FieldMissing)
            _fields.TryAdd((home.Name, field), read);
        return read;
    }

    /// <summary>A metric that was taken apart before.</summary>
    public QueryMetric? FindRead(Metric metric) => _read.GetValueOrDefault(metric.Name);

    public QueryMetric Remember(QueryMetric metric) => _read.GetOrAdd(metric.Metric.Name, metric);

    public bool IsVisible(Metric metric) => _visibleMetrics.GetOrAdd(metric.Name, _ => IsMetricOpen(metric, depth: 0));

    public bool IsVisible(Entity entity, Dimension dimension) => Allows(dimension.Access) && IsOpen(entity, dimension.Expr.Tree);

    public bool IsVisible(Entity entity, EntityTime time) => IsOpen(entity, time.Expr.Tree);

    public bool IsVisible(Entity entity, string column) => IsColumnOpen(entity, column);

    private bool Allows(string? required) => Layer.Access.Allows(Level, required);

    private ImmutableArray<JoinPath> FindPaths(Entity home, bool isWhole)
    {
        var found = ImmutableArray.CreateBuilder<JoinPath>();
        found.Add(JoinPath.Of(home));
        for (var i = 0; i < found.Count; i++)
        {
            var path = found[i];
            if (path.Joins.Count == EntityJoin.LongestPath)
                continue;
            foreach (var join in path.Target.Joins)
            {
                var target = isWhole ? Layer.FindEntity(join.To) : FindEntity(join.To);
                if (target is null || !(isWhole || IsJoinOpen(path.Target, join, target)))
                    continue;
                if (target.Name != home.Name && !path.Joins.Any(j => j.To == target.Name))
                    found.Add(path.Then(join, target));
            }
        }
        return found.ToImmutable();
    }

    private bool IsEntityOpen(Entity entity)
    {
        if (!Allows(entity.Access))
            return false;
        if (entity.Source is TableSource table && !Allows(Layer.FindTable(table.FullName)?.Access))
            return false;
        return entity.Where is null || IsOpen(entity, entity.Where.Tree);
    }

    public bool IsJoinOpen(Entity from, EntityJoin join, Entity target) =>
        Columns(join.On.Tree)
            .All(c =>
                c.Path.Length == 1 ? IsColumnOpen(from, c.Path[0])
                : c.Path[0] == join.Name ? IsColumnOpen(target, c.Path[^1])
                : true
            );

    private bool IsMetricOpen(Metric metric, int depth)
    {
        if (depth > MetricReader.DeepestNesting)
            return true;
        if (!Allows(metric.Access))
            return false;
        return metric.Definition switch
        {
            SimpleMetric simple => AreOpen(simple.Entity, simple.Expr, simple.Where) && IsFieldOpen(simple.Entity, simple.Time),
            SemiAdditiveMetric balance => AreOpen(balance.Entity, balance.Expr, balance.Where)
                && IsFieldOpen(balance.Entity, balance.Over.Time)
                && balance.Over.Per.All(field => IsFieldOpen(balance.Entity, field)),
            _ => MetricInputs.Of(metric.Definition).All(i => IsInputOpen(i, depth)),
        };
    }

    /// <summary>The metric, and what its rows are filtered by where it stands as an input.</summary>
    private bool IsInputOpen(MetricInput input, int depth) =>
        Layer.FindMetric(input.Metric) is not { } metric
        || IsMetricOpen(metric, depth + 1)
            && (input.Where is not { } where || MetricInputs.HomesOf(metric, Layer.FindMetric).All(home => AreOpen(home, where, null)));

    /// <summary>Rows that are chosen or put in order by a hidden field tell what is in it.</summary>
    private bool IsFieldOpen(string entityName, string? field) =>
        field is null
        || FindEntity(entityName) is not { } home
        || Resolve(home, field.Contains('.', StringComparison.Ordinal) || Layer.FindEntity(field) is not null ? field : $"{home.Name}.{field}")
            is not FieldHidden;

    private bool AreOpen(string entityName, LayerExpression? first, LayerExpression? second)
    {
        if (Layer.FindEntity(entityName) is not { } entity)
            return true;
        return _visibleEntities.Contains(entityName) && (first is null || IsOpen(entity, first.Tree)) && (second is null || IsOpen(entity, second.Tree));
    }

    /// <summary>Whether the level may read every column that an expression names.</summary>
    public bool IsOpen(Entity entity, ScalarExpr expr)
    {
        foreach (var column in Columns(expr))
        {
            var current = entity;
            for (var i = 0; i < column.Path.Length - 1; i++)
            {
                if (i == 0 && column.Path[0] == current.Name && current.FindJoin(column.Path[0]) is null)
                    continue;
                if (current.FindJoin(column.Path[i]) is not { } join || Layer.FindEntity(join.To) is not { } target)
                    break;
                if (!Allows(target.Access) || (target.Source is TableSource table && !Allows(Layer.FindTable(table.FullName)?.Access)))
                    return false;
                current = target;
            }
            if (!IsColumnOpen(current, column.Path[^1]))
                return false;
        }
        return true;
    }

    private bool IsColumnOpen(Entity entity, string column)
    {
        if (entity.Source is TableSource source && Layer.FindTable(source.FullName) is { } table && table.FindColumn(column) is { } found)
            return Allows(table.Access) && Allows(found.Access);
        // A bare name may be another dimension of the entity.
        return entity.FindDimension(column) is not { } dimension || Allows(dimension.Access);
    }

    /// <summary>All column references of an expression.</summary>
    public static IEnumerable<ColumnRef> Columns(ScalarExpr expr) => expr.All().OfType<ColumnRef>();
}
