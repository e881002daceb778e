namespace Workbench.Server.Semantics.Layer;

/// <summary>What a field's name stands for, as far as a check has to know; the compiler resolves it fully.</summary>
internal sealed class FieldNames(ColumnScope columns)
{
    /// <summary>Null when it is one; else what is wrong with it, with the nearest fields.</summary>
    /// <param name="home">Entity that a short name belongs to; null: the name starts with an entity.</param>
    public string? Fault(string field, Entity? home)
    {
        var parts = field.Split('.');
        if (parts[0] == "time")
            return parts.Length == 2 && IsGrainOrPart(parts[1]) ? null : $"\"{field}\" is no time: write time and a grain, such as time.month.";
        if (home is not null && Resolves(home, parts))
            return null;
        if (columns.Entity(parts[0]) is { } entity && (parts.Length == 1 || Resolves(entity, parts.AsSpan()[1..])))
            return null;
        if (home is not null && ReachedByJoins(home).Any(e => Resolves(e, parts) || (e.Name == parts[0] && Resolves(e, parts.AsSpan()[1..]))))
            return null;
        var known = All(home).ToList();
        var near = Expressions.NearestNames.Of(field, known);
        var last = parts[^1];
        if (near.Count == 0)
            near = [.. known.Where(k => k.EndsWith("." + last, StringComparison.Ordinal)).Take(3)];
        return $"There is no field \"{field}\".{(near.Count > 0 ? $" Did you mean {string.Join(" or ", near)}?" : "")}";
    }

    /// <summary>The dimension at the end of a field, if it is one.</summary>
    public (Entity Entity, Dimension Dimension)? Dimension(string field)
    {
        var parts = field.Split('.');
        if (parts.Length < 2 || columns.Entity(parts[0]) is not { } entity)
            return null;
        return columns.Walk(entity, parts.AsSpan()[1..^1]) is { } owner && owner.FindDimension(parts[^1]) is { } dimension ? (owner, dimension) : null;
    }

    private bool Resolves(Entity from, ReadOnlySpan<string> parts)
    {
        if (parts.Length == 0)
            return true;
        if (columns.Walk(from, parts[..^1]) is { } owner)
        {
            var last = parts[^1];
            if (owner.FindDimension(last) is not null || owner.FindTime(last) is not null || owner.FindJoin(last) is not null || owner.Key.Contains(last))
                return true;
        }
        return parts.Length >= 2 && IsGrainOrPart(parts[^1]) && columns.Walk(from, parts[..^2])?.FindTime(parts[^2]) is not null;
    }

    private List<Entity> ReachedByJoins(Entity home)
    {
        var reached = new List<Entity>();
        var level = new List<Entity> { home };
        for (var depth = 0; depth < EntityJoin.LongestPath && level.Count > 0; depth++)
        {
            level =
            [
                .. level.SelectMany(e => e.Joins).Select(j => columns.Entity(j.To)).OfType<Entity>().Where(e => e != home && !reached.Contains(e)).Distinct(),
            ];
            reached.AddRange(level);
        }
        return reached;
    }

    private IEnumerable<string> All(Entity? home)
    {
        foreach (var entity in columns.EntityNames.Select(columns.Entity).OfType<Entity>())
        foreach (var name in entity.Dimensions.Select(d => d.Name).Concat(entity.Times.Select(t => t.Name)))
        {
            if (entity == home)
                yield return name;
            yield return $"{entity.Name}.{name}";
        }
    }

    private static bool IsGrainOrPart(string text) =>
        TextForms.IsGrain(text) || text is "hour_of_day" or "day_of_week" or "day_of_month" or "month_of_year" or "quarter_of_year";
}
