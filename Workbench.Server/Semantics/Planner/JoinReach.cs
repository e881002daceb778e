using System.Collections.Concurrent;
using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Which entities a row leads to by joins towards one, and what a query calls their fields.</summary>
internal sealed class JoinReach(SemanticLayer layer)
{
    private readonly ConcurrentDictionary<string, ImmutableArray<JoinPath>> _paths = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string From, string To), ImmutableArray<JoinPath>> _between = new();
    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> _homes = new(StringComparer.Ordinal);

    /// <summary>All paths from an entity, the empty one to itself first, then by length.</summary>
    public ImmutableArray<JoinPath> From(string entity) => _paths.GetOrAdd(entity, Walk);

    public ImmutableArray<JoinPath> Between(string from, string to) =>
        _between.GetOrAdd((from, to), static (ends, reach) => [.. reach.From(ends.From).Where(p => p.To == ends.To)], this);

    public bool Reaches(string from, string to) => Between(from, to).Length > 0;

    /// <summary>Whether a row may name none, as the layer says.</summary>
    public bool IsOptional(string from, string to) => Leads(from, to).Any(step => step.Join.IsOptional);

    /// <summary>Whether a row may lead to none: it names none, or one that its entity leaves out.</summary>
    public bool MayLeadToNone(string from, string to) => Leads(from, to).Any(step => step.Join.IsOptional || step.To?.Where is not null);

    private IEnumerable<(EntityJoin Join, Entity? To)> Leads(string from, string to) =>
        Between(from, to).MinBy(p => p.Joins.Length) is { } path ? Steps(from, path).Select(j => (j, layer.FindEntity(j.To))) : [];

    /// <summary>Entities whose rows a metric is made of.</summary>
    public IReadOnlyList<string> HomesOf(Metric metric) => _homes.GetOrAdd(metric.Name, _ => FindHomes(metric));

    private List<string> FindHomes(Metric metric)
    {
        var homes = new List<string>();
        AddHomes(metric, homes, 0);
        return homes.Distinct(StringComparer.Ordinal).ToList();
    }

    /// <summary>How a query writes a field of <paramref name="entity"/> seen from all <paramref name="homes"/>; null when one of them does not lead there.</summary>
    public string? FieldFor(IReadOnlyList<string> homes, string entity, string field, EntityJoin? role = null)
    {
        if (homes.Count == 0)
            return $"{entity}.{field}";
        string? written = null;
        foreach (var home in homes)
        {
            var paths = Between(home, entity).Where(p => role is null || p.Joins.Contains(role.Name)).ToList();
            if (paths.Count == 0)
                return null;
            var total = Between(home, entity).Length;
            var shortest = Plain(home, paths) ?? paths.MinBy(p => p.Joins.Length)!;
            var name =
                total == 1 || shortest.Joins.Length == 0 ? $"{entity}.{field}"
                : homes.Count > 1 && paths.Count(p => p.Joins.Length == shortest.Joins.Length) == 1 && role is null ? $"{entity}.{field}"
                : $"{home}.{string.Join('.', shortest.Joins)}.{field}";
            if (written is null || written.Length < name.Length)
                written = name;
        }
        return written;
    }

    /// <summary>
    /// The one way among the shortest on which no step has a name of its own: "by practice" is that of the appointment, and not the vet's place of work. Null where there is none, or several.
    /// </summary>
    public JoinPath? Plain(string home, IReadOnlyList<JoinPath> paths)
    {
        var shortest = paths.Min(p => p.Joins.Length);
        return paths.Where(p => p.Joins.Length == shortest && Steps(home, p).All(j => j.Label is null && j.Name == j.To)).ToList() is [var only] ? only : null;
    }

    /// <summary>The joins of a way, one after the other.</summary>
    public IEnumerable<EntityJoin> Steps(string home, JoinPath path)
    {
        var entity = layer.FindEntity(home);
        foreach (var name in path.Joins)
        {
            if (entity?.FindJoin(name) is not { } join)
                yield break;
            yield return join;
            entity = layer.FindEntity(join.To);
        }
    }

    private ImmutableArray<JoinPath> Walk(string start)
    {
        var found = ImmutableArray.CreateBuilder<JoinPath>();
        var queue = new Queue<(JoinPath Path, ImmutableArray<string> Seen)>();
        queue.Enqueue((new JoinPath(start, []), [start]));
        while (queue.TryDequeue(out var next))
        {
            found.Add(next.Path);
            if (next.Path.Joins.Length >= EntityJoin.LongestPath || layer.FindEntity(next.Path.To) is not { } entity || found.Count > 200)
                continue;
            foreach (var join in entity.Joins.Where(j => !next.Seen.Contains(j.To)))
                queue.Enqueue((new JoinPath(join.To, next.Path.Joins.Add(join.Name)), next.Seen.Add(join.To)));
        }
        return found.ToImmutable();
    }

    private void AddHomes(Metric metric, List<string> homes, int depth)
    {
        if (depth > 12)
            return;
        switch (metric.Definition)
        {
            case SimpleMetric simple:
                homes.Add(simple.Entity);
                break;
            case SemiAdditiveMetric balance:
                homes.Add(balance.Entity);
                break;
            case RatioMetric ratio:
                AddHomes(ratio.Numerator.Metric, homes, depth);
                AddHomes(ratio.Denominator.Metric, homes, depth);
                break;
            case DerivedMetric derived:
                foreach (var input in derived.Inputs)
                    AddHomes(input.Metric, homes, depth);
                break;
            case CumulativeMetric cumulative:
                AddHomes(cumulative.Metric.Metric, homes, depth);
                break;
            case ConversionMetric conversion:
                AddHomes(conversion.Base, homes, depth);
                break;
        }
    }

    private void AddHomes(string metric, List<string> homes, int depth)
    {
        if (layer.FindMetric(metric) is { } found)
            AddHomes(found, homes, depth + 1);
    }
}

/// <param name="Joins">Names from the first step on; empty for the entity itself.</param>
internal sealed record JoinPath(string To, ImmutableArray<string> Joins);
