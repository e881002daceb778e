using System.Collections.Immutable;
using Workbench.Server.Semantics.Compiler.Sql;

namespace Workbench.Server.Semantics.Compiler;

/// <summary>Leaves side by side: joined to the periods, united by keys, or crossed where each is one row.</summary>
internal sealed partial class ResultPlanner
{
    private Combination Combine(ResultSpec spec, ImmutableArray<Slot> slots)
    {
        var groups = spec.Groups;
        var isOne = slots.All(s => s.Block == slots[0].Block);
        if (spec.Period is { } period)
        {
            var isMapped = slots.Any(s => s.Frame is PeriodFrame { IsMapped: true });
            if (spec.FillsGaps || isMapped || !isOne)
            {
                var periods = PeriodsBlock(spec, period, slots);
                // Without a range rows without a time count too, under the period NULL, which no calendar lists.
                var mayLackTime = spec.Range.From is null && spec.Range.To is null;
                return groups.Length == 0 && spec.FillsGaps && periods is not null && !mayLackTime
                    ? JoinToPeriods(spec, period, slots, periods)
                    : UnionByKeys(spec, slots, periods);
            }
        }
        else if (groups.Length == 0)
            return CrossJoin(slots);
        return isOne ? Alone(spec, slots[0]) : UnionByKeys(spec, slots, periods: null);
    }

    private Combination Alone(ResultSpec spec, Slot slot) =>
        new(
            new BlockRows(slot.Block, slot.Block),
            [],
            KeysFrom(spec, k => new SqlColumn(slot.Block, k.Alias)),
            s => Filled(s, new SqlColumn(s.Block, s.Alias), presence: null)
        );

    /// <summary>Without keys every leaf is one row.</summary>
    private static Combination CrossJoin(ImmutableArray<Slot> slots)
    {
        var joins = new List<SqlJoin>();
        foreach (var slot in slots)
        {
            if (slot.Block != slots[0].Block && joins.TrueForAll(j => j.Source.Alias != slot.Block))
                joins.Add(new SqlJoin(new BlockRows(slot.Block, slot.Block), On: null, IsOuter: false));
        }
        AddPresences(joins, slots, period: null, s => new SqlColumn(s.Block, s.Alias));
        return new Combination(
            new BlockRows(slots[0].Block, slots[0].Block),
            [.. joins],
            new Dictionary<QueryKey, SqlExpr>(),
            s => Filled(s, new SqlColumn(s.Block, s.Alias), PresenceOf(s, period: null, periods: null))
        );
    }

    /// <summary>A series without other keys: every period, and each leaf beside it.</summary>
    private Combination JoinToPeriods(ResultSpec spec, PeriodKey period, ImmutableArray<Slot> slots, Periods periods)
    {
        var joins = new List<SqlJoin>();
        foreach (var slot in slots.DistinctBy(s => s.Block))
        {
            var own = new SqlColumn(periods.Block, periods.ColumnOf(slot));
            joins.Add(new SqlJoin(new BlockRows(slot.Block, slot.Block), new SqlBinary("=", new SqlColumn(slot.Block, period.Alias), own), IsOuter: true));
        }
        AddPresences(joins, slots, period, s => new SqlColumn(periods.Block, periods.ColumnOf(s)));
        return new Combination(
            new BlockRows(periods.Block, periods.Block),
            [.. joins],
            KeysFrom(spec, k => new SqlColumn(periods.Block, k.Alias)),
            s => Filled(s, new SqlColumn(s.Block, s.Alias), PresenceOf(s, period, periods))
        );
    }

    /// <summary>Leaves side by side under NULL-safe keys: all rows one below the other, then one row per key.</summary>
    private Combination UnionByKeys(ResultSpec spec, ImmutableArray<Slot> slots, Periods? periods)
    {
        var period = spec.Period;
        QueryKey[] keys = [.. spec.Groups, .. period is null ? Array.Empty<QueryKey>() : [period]];
        var aliases = Distinct(slots);
        var branches = new List<SelectQuery>();
        foreach (var slot in slots.DistinctBy(s => s.Block))
        {
            var isMapped = slot.Frame is PeriodFrame { IsMapped: true };
            branches.Add(
                new SelectQuery
                {
                    Columns =
                    [
                        .. keys.Select(k => new SelectColumn(
                            isMapped && k == period ? new SqlColumn(periods!.Block, k.Alias) : new SqlColumn(slot.Block, k.Alias),
                            k.Alias
                        )),
                        .. slots.Select(s => new SelectColumn(s.Block == slot.Block ? new SqlColumn(s.Block, s.Alias) : new SqlNull(s.Type), aliases[s])),
                    ],
                    From = new BlockRows(slot.Block, slot.Block),
                    Joins = isMapped
                        ?
                        [
                            new SqlJoin(
                                new BlockRows(periods!.Block, periods.Block),
                                new SqlBinary("=", new SqlColumn(periods.Block, periods.ColumnOf(slot)), new SqlColumn(slot.Block, period!.Alias)),
                                IsOuter: false
                            ),
                        ]
                        : [],
                }
            );
        }
        if (spec.FillsGaps && periods is not null)
            branches.Add(GapBranch(spec, slots, periods, keys, aliases));
        var union = blocks.Reserve($"{spec.Prefix}side_by_side");
        blocks.Add(
            union,
            spec.FillsGaps && periods is not null ? "each metric on its own, and every period" : "each metric on its own",
            new UnionQuery([.. branches], [])
        );
        var combined = blocks.Reserve($"{spec.Prefix}combined");
        blocks.Add(
            combined,
            "combined by keys",
            new SelectQuery
            {
                Columns =
                [
                    .. keys.Select(k => new SelectColumn(new SqlColumn(union, k.Alias), k.Alias)),
                    .. slots.Select(s => new SelectColumn(
                        new SqlAggregate(new Layer.Aggregation(Layer.AggregationKind.Max), new SqlColumn(union, aliases[s]), By: null, Where: null),
                        aliases[s]
                    )),
                ],
                From = new BlockRows(union, union),
                GroupBy = keys.Length,
            }
        );
        var joins = new List<SqlJoin>();
        var needsPeriods =
            period is not null
            && periods is not null
            && slots.Any(s => periods.HasHoles(s) || (s.Presence is not null && s.Frame is PeriodFrame { IsMapped: true }));
        if (needsPeriods)
            joins.Add(
                new SqlJoin(
                    new BlockRows(periods!.Block, periods.Block),
                    new SqlBinary("=", new SqlColumn(periods.Block, period!.Alias), new SqlColumn(combined, period.Alias)),
                    IsOuter: true
                )
            );
        AddPresences(
            joins,
            slots,
            period,
            s => s.Frame is PeriodFrame { IsMapped: true } ? new SqlColumn(periods!.Block, periods.ColumnOf(s)) : new SqlColumn(combined, period!.Alias)
        );
        return new Combination(
            new BlockRows(combined, combined),
            [.. joins],
            KeysFrom(spec, k => new SqlColumn(combined, k.Alias)),
            s => Filled(s, new SqlColumn(combined, aliases[s]), PresenceOf(s, period, needsPeriods ? periods : null))
        );
    }

    private SelectQuery GapBranch(ResultSpec spec, ImmutableArray<Slot> slots, Periods periods, QueryKey[] keys, Dictionary<Slot, string> aliases)
    {
        var period = spec.Period!;
        if (spec.Groups.Length == 0)
            return new SelectQuery
            {
                Columns =
                [
                    .. keys.Select(k => new SelectColumn(new SqlColumn(periods.Block, k.Alias), k.Alias)),
                    .. slots.Select(s => new SelectColumn(new SqlNull(s.Type), aliases[s])),
                ],
                From = new BlockRows(periods.Block, periods.Block),
            };
        var groups = blocks.Reserve($"{spec.Prefix}groups");
        blocks.Add(
            groups,
            "groups, each of which has every period",
            new SelectQuery
            {
                Columns = [.. spec.Groups.Select(k => new SelectColumn(new SqlColumn("found", k.Alias), k.Alias))],
                From = new QueryRows(
                    new UnionQuery(
                        [
                            .. slots
                                .DistinctBy(s => s.Block)
                                .Select(s => new SelectQuery
                                {
                                    Columns = [.. spec.Groups.Select(k => new SelectColumn(new SqlColumn(s.Block, k.Alias), k.Alias))],
                                    From = new BlockRows(s.Block, s.Block),
                                }),
                        ],
                        []
                    ),
                    "found"
                ),
                IsDistinct = true,
            }
        );
        return new SelectQuery
        {
            Columns =
            [
                .. keys.Select(k => new SelectColumn(new SqlColumn(k == period ? periods.Block : groups, k.Alias), k.Alias)),
                .. slots.Select(s => new SelectColumn(new SqlNull(s.Type), aliases[s])),
            ],
            From = new BlockRows(groups, groups),
            Joins = [new SqlJoin(new BlockRows(periods.Block, periods.Block), On: null, IsOuter: false)],
        };
    }

    private static Dictionary<Slot, string> Distinct(ImmutableArray<Slot> slots)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var aliases = new Dictionary<Slot, string>();
        foreach (var slot in slots)
        {
            var name =
                slots.Count(s => s.Block == slot.Block) == 1 ? slot.Block
                : slot.Side == Side.Previous ? $"{slot.Alias}_previous"
                : slot.Alias;
            var alias = name;
            for (var i = 2; !taken.Add(alias); i++)
                alias = $"{name}_{i}";
            aliases[slot] = alias;
        }
        return aliases;
    }

    private static void AddPresences(List<SqlJoin> joins, ImmutableArray<Slot> slots, PeriodKey? period, Func<Slot, SqlExpr> own)
    {
        foreach (var slot in slots.Where(s => s.Presence is not null))
        {
            // A balance lists more than one date a period when it is taken over all of them, or per key.
            var alias = $"{slot.Presence}_known";
            if (period is null && slot.Leaf.Over is { Take: Layer.BalanceTake.Last or Layer.BalanceTake.First, Per.Length: 0 })
            {
                joins.Add(new SqlJoin(new BlockRows(slot.Presence!, alias), On: null, IsOuter: false));
                continue;
            }
            if (period is null)
            {
                var known = new SqlAggregate(
                    new Layer.Aggregation(Layer.AggregationKind.Max),
                    new SqlColumn(slot.Presence!, "snapshot"),
                    By: null,
                    Where: null
                );
                var select = new SelectQuery { Columns = [new SelectColumn(known, "snapshot")], From = new BlockRows(slot.Presence!, slot.Presence!) };
                joins.Add(new SqlJoin(new QueryRows(select, alias), On: null, IsOuter: false));
                continue;
            }
            joins.Add(
                new SqlJoin(
                    new QueryRows(
                        new SelectQuery
                        {
                            Columns = [new SelectColumn(new SqlColumn(slot.Presence!, period.Alias), period.Alias)],
                            From = new BlockRows(slot.Presence!, slot.Presence!),
                            IsDistinct = true,
                        },
                        alias
                    ),
                    new SqlBinary("=", new SqlColumn(alias, period.Alias), own(slot)),
                    IsOuter: true
                )
            );
        }
    }

    private static SqlExpr? PresenceOf(Slot slot, PeriodKey? period, Periods? periods)
    {
        if (slot.Presence is { } presence)
            return new SqlIs(new SqlColumn($"{presence}_known", period?.Alias ?? "snapshot"), "null", IsNegated: true);
        return periods?.HasHoles(slot) == true ? new SqlIs(new SqlColumn(periods.Block, periods.ColumnOf(slot)), "null", IsNegated: true) : null;
    }

    /// <summary>What no row counts as: 0 for counts and sums, but NULL where the period itself is unknown.</summary>
    private static SqlExpr Filled(Slot slot, SqlExpr value, SqlExpr? presence)
    {
        // An average over the days of a range that has none yet: unknown, whatever no rows count as.
        if (slot is { Frame: WindowFrame { Windows.Length: 0 }, Leaf.PeriodAggregation: Layer.PeriodAggregation.Average })
            return value;
        if (slot.Leaf.Absent is { } absent)
            value = new SqlCall("coalesce", [value, Number(absent)]);
        return presence is null || slot.Leaf.Absent is null ? value : new SqlCase(Operand: null, [new SqlWhen(presence, value)], Else: null);
    }

    private IReadOnlyDictionary<QueryKey, SqlExpr> KeysFrom(ResultSpec spec, Func<QueryKey, SqlExpr> column)
    {
        var keys = new Dictionary<QueryKey, SqlExpr>();
        foreach (var key in spec.Keys)
            keys[key] = key is CoarserKey coarser
                ? new PeriodStart(column(spec.Period!), coarser.Grain, view.Calendar.FirstMonthOf(coarser.Grain), view.Calendar.WeekStartOf(coarser.Grain))
                : column(key);
        return keys;
    }

    private sealed record Combination(RowSource From, EquatableArray<SqlJoin> Joins, IReadOnlyDictionary<QueryKey, SqlExpr> Keys, Func<Slot, SqlExpr> Value);

    /// <param name="Maps">For a mapped leaf: the column with the period that it reads, and whether some periods have none.</param>
    private sealed record Periods(string Block, string Period, Dictionary<Slot, (string Column, bool HasHoles)> Maps)
    {
        public string ColumnOf(Slot slot) => Maps.TryGetValue(slot, out var map) ? map.Column : Period;

        public bool HasHoles(Slot slot) => Maps.TryGetValue(slot, out var map) && map.HasHoles;
    }
}
