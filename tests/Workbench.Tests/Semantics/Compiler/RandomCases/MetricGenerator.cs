namespace Workbench.Tests.Semantics.Compiler.RandomCases;

/// <summary>Metrics of every type over the entities of a world.</summary>
internal sealed class MetricGenerator(Dice dice, World world)
{
    private static readonly string[] Aggregations =
    [
        "count",
        "count",
        "sum",
        "sum",
        "sum",
        "average",
        "min",
        "max",
        "median",
        "percentile(0.9)",
        "count_distinct",
        "first",
        "last",
    ];

    private int _number;

    public void Add()
    {
        foreach (var entity in world.Entities.Where(e => e.Name != "stock"))
            for (var i = dice.Between(entity.Name == "area" ? 0 : 1, 3); i > 0; i--)
                AddSimple(entity);
        if (world.Entities.Find(e => e.Name == "stock") is { } stock)
            for (var i = dice.Between(1, 3); i > 0; i--)
                AddBalance(stock);
        for (var i = dice.Between(1, 4); i > 0; i--)
            AddMade();
    }

    private void Add(string yaml, NaiveValue value) => world.Metrics.Add(new NaiveMetric($"m{++_number}", yaml, value));

    private void AddSimple(NaiveEntity home)
    {
        var twins = new Twins(dice, home);
        var agg = dice.Pick(Aggregations);
        if (agg is "first" or "last" && home.DefaultTime is null)
            agg = "count";
        var yaml = $"type: simple, entity: {home.Name}, agg: {agg}";
        var expr =
            agg == "count" && dice.Chance(70) ? null
            : agg == "count_distinct" ? new Twin("kind", r => r["kind"])
            : twins.Number();
        if (expr is not null)
            yaml += $", expr: {World.Quoted(expr.Text)}";
        List<Twin> where = dice.Chance(35) ? [twins.Condition()] : [];
        if (where.Count > 0)
            yaml += $", where: {World.Quoted(where[0].Text)}";
        List<string> joins = [];
        var time = home.DefaultTime;
        var far = home.Joins.Where(j => world.Entity(j.To).Times.Count > 0).ToList();
        if (home.Times.Count > 0 && dice.Chance(25))
        {
            time = dice.Pick(home.Times);
            yaml += $", time: {time.Name}";
        }
        else if (far.Count > 0 && dice.Chance(15))
        {
            var join = dice.Pick(far);
            joins = [join.Name];
            time = dice.Pick(world.Entity(join.To).Times);
            yaml += $", time: {join.Name}.{time.Name}";
        }
        decimal? absent = null;
        if (dice.Chance(8))
        {
            absent = dice.Between(0, 3);
            yaml += $", absent: {Twins.Text(absent.Value)}";
        }
        var isOfCurrencies = agg == "sum" && dice.Chance(10);
        var needsFilter = !isOfCurrencies && dice.Chance(5);
        if (isOfCurrencies)
            yaml += $", currency: {home.Name}.kind";
        if (needsFilter)
            yaml += $", required_filters: [{home.Name}.kind]";
        Add(yaml, new RowsValue(home.Name, agg, expr, where, joins, time, absent) { IsOfCurrencies = isOfCurrencies, NeedsFilter = needsFilter });
    }

    private void AddBalance(NaiveEntity home)
    {
        var twins = new Twins(dice, home);
        var agg = dice.Pick(["sum", "sum", "sum", "count", "average", "max"]);
        var take = dice.Pick(["last", "last", "first", "average", "max", "min"]);
        var expr = agg == "count" ? null : twins.Number();
        var yaml = $"type: semi_additive, entity: {home.Name}, agg: {agg}" + (expr is null ? "" : $", expr: {World.Quoted(expr.Text)}");
        List<Twin> where = dice.Chance(25) ? [twins.Condition()] : [];
        if (where.Count > 0)
            yaml += $", where: {World.Quoted(where[0].Text)}";
        var per = take is "last" or "first" && dice.Chance(25) ? home.Joins[0] : null;
        yaml += $", over: {{ time: taken, take: {take}{(per is null ? "" : $", per: [{per.Column}]")} }}";
        Add(yaml, new RowsValue(home.Name, agg, expr, where, [], home.Times[0], Absent: null) { Take = take, Per = per?.Column });
    }

    private void AddMade()
    {
        var all = world.Metrics.Where(m => m.Value is not MovedValue).ToList();
        var simple = all.Where(m => m.Value is RowsValue { IsBalance: false, Then: null }).ToList();
        var timed = simple.Where(m => ((RowsValue)m.Value).Time is not null).ToList();
        switch (dice.Below(7))
        {
            case 0 or 1:
                var (over, overYaml, _) = Input(all, canMove: true);
                var (under, underYaml, _) = Input(all, canMove: false);
                Add($"type: ratio, numerator: {overYaml}, denominator: {underYaml}", new QuotientValue(over, under, Absent: null));
                break;
            case 2 or 3:
                AddDerived(all);
                break;
            case 4 or 5 when timed.Count > 0:
                AddCumulative(timed);
                break;
            default:
                AddConversion(timed);
                break;
        }
    }

    private void AddDerived(List<NaiveMetric> all)
    {
        var (one, oneYaml, oneName) = Input(all, canMove: false);
        var (two, twoYaml, twoName) = Input(all, canMove: true, alias: "other");
        (string Text, Func<decimal?[], decimal?> Of) formula = dice.Below(4) switch
        {
            0 => ($"{oneName} - {twoName}", v => v[0] - v[1]),
            1 => ($"{oneName} * 2 + {twoName}", v => (v[0] * 2) + v[1]),
            2 => ($"{oneName} / {twoName} - 1", v => v[1] is null or 0 ? null : (v[0] / v[1]) - 1),
            _ => ($"coalesce({oneName}, 0) + {twoName} / 3", v => (v[0] ?? 0) + (v[1] / 3)),
        };
        Add($"type: derived, expr: {World.Quoted(formula.Text)}, inputs: [{oneYaml}, {twoYaml}]", new FormulaValue(formula.Of, [one, two]));
    }

    /// <summary>A metric, sometimes with a filter of its own or moved.</summary>
    private (NaiveValue Value, string Yaml, string Name) Input(List<NaiveMetric> from, bool canMove, string? alias = null)
    {
        var metric = dice.Pick(from);
        var value = metric.Value;
        var name = alias ?? metric.Name;
        var yaml = $"metric: {metric.Name}" + (alias is null ? "" : $", alias: {alias}");
        var homes = value.Leaves.Select(l => l.Home).Distinct(StringComparer.Ordinal).ToList();
        if (homes.Count == 1 && dice.Chance(25) && value.Leaves.All(l => l.Then is null))
        {
            var where = new Twins(dice, world.Entity(homes[0])).OwnCondition();
            value = Filtered(value, where);
            yaml += $", where: {World.Quoted(where.Text)}";
        }
        if (canMove && value.Leaves.All(l => l.Time is not null) && dice.Chance(50))
        {
            if (value.Leaves.All(l => l.IsBalance))
            {
                value = new MovedValue(value, new Opening());
                yaml += ", at_start_of: period";
            }
            else if (value.Leaves.All(l => !l.IsBalance))
            {
                var (count, unit) = dice.Pick([(1, "month"), (1, "year"), (28, "day"), (1, "week"), (2, "month")]);
                value = new MovedValue(value, new Earlier(count, unit));
                yaml += $", shift: {count} {unit}{(count == 1 ? "" : "s")}";
            }
        }
        return (value, $"{{ {yaml} }}", name);
    }

    private static NaiveValue Filtered(NaiveValue value, Twin where) =>
        value switch
        {
            RowsValue rows => rows with { Where = [.. rows.Where, where] },
            QuotientValue quotient => quotient with { Over = Filtered(quotient.Over, where), Under = Filtered(quotient.Under, where) },
            FormulaValue formula => formula with { Inputs = [.. formula.Inputs.Select(i => Filtered(i, where))] },
            MovedValue moved => moved with { Inner = Filtered(moved.Inner, where) },
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private void AddCumulative(List<NaiveMetric> timed)
    {
        var inner = dice.Pick(timed);
        var stands =
            dice.Chance(70) ? "last"
            : dice.Chance(50) ? "first"
            : "average";
        var (yaml, move) = dice.Below(5) switch
        {
            0 => ("window: 28 days", new Trailing(28, "day", stands)),
            1 => ("window: 3 months", new Trailing(3, "month", stands)),
            2 => ("to_date: month", new SinceStartOf("month", stands)),
            3 => ("to_date: year", new SinceStartOf("year", stands)),
            _ => ("to_date: all", (WindowMove)new SinceEver(stands)),
        };
        Add($"type: cumulative, metric: {inner.Name}, {yaml}, coarser_grain: {stands}", new MovedValue(inner.Value, move));
    }

    private void AddConversion(List<NaiveMetric> timed)
    {
        var events = timed.Where(m => ((RowsValue)m.Value).TimeJoins.Count == 0 && world.Entity(((RowsValue)m.Value).Home).Joins.Count > 0).ToList();
        foreach (var first in dice.Some(events, events.Count))
        foreach (var then in dice.Some(events, events.Count))
        {
            var (one, two) = ((RowsValue)first.Value, (RowsValue)then.Value);
            var shared = world.Entity(one.Home).Joins.Select(j => j.To).GroupBy(t => t).Where(g => g.Count() == 1).Select(g => g.Key);
            var per = shared.FirstOrDefault(t =>
                world.PathsFrom(world.Entity(one.Home)).Count(p => p.Target.Name == t) == 1
                && world.PathsFrom(world.Entity(two.Home)).Count(p => p.Target.Name == t) == 1
                && world.Entity(two.Home).Joins.Exists(j => j.To == t)
            );
            if (per is null || one.Agg != "count")
                continue;
            int? days = dice.Chance(75) ? dice.Pick([1, 7, 30, 90]) : null;
            var isRate = dice.Chance(60);
            var value = one with
            {
                Then = new EventAfter(
                    two,
                    world.Entity(one.Home).Joins.Find(j => j.To == per)!.Name,
                    world.Entity(two.Home).Joins.Find(j => j.To == per)!.Name,
                    days
                ),
            };
            Add(
                $"type: conversion, base: {first.Name}, conversion: {then.Name}, per: {per}, calculation: {(isRate ? "rate" : "count")}{(days is { } d ? $", within: {d} days" : "")}",
                isRate ? new QuotientValue(value, one, Absent: null) : value
            );
            return;
        }
    }
}
