using System.Collections.Immutable;
using Workbench.Server.Semantics.Compiler.Sql;
using Workbench.Server.Semantics.Expressions;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Compiler;

/// <summary>Computed rows, still without a name: where they come from, and how keys and values read there.</summary>
internal sealed record ResultRows(
    RowSource? From,
    EquatableArray<SqlJoin> Joins,
    ImmutableDictionary<QueryKey, SqlExpr> Keys,
    ImmutableDictionary<(string Metric, Side Side), SqlExpr> Values
);

/// <summary>Plans one result: every leaf apart, combined by the shared keys, gaps filled, metrics computed.</summary>
internal sealed partial class ResultPlanner(LevelView view, BlockList blocks, DateOnly today)
{
    private readonly FrameReader _frames = new(view.Calendar, today);
    private readonly HashSet<string> _plannedFilters = new(StringComparer.Ordinal);

    public ResultRows Plan(ResultSpec spec)
    {
        foreach (var filter in spec.Filters.OfType<MetricRowFilter>())
            Plan(filter);
        var planner = new LeafPlanner(view, spec, blocks, _frames);
        var slots = new Dictionary<(Leaf, Side), Slot>();
        foreach (var side in spec.Comparison is null ? (ReadOnlySpan<Side>)[Side.Main] : [Side.Main, Side.Previous])
        foreach (var leaves in Shared(spec.Metrics.SelectMany(m => m.Value.Leaves).Distinct()))
        foreach (var slot in planner.Plan(leaves, side))
            slots[(slot.Leaf, side)] = slot;
        var combined = Combine(spec, [.. slots.Values]);
        var values = ImmutableDictionary.CreateBuilder<(string, Side), SqlExpr>();
        foreach (var metric in spec.Metrics)
        {
            values[(metric.Metric.Name, Side.Main)] = ValueOf(metric.Value, leaf => combined.Value(slots[(leaf, Side.Main)]));
            if (spec.Comparison is not null)
                values[(metric.Metric.Name, Side.Previous)] = ValueOf(metric.Value, leaf => combined.Value(slots[(leaf, Side.Previous)]));
        }
        return new ResultRows(combined.From, combined.Joins, combined.Keys, values.ToImmutable());
    }

    private static List<List<Leaf>> Shared(IEnumerable<Leaf> leaves)
    {
        var groups = new List<List<Leaf>>();
        foreach (var leaf in leaves)
            if (groups.Find(g => LeafPlanner.CanShare(g[0], leaf)) is { } group)
                group.Add(leaf);
            else
                groups.Add([leaf]);
        return groups;
    }

    private static SqlExpr ValueOf(MetricValue value, Func<Leaf, SqlExpr> leaf)
    {
        switch (value)
        {
            case LeafValue one:
                return leaf(one.Leaf);
            case RatioValue ratio:
                return OrAbsent(new SafeDivide(ValueOf(ratio.Over, leaf), ValueOf(ratio.Under, leaf)), ratio.Absent);
            case DerivedValue derived:
                var inputs = derived.Inputs.ToDictionary(i => i.Alias, i => ValueOf(i.Value, leaf), StringComparer.Ordinal);
                return OrAbsent(RowScan.Translate(derived.Expr, column => Input(inputs, column)), derived.Absent);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static SqlExpr Input(Dictionary<string, SqlExpr> inputs, ColumnRef column) =>
        inputs.GetValueOrDefault(column.ToString())
        ?? throw new InvalidOperationException($"{column} is no input of the derived metric; its inputs are {string.Join(", ", inputs.Keys)}.");

    private static SqlExpr OrAbsent(SqlExpr value, decimal? absent) => absent is { } number ? new SqlCall("coalesce", [value, Number(number)]) : value;

    public static SqlNumber Number(decimal number) => new(number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Entities whose metric meets a condition: listed once, before the rows that they filter.</summary>
    public void Plan(MetricRowFilter filter)
    {
        if (!_plannedFilters.Add(filter.Block))
            return;
        blocks.Reserve(filter.Block);
        var inner = new ResultSpec($"{filter.Per.Name}_", [filter.Key], [filter.Metric], filter.Filters, filter.Range, Comparison: null, FillsGaps: false)
        {
            Purpose = "for a filter",
        };
        var rows = Plan(inner);
        var measured = blocks.Reserve($"{filter.Block}_values");
        var key = filter.Key.Alias;
        blocks.Add(
            measured,
            $"{filter.Metric.Metric.Label} per {filter.Per.Label.ToLowerInvariant()}",
            new SelectQuery
            {
                Columns = [new SelectColumn(rows.Keys[filter.Key], key), new SelectColumn(rows.Values[(filter.Metric.Metric.Name, Side.Main)], "value")],
                From = rows.From,
                Joins = rows.Joins,
            }
        );
        blocks.Add(filter.Block, $"{filter.Per.LabelPlural} that meet it", KeptEntities(filter, measured));
    }

    /// <summary>An entity without rows has the metric's absent value, and may meet the condition with it.</summary>
    private SelectQuery KeptEntities(MetricRowFilter filter, string measured)
    {
        var key = filter.Key.Alias;
        var zone = view.Layer.Calendar.TimeZone;
        var absent = AbsentOf(filter.Metric.Value);
        var value = new SqlColumn(measured, "value");
        var keepsAbsent = absent is { } number ? filter.Condition.HoldsFor(number) : filter.Condition.HoldsForNull;
        if (!keepsAbsent)
            return new SelectQuery
            {
                Columns = [new SelectColumn(new SqlColumn(measured, key), key)],
                From = new BlockRows(measured, measured),
                Where = [filter.Condition.ToSql(value, zone), new SqlIs(new SqlColumn(measured, key), "null", IsNegated: true)],
            };
        var scan = new RowScan(view, filter.Per);
        var id = scan.Field(new FieldPath(JoinPath.Of(filter.Per), new KeyLeaf(filter.Per.Key[0], "string")));
        scan.AddJoin(new SqlJoin(new BlockRows(measured, measured), new SqlBinary("=", new SqlColumn(measured, key), id), IsOuter: true));
        scan.AddEntityFilter();
        scan.AddWhere(filter.Condition.ToSql(absent is { } zero ? new SqlCall("coalesce", [value, Number(zero)]) : value, zone));
        return new SelectQuery
        {
            Columns = [new SelectColumn(id, key)],
            From = scan.From,
            Joins = scan.Joins,
            Where = scan.Where,
        };
    }

    private static decimal? AbsentOf(MetricValue value) =>
        value switch
        {
            LeafValue leaf => leaf.Leaf.Absent,
            RatioValue ratio => ratio.Absent,
            DerivedValue derived when derived.Absent is not null => derived.Absent,
            // Sums and differences of what is 0 are 0; anything else is unknown.
            DerivedValue derived when derived.Inputs.All(i => AbsentOf(i.Value) == 0) && IsLinear(derived.Expr) => 0,
            _ => null,
        };

    private static bool IsLinear(ScalarExpr expr) =>
        expr switch
        {
            ColumnRef => true,
            UnaryExpr unary => IsLinear(unary.Operand),
            BinaryExpr { Op: "+" or "-" } sum => IsLinear(sum.Left) && IsLinear(sum.Right),
            BinaryExpr { Op: "*", Right: NumberLiteral } product => IsLinear(product.Left),
            BinaryExpr { Op: "*", Left: NumberLiteral } product => IsLinear(product.Right),
            BinaryExpr { Op: "/", Right: NumberLiteral } quotient => IsLinear(quotient.Left),
            _ => false,
        };

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
            ImmutableDictionary<QueryKey, SqlExpr>.Empty,
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
        if (slot.Leaf.Absent is { } absent)
            value = new SqlCall("coalesce", [value, Number(absent)]);
        return presence is null || slot.Leaf.Absent is null ? value : new SqlCase(Operand: null, [new SqlWhen(presence, value)], Else: null);
    }

    private ImmutableDictionary<QueryKey, SqlExpr> KeysFrom(ResultSpec spec, Func<QueryKey, SqlExpr> column)
    {
        var keys = ImmutableDictionary.CreateBuilder<QueryKey, SqlExpr>();
        foreach (var key in spec.Keys)
            keys[key] = key is CoarserKey coarser
                ? new PeriodStart(column(spec.Period!), coarser.Grain, view.Calendar.FirstMonthOf(coarser.Grain), view.Calendar.WeekStartOf(coarser.Grain))
                : column(key);
        return keys.ToImmutable();
    }

    private sealed record Combination(RowSource From, EquatableArray<SqlJoin> Joins, ImmutableDictionary<QueryKey, SqlExpr> Keys, Func<Slot, SqlExpr> Value);

    /// <param name="Maps">For a mapped leaf: the column with the period that it reads, and whether some periods have none.</param>
    private sealed record Periods(string Block, string Period, Dictionary<Slot, (string Column, bool HasHoles)> Maps)
    {
        public string ColumnOf(Slot slot) => Maps.TryGetValue(slot, out var map) ? map.Column : Period;

        public bool HasHoles(Slot slot) => Maps.TryGetValue(slot, out var map) && map.HasHoles;
    }
}
