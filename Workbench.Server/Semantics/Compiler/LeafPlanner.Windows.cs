using Workbench.Server.Semantics.Compiler.Sql;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Compiler;

internal sealed partial class LeafPlanner
{
    /// <summary>Overlapping windows: rows that add up are first added up by day, the others meet each window as rows.</summary>
    /// <param name="windows">Aliased <c>windows</c>, with <c>starts</c> and <c>ends</c>.</param>
    /// <param name="names">Columns of the windows that the values are for.</param>
    private void PlanWindows(Leaf leaf, string description, WindowFrame frame, string name, RowSource windows, IReadOnlyList<string> names)
    {
        var addsUp = leaf.Aggregation.Kind is AggregationKind.Count or AggregationKind.Sum or AggregationKind.Min or AggregationKind.Max;
        var scan = new RowScan(view, leaf.Home);
        var columns = KeyColumns(scan, leaf);
        if (!addsUp)
        {
            var time = scan.Field(leaf.Time!);
            scan.AddJoin(
                new SqlJoin(
                    windows,
                    SqlExpr.And(
                        new SqlBinary(">=", time, scan.DayBound(leaf.Time!, new SqlColumn("windows", "starts"))),
                        new SqlBinary("<", time, scan.DayBound(leaf.Time!, new SqlColumn("windows", "ends")))
                    ),
                    IsOuter: false
                )
            );
            columns.AddRange(names.Select(n => new SelectColumn(new SqlColumn("windows", n), n)));
            var keys = columns.Count;
            columns.Add(new SelectColumn(Aggregate(scan, leaf), leaf.Name));
            AddFilters(scan, leaf);
            scan.AddRange(leaf.Time!, frame.From == DateOnly.MinValue ? null : frame.From, frame.To);
            blocks.Add(name, description, Select(scan, columns, keys));
            return;
        }
        var daily = blocks.Reserve($"{name}_by_day");
        columns.Add(new SelectColumn(scan.DayOf(leaf.Time!), "on_day"));
        var dailyKeys = columns.Count;
        columns.Add(new SelectColumn(Aggregate(scan, leaf), leaf.Name));
        AddFilters(scan, leaf);
        scan.AddRange(leaf.Time!, frame.From == DateOnly.MinValue ? null : frame.From, frame.To);
        blocks.Add(daily, $"{leaf.Name} by day", Select(scan, columns, dailyKeys));
        var kind = leaf.Aggregation.Kind is AggregationKind.Count ? AggregationKind.Sum : leaf.Aggregation.Kind;
        var sum = (SqlExpr)new SqlAggregate(new Aggregation(kind), new SqlColumn(daily, leaf.Name), By: null, Where: null);
        List<SelectColumn> outer = [.. spec.Groups.Select(k => new SelectColumn(new SqlColumn(daily, k.Alias), k.Alias))];
        outer.AddRange(names.Select(n => new SelectColumn(new SqlColumn("windows", n), n)));
        var outerKeys = outer.Count;
        outer.Add(new SelectColumn(leaf.Aggregation.Kind == AggregationKind.Count ? new SqlCast(sum, "bigint") : sum, leaf.Name));
        blocks.Add(
            name,
            description,
            new SelectQuery
            {
                Columns = [.. outer],
                From = windows,
                Joins =
                [
                    new SqlJoin(
                        new BlockRows(daily, daily),
                        SqlExpr.And(
                            new SqlBinary(">=", new SqlColumn(daily, "on_day"), new SqlColumn("windows", "starts")),
                            new SqlBinary("<", new SqlColumn(daily, "on_day"), new SqlColumn("windows", "ends"))
                        ),
                        IsOuter: false
                    ),
                ],
                GroupBy = outerKeys,
            }
        );
    }

    /// <summary>The average over the days (or the finest periods) of each period, of the value at the end of each.</summary>
    private void PlanSteps(Leaf leaf, Side side, WindowFrame frame, string name)
    {
        var steps = blocks.Reserve($"{name}_steps");
        string[] names = spec.Period is { } period ? [period.Alias, "snapshot"] : ["snapshot"];
        blocks.Add(
            steps,
            $"where {leaf.Name} is taken",
            new SelectQuery
            {
                Columns = [.. names.Concat(["starts", "ends"]).Select(n => new SelectColumn(new SqlColumn("listed", n), n))],
                From = WindowRows(frame, names) with { Alias = "listed" },
            }
        );
        var each = blocks.Reserve($"{name}_by_step");
        PlanWindows(leaf, $"{leaf.Name} at each of them", frame, each, new BlockRows(steps, "windows"), names);
        PlanOverSnapshots(leaf, side, BalanceTake.Average, name, each, steps);
    }

    private static ListedRows WindowRows(WindowFrame frame, IReadOnlyList<string> names) =>
        new(
            [
                .. names.Select(n => new ListedColumn(n, RowScan.Days(frame.Windows.Select(w => n == "snapshot" ? w.Step : w.Period)))),
                new ListedColumn("starts", RowScan.Days(frame.Windows.Select(w => w.From))),
                new ListedColumn("ends", RowScan.Days(frame.Windows.Select(w => w.To))),
            ],
            "windows"
        );
}
