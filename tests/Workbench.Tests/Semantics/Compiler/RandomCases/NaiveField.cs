namespace Workbench.Tests.Semantics.Compiler.RandomCases;

/// <summary>A field of a query as it is written, read from a row of any home.</summary>
internal static class NaiveField
{
    public static bool IsOwnTime(string written) => written.StartsWith("time.", StringComparison.Ordinal);

    /// <summary>Joins to where it is and the name of what is there, empty for the key; null where not exactly one way leads there.</summary>
    public static (List<string> Joins, NaiveEntity Target, string Leaf)? Find(World world, NaiveEntity home, string written)
    {
        if (GrainOf(written) is { } grain)
            return Find(world, home, written[..^(grain.Length + 1)]) is { } time && time.Target.Times.Exists(t => t.Name == time.Leaf) ? time : null;
        var names = written.Split('.');
        var leaf = names.Length == 1 ? "" : names[^1];
        string[] middle = names.Length > 2 ? names[1..^1] : [];
        var starts = world.PathsFrom(home).Where(p => p.Joins.Count == 0 ? home.Name == names[0] : p.Target.Name == names[0] || p.Joins[^1] == names[0]);
        List<(List<string> Joins, NaiveEntity Target)> ways =
        [
            .. starts.Select(s => Walk(world, s.Joins, s.Target, middle)).OfType<(List<string>, NaiveEntity)>(),
        ];
        ways = [.. ways.Where(w => Has(w.Target, leaf))];
        if (home.Name == names[0] && ways.Count > 0 && ways[0].Joins.Count == middle.Length)
            ways = [ways[0]];
        return ways.Count == 1 ? (ways[0].Joins, ways[0].Target, leaf) : null;
    }

    /// <summary>Of a time that is cut into periods: <c>client.begun.month</c>.</summary>
    public static string? GrainOf(string written)
    {
        var last = written[(written.LastIndexOf('.') + 1)..];
        return !IsOwnTime(written) && last is "month" or "year" or "fiscal_quarter" or "fiscal_month" or "week" ? last : null;
    }

    private static (List<string>, NaiveEntity)? Walk(World world, List<string> joins, NaiveEntity target, string[] middle)
    {
        foreach (var name in middle)
        {
            if (target.Joins.Find(j => j.Name == name) is not { } join)
                return null;
            joins = [.. joins, name];
            target = world.Entity(join.To);
        }
        return (joins, target);
    }

    public static bool Has(NaiveEntity entity, string leaf) =>
        leaf.Length == 0 ? entity.Key.Count == 1 : entity.Dimensions.Exists(d => d.Name == leaf) || entity.Times.Exists(t => t.Name == leaf);

    /// <summary>NULL where the other side is missing.</summary>
    public static object? Of(World world, NaiveRow row, string written)
    {
        var (joins, target, leaf) = Find(world, row.Entity, written)!.Value;
        var there = row.Follow(joins);
        if (there.IsMissing)
            return null;
        if (leaf.Length == 0)
            return there[target.Key[0]];
        if (target.Dimensions.Find(d => d.Name == leaf) is { } dimension)
            return dimension.Expr.Of(there);
        var day = DayOf(world, there, target.Times.Find(t => t.Name == leaf)!);
        return GrainOf(written) is { } grain && day is { } known ? world.Calendar.StartOf(grain, known) : day;
    }

    /// <summary>The local day.</summary>
    public static DateOnly? DayOf(World world, NaiveRow row, NaiveTime time) =>
        row[time.Column] switch
        {
            DateOnly day => day,
            DateTimeOffset moment => DateOnly.FromDateTime(world.Calendar.Local(moment)),
            _ => null,
        };
}
