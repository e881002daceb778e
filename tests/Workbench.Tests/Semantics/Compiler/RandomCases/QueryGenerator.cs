using System.Globalization;
using Workbench.Shared.Queries;

namespace Workbench.Tests.Semantics.Compiler.RandomCases;

/// <summary>Queries to a world: mostly such that the compiler takes.</summary>
internal sealed class QueryGenerator(Dice dice, World world)
{
    private static readonly string[] Grains =
    [
        "day",
        "week",
        "month",
        "month",
        "quarter",
        "year",
        "civil_quarter",
        "fiscal_quarter",
        "iso_week",
        "fiscal_month",
    ];

    public SemanticQuery Make()
    {
        if (dice.Chance(7) && Listing() is { } listing)
            return listing;
        var metrics = dice.Some(world.Metrics, dice.Chance(55) ? 1 : dice.Between(1, 3));
        var leaves = metrics.SelectMany(m => m.Value.Leaves).ToList();
        var homes = leaves.Select(l => l.Home).Distinct(StringComparer.Ordinal).Select(world.Entity).ToList();
        var isTimed = leaves.TrueForAll(l => l.Time is not null);
        var fields = Fields(homes);
        var groupBy = dice.Some(fields.Where(f => !IsTimeField(homes[0], f)), dice.Pick([0, 1, 1, 1, 2]));
        if (dice.Chance(12) && OtherTime(homes[0], fields, leaves) is { } otherTime)
            groupBy.Add(otherTime);
        if (leaves.Find(l => l.IsOfCurrencies || l.NeedsFilter) is { } odd && homes.Count == 1 && dice.Chance(60))
            groupBy = [$"{odd.Home}.kind", .. groupBy.Where(g => g != $"{odd.Home}.kind").Take(1)];
        var range = isTimed && dice.Chance(75) ? Range() : null;
        var grain = isTimed && dice.Chance(45) ? dice.Pick(Grains) : null;
        // A long range by day is slow to check and shows nothing that a short one does not.
        if (
            grain is "day"
            && range
                is not LastPeriods { Unit: "day" or "week" }
                    and not NamedRange { Name: "last_week" or "this_week" or "last_month" or "mtd" or "yesterday" }
        )
            range = dice.Chance(50) ? new LastPeriods(dice.Between(2, 12), "day") : new NamedRange("last_month");
        if (isTimed && dice.Chance(8))
            groupBy.Add(
                "time." + (grain is null || dice.Chance(50) ? dice.Pick(["day_of_week", "month_of_year", "day_of_month"]) : dice.Pick(["year", "quarter"]))
            );
        groupBy =
        [
            .. groupBy
                .Where(g => grain is null || world.Calendar.FullName(g[(g.IndexOf('.', StringComparison.Ordinal) + 1)..]) != world.Calendar.FullName(grain))
                .Distinct(),
        ];
        var where = new List<QueryFilter>();
        for (var i = dice.Pick([0, 0, 1, 1, 2]); i > 0 && fields.Count > 0; i--)
            where.Add(Filter(homes[0], dice.Pick(fields)));
        if (dice.Chance(15) && MetricCondition(homes) is { } condition)
            where.Add(condition);
        if (leaves.Find(l => l.IsOfCurrencies || l.NeedsFilter) is { } mixed && homes.Count == 1 && dice.Chance(50))
            where.Add(
                new FieldFilter
                {
                    Field = $"{mixed.Home}.kind",
                    Op = "=",
                    Values = ["alpha"],
                }
            );
        var compare = (range is not null || grain is not null) && dice.Chance(30) ? new QueryComparison(dice.Pick(Targets)) : null;
        var isLimited = groupBy.Count > 0 && dice.Chance(25);
        var query = new SemanticQuery
        {
            Metrics = [.. metrics.Select(m => m.Name)],
            GroupBy = groupBy,
            Where = where,
            Time = range is null && grain is null ? null : new QueryTime(range, grain),
            Compare = compare,
            Totals = dice.Chance(20),
            Limit = isLimited ? dice.Between(1, 4) : null,
            Others = isLimited && dice.Chance(40),
            Gaps = grain is not null && dice.Chance(25) ? dice.Pick([GapHandling.Fill, GapHandling.Skip]) : null,
            Segments = Segments(homes),
        };
        if (dice.Chance(15))
            query = query with { Having = [new HavingFilter(ValueName(query), dice.Pick([">", ">=", "<", "<>", "is_not_null", "is_null"]), [])] };
        query = query with
        {
            Having = [.. query.Having.Select(h => h.Op.StartsWith("is_", StringComparison.Ordinal) ? h : h with { Values = [dice.Between(-5, 30)] })],
        };
        if (dice.Chance(30))
            query = query with { OrderBy = [new QueryOrder(dice.Chance(75) || groupBy.Count == 0 ? ValueName(query) : dice.Pick(groupBy), dice.Chance(60))] };
        if (groupBy.Count > 0 && dice.Chance(12))
            query = query with { Shares = [new QueryShare(metrics[0].Name, groupBy.Count > 1 && dice.Chance(40) ? [groupBy[0]] : [])] };
        return dice.Chance(25) ? WithNeighbours(query, metrics[0]) : query;
    }

    /// <summary>Ranks, changes from row to row, sums so far, and the first of each group: beside what they may stand beside.</summary>
    private SemanticQuery WithNeighbours(SemanticQuery query, NaiveMetric metric)
    {
        // Quotients that are equal may differ in their last digit, and so in their rank.
        var isExact = metric.Value is RowsValue { Agg: "count" or "count_distinct" or "sum" or "min" or "max", Take: not "average" };
        if (query.Time?.Grain is not null && dice.Chance(60))
        {
            query = query with { Limit = null, Others = false, Totals = false, Having = [] };
            return dice.Below(3) switch
            {
                0 => query with { Steps = [metric.Name], Gaps = null },
                1 => query with { Growth = [metric.Name], InHundredths = dice.Chance(40), Gaps = dice.Chance(40) ? GapHandling.Skip : null },
                _ => query with { Running = [metric.Name] },
            };
        }
        if (!isExact || query.GroupBy.Count == 0)
            return query;
        query = query with { Totals = false, Others = false, Ranks = dice.Chance(70) ? [metric.Name] : null };
        if (query.GroupBy.Count == 1 || (query.Ranks is null && query.Limit is null))
            return query;
        return query with { Within = [query.GroupBy[0]], OrderBy = query.Limit is null ? query.OrderBy : [new QueryOrder(metric.Name, dice.Chance(60))] };
    }

    /// <summary>A time that no metric of the query is measured by, cut into periods.</summary>
    private string? OtherTime(NaiveEntity home, List<string> fields, List<RowsValue> leaves)
    {
        var times = fields
            .Where(f => IsTimeField(home, f) && leaves.TrueForAll(l => l.Time is null || !f.EndsWith($".{l.Time.Name}", StringComparison.Ordinal)))
            .ToList();
        return times.Count == 0 ? null : $"{dice.Pick(times)}.{dice.Pick(["month", "year", "fiscal_quarter", "fiscal_month", "week"])}";
    }

    /// <summary>Rows of one entity, by its own fields and those it reaches.</summary>
    private SemanticQuery? Listing()
    {
        var home = dice.Pick(world.Entities);
        var fields = Fields([home]).Where(f => !IsTimeField(home, f)).ToList();
        var own = fields.Where(f => f.StartsWith($"{home.Name}.", StringComparison.Ordinal) && f.Split('.').Length == 2).ToList();
        if (own.Count == 0)
            return null;
        List<string> groupBy = [.. dice.Some(own, 1).Concat(dice.Some(fields, dice.Below(3))).Distinct()];
        var query = new SemanticQuery
        {
            GroupBy = groupBy,
            Where = [.. Enumerable.Range(0, dice.Below(3)).Select(_ => Filter(home, dice.Pick(fields)))],
            Time = home.DefaultTime is not null && dice.Chance(30) ? new QueryTime(Range(), Grain: null) : null,
            OrderBy = dice.Chance(40) ? [new QueryOrder(dice.Pick(groupBy), dice.Chance(50))] : [],
            Limit = dice.Chance(40) ? dice.Between(1, 6) : null,
            Segments = Segments([home]),
        };
        if (query is { Limit: not null, OrderBy: [{ Field: var by }], GroupBy.Count: > 1 } && dice.Chance(40) && groupBy.Find(g => g != by) is { } group)
            query = query with { Within = [group] };
        return NaiveAnswer.Listed(world, query) is null ? null : query;
    }

    private static readonly ComparisonTarget[] Targets =
    [
        new PreviousPeriod(),
        new PreviousPeriod(),
        new SamePeriodLastYear(),
        new SamePeriodLastYear(),
        new ShiftedBy(1, "year"),
        new ShiftedBy(2, "month"),
        new ShiftedBy(1, "week"),
        new ShiftedBy(1, "quarter"),
    ];

    private string ValueName(SemanticQuery query) =>
        dice.Chance(8) ? dice.Pick(world.Metrics).Name
        : query.Compare is not null && dice.Chance(40) ? dice.Pick(query.Metrics) + dice.Pick([".change", ".previous", ".change_pct"])
        : dice.Pick(query.Metrics);

    private List<string> Fields(List<NaiveEntity> homes)
    {
        var found = new List<string>();
        foreach (var (joins, target) in world.PathsFrom(homes[0]))
        {
            var leaves = target.Dimensions.Select(d => d.Name).Concat(target.Times.Select(t => t.Name)).ToList();
            string[] starts = homes.Count == 1 && joins.Count > 0 ? [target.Name, joins[^1], $"{homes[0].Name}.{string.Join('.', joins)}"] : [target.Name];
            foreach (var start in starts)
            {
                found.AddRange(leaves.Select(l => $"{start}.{l}"));
                if (target.Key.Count == 1 && !start.Contains('.', StringComparison.Ordinal))
                    found.Add(start);
            }
        }
        return [.. found.Distinct().Where(f => homes.TrueForAll(h => NaiveField.Find(world, h, f) is { } way && NaiveField.Has(way.Target, way.Leaf)))];
    }

    private bool IsTimeField(NaiveEntity home, string field) =>
        NaiveField.Find(world, home, field) is { } way && way.Target.Times.Exists(t => t.Name == way.Leaf);

    private FieldFilter Filter(NaiveEntity home, string field)
    {
        var (_, target, leaf) = NaiveField.Find(world, home, field)!.Value;
        var type =
            leaf.Length == 0 || leaf == "amount" ? "integer"
            : target.Times.Exists(t => t.Name == leaf) ? "day"
            : leaf == "flag" ? "boolean"
            : "text";
        var op = dice.Pick(
            type switch
            {
                "text" => ["=", "<>", "in", "not in", "contains", "starts_with", "is_null", "is_not_null", "not in"],
                "boolean" => ["=", "<>", "in", "is_null", "is_not_null"],
                _ => (string[])["=", "<>", "in", "not in", "<", "<=", ">", ">=", "between", "is_null", "is_not_null"],
            }
        );
        var count = op switch
        {
            "is_null" or "is_not_null" => 0,
            "between" => 2,
            "in" or "not in" => dice.Between(1, 3),
            _ => 1,
        };
        List<QueryValue> values = [.. Enumerable.Range(0, count).Select(_ => Value(type))];
        if (op is "in" or "not in" or "=" or "<>" && dice.Chance(15))
            values[^1] = default;
        if (op is "contains" or "starts_with")
            values = [dice.Pick(["a", "AL", "mm", "%", "hi"])];
        return new FieldFilter
        {
            Field = field,
            Op = op,
            Values = values,
        };
    }

    private QueryValue Value(string type) =>
        type switch
        {
            "text" => dice.Pick(["alpha", "BETA", "gamma", "delta", "high", "low", "none", "other"]),
            "boolean" => dice.Chance(50),
            "integer" => dice.Between(-5, 60),
            _ => QueryValue.Of(world.Today.AddDays(-dice.Below(300)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        };

    private MetricFilter? MetricCondition(List<NaiveEntity> homes)
    {
        var per = dice.Pick(world.Entities.Where(e => e.Key.Count == 1).ToList());
        var able = world
            .Metrics.Where(m =>
                m.Value.Leaves.All(l => NaiveField.Find(world, world.Entity(l.Home), per.Name) is not null && !l.IsBalance && l.Time is not null)
            )
            .Where(m => m.Value is RowsValue)
            .ToList();
        if (able.Count == 0 || homes.Exists(h => NaiveField.Find(world, h, per.Name) is null))
            return null;
        return new MetricFilter
        {
            Metric = dice.Pick(able).Name,
            Per = per.Name,
            Time = dice.Chance(50) ? new LastPeriods(6, "month") : null,
            Op = dice.Pick([">", ">=", "<", "=", "<>"]),
            Values = [dice.Between(0, 4)],
        };
    }

    private Dictionary<string, bool> Segments(List<NaiveEntity> homes)
    {
        var switched = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var entity in world.Entities)
        foreach (var segment in entity.Segments)
            if (dice.Chance(25))
            {
                var isReached = homes.TrueForAll(h => world.PathsFrom(h).Count(p => p.Target.Name == entity.Name) == 1);
                if (isReached || dice.Chance(50))
                    switched[$"{entity.Name}.{segment.Name}"] = isReached && dice.Chance(60);
            }
        return switched;
    }

    private TimeRange Range()
    {
        switch (dice.Below(5))
        {
            case 0:
                return new NamedRange(
                    dice.Pick(["last_month", "last_quarter", "last_year", "last_week", "yesterday", "last_fiscal_year", "last_civil_quarter"])
                );
            case 1:
                return new NamedRange(dice.Pick(["this_month", "this_quarter", "this_year", "this_week", "ytd", "mtd"]));
            case 2:
                return new LastPeriods(dice.Between(2, 7), dice.Pick(["day", "week", "month", "quarter"]));
            case 3:
                var from = world.Today.AddDays(-dice.Between(20, 400));
                if (dice.Chance(40))
                    from = new DateOnly(from.Year, from.Month, 1);
                var to = dice.Chance(40) ? from.AddMonths(dice.Between(1, 12)) : from.AddDays(dice.Between(1, 200));
                return new DateRange(from, to);
            default:
                var day = world.Today.AddDays(-dice.Between(10, 300));
                return dice.Chance(50) ? new DateRange(day, null) : new DateRange(null, day);
        }
    }
}
