namespace Workbench.Server.Semantics.Compiler.Sql;

/// <summary>A statement: named blocks (<c>with</c>), each of which may read those before it, and the query over them.</summary>
internal sealed record SelectPlan(EquatableArray<SelectBlock> Blocks, SqlQuery Final);

/// <param name="Name">After the metric that it computes.</param>
/// <param name="Comment"><c>revenue by day</c></param>
internal sealed record SelectBlock(string Name, string Comment, SqlQuery Query);

internal abstract record SqlQuery
{
    private protected SqlQuery() { }
}

/// <summary><c>select … from … where … group by …</c></summary>
internal sealed record SelectQuery : SqlQuery
{
    public required EquatableArray<SelectColumn> Columns { get; init; }

    /// <summary>Null selects one row of constants.</summary>
    public RowSource? From { get; init; }

    public EquatableArray<SqlJoin> Joins { get; init; } = [];

    /// <summary>A conjunction.</summary>
    public EquatableArray<SqlExpr> Where { get; init; } = [];

    /// <summary>The first so many columns are the keys of the groups; null does not group.</summary>
    public int? GroupBy { get; init; }

    public EquatableArray<SqlOrder> OrderBy { get; init; } = [];
    public SqlExpr? Limit { get; init; }
    public bool IsDistinct { get; init; }
}

/// <summary><c>select … union all select …</c>, columns by position.</summary>
internal sealed record UnionQuery(EquatableArray<SelectQuery> Queries, EquatableArray<SqlOrder> OrderBy) : SqlQuery;

internal sealed record SelectColumn(SqlExpr Expr, string Name);

/// <summary>NULLs come last in either direction.</summary>
internal sealed record SqlOrder(SqlExpr Expr, bool IsDescending);

/// <param name="On">Null is a cross join.</param>
internal sealed record SqlJoin(RowSource Source, SqlExpr? On, bool IsOuter)
{
    /// <summary>The join of the layer that it is; null where it joins periods, blocks or dates.</summary>
    public JoinUse? Use { get; init; }
}

internal abstract record RowSource(string Alias)
{
    /// <summary>The entity whose rows they are; null for what the statement makes itself.</summary>
    public string? Entity { get; init; }
}

/// <example><c>billing.invoices as invoice</c></example>
internal sealed record TableRows(string FullName, string Alias) : RowSource(Alias);

/// <summary>The layer's own SQL.</summary>
internal sealed record SqlRows(string Sql, string Alias) : RowSource(Alias);

internal sealed record BlockRows(string Block, string Alias) : RowSource(Alias);

internal sealed record QueryRows(SqlQuery Query, string Alias) : RowSource(Alias);

/// <summary>Rows that the compiler lists itself, column by column: the calendar's periods.</summary>
internal sealed record ListedRows(EquatableArray<ListedColumn> Columns, string Alias) : RowSource(Alias);

internal sealed record ListedColumn(string Name, SqlParameter Values);

/// <summary>All period starts between two of them, both included, a step apart, as timestamps.</summary>
internal sealed record SeriesRows(SqlExpr From, SqlExpr To, string Step, string Column, string Alias) : RowSource(Alias);
