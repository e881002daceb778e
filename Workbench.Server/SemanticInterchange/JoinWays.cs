using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>
/// Over which joins an entity is reached from another one. A field, and a default segment, behind two ways that fit its name is refused or falls
/// away: a join more may change numbers of entities that it does not stand in.
/// </summary>
internal static class JoinWays
{
    /// <returns>Entities of before whose added joins make a second way to where one led, or lead to a default segment that was not reached.</returns>
    public static ImmutableHashSet<string> Moving(ImmutableArray<LayerFileText> before, ImmutableArray<LayerFileText> after)
    {
        var (old, now) = (Entities(before), Entities(after));
        var added = now
            .Values.Where(e => old.ContainsKey(e.Name))
            .SelectMany(e => e.Joins.Where(j => old[e.Name].FindJoin(j.Name) is null).Select(j => (Entity: e.Name, Join: j.Name)))
            .ToHashSet();
        if (added.Count == 0)
            return [];
        var moving = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        foreach (var home in old.Keys.Where(now.ContainsKey))
        {
            var had = From(old, home);
            foreach (var (name, ways) in From(now, home))
                if (
                    had.TryGetValue(name, out var one)
                        ? one.Count == 1 && ways.Count > 1
                        : now.TryGetValue(name, out var far) && far.Segments.Any(s => s.IsDefault)
                )
                    moving.UnionWith(ways.SelectMany(w => w).Where(added.Contains).Select(s => s.Entity));
        }
        return moving.ToImmutable();
    }

    private static Dictionary<string, Entity> Entities(ImmutableArray<LayerFileText> files) =>
        LayerReader.Read(files).Content.Entities.DistinctBy(e => e.Name, StringComparer.Ordinal).ToDictionary(e => e.Name, StringComparer.Ordinal);

    /// <summary>Ways by what a field's first word may name: the entity at the end, or the join that leads into it.</summary>
    private static Dictionary<string, List<ImmutableArray<(string Entity, string Join)>>> From(Dictionary<string, Entity> entities, string home)
    {
        var ways = new Dictionary<string, List<ImmutableArray<(string, string)>>>(StringComparer.Ordinal);
        var reached = new Queue<(Entity At, ImmutableArray<(string Entity, string Join)> Way, ImmutableHashSet<string> Seen)>();
        reached.Enqueue((entities[home], [], [home]));
        while (reached.TryDequeue(out var from))
        {
            foreach (var join in from.At.Joins)
            {
                if (from.Seen.Contains(join.To) || !entities.TryGetValue(join.To, out var target))
                    continue;
                var way = from.Way.Add((from.At.Name, join.Name));
                foreach (var name in (string[])(join.Name == join.To ? [join.To] : [join.To, join.Name]))
                {
                    if (!ways.TryGetValue(name, out var known))
                        ways.Add(name, known = []);
                    known.Add(way);
                }
                if (way.Length < EntityJoin.LongestPath)
                    reached.Enqueue((target, way, from.Seen.Add(join.To)));
            }
        }
        return ways;
    }
}
