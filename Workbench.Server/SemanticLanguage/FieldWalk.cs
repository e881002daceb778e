using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticLanguage;

/// <summary>Takes names with dots apart: each part is an entity, a join, or what it ends in. Like the compiler, it takes a short name from wherever joins lead.</summary>
internal sealed class FieldWalk(ColumnScope columns)
{
    /// <summary>A column of the entity, or over joins.</summary>
    public IEnumerable<(LayerName, int, int)> Column(Entity entity, ImmutableArray<NamePart> parts)
    {
        var at = entity;
        for (var i = 0; i < parts.Length - 1; i++)
        {
            if (at.FindJoin(parts[i].Name) is not { } join)
                yield break;
            yield return (new LayerName("join", at.Name, join.Name), parts[i].From, parts[i].Length);
            if (columns.Entity(join.To) is not { } next)
                yield break;
            at = next;
        }
        if (at.Source is TableSource { FullName: var table })
            yield return (new LayerName("column", table, parts[^1].Name), parts[^1].From, parts[^1].Length);
    }

    public IEnumerable<(LayerName, int, int)> TimePath(Entity home, string path)
    {
        var parts = Split(path);
        var found = new List<(LayerName, int, int)>();
        var at = home;
        foreach (var part in parts[..^1])
        {
            if (at.FindJoin(part.Name) is not { } join || columns.Entity(join.To) is not { } next)
                return found;
            found.Add((new LayerName("join", at.Name, join.Name), part.From, part.Length));
            at = next;
        }
        found.Add((new LayerName("time", at.Name, parts[^1].Name), parts[^1].From, parts[^1].Length));
        return found;
    }

    public IEnumerable<(LayerName, int, int)> Segment(string name)
    {
        var parts = Split(name);
        if (parts.Length < 2 || columns.Entity(parts[0].Name) is not { } at)
            return [];
        List<(LayerName, int, int)> found = [(new LayerName("entity", "", at.Name), parts[0].From, parts[0].Length)];
        foreach (var part in parts.AsSpan()[1..^1])
        {
            if (at.FindJoin(part.Name) is not { } join || columns.Entity(join.To) is not { } next)
                return found;
            found.Add((new LayerName("join", at.Name, join.Name), part.From, part.Length));
            at = next;
        }
        found.Add((new LayerName("segment", at.Name, parts[^1].Name), parts[^1].From, parts[^1].Length));
        return found;
    }

    /// <param name="home">The entity that a short name is looked up from; null: it begins with an entity.</param>
    public IEnumerable<(LayerName, int, int)> Field(Entity? home, string field)
    {
        var parts = Split(field);
        if (parts[0].Name == "time")
            return [];
        var first = parts[0];
        if (home is not null)
        {
            if (home.Name == first.Name && Rest(home, parts, 1) is { } own)
                return [(new LayerName("entity", "", home.Name), first.From, first.Length), .. own];
            foreach (var (from, join, target) in Reached(home))
            {
                if (target.Name == first.Name && Rest(target, parts, 1) is { } rest)
                    return [(new LayerName("entity", "", target.Name), first.From, first.Length), .. rest];
                if (join.Name == first.Name && Rest(target, parts, 1) is { } behind)
                    return [(new LayerName("join", from.Name, join.Name), first.From, first.Length), .. behind];
            }
        }
        if (columns.Entity(first.Name) is { } entity && Rest(entity, parts, 1) is { } tail)
            return [(new LayerName("entity", "", entity.Name), first.From, first.Length), .. tail];
        return home is not null && Rest(home, parts, 0) is { } relative ? relative : [];
    }

    /// <summary>Null when the names do not lead anywhere.</summary>
    private List<(LayerName, int, int)>? Rest(Entity from, ImmutableArray<NamePart> parts, int start)
    {
        var found = new List<(LayerName, int, int)>();
        var at = from;
        for (var i = start; i < parts.Length; i++)
        {
            var (name, offset, length) = parts[i];
            var isLast = i == parts.Length - 1;
            if (isLast && at.FindDimension(name) is not null)
                found.Add((new LayerName("dimension", at.Name, name), offset, length));
            else if (at.FindJoin(name) is { } join && columns.Entity(join.To) is { } next)
            {
                found.Add((new LayerName("join", at.Name, name), offset, length));
                at = next;
            }
            else if (at.FindTime(name) is not null)
            {
                found.Add((new LayerName("time", at.Name, name), offset, length));
                return i >= parts.Length - 2 ? found : null;
            }
            else if (isLast && at.Key.Contains(name) && at.Source is TableSource { FullName: var table })
                found.Add((new LayerName("column", table, name), offset, length));
            else
                return null;
        }
        return found;
    }

    /// <summary>Entities over joins, nearest first.</summary>
    private IEnumerable<(Entity From, EntityJoin Join, Entity Target)> Reached(Entity home)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var level = new List<Entity> { home };
        for (var depth = 0; depth < EntityJoin.LongestPath && level.Count > 0; depth++)
        {
            var next = new List<Entity>();
            foreach (var from in level)
            foreach (var join in from.Joins)
                if (columns.Entity(join.To) is { } target && target.Name != home.Name && seen.Add($"{from.Name}.{join.Name}"))
                {
                    yield return (from, join, target);
                    next.Add(target);
                }
            level = next;
        }
    }

    private static ImmutableArray<NamePart> Split(string path)
    {
        var parts = ImmutableArray.CreateBuilder<NamePart>();
        var at = 0;
        foreach (var name in path.Split('.'))
        {
            parts.Add(new NamePart(name, at, name.Length));
            at += name.Length + 1;
        }
        return parts.DrainToImmutable();
    }
}
