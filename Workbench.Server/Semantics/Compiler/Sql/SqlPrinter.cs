using System.Text;

namespace Workbench.Server.Semantics.Compiler.Sql;

/// <summary>Writes one statement: its layout and what all dialects say alike. What they say differently is abstract.</summary>
/// <param name="parameters">Takes the values, and the text gets placeholders; null prints them as literals.</param>
internal abstract partial class SqlPrinter(List<SqlParameter>? parameters)
{
    private readonly Dictionary<SqlParameter, int> _numbers = [];
    private int _indent;

    protected bool PrintsLiterals => parameters is null;

    protected StringBuilder Text { get; } = new(2048);

    /// <summary>An identifier of the warehouse or of this statement.</summary>
    protected abstract string Quote(string name);

    /// <summary>A column of the result, named as the query writes it.</summary>
    protected virtual string QuoteOutput(string name) => Quote(name);

    /// <summary>Whether the name of an output is the identifier that is read, so that no <c>as</c> is needed.</summary>
    protected virtual bool KeepsOutputNames => true;

    protected abstract void WriteLiteral(SqlParameter parameter);

    protected abstract void WritePlaceholder(SqlParameter parameter, int number);

    protected abstract void WriteListed(ListedRows listed);

    protected abstract void WriteSeries(SeriesRows series);

    public string Print(SelectPlan plan)
    {
        for (var i = 0; i < plan.Blocks.Count; i++)
        {
            var block = plan.Blocks[i];
            if (i == 0)
                Line("with");
            Line($"-- {OneLine(block.Comment)}");
            Indent().Append(Quote(block.Name)).Append(" as (\n");
            _indent++;
            Write(block.Query);
            _indent--;
            Line(i + 1 < plan.Blocks.Count ? ")," : ")");
        }
        if (plan.Final is SelectQuery final)
            WriteSelect(final, isOutput: true);
        else
            Write(plan.Final);
        return Text.ToString().TrimEnd('\n');
    }

    private void Write(SqlQuery query)
    {
        switch (query)
        {
            case SelectQuery select:
                WriteSelect(select);
                break;
            case UnionQuery union:
                for (var i = 0; i < union.Queries.Count; i++)
                {
                    if (i > 0)
                        Line("union all");
                    var isWrapped = union.Queries[i].OrderBy.Count > 0 || union.Queries[i].Limit is not null;
                    if (isWrapped)
                        Line("(");
                    WriteSelect(union.Queries[i]);
                    if (isWrapped)
                        Line(")");
                }
                WriteOrder(union.OrderBy);
                break;
        }
    }

    protected void WriteSelect(SelectQuery select, bool isOutput = false)
    {
        BeginSelect(select);
        Line(select.IsDistinct ? "select distinct" : "select");
        _indent++;
        for (var i = 0; i < select.Columns.Count; i++)
        {
            Indent();
            Write(select.Columns[i].Expr, 0);
            if (select.Columns[i].Expr is not SqlColumn column || column.Name != select.Columns[i].Name || !IsPlain(column) || (isOutput && !KeepsOutputNames))
                Text.Append(" as ").Append(isOutput ? QuoteOutput(select.Columns[i].Name) : Quote(select.Columns[i].Name));
            Text.Append(i + 1 < select.Columns.Count ? ",\n" : "\n");
        }
        _indent--;
        if (select.From is { } from)
        {
            Indent().Append("from ");
            WriteSource(from);
            Text.Append('\n');
        }
        foreach (var join in select.Joins)
        {
            var on = join.On ?? ConditionOf(join.Source);
            Indent()
                .Append(
                    on is null ? "cross join "
                    : join.IsOuter ? "left join "
                    : "join "
                );
            WriteSource(join.Source);
            if (on is not null)
            {
                Text.Append(" on ");
                Write(on, 0);
            }
            Text.Append('\n');
        }
        for (var i = 0; i < select.Where.Count; i++)
        {
            Indent().Append(i == 0 ? "where " : "  and ");
            Write(select.Where[i], SqlPrecedence.And + 1);
            Text.Append('\n');
        }
        if (select.GroupBy is > 0 and var keys)
            Line($"group by {string.Join(", ", Enumerable.Range(1, keys))}");
        WriteOrder(select.OrderBy);
        if (select.Limit is { } limit)
        {
            Indent().Append("limit ");
            WriteLimit(limit);
            Text.Append('\n');
        }
    }

    /// <summary>Whether a column is written as its name.</summary>
    protected virtual bool IsPlain(SqlColumn column) => true;

    /// <summary>Before anything of a select is written: names that its sources give another meaning.</summary>
    protected virtual void BeginSelect(SelectQuery select) { }

    /// <summary>The condition that a joined source brings itself.</summary>
    protected virtual SqlExpr? ConditionOf(RowSource source) => null;

    protected virtual void WriteLimit(SqlExpr limit) => Write(limit, 0);

    private void WriteOrder(EquatableArray<SqlOrder> order)
    {
        if (order.Count == 0)
            return;
        Indent().Append("order by ");
        WriteOrderItems(order);
        Text.Append('\n');
    }

    protected void WriteOrderItems(EquatableArray<SqlOrder> order)
    {
        for (var i = 0; i < order.Count; i++)
        {
            if (i > 0)
                Text.Append(", ");
            Write(order[i].Expr, 0);
            Text.Append(order[i].IsDescending ? " desc nulls last" : " nulls last");
        }
    }

    private void WriteSource(RowSource source)
    {
        switch (source)
        {
            case TableRows table:
                Text.Append(QuotePath(table.FullName));
                break;
            case BlockRows block:
                Text.Append(Quote(block.Block));
                if (block.Block == block.Alias)
                    return;
                break;
            case SqlRows sql:
                Text.Append("(\n").Append(sql.Sql.Trim().TrimEnd(';')).Append("\n)");
                break;
            case QueryRows query:
                Text.Append("(\n");
                _indent++;
                Write(query.Query);
                _indent--;
                Indent().Append(')');
                break;
            case ListedRows listed:
                WriteListed(listed);
                return;
            case SeriesRows series:
                WriteSeries(series);
                return;
        }
        Text.Append(" as ").Append(Quote(source.Alias));
    }

    protected void WriteList<T>(EquatableArray<T> items, Action<T> write)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
                Text.Append(", ");
            write(items[i]);
        }
    }

    private StringBuilder Indent() => Text.Append(' ', _indent * 2);

    private void Line(string text) => Indent().Append(text).Append('\n');

    /// <summary>A comment must not end early and let text become SQL.</summary>
    private static string OneLine(string comment) => comment.ReplaceLineEndings(" ");

    /// <example><c>billing.invoices</c>: schema and table, each its own name.</example>
    private string QuotePath(string fullName)
    {
        var dot = fullName.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? Quote(fullName) : $"{Quote(fullName[..dot])}.{Quote(fullName[(dot + 1)..])}";
    }

    private void WriteParameter(SqlParameter parameter)
    {
        if (parameters is null)
        {
            WriteLiteral(parameter);
            return;
        }
        if (!_numbers.TryGetValue(parameter, out var number))
        {
            parameters.Add(parameter);
            number = parameters.Count;
            _numbers.Add(parameter, number);
        }
        WritePlaceholder(parameter, number);
    }
}
