using System.Collections.Immutable;
using Workbench.Server.Semantics.Compiler.Sql;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Answers;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Compiler;

/// <summary>A plan with the columns of its result, and the question whether its cut falls into a tie.</summary>
internal sealed record PlannedStatement(SelectPlan Plan, ImmutableArray<CompiledColumn> Columns, SelectPlan? TieCheck);

/// <summary>Plans the whole statement: the result, its shares, order, limit, total and others.</summary>
internal sealed partial class StatementPlanner(ResolvedQuery query)
{
    private const string Result = "result";
    private readonly BlockList _blocks = new();
    private readonly LevelView _view = query.View;

    public PlannedStatement Plan() => query.Listed is { } listed ? PlanListing(listed) : PlanMeasured();

    private PlannedStatement PlanMeasured()
    {
        _blocks.Reserve(Result);
        var planner = new ResultPlanner(_view, _blocks, query.Today);
        // Beside periods a limit with others counts groups: which ones is known before any period is.
        var ranking = query.HasOthers && query.Period is not null ? PlanRanking(planner) : null;
        var spec = new ResultSpec("", query.Keys, query.Metrics, query.Filters, query.Range, query.Comparison, query.FillsGaps) { Only = ranking?.Kept };
        var rows = planner.Plan(spec);
        var isPlain =
            query.Comparison is null
            && query.Shares.Length == 0
            && query.Ranks.Length == 0
            && query.Steps.Length == 0
            && query.Growth.Length == 0
            && query.Running.Length == 0
            && query.Having.Length == 0
            && !query.HasTotals
            && !query.HasOthers
            && query.Limit is null;
        if (isPlain)
            return PlanPlain(rows);
        var wholes = query.Shares.Select(s => PlanWhole(planner, s)).ToArray();
        var names = AddResult(rows, wholes);
        var order = OrderOf(key => Col(Result, names.Keys[key]), value => ValueExpr(Result, names, value));
        var columns = OutputColumns();
        if (query.Within.Length > 0 && query.Limit is { } each)
            return PlanWithin(names, order, columns, each);
        SelectQuery ordinary = new()
        {
            Columns = [.. Outputs(Result, names)],
            From = new BlockRows(Result, Result),
            OrderBy = order,
            Limit = ranking is null ? Limit(query.Limit) : null,
        };
        var tie =
            ranking is not null ? ranking.TieCheck
            : query.Limit is { } limit ? TieCheck(Result, order, limit)
            : null;
        if (!query.HasTotals && !query.HasOthers)
            return new PlannedStatement(new SelectPlan(_blocks.ToArray(), ordinary), columns, tie);
        return new PlannedStatement(PlanWithExtraRows(planner, names, ordinary, ranking?.Kept), columns, tie);
    }

    /// <summary>One block's rows as they are, named as the query writes them.</summary>
    private PlannedStatement PlanPlain(ResultRows rows)
    {
        var order = OrderOf(
            key => Col("", key.Written),
            value => query.Metrics.Any(m => m.IsShown && m.Metric.Name == value.Metric) ? Col("", value.Metric) : rows.Values[(value.Metric, Side.Main)]
        );
        var select = new SelectQuery
        {
            Columns =
            [
                .. query.Keys.Select(k => new SelectColumn(rows.Keys[k], k.Written)),
                .. query.Metrics.Where(m => m.IsShown).Select(m => new SelectColumn(rows.Values[(m.Metric.Name, Side.Main)], m.Metric.Name)),
            ],
            From = rows.From,
            Joins = rows.Joins,
            OrderBy = order,
        };
        return new PlannedStatement(new SelectPlan(_blocks.ToArray(), select), OutputColumns(), TieCheck: null);
    }

    private sealed record ResultNames(
        Dictionary<QueryKey, string> Keys,
        Dictionary<(string Metric, Side Side), string> Values,
        Dictionary<string, string> Wholes
    );

    /// <summary>The computed rows under one name, so that comparisons, conditions and order read columns.</summary>
    /// <param name="keys">Those that its rows have: all of the result, the periods for the others of each.</param>
    private ResultNames AddResult(
        ResultRows rows,
        WholeRows[] wholes,
        string block = Result,
        string comment = "the result",
        ImmutableArray<QueryKey>? keys = null,
        bool withHaving = true
    )
    {
        var names = NamesOf();
        var joins = new List<SqlJoin>(rows.Joins);
        var columns = new List<SelectColumn>();
        foreach (var key in keys ?? query.Keys)
            columns.Add(new SelectColumn(rows.Keys[key], names.Keys[key]));
        foreach (var metric in query.Metrics)
        {
            columns.Add(new SelectColumn(rows.Values[(metric.Metric.Name, Side.Main)], names.Values[(metric.Metric.Name, Side.Main)]));
            if (query.Comparison is not null)
                columns.Add(new SelectColumn(rows.Values[(metric.Metric.Name, Side.Previous)], names.Values[(metric.Metric.Name, Side.Previous)]));
        }
        foreach (var whole in wholes)
        {
            var on = whole
                .Of.Select(k => (SqlExpr)new SqlBinary("is not distinct from", Col(whole.Block, k.Alias), rows.Keys[k]))
                .Aggregate((SqlExpr?)null, (all, one) => all is null ? one : SqlExpr.And(all, one));
            joins.Add(new SqlJoin(new BlockRows(whole.Block, whole.Block), on, IsOuter: on is not null));
            columns.Add(new SelectColumn(Col(whole.Block, "whole"), names.Wholes[whole.Metric]));
        }
        var select = new SelectQuery
        {
            Columns = [.. columns],
            From = rows.From,
            Joins = [.. joins],
        };
        _blocks.Add(block, comment, select);
        if (withHaving && query.Having.Length > 0)
            AddHaving(names);
        return names;
    }

    private void AddHaving(ResultNames names)
    {
        // The block is read again under its own name: conditions stand on its columns, not on their expressions.
        var last = _blocks.ToArray()[^1];
        _blocks.RemoveLast();
        var inner = _blocks.Reserve("measured");
        _blocks.Add(inner, "before conditions on the result", last.Query);
        var select = (SelectQuery)last.Query;
        _blocks.Add(
            Result,
            "the result",
            new SelectQuery
            {
                Columns = [.. select.Columns.Select(c => new SelectColumn(Col(inner, c.Name), c.Name))],
                From = new BlockRows(inner, inner),
                Where =
                [
                    .. query.Having.Select(h =>
                        h.Condition.ToSql(h.Key is { } key ? Col(inner, names.Keys[key]) : ValueExpr(inner, names, h.Value), _view.Layer.Calendar.TimeZone)
                    ),
                ],
            }
        );
    }

    private ResultNames NamesOf()
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var keys = new Dictionary<QueryKey, string>();
        var values = new Dictionary<(string, Side), string>();
        var wholes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in query.Keys)
            keys[key] = Take(key.Alias);
        foreach (var metric in query.Metrics)
        {
            values[(metric.Metric.Name, Side.Main)] = Take(metric.Metric.Name);
            values[(metric.Metric.Name, Side.Previous)] = Take($"{metric.Metric.Name}_previous");
            wholes[metric.Metric.Name] = Take($"{metric.Metric.Name}_whole");
        }
        return new ResultNames(keys, values, wholes);

        string Take(string name)
        {
            var free = name;
            for (var i = 2; !taken.Add(free); i++)
                free = $"{name}_{i}";
            return free;
        }
    }

    private sealed record WholeRows(string Block, string Metric, ImmutableArray<QueryKey> Of);

    private WholeRows PlanWhole(ResultPlanner planner, ResolvedShare share)
    {
        var spec = new ResultSpec("whole_", share.Of, [share.Metric], query.Filters, query.Range, Comparison: null, FillsGaps: false) { Purpose = "the whole" };
        var rows = planner.Plan(spec);
        var block = _blocks.Reserve($"whole_of_{share.Metric.Metric.Name}");
        _blocks.Add(
            block,
            $"what the shares of {share.Metric.Metric.Label} are part of",
            new SelectQuery
            {
                Columns =
                [
                    .. share.Of.Select(k => new SelectColumn(rows.Keys[k], k.Alias)),
                    new SelectColumn(rows.Values[(share.Metric.Metric.Name, Side.Main)], "whole"),
                ],
                From = rows.From,
                Joins = rows.Joins,
            }
        );
        return new WholeRows(block, share.Metric.Metric.Name, share.Of);
    }

    private IEnumerable<string> ValueColumns(ResultNames names)
    {
        foreach (var metric in query.Metrics)
        {
            yield return names.Values[(metric.Metric.Name, Side.Main)];
            if (query.Comparison is not null)
                yield return names.Values[(metric.Metric.Name, Side.Previous)];
        }
        foreach (var share in query.Shares)
            yield return names.Wholes[share.Metric.Metric.Name];
    }

    private IEnumerable<SelectColumn> Outputs(string block, ResultNames names)
    {
        foreach (var column in OutputColumns())
        {
            SqlExpr expr = column.Role switch
            {
                ColumnRole.Key or ColumnRole.Period => Col(block, names.Keys[query.Keys.First(k => k.Written == column.Column.Name)]),
                ColumnRole.RowKind => Col(block, "row_kind"),
                _ => ValueExpr(block, names, new ValueName(column.Metric!, column.Role)),
            };
            yield return new SelectColumn(expr, column.Column.Name);
        }
    }

    private SqlExpr ValueExpr(string block, ResultNames names, ValueName value)
    {
        var now = Col(block, names.Values[(value.Metric, Side.Main)]);
        var before = Col(block, names.Values[(value.Metric, Side.Previous)]);
        return value.Role switch
        {
            ColumnRole.Value => now,
            ColumnRole.Previous => before,
            ColumnRole.Change => new SqlBinary("-", now, before),
            ColumnRole.ChangePercent => new SafeDivide(new SqlBinary("-", now, before), new SqlCall("abs", [before])),
            ColumnRole.Rank => new SqlRank([new SqlOrder(now, IsDescending: true)])
            {
                PartitionBy = [.. query.Within.Select(k => (SqlExpr)Col(block, names.Keys[k]))],
            },
            ColumnRole.Step => new SqlBinary("-", now, Earlier()),
            ColumnRole.Growth => Shown(new SafeDivide(new SqlBinary("-", now, Earlier()), new SqlCall("abs", [Earlier()]))),
            ColumnRole.Running => new SqlWindow("sum", now, Others(), Periods()),
            ColumnRole.Share => new SafeDivide(now, Col(block, names.Wholes[value.Metric])),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

        SqlExpr Shown(SqlExpr part) => query.InHundredths ? new SqlBinary("*", part, new SqlNumber("100")) : part;

        SqlWindow Earlier() => new("lag", now, Others(), Periods());

        // The row before is that of the same group: another time that is grouped by tells groups apart.
        EquatableArray<SqlExpr> Others() => [.. query.Keys.Where(k => k is not PeriodKey).Select(k => (SqlExpr)Col(block, names.Keys[k]))];

        EquatableArray<SqlOrder> Periods() => [.. query.Keys.OfType<PeriodKey>().Select(k => new SqlOrder(Col(block, names.Keys[k]), IsDescending: false))];
    }

    /// <summary>As asked, or time first, or the greatest first; then by all keys, so that it is always the same.</summary>
    private EquatableArray<SqlOrder> OrderOf(Func<QueryKey, SqlExpr> key, Func<ValueName, SqlExpr> value)
    {
        var order = new List<SqlOrder>();
        foreach (var by in query.OrderBy)
            order.Add(new SqlOrder(by.Key is null ? value(by.Value) : key(by.Key), by.IsDescending));
        var periods = query.Keys.Where(IsPeriod).OrderBy(k => k is PeriodKey ? 1 : 0).ToArray();
        if (query.OrderBy.Length == 0 && periods.Length == 0 && query.Keys.Length > 0 && query.Metrics.Length > 0 && !query.Keys.All(k => k is OwnTimeKey))
            order.Add(new SqlOrder(value(new ValueName(query.Metrics[0].Metric.Name, ColumnRole.Value)), IsDescending: true));
        foreach (var rest in periods.Concat(query.Keys.Where(k => !IsPeriod(k))))
            if (query.OrderBy.All(o => o.Key != rest))
                order.Add(new SqlOrder(key(rest), IsDescending: false));
        return [.. order];
    }

    private static bool IsPeriod(QueryKey key) => key is PeriodKey or CoarserKey or OwnTimeKey { Grain: not null } or FieldKey { Grain: not null };

    private static SqlParameter? Limit(int? limit) => limit is { } count ? new SqlParameter("bigint", [QueryValue.Of(count)]) : null;

    /// <summary>Whether rows beyond the cut are equal, in what the query orders by, to the last one inside.</summary>
    private SelectPlan? TieCheck(string block, EquatableArray<SqlOrder> order, int limit)
    {
        var asked =
            query.OrderBy.Length > 0 ? query.OrderBy.Length
            : query.Keys.Any(IsPeriod) ? 0
            : 1;
        if (asked == 0 || query.Keys.Length == 0 || (query.OrderBy.Length > 0 && query.OrderBy.All(o => o.Key is not null)))
            return null;
        return RankCheck(block, order, asked, limit);
    }

    private SelectPlan RankCheck(string block, EquatableArray<SqlOrder> order, int asked, int limit)
    {
        var ranked = new SelectBlock(
            _blocks.Reserve("ranked"),
            "rows by rank",
            new SelectQuery { Columns = [new SelectColumn(new SqlRank([.. order.Take(asked)]), "place")], From = new BlockRows(block, block) }
        );
        var count = new SqlAggregate(new Aggregation(AggregationKind.Count), Argument: null, By: null, Where: null);
        var final = new SelectQuery
        {
            Columns = [new SelectColumn(new SqlBinary(">", count, Limit(limit)!), "is_tied")],
            From = new BlockRows(ranked.Name, ranked.Name),
            Where = [new SqlBinary("<=", Col(ranked.Name, "place"), Limit(limit)!)],
        };
        return new SelectPlan([.. _blocks.ToArray(), ranked], final);
    }

    private PlannedStatement PlanListing(Entity listed)
    {
        var scan = new RowScan(_view, listed);
        var time = listed.DefaultTime is { } own ? new FieldPath(JoinPath.Of(listed), new TimeLeaf(own)) : null;
        scan.AddEntityFilter();
        foreach (var filter in query.Filters.OfType<MetricRowFilter>())
            new ResultPlanner(_view, _blocks, query.Today).Plan(filter);
        foreach (var filter in query.Filters)
            LeafPlanner.AddFilter(scan, filter, _view, time);
        if (time is not null)
            scan.AddRange(time, query.Range.From, query.Range.To);
        ImmutableArray<SelectColumn> columns =
        [
            .. query.Keys.Select(k => new SelectColumn(
                k switch
                {
                    FieldKey field => scan.Field(field.ByHome[listed.Name]),
                    PeriodKey period => scan.PeriodOf(time!, period.Grain),
                    CoarserKey coarser => scan.PeriodOf(time!, coarser.Grain),
                    OwnTimeKey { Part: { } part } => scan.PartOf(time!, part),
                    OwnTimeKey { Grain: { } grain } => scan.PeriodOf(time!, grain),
                    _ => throw new System.Diagnostics.UnreachableException(),
                },
                k.Written
            )),
        ];
        if (query.Within.Length > 0 && query.Limit is { } each)
            return PlanFirstListed(scan, columns, each);
        var select = new SelectQuery
        {
            Columns = [.. columns],
            From = scan.From,
            Joins = scan.Joins,
            Where = scan.Where,
            IsDistinct = true,
            OrderBy = OrderOf(k => new SqlColumn("", k.Written), _ => throw new System.Diagnostics.UnreachableException()),
            Limit = Limit(query.Limit),
        };
        return new PlannedStatement(new SelectPlan(_blocks.ToArray(), select), OutputColumns(), TieCheck: null);
    }

    private static SqlColumn Col(string source, string name) => new(source, name);

    private ImmutableArray<CompiledColumn> OutputColumns() => _columns ??= [.. ResultColumns.Of(query)];

    private ImmutableArray<CompiledColumn>? _columns;
}
