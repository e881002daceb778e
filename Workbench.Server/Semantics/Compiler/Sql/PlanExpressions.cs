namespace Workbench.Server.Semantics.Compiler.Sql;

/// <summary>Every expression of a plan, those inside others too.</summary>
internal static class PlanExpressions
{
    public static IEnumerable<SqlExpr> Of(SelectPlan plan) => plan.Blocks.SelectMany(b => Of(b.Query)).Concat(Of(plan.Final));

    private static IEnumerable<SqlExpr> Of(SqlQuery query) =>
        query switch
        {
            SelectQuery select => Of(select),
            UnionQuery union => union.Queries.SelectMany(Of),
            _ => [],
        };

    private static IEnumerable<SqlExpr> Of(SelectQuery select) =>
        select
            .Columns.Select(c => c.Expr)
            .Concat(select.Joins.Select(j => j.On).OfType<SqlExpr>())
            .Concat(select.Where)
            .Concat(select.OrderBy.Select(o => o.Expr))
            .SelectMany(All)
            .Concat(select.Joins.Select(j => j.Source).Append(select.From).OfType<QueryRows>().SelectMany(q => Of(q.Query)));

    private static IEnumerable<SqlExpr> All(SqlExpr expr) => Parts(expr).SelectMany(All).Prepend(expr);

    private static IEnumerable<SqlExpr> Parts(SqlExpr expr) =>
        expr switch
        {
            SqlUnary e => [e.Operand],
            SqlBinary e => [e.Left, e.Right],
            SafeDivide e => [e.Over, e.Under],
            SqlCase e => [.. Optional(e.Operand), .. e.Whens.SelectMany(w => new[] { w.When, w.Then }), .. Optional(e.Else)],
            SqlCast e => [e.Operand],
            SqlIn e => [e.Operand, .. e.Items],
            SqlLike e => [e.Operand, e.Pattern],
            SqlBetween e => [e.Operand, e.Low, e.High],
            SqlIs e => [e.Operand],
            SqlCall e => e.Arguments,
            SqlExtract e => [e.From],
            SqlAtZone e => [e.Operand, e.Zone],
            DayStartsAt e => [e.Day],
            PeriodStart e => [e.Local],
            PeriodPart e => [e.Local],
            SqlAggregate e => [.. Optional(e.Argument), .. Optional(e.By), .. Optional(e.Where), .. e.ThenBy],
            SqlRank e => [.. e.PartitionBy, .. e.OrderBy.Select(o => o.Expr)],
            SqlWindow e => [e.Of, .. e.PartitionBy, .. e.OrderBy.Select(o => o.Expr)],
            SqlInBlock e => [e.Operand],
            SqlExists e => Of(e.Query),
            _ => [],
        };

    private static IEnumerable<SqlExpr> Optional(SqlExpr? expr) => expr is null ? [] : [expr];
}
