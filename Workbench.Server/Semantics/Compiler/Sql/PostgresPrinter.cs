using System.Globalization;
using System.Text;

namespace Workbench.Server.Semantics.Compiler.Sql;

/// <summary>Writes one statement.</summary>
/// <param name="parameters">Takes the values, and the text gets <c>$1</c>…; null prints them as literals.</param>
internal sealed partial class PostgresPrinter(List<SqlParameter>? parameters)
{
    private readonly StringBuilder _text = new(2048);
    private readonly Dictionary<SqlParameter, int> _numbers = [];
    private int _indent;

    public string Print(SelectPlan plan)
    {
        for (var i = 0; i < plan.Blocks.Count; i++)
        {
            var block = plan.Blocks[i];
            if (i == 0)
                Line("with");
            Line($"-- {OneLine(block.Comment)}");
            Indent().Append(PostgresNames.Quote(block.Name)).Append(" as (\n");
            _indent++;
            Write(block.Query);
            _indent--;
            Line(i + 1 < plan.Blocks.Count ? ")," : ")");
        }
        Write(plan.Final);
        return _text.ToString().TrimEnd('\n');
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

    private void WriteSelect(SelectQuery select)
    {
        Line(select.IsDistinct ? "select distinct" : "select");
        _indent++;
        for (var i = 0; i < select.Columns.Count; i++)
        {
            Indent();
            Write(select.Columns[i].Expr, 0);
            if (select.Columns[i].Expr is not SqlColumn column || column.Name != select.Columns[i].Name)
                _text.Append(" as ").Append(PostgresNames.Quote(select.Columns[i].Name));
            _text.Append(i + 1 < select.Columns.Count ? ",\n" : "\n");
        }
        _indent--;
        if (select.From is { } from)
        {
            Indent().Append("from ");
            WriteSource(from);
            _text.Append('\n');
        }
        foreach (var join in select.Joins)
        {
            Indent()
                .Append(
                    join.On is null ? "cross join "
                    : join.IsOuter ? "left join "
                    : "join "
                );
            WriteSource(join.Source);
            if (join.On is { } on)
            {
                _text.Append(" on ");
                Write(on, 0);
            }
            _text.Append('\n');
        }
        for (var i = 0; i < select.Where.Count; i++)
        {
            Indent().Append(i == 0 ? "where " : "  and ");
            Write(select.Where[i], PostgresPrecedence.And + 1);
            _text.Append('\n');
        }
        if (select.GroupBy is > 0 and var keys)
            Line($"group by {string.Join(", ", Enumerable.Range(1, keys))}");
        WriteOrder(select.OrderBy);
        if (select.Limit is { } limit)
        {
            Indent().Append("limit ");
            Write(limit, 0);
            _text.Append('\n');
        }
    }

    private void WriteOrder(EquatableArray<SqlOrder> order)
    {
        if (order.Count == 0)
            return;
        Indent().Append("order by ");
        WriteOrderItems(order);
        _text.Append('\n');
    }

    private void WriteOrderItems(EquatableArray<SqlOrder> order)
    {
        for (var i = 0; i < order.Count; i++)
        {
            if (i > 0)
                _text.Append(", ");
            Write(order[i].Expr, 0);
            _text.Append(order[i].IsDescending ? " desc nulls last" : " nulls last");
        }
    }

    private void WriteSource(RowSource source)
    {
        switch (source)
        {
            case TableRows table:
                _text.Append(PostgresNames.QuotePath(table.FullName));
                break;
            case BlockRows block:
                _text.Append(PostgresNames.Quote(block.Block));
                if (block.Block == block.Alias)
                    return;
                break;
            case SqlRows sql:
                _text.Append("(\n").Append(sql.Sql.Trim().TrimEnd(';')).Append("\n)");
                break;
            case QueryRows query:
                _text.Append("(\n");
                _indent++;
                Write(query.Query);
                _indent--;
                Indent().Append(')');
                break;
            case ListedRows listed:
                _text.Append("unnest(");
                WriteList(listed.Columns, c => Write(c.Values, 0));
                _text.Append(") as ").Append(PostgresNames.Quote(listed.Alias)).Append('(');
                WriteList(listed.Columns, c => _text.Append(PostgresNames.Quote(c.Name)));
                _text.Append(')');
                return;
            case SeriesRows series:
                _text.Append("generate_series(");
                Write(series.From, PostgresPrecedence.Cast);
                _text.Append("::timestamp, ");
                Write(series.To, PostgresPrecedence.Cast);
                _text.Append("::timestamp, interval '").Append(series.Step).Append("') as ").Append(PostgresNames.Quote(series.Alias)).Append('(');
                _text.Append(PostgresNames.Quote(series.Column)).Append(')');
                return;
        }
        _text.Append(" as ").Append(PostgresNames.Quote(source.Alias));
    }

    private void WriteList<T>(EquatableArray<T> items, Action<T> write)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
                _text.Append(", ");
            write(items[i]);
        }
    }

    private StringBuilder Indent() => _text.Append(' ', _indent * 2);

    private void Line(string text) => Indent().Append(text).Append('\n');

    /// <summary>A comment must not end early and let text become SQL.</summary>
    private static string OneLine(string comment) => comment.ReplaceLineEndings(" ");

    private void WriteParameter(SqlParameter parameter)
    {
        if (parameters is null)
        {
            PostgresLiterals.Append(_text, parameter);
            return;
        }
        if (!_numbers.TryGetValue(parameter, out var number))
        {
            parameters.Add(parameter);
            number = parameters.Count;
            _numbers.Add(parameter, number);
        }
        _text.Append('$').Append(number.ToString(CultureInfo.InvariantCulture)).Append("::").Append(parameter.Type);
    }
}
