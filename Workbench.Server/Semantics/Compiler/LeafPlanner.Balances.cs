using Workbench.Server.Semantics.Compiler.Sql;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Compiler;

internal sealed partial class LeafPlanner
{
    /// <returns>The block of snapshot dates.</returns>
    private string PlanBalance(Leaf leaf, Side side, BalanceOver over, SlotFrame frame, string name)
    {
        var dates = blocks.Reserve($"{name}_dates");
        var isEach = over.Take is BalanceTake.Average or BalanceTake.Max or BalanceTake.Min;
        var per = over.Per.Select(f => PerField(leaf.Home, f)).ToArray();
        PlanDates(leaf, over, frame, dates, isEach, per);

        var scan = new RowScan(view, leaf.Home);
        var day = scan.DayOf(leaf.Time!);
        var on = (SqlExpr)new SqlBinary("=", day, new SqlColumn(dates, "snapshot"));
        for (var i = 0; i < per.Length; i++)
            on = SqlExpr.And(on, new SqlBinary("is not distinct from", scan.Field(per[i]), new SqlColumn(dates, $"per_{i + 1}")));
        scan.AddJoin(new SqlJoin(new BlockRows(dates, dates), on, IsOuter: false));
        var columns = KeyColumns(scan, leaf);
        if (spec.Period is { } period)
            columns.Add(new SelectColumn(new SqlColumn(dates, period.Alias), period.Alias));
        if (isEach)
            columns.Add(new SelectColumn(new SqlColumn(dates, "snapshot"), "snapshot"));
        var keys = columns.Count;
        columns.Add(new SelectColumn(Aggregate(scan, leaf), leaf.Name));
        AddFilters(scan, leaf);
        if (!isEach)
        {
            blocks.Add(name, Describe([leaf], side), Select(scan, columns, keys));
            return dates;
        }
        var each = blocks.Reserve($"{name}_by_snapshot");
        blocks.Add(each, $"{leaf.Name} on each of its dates", Select(scan, columns, keys));
        PlanOverSnapshots(leaf, side, over.Take, name, each, dates);
        return dates;
    }

    private FieldPath PerField(Entity home, string field) =>
        view.Resolve(home, field.Contains('.', StringComparison.Ordinal) || view.FindEntity(field) is not null ? field : $"{home.Name}.{field}")
            is FieldFound { Field: var found }
            ? found
            : throw new InvalidOperationException($"The field {field}, which a balance of {home.Name} is taken per, is not found.");

    /// <summary>The snapshot of each period, chosen from all rows of the entity: no filter of the query moves it.</summary>
    private void PlanDates(Leaf leaf, BalanceOver over, SlotFrame frame, string dates, bool isEach, FieldPath[] per)
    {
        var scan = new RowScan(view, leaf.Home) { Within = Bounds(frame) };
        var day = scan.DayOf(leaf.Time!);
        var columns = new List<SelectColumn>();
        for (var i = 0; i < per.Length; i++)
            columns.Add(new SelectColumn(scan.Field(per[i]), $"per_{i + 1}"));
        if (spec.Period is { } period)
        {
            if (frame is WindowFrame windows)
            {
                var time = scan.Field(leaf.Time!);
                scan.AddJoin(
                    new SqlJoin(
                        WindowRows(windows, [period.Alias]),
                        SqlExpr.And(
                            new SqlBinary(">=", time, scan.DayBound(leaf.Time!, new SqlColumn("windows", "starts"))),
                            new SqlBinary("<", time, scan.DayBound(leaf.Time!, new SqlColumn("windows", "ends")))
                        ),
                        IsOuter: false
                    )
                );
                columns.Add(new SelectColumn(new SqlColumn("windows", period.Alias), period.Alias));
            }
            else
                columns.Add(new SelectColumn(scan.PeriodOf(leaf.Time!, period.Grain), period.Alias));
        }
        var keys = columns.Count;
        var kind = over.Take == BalanceTake.First ? AggregationKind.Min : AggregationKind.Max;
        columns.Add(new SelectColumn(isEach ? day : new SqlAggregate(new Aggregation(kind), day, By: null, Where: null), "snapshot"));
        scan.AddEntityFilter();
        var (from, to) = Bounds(frame);
        scan.AddRange(leaf.Time!, from, to);
        if (isEach)
            scan.AddWhere(new SqlIs(day, "null", IsNegated: true));
        var select = Select(scan, columns, isEach ? 0 : keys);
        blocks.Add(
            dates,
            isEach
                ? $"all dates of {leaf.Name}"
                : $"the {(over.Take == BalanceTake.First ? "first" : "last")} date of {leaf.Name}{(spec.Period is null ? "" : " in each period")}",
            isEach ? select with { GroupBy = null, IsDistinct = true } : select
        );
    }

    /// <summary>Average, greatest or least over the snapshots of a period; a group that misses one counts 0 there.</summary>
    private void PlanOverSnapshots(Leaf leaf, Side side, BalanceTake take, string name, string each, string dates)
    {
        var counts = blocks.Reserve($"{name}_counts");
        var period = spec.Period;
        var count = new SqlAggregate(new Aggregation(AggregationKind.Count), Argument: null, By: null, Where: null);
        List<SelectColumn> counted = period is null ? [] : [new SelectColumn(new SqlColumn(dates, period.Alias), period.Alias)];
        blocks.Add(
            counts,
            $"number of dates of {leaf.Name}",
            new SelectQuery
            {
                Columns = [.. counted, new SelectColumn(count, "dates")],
                From = new BlockRows(dates, dates),
                GroupBy = counted.Count,
            }
        );
        SqlExpr value = new SqlColumn(each, leaf.Name);
        var dateCount = new SqlAggregate(new Aggregation(AggregationKind.Max), new SqlColumn(counts, "dates"), By: null, Where: null);
        // Only what adds up is 0 on a date without rows: an average or a maximum of nothing is unknown there.
        var addsUp = leaf.Absent is not null;
        if (addsUp && take != BalanceTake.Average)
            value = new SqlCall("coalesce", [value, new SqlNumber("0")]);
        SqlExpr over = take switch
        {
            BalanceTake.Average or BalanceTake.Max or BalanceTake.Min when !addsUp => new SqlAggregate(
                new Aggregation(
                    take switch
                    {
                        BalanceTake.Average => AggregationKind.Average,
                        BalanceTake.Max => AggregationKind.Max,
                        _ => AggregationKind.Min,
                    }
                ),
                value,
                By: null,
                Where: null
            ),
            BalanceTake.Average when leaf.Absent is { } absent and not 0 => new SafeDivide(
                new SqlBinary(
                    "+",
                    new SqlAggregate(
                        new Aggregation(AggregationKind.Sum),
                        new SqlCall("coalesce", [value, ResultPlanner.Number(absent)]),
                        By: null,
                        Where: null
                    ),
                    new SqlBinary("*", ResultPlanner.Number(absent), new SqlBinary("-", dateCount, count))
                ),
                dateCount
            ),
            BalanceTake.Average => new SafeDivide(new SqlAggregate(new Aggregation(AggregationKind.Sum), value, By: null, Where: null), dateCount),
            _ => new SqlCall(
                take == BalanceTake.Max ? "greatest" : "least",
                [
                    new SqlAggregate(new Aggregation(take == BalanceTake.Max ? AggregationKind.Max : AggregationKind.Min), value, By: null, Where: null),
                    new SqlCase(Operand: null, [new SqlWhen(new SqlBinary("<", count, dateCount), new SqlNumber("0"))], Else: null),
                ]
            ),
        };
        List<SelectColumn> columns = [.. spec.Groups.Select(k => new SelectColumn(new SqlColumn(each, k.Alias), k.Alias))];
        if (period is not null)
            columns.Add(new SelectColumn(new SqlColumn(each, period.Alias), period.Alias));
        blocks.Add(
            name,
            Describe([leaf], side),
            new SelectQuery
            {
                Columns = [.. columns, new SelectColumn(over, leaf.Name)],
                From = new BlockRows(each, each),
                Joins =
                [
                    new SqlJoin(
                        new BlockRows(counts, counts),
                        period is null ? null : new SqlBinary("=", new SqlColumn(counts, period.Alias), new SqlColumn(each, period.Alias)),
                        IsOuter: false
                    ),
                ],
                GroupBy = columns.Count,
            }
        );
    }
}
