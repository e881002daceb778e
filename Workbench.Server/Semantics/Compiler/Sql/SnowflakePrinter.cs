using System.Globalization;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Compiler.Sql;

/// <summary>What Snowflake says its own way. Nothing depends on a parameter of the session: not weeks, not time zones, not the scale of numbers.</summary>
internal sealed partial class SnowflakePrinter(List<SqlParameter>? parameters) : SqlPrinter(parameters)
{
    /// <summary>Days from 1970 to 2100 and some.</summary>
    private const int LongestSeries = 50_000;

    /// <summary>Series of the select that is being written, by alias: their columns are numbers to reckon with.</summary>
    private readonly Dictionary<string, SeriesRows> _series = new(StringComparer.Ordinal);

    protected override bool KeepsOutputNames => false;

    protected override string Quote(string name) => SnowflakeNames.Quote(name);

    protected override string QuoteOutput(string name) => SnowflakeNames.Exact(name);

    protected override void WriteLiteral(SqlParameter parameter) => SnowflakeLiterals.Append(Text, parameter.Type, parameter.Values[0]);

    protected override void WritePlaceholder(SqlParameter parameter, int number) =>
        Text.Append("cast(:").Append(number.ToString(CultureInfo.InvariantCulture)).Append(" as ").Append(SnowflakeTypes.Of(parameter.Type)).Append(')');

    /// <summary>A number that was read and bounded: no text of anybody.</summary>
    protected override void WriteLimit(SqlExpr limit)
    {
        if (limit is SqlParameter { Values: [{ Number: { } count }] })
            Text.Append(count.ToString(CultureInfo.InvariantCulture));
        else
            Write(limit, 0);
    }

    /// <summary>Days of the calendar, row by row. An empty list still has its columns.</summary>
    protected override void WriteListed(ListedRows listed)
    {
        var count = listed.Columns[0].Values.Values.Count;
        if (count == 0)
        {
            Text.Append("(select ");
            WriteList(listed.Columns, c => Text.Append("cast(null as date) as ").Append(Quote(c.Name)));
            Text.Append(" from (values (0)) as none (n) where n = 1) as ").Append(Quote(listed.Alias));
            return;
        }
        Text.Append("(values ");
        for (var i = 0; i < count; i++)
        {
            Text.Append(i == 0 ? "(" : ", (");
            WriteList(listed.Columns, c => SnowflakeLiterals.Append(Text, "date", c.Values.Values[i]));
            Text.Append(')');
        }
        Text.Append(") as ").Append(Quote(listed.Alias)).Append(" (");
        WriteList(listed.Columns, c => Text.Append(Quote(c.Name)));
        Text.Append(')');
    }

    protected override void BeginSelect(SelectQuery select)
    {
        _series.Clear();
        foreach (var series in select.Joins.Select(j => j.Source).Append(select.From).OfType<SeriesRows>())
            _series[series.Alias] = series;
    }

    /// <summary>A generator gives numbers; the periods are that many steps after the first.</summary>
    protected override void WriteSeries(SeriesRows series) =>
        Text.Append("(select row_number() over (order by seq4()) - 1 as n from table(generator(rowcount => ")
            .Append((CountOf(series) ?? LongestSeries).ToString(CultureInfo.InvariantCulture))
            .Append("))) as ")
            .Append(Quote(series.Alias));

    protected override SqlExpr? ConditionOf(RowSource source) =>
        source is SeriesRows series ? new SqlBinary("<=", new SqlColumn(series.Alias, series.Column), series.To) : null;

    protected override bool IsPlain(SqlColumn column) => !_series.TryGetValue(column.Source, out var series) || series.Column != column.Name;

    protected override void WriteColumn(SqlColumn column)
    {
        if (IsPlain(column))
        {
            base.WriteColumn(column);
            return;
        }
        var series = _series[column.Source];
        var (count, unit) = StepOf(series);
        Text.Append("dateadd(").Append(unit).Append(", ");
        if (count > 1)
            Text.Append(count.ToString(CultureInfo.InvariantCulture)).Append(" * ");
        Text.Append(Quote(series.Alias)).Append(".n, ");
        if (unit is "hour" or "minute")
            Write(new SqlCast(series.From, "timestamp"), 0);
        else
            Write(series.From, 0);
        Text.Append(')');
    }

    private static (int Count, string Unit) StepOf(SeriesRows series)
    {
        var words = series.Step.Split(' ');
        return (int.Parse(words[0], CultureInfo.InvariantCulture), words[1].TrimEnd('s'));
    }

    /// <summary>How many steps lie between two days that are known; null where data decide.</summary>
    private static int? CountOf(SeriesRows series)
    {
        if (
            series
            is not {
                From: SqlParameter { Values: [{ Text: { } from }] },
                To: SqlBinary { Op: "-", Left: SqlCast { Operand: SqlParameter { Values: [{ Text: { } to }] } } },
            }
        )
            return null;
        var days = DateOnly.Parse(to, CultureInfo.InvariantCulture).DayNumber - DateOnly.Parse(from, CultureInfo.InvariantCulture).DayNumber;
        return days * (StepOf(series).Unit == "hour" ? 24 : 1440);
    }

    protected override void WriteText(string value) => SnowflakeLiterals.AppendText(Text, value);

    protected override void WriteNull(string type) => SnowflakeLiterals.Append(Text, type, default(QueryValue));

    protected override void WriteTyped(SqlTypedText typed) => SnowflakeLiterals.AppendTyped(Text, typed.Type, typed.Value);

    protected override void WriteCast(SqlCast cast, int binding) => WriteAs(cast.Operand, SnowflakeTypes.Of(cast.Type));

    private void WriteAs(SqlExpr operand, string type)
    {
        Text.Append("cast(");
        Write(operand, 0);
        Text.Append(" as ").Append(type).Append(')');
    }

    /// <summary>Snowflake keeps six digits of a quotient of whole numbers; twelve are asked for.</summary>
    protected override void WriteDivision(SafeDivide divide)
    {
        WriteAs(divide.Over, SnowflakeTypes.Exact);
        Text.Append(" / ");
        if (divide.Under is SqlNumber { Text: var text } && text.AsSpan().IndexOfAnyInRange('1', '9') >= 0)
        {
            Text.Append(text);
            return;
        }
        Text.Append("nullif(");
        Write(divide.Under, 0);
        Text.Append(", 0)");
    }

    protected override void WriteIs(SqlIs test, int binding)
    {
        if (test.Test == "null")
        {
            base.WriteIs(test, binding);
            return;
        }
        Text.Append(test.IsNegated ? "not coalesce(" : "coalesce(");
        Write(test.Test == "false" ? new SqlUnary("not", test.Operand) : test.Operand, 0);
        Text.Append(", false)");
    }

    protected override int BindingOf(SqlExpr expr) => expr is SqlIs { Test: not "null", IsNegated: true } ? SqlPrecedence.Not : base.BindingOf(expr);

    /// <summary>Patterns have no escape character until one is named.</summary>
    protected override void EndLike(SqlLike like)
    {
        if (like.Pattern is not SqlText text || text.Value.Contains('\\', StringComparison.Ordinal))
            Text.Append(" escape ").Append(@"'\\'");
    }

    protected override void WriteCall(SqlCall call)
    {
        switch (call)
        {
            case { Name: "concat" }:
                WriteFunction("concat", [.. call.Arguments.Select(a => (SqlExpr)new SqlCall("coalesce", [new SqlCast(a, "text"), new SqlText("")]))]);
                break;
            case { Name: "concat_ws" }:
                Text.Append("array_to_string(");
                WriteFunction("array_construct_compact", [.. call.Arguments.Skip(1)]);
                Text.Append(", ");
                Write(call.Arguments[0], 0);
                Text.Append(')');
                break;
            case { Name: "regexp_replace", Arguments.Count: >= 3 }:
                WriteReplace(call.Arguments, call.Arguments.Count > 3 && call.Arguments[3] is SqlText { Value: var flags } ? flags : "");
                break;
            case { Name: "date_trunc", Arguments: [SqlText { Value: "week" }, var local] }:
                WriteWeekStart(local, DayOfWeek.Monday);
                break;
            case { Name: "date_part", Arguments: [SqlText { Value: var part }, var from] }:
                WriteExtract(new SqlExtract(part, from));
                break;
            default:
                WriteFunction(SnowflakeFunctions.NameOf(call.Name), call.Arguments);
                break;
        }
    }

    /// <summary>Snowflake replaces every match unless told which; PostgreSQL the first one unless told <c>g</c>.</summary>
    private void WriteReplace(EquatableArray<SqlExpr> arguments, string flags)
    {
        List<SqlExpr> all = [.. arguments.Take(3), new SqlNumber("1"), new SqlNumber(flags.Contains('g', StringComparison.Ordinal) ? "0" : "1")];
        if (flags.Replace("g", "", StringComparison.Ordinal) is { Length: > 0 } others)
            all.Add(new SqlText(others));
        WriteFunction("regexp_replace", [.. all]);
    }
}
