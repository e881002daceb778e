using System.Collections.Immutable;
using System.Globalization;
using Workbench.Server.Semantics.Compiler.Sql;
using Workbench.Shared.Answers;

namespace Workbench.Server.Semantics.Compiler;

/// <summary>Rows below the ordinary ones: the total, and the others of a limit.</summary>
internal sealed partial class StatementPlanner
{
    /// <summary>The groups that a limit keeps, ranked over the whole range, when each of them is shown by period.</summary>
    private sealed record Ranking(ListedKeys Kept, SelectPlan? TieCheck);

    private Ranking PlanRanking(ResultPlanner planner)
    {
        ImmutableArray<QueryKey> groups = [.. query.Keys.Where(k => k is not (PeriodKey or CoarserKey))];
        var spec = new ResultSpec("ranked_", groups, query.Metrics, query.Filters, query.Range, Collapsed(), FillsGaps: false) { Purpose = "for the ranking" };
        var rows = planner.Plan(spec);
        var measured = _blocks.Reserve("ranked_groups");
        var names = AddResult(rows, wholes: [], measured, "groups over the whole range", groups, withHaving: false);
        var order = new List<SqlOrder>();
        foreach (var by in query.OrderBy)
            if (by.Key is null)
                // A share of the whole ranks as its value does.
                order.Add(
                    new SqlOrder(
                        ValueExpr(measured, names, by.Value.Role == ColumnRole.Share ? by.Value with { Role = ColumnRole.Value } : by.Value),
                        by.IsDescending
                    )
                );
            else if (groups.Contains(by.Key))
                order.Add(new SqlOrder(Col(measured, names.Keys[by.Key]), by.IsDescending));
        if (order.Count == 0)
            order.Add(new SqlOrder(ValueExpr(measured, names, new ValueName(query.Metrics[0].Metric.Name, ColumnRole.Value)), IsDescending: true));
        var asked = order.Count;
        order.AddRange(groups.Where(g => query.OrderBy.All(o => o.Key != g)).Select(g => new SqlOrder(Col(measured, names.Keys[g]), IsDescending: false)));
        var tie = RankCheck(measured, [.. order], asked, query.Limit!.Value);
        var top = _blocks.Reserve("top_groups");
        _blocks.Add(
            top,
            "the groups that the limit keeps",
            new SelectQuery
            {
                Columns = [.. groups.Select(g => new SelectColumn(Col(measured, names.Keys[g]), g.Alias))],
                From = new BlockRows(measured, measured),
                OrderBy = [.. order],
                Limit = Limit(query.Limit),
            }
        );
        return new Ranking(new ListedKeys(top, groups), query.OrderBy.Length > 0 && query.OrderBy.All(o => o.Key is not null) ? null : tie);
    }

    /// <summary>Rows of the total and of others, computed from rows and never from the groups.</summary>
    /// <param name="kept">The groups that the limit keeps in every period; null where it keeps rows.</param>
    private SelectPlan PlanWithExtraRows(ResultPlanner planner, ResultNames names, SelectQuery ordinary, ListedKeys? kept)
    {
        var isCut = query.Limit is not null && kept is null;
        var top = _blocks.Reserve(isCut ? "top_rows" : "listed");
        _blocks.Add(
            top,
            isCut ? "the rows that the limit keeps" : "all rows",
            ordinary with
            {
                Columns =
                [
                    .. query.Keys.Select(k => new SelectColumn(Col(Result, names.Keys[k]), names.Keys[k])),
                    .. ValueColumns(names).Select(c => new SelectColumn(Col(Result, c), c)),
                ],
                Limit = isCut ? Limit(query.Limit) : null,
                OrderBy = isCut ? ordinary.OrderBy : [],
            }
        );
        var branches = new List<SelectQuery> { Branch(names, top, 0, key => Col(top, names.Keys[key])) };
        if (query.HasOthers)
            branches.Add(ExtraRows(planner, names, "others", 2, kept ?? new ListedKeys(top, query.Keys), kept is null ? [] : PeriodKeys()));
        if (query.HasTotals)
            branches.Add(ExtraRows(planner, names, "total", 1, except: null, keys: []));
        var all = _blocks.Reserve("all_rows");
        _blocks.Add(all, "with what stands below them", new UnionQuery([.. branches], []));
        var order = OrderOf(key => Col(all, names.Keys[key]), value => ValueExpr(all, names, value));
        var position = new SqlCase(
            Col(all, "row_kind"),
            [new SqlWhen(new SqlNumber("0"), new SqlNumber("0")), new SqlWhen(new SqlNumber("2"), new SqlNumber("1"))],
            new SqlNumber("2")
        );
        var final = new SelectQuery
        {
            Columns = [.. Outputs(all, names)],
            From = new BlockRows(all, all),
            OrderBy = [new SqlOrder(position, IsDescending: false), .. order],
        };
        return new SelectPlan(_blocks.ToArray(), final);
    }

    private ImmutableArray<QueryKey> PeriodKeys() => [.. query.Keys.Where(k => k is PeriodKey or CoarserKey)];

    private SelectQuery Branch(ResultNames names, string block, int kind, Func<QueryKey, SqlExpr> key) =>
        new()
        {
            Columns =
            [
                new SelectColumn(new SqlNumber(kind.ToString(CultureInfo.InvariantCulture)), "row_kind"),
                .. query.Keys.Select(k => new SelectColumn(key(k), names.Keys[k])),
                .. ValueColumns(names).Select(c => new SelectColumn(Col(block, c), c)),
            ],
            From = new BlockRows(block, block),
        };

    /// <param name="keys">One row for each of their values; none: one row.</param>
    private SelectQuery ExtraRows(ResultPlanner planner, ResultNames names, string name, int kind, ListedKeys? except, ImmutableArray<QueryKey> keys)
    {
        var spec = new ResultSpec(
            $"{name}_",
            keys,
            query.Metrics,
            query.Filters,
            query.Range,
            keys.Length == 0 ? Collapsed() : query.Comparison,
            keys.Length > 0 && query.FillsGaps
        )
        {
            Except = except,
            Purpose = except is null ? "the total" : "the others",
        };
        var rows = planner.Plan(spec);
        // The whole that shares are part of stays that of all rows.
        var wholes = query.Shares.Where(s => s.Of.All(keys.Contains)).Select(s => PlanWhole(planner, s)).ToArray();
        var block = _blocks.Reserve(keys.Length == 0 ? $"{name}_row" : $"{name}_rows");
        AddResult(rows, wholes, block, keys.Length == 0 ? $"one row: {name}" : $"{name} of each period", keys, withHaving: false);
        var missing = query.Shares.Where(s => !s.Of.All(keys.Contains)).Select(s => names.Wholes[s.Metric.Metric.Name]).ToHashSet(StringComparer.Ordinal);
        var branch = Branch(names, block, kind, key => keys.Contains(key) ? Col(block, names.Keys[key]) : new SqlNull(ColumnTypes.Sql(key.Type)));
        return branch with { Columns = [.. branch.Columns.Select(c => missing.Contains(c.Name) ? new SelectColumn(new SqlNull("numeric"), c.Name) : c)] };
    }

    /// <summary>The comparison of the whole range, for rows that are not by period.</summary>
    private Comparison? Collapsed() => query.Comparison is { } comparison ? comparison with { Pairs = [] } : null;
}
