using Workbench.Shared.Queries;

namespace Workbench.Tests.Semantics.Compiler.RandomCases;

/// <summary>Others beside periods, and rows without a metric.</summary>
internal sealed partial class NaiveAnswer
{
    /// <summary>The limit counts groups, ranked over the whole range; every period has its others.</summary>
    private List<Dictionary<string, object?>> RowsOfTopGroups()
    {
        var (main, other) = (new Window(_range.From, _range.To), Other());
        var all = Rows(KeyOf);
        var ranked = Found(all, [main, other]).Select(key => Row(all, key, null, main, other)).ToList();
        ranked.Sort(CompareGroups);
        var top = ranked.Take(_query.Limit!.Value).Select(row => new GroupKey([.. _groups.Select(g => row[g])])).ToHashSet();
        var kept = Ordinary((row, rows) => top.Contains(KeyOf(row, rows)));
        var others = Ordinary((row, rows) => !top.Contains(KeyOf(row, rows)), isGrouped: false);
        foreach (var share in _query.Shares)
        {
            AddShares(kept, share);
            if (share.Of.Count == 0)
                AddShares(others, share);
            else
                others.ForEach(row => row[$"{share.Metric}.share"] = null);
        }
        kept.Sort(Compare);
        others.Sort(Compare);
        kept.ForEach(row => row["row_kind"] = 0);
        others.ForEach(row => row["row_kind"] = 2);
        kept.AddRange(others);
        if (_query.Totals)
            kept.Add(Extra(1, also: null));
        return kept;
    }

    private int CompareGroups(Dictionary<string, object?> one, Dictionary<string, object?> other)
    {
        var order = _query.OrderBy.Where(o => o.Field != _periodKey && !_coarser.Contains(o.Field)).ToList();
        if (order.Count == 0)
            order = [new QueryOrder(_metrics[0], true)];
        foreach (var by in order)
            if (Compare(one[Value(by.Field)], other[Value(by.Field)], by.Desc) is var found and not 0)
                return found;
        foreach (var key in _groups)
            if (Compare(one[key], other[key], isDescending: false) is var found and not 0)
                return found;
        return 0;

        static string Value(string field) => field.EndsWith(".share", StringComparison.Ordinal) ? field[..^6] : field;
    }

    /// <summary>Without a metric: the distinct values of fields of one entity's rows.</summary>
    private List<Dictionary<string, object?>> Listing()
    {
        var home = Listed(_world, _query)!;
        var own = new RowsValue(home.Name, "count", null, [], [], home.DefaultTime, null);
        var window = new Window(_range.From, _range.To);
        var found = home
            .Rows.Where(r => home.Where is null || home.Where.Holds(r))
            .Where(r => home.DefaultTime is not { } time || window.Holds(NaiveField.DayOf(_world, r, time)))
            .Where(r => Keeps(r, own))
            .Select(r => KeyOf(r, own))
            .Distinct()
            .Select(key => _groups.Select((g, i) => (g, Value: key.Values[i])).ToDictionary(p => p.g, p => p.Value, StringComparer.Ordinal))
            .ToList();
        found.Sort(Compare);
        return _query.Limit is not { } limit ? found
            : _query.Within is { Count: > 0 } ? FirstOfEach(found, limit)
            : [.. found.Take(limit)];
    }

    /// <summary>The first of the entities that fields are named after from which all are reached; null: none.</summary>
    public static NaiveEntity? Listed(World world, SemanticQuery query)
    {
        string[] fields = [.. query.GroupBy, .. query.Where.OfType<FieldFilter>().Select(f => f.Field)];
        return fields
            .Select(f => world.Entities.Find(e => e.Name == f.Split('.')[0]))
            .FirstOrDefault(e => e is not null && fields.All(f => NaiveField.Find(world, e, f) is not null));
    }
}
