using System.Collections.Immutable;
using Workbench.Server.Semantics.Compiler.Sql;

namespace Workbench.Server.Semantics.Compiler;

/// <summary>The first rows of each group; what is equal to the last of them stays.</summary>
internal sealed partial class StatementPlanner
{
    private const string Place = "place_in_group";

    private PlannedStatement PlanWithin(ResultNames names, EquatableArray<SqlOrder> order, ImmutableArray<CompiledColumn> columns, int limit)
    {
        var own = ((SelectQuery)_blocks.ToArray()[^1].Query).Columns.Select(c => new SelectColumn(Col(Result, c.Name), c.Name));
        // Ranks, running totals and growth are over all rows, so they are computed before the others are left out.
        ImmutableArray<SelectColumn> outputs = [.. Outputs(Result, names)];
        var placed = AddPlaced(Result, [.. own, .. outputs.Select((c, i) => new SelectColumn(c.Expr, Shown(i)))], k => names.Keys[k], order);
        EquatableArray<SelectColumn> shown = [.. outputs.Select((c, i) => new SelectColumn(Col(placed, Shown(i)), c.Name))];
        return FirstOf(placed, shown, k => names.Keys[k], value => ValueExpr(placed, names, value), columns, limit);

        static string Shown(int at) => FormattableString.Invariant($"shown_{at + 1}");
    }

    /// <summary>Of the listed rows the first of each group: the latest order of each customer.</summary>
    private PlannedStatement PlanFirstListed(RowScan scan, ImmutableArray<SelectColumn> columns, int limit)
    {
        var listed = _blocks.Reserve("listed");
        _blocks.Add(
            listed,
            "the rows",
            new SelectQuery
            {
                Columns = [.. columns.Select((c, i) => new SelectColumn(c.Expr, Alias(i)))],
                From = scan.From,
                Joins = scan.Joins,
                Where = scan.Where,
                IsDistinct = true,
            }
        );
        var placed = AddPlaced(
            listed,
            [.. columns.Select((_, i) => new SelectColumn(Col(listed, Alias(i)), Alias(i)))],
            Of,
            OrderOf(k => Col(listed, Of(k)), NoValue)
        );
        return FirstOf(placed, [.. columns.Select((c, i) => new SelectColumn(Col(placed, Alias(i)), c.Name))], Of, NoValue, OutputColumns(), limit);

        static string Alias(int at) => FormattableString.Invariant($"field_{at + 1}");

        string Of(QueryKey key) => Alias(query.Keys.IndexOf(key));

        static SqlExpr NoValue(ValueName value) => throw new System.Diagnostics.UnreachableException();
    }

    private string AddPlaced(string source, ImmutableArray<SelectColumn> columns, Func<QueryKey, string> nameOf, EquatableArray<SqlOrder> order)
    {
        var placed = _blocks.Reserve("placed");
        var place = new SqlRank([.. order.Take(query.OrderBy.Length)]) { PartitionBy = [.. query.Within.Select(k => (SqlExpr)Col(source, nameOf(k)))] };
        _blocks.Add(
            placed,
            "rows with their place in their group",
            new SelectQuery { Columns = [.. columns, new SelectColumn(place, Place)], From = new BlockRows(source, source) }
        );
        return placed;
    }

    private PlannedStatement FirstOf(
        string placed,
        EquatableArray<SelectColumn> shown,
        Func<QueryKey, string> nameOf,
        Func<ValueName, SqlExpr> valueOf,
        ImmutableArray<CompiledColumn> columns,
        int limit
    )
    {
        var first = new SelectQuery
        {
            Columns = shown,
            From = new BlockRows(placed, placed),
            Where = [new SqlBinary("<=", Col(placed, Place), Limit(limit)!)],
            OrderBy =
            [
                .. query.Within.Where(k => query.OrderBy.All(o => o.Key != k)).Select(k => new SqlOrder(Col(placed, nameOf(k)), IsDescending: false)),
                .. OrderOf(k => Col(placed, nameOf(k)), valueOf),
            ],
        };
        return new PlannedStatement(new SelectPlan(_blocks.ToArray(), first), columns, TieCheck: null);
    }
}
