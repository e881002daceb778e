using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticLanguage;

/// <summary>The names of a layer that an access level may know of.</summary>
internal sealed class VisibleNames
{
    private const int LongestPath = 4;
    private readonly string _level;
    private readonly ColumnScope _columns;
    private readonly Dictionary<string, Metric> _metrics;

    public VisibleNames(LayerContent content, string level)
    {
        (Content, _level) = (content, level);
        _columns = new ColumnScope(content);
        _metrics = content.Metrics.DistinctBy(m => m.Name).ToDictionary(m => m.Name, StringComparer.Ordinal);
    }

    public LayerContent Content { get; }

    /// <summary>Whether the level is the highest, or the layer has none: then nothing is hidden.</summary>
    public bool SeesAll => Content.Access.IsHighest(_level);

    public bool Sees(string? access) => Content.Access.Allows(_level, access);

    public IEnumerable<LayerTable> Tables => Content.Tables.Where(t => Sees(t.Access));

    public IEnumerable<Entity> Entities => Content.Entities.Where(e => Sees(e.Access));

    public IEnumerable<Metric> Metrics => Content.Metrics.Where(m => Sees(m.Access));

    public LayerTable? FindTable(string? fullName) => fullName is not null && _columns.Table(fullName) is { } table && Sees(table.Access) ? table : null;

    public IEnumerable<LayerColumn> Columns(LayerTable table) => table.Columns.Where(c => Sees(c.Access));

    public Entity? FindEntity(string? name) => name is not null && _columns.Entity(name) is { } entity && Sees(entity.Access) ? entity : null;

    public Metric? FindMetric(string? name) => name is not null && _metrics.GetValueOrDefault(name) is { } metric && Sees(metric.Access) ? metric : null;

    public LayerTable? TableOf(Entity entity) => entity.Source is TableSource { FullName: var name } ? FindTable(name) : null;

    public IEnumerable<(EntityJoin Join, Entity Target)> Joins(Entity entity) =>
        entity.Joins.Select(j => (Join: j, Target: FindEntity(j.To))).Where(j => j.Target is not null).Select(j => (j.Join, j.Target!));

    public IEnumerable<Dimension> Dimensions(Entity entity) => entity.Dimensions.Where(d => Sees(d.Access));

    public IEnumerable<EntityTime> Times(Entity entity) => entity.Times.Where(t => Sees(t.Access));

    public IEnumerable<Segment> Segments(Entity entity) => entity.Segments.Where(s => Sees(s.Access));

    public Entity? HomeOf(Metric? metric) =>
        metric is not null && MetricInputs.HomesOf(metric, _metrics.GetValueOrDefault) is [var home, ..] ? FindEntity(home) : null;

    /// <summary>Whether the level may know of an object; one that does not exist is not hidden.</summary>
    public bool Sees(LayerName name) =>
        name.Kind switch
        {
            "table" => _columns.Table(name.ToString()) is not { } table || Sees(table.Access),
            "column" => _columns.Table(name.Owner) is not { } table || (Sees(table.Access) && Sees(table.FindColumn(name.Name)?.Access)),
            "entity" => Sees(_columns.Entity(name.Name)?.Access),
            "time" => OfEntity(name, e => e.FindTime(name.Name)?.Access),
            "dimension" => OfEntity(name, e => e.FindDimension(name.Name)?.Access),
            "segment" => OfEntity(name, e => e.FindSegment(name.Name)?.Access),
            "join" => OfEntity(name, e => e.FindJoin(name.Name) is { } join ? _columns.Entity(join.To)?.Access : null),
            "metric" => Sees(_metrics.GetValueOrDefault(name.Name)?.Access),
            "alias" => Sees(_metrics.GetValueOrDefault(name.Owner)?.Access),
            _ => true,
        };

    /// <summary>Entities from which a field may be named: the home itself, and those over joins, with how a field of each begins.</summary>
    public IEnumerable<(string Prefix, Entity Entity)> Reached(Entity home)
    {
        var paths = new List<(string Join, int Depth, Entity Entity)> { ("", 0, home) };
        for (var i = 0; i < paths.Count && paths.Count < 2_000; i++)
            if (paths[i].Depth < LongestPath)
                foreach (var (join, target) in Joins(paths[i].Entity))
                    if (target.Name != home.Name)
                        paths.Add((join.Name, paths[i].Depth + 1, target));
        var ways = paths.CountBy(p => p.Entity.Name, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return paths.Select(p => (ways[p.Entity.Name] == 1 ? p.Entity.Name : p.Join, p.Entity)).DistinctBy(p => p.Item1);
    }

    private bool OfEntity(LayerName name, Func<Entity, string?> access) =>
        _columns.Entity(name.Owner) is not { } entity || (Sees(entity.Access) && Sees(access(entity)));
}
