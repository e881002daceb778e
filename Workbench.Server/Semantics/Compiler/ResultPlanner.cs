using System.Collections.Immutable;
using Workbench.Server.Semantics.Compiler.Sql;
using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.Semantics.Compiler;

/// <summary>Computed rows, still without a name: where they come from, and how keys and values read there.</summary>
internal sealed record ResultRows(
    RowSource? From,
    EquatableArray<SqlJoin> Joins,
    IReadOnlyDictionary<QueryKey, SqlExpr> Keys,
    IReadOnlyDictionary<(string Metric, Side Side), SqlExpr> Values
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
        foreach (var leaves in Shared(spec.Metrics.SelectMany(m => m.Leaves).Distinct()))
        foreach (var slot in planner.Plan(leaves, side))
            slots[(slot.Leaf, side)] = slot;
        var combined = Combine(spec, [.. slots.Values]);
        var values = new Dictionary<(string Metric, Side Side), SqlExpr>();
        foreach (var metric in spec.Metrics)
        {
            values[(metric.Metric.Name, Side.Main)] = ValueOf(metric.Value, leaf => combined.Value(slots[(leaf, Side.Main)]));
            if (spec.Comparison is not null)
                values[(metric.Metric.Name, Side.Previous)] = ValueOf(metric.Value, leaf => combined.Value(slots[(leaf, Side.Previous)]));
        }
        return new ResultRows(combined.From, combined.Joins, combined.Keys, values);
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

    public static bool IsLinear(ScalarExpr expr) =>
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
}
