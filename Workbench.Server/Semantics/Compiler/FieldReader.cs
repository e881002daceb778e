using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Compiler;

/// <summary>Reads a written field from a home entity: shortened where only one path fits.</summary>
internal static class FieldReader
{
    public static readonly string[] Parts = ["hour_of_day", "day_of_week", "day_of_month", "month_of_year", "quarter_of_year"];

    public static FieldResolution Read(LevelView view, Entity home, string field)
    {
        var names = field.Split('.');
        var found = new List<FieldPath>();
        var isHidden = false;
        foreach (var start in view.PathsFrom(home))
        {
            var isHome = start.Joins.Count == 0;
            if (start.Target.Name != names[0] && (isHome || start.Joins[^1].Name != names[0]))
                continue;
            if (Walk(view, start, names) is var (path, rest) && LeafOf(view, path, rest, ref isHidden) is { } leaf)
                found.Add(new FieldPath(path, leaf));
            // The home's own name is the whole path: nothing is shortened.
            if (isHome && found.Count > 0)
                break;
        }
        return found.Count switch
        {
            1 => new FieldFound(found[0]),
            > 1 => new FieldAmbiguous([.. found]),
            _ when isHidden || IsHiddenInFull(view, names) => new FieldHidden(),
            _ => new FieldMissing(),
        };
    }

    /// <summary>Whether the field exists at all, from whichever entity.</summary>
    public static Entity? FindOwner(LevelView view, string field) =>
        view.FindEntity(field.Split('.')[0]) is { } owner && view.Resolve(owner, field) is not FieldMissing ? owner : null;

    /// <summary>Names of the fields that can be asked for from a home, as short as they are unique.</summary>
    public static IEnumerable<string> NamesFrom(LevelView view, Entity home)
    {
        foreach (var path in view.PathsFrom(home))
        {
            foreach (var dimension in path.Target.Dimensions.Where(d => !d.IsHidden && view.IsVisible(path.Target, d)))
                if (view.Resolve(home, $"{path.Target.Name}.{dimension.Name}") is FieldFound)
                    yield return $"{path.Target.Name}.{dimension.Name}";
                else if (path.Joins.Count > 0 && view.Resolve(home, $"{path.Joins[^1].Name}.{dimension.Name}") is FieldFound)
                    yield return $"{path.Joins[^1].Name}.{dimension.Name}";
                else
                    yield return $"{path.Name}.{dimension.Name}";
            foreach (var time in path.Target.Times.Where(t => view.IsVisible(path.Target, t)))
                yield return $"{path.Target.Name}.{time.Name}.month";
            if (path.Target.Key.Length == 1)
                yield return path.Target.Name;
        }
    }

    private static (JoinPath Path, ReadOnlyMemory<string> Names)? Walk(LevelView view, JoinPath start, string[] names)
    {
        var path = start;
        var i = 1;
        while (i < names.Length && path.Target.FindJoin(names[i]) is { } join)
        {
            // A dimension of the same name as a join is meant when it ends the field.
            if (i == names.Length - 1 && path.Target.FindDimension(names[i]) is not null)
                break;
            if (view.FindEntity(join.To) is not { } target || !view.IsJoinOpen(path.Target, join, target))
                return null;
            path = path.Then(join, target);
            i++;
        }
        return names.Length - i <= 2 ? (path, names.AsMemory(i)) : null;
    }

    private static FieldLeaf? LeafOf(LevelView view, JoinPath path, ReadOnlyMemory<string> rest, ref bool isHidden)
    {
        var entity = path.Target;
        if (rest.Length == 0)
            return entity.Key.Length == 1 ? KeyOf(view, entity, entity.Key[0], ref isHidden) : null;
        var name = rest.Span[0];
        if (rest.Length == 1)
        {
            if (entity.FindDimension(name) is { } dimension)
                return Guard(view.IsVisible(entity, dimension), new DimensionLeaf(dimension), ref isHidden);
            if (entity.FindTime(name) is { } time)
                return Guard(view.IsVisible(entity, time), new TimeLeaf(time), ref isHidden);
            return entity.Key.Contains(name) ? KeyOf(view, entity, name, ref isHidden) : null;
        }
        if (entity.FindTime(name) is not { } cut)
            return null;
        var period = rest.Span[1];
        if (Parts.Contains(period))
            return Guard(view.IsVisible(entity, cut), new PartLeaf(cut, period), ref isHidden);
        return view.Calendar.FindGrain(period) is { } grain ? Guard(view.IsVisible(entity, cut), new PeriodLeaf(cut, grain), ref isHidden) : null;
    }

    private static FieldLeaf? KeyOf(LevelView view, Entity entity, string column, ref bool isHidden)
    {
        var type = entity.FindDimension(column)?.Type ?? ColumnTypes.FieldType(view.Layer, entity, column) ?? "string";
        return Guard(view.IsVisible(entity, column), new KeyLeaf(column, type), ref isHidden);
    }

    private static FieldLeaf? Guard(bool isVisible, FieldLeaf leaf, ref bool isHidden)
    {
        isHidden |= !isVisible;
        return isVisible ? leaf : null;
    }

    /// <summary>Whether the first name is an entity that the level may not see.</summary>
    private static bool IsHiddenInFull(LevelView view, string[] names) => view.FindEntity(names[0]) is null && view.Layer.FindEntity(names[0]) is not null;
}
