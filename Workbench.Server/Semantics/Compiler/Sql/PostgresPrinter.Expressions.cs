using System.Globalization;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Compiler.Sql;

internal sealed partial class PostgresPrinter
{
    /// <param name="outer">How tightly the place binds: anything looser gets parentheses.</param>
    private void Write(SqlExpr expr, int outer)
    {
        var binding = BindingOf(expr);
        if (binding < outer)
            _text.Append('(');
        WriteBare(expr, binding);
        if (binding < outer)
            _text.Append(')');
    }

    private static int BindingOf(SqlExpr expr) =>
        expr switch
        {
            SqlUnary { Op: "not" } or SqlExists { IsNegated: true } => PostgresPrecedence.Not,
            SqlUnary => PostgresPrecedence.Unary,
            SqlBinary binary => PostgresPrecedence.Of(binary.Op),
            SafeDivide => PostgresPrecedence.Multiplicative,
            SqlIn or SqlLike or SqlBetween or SqlInBlock => PostgresPrecedence.Like,
            SqlIs => PostgresPrecedence.Is,
            SqlAtZone or DayStartsAt => PostgresPrecedence.AtTimeZone,
            SqlCast or PeriodStart or PeriodPart => PostgresPrecedence.Cast,
            SqlNumber { Text: ['-', ..] } => PostgresPrecedence.Unary,
            _ => int.MaxValue,
        };

    private void WriteBare(SqlExpr expr, int binding)
    {
        switch (expr)
        {
            case SqlColumn { Source: "" } column:
                _text.Append(PostgresNames.Quote(column.Name));
                break;
            case SqlColumn column:
                _text.Append(PostgresNames.Quote(column.Source)).Append('.').Append(PostgresNames.Quote(column.Name));
                break;
            case SqlParameter parameter:
                WriteParameter(parameter);
                break;
            case SqlNumber number:
                _text.Append(number.Text);
                break;
            case SqlText text:
                PostgresLiterals.AppendText(_text, text.Value);
                break;
            case SqlBoolean boolean:
                _text.Append(boolean.Value ? "true" : "false");
                break;
            case SqlNull { Type: null }:
                _text.Append("null");
                break;
            case SqlNull typed:
                _text.Append("null::").Append(typed.Type);
                break;
            case SqlTypedText typed:
                _text.Append(typed.Type).Append(' ');
                PostgresLiterals.AppendText(_text, typed.Value);
                break;
            case SqlUnary unary:
                _text.Append(unary.Op == "not" ? "not " : unary.Op);
                Write(unary.Operand, unary.Op == "not" ? binding : binding + 1);
                break;
            case SqlBinary binary:
                Write(binary.Left, IsChained(binary.Op) ? binding : binding + 1);
                _text.Append(' ').Append(binary.Op).Append(' ');
                Write(binary.Right, binary.Op is "and" or "or" ? binding : binding + 1);
                break;
            case SafeDivide divide:
                WriteDivision(divide);
                break;
            case SqlCase cases:
                WriteCase(cases);
                break;
            case SqlCast cast:
                Write(cast.Operand, binding);
                _text.Append("::").Append(cast.Type);
                break;
            case SqlIn isIn:
                Write(isIn.Operand, binding + 1);
                _text.Append(isIn.IsNegated ? " not in (" : " in (");
                WriteList(isIn.Items, i => Write(i, 0));
                _text.Append(')');
                break;
            case SqlLike like:
                Write(like.Operand, binding + 1);
                _text.Append(like.IsNegated ? " not" : "").Append(like.IgnoresCase ? " ilike " : " like ");
                Write(like.Pattern, binding + 1);
                break;
            case SqlBetween between:
                Write(between.Operand, binding + 1);
                _text.Append(between.IsNegated ? " not between " : " between ");
                Write(between.Low, binding + 1);
                _text.Append(" and ");
                Write(between.High, binding + 1);
                break;
            case SqlIs test:
                Write(test.Operand, binding + 1);
                _text.Append(test.IsNegated ? " is not " : " is ").Append(test.Test);
                break;
            case SqlCall call:
                _text.Append(call.Name).Append('(');
                WriteList(call.Arguments, a => Write(a, 0));
                _text.Append(')');
                break;
            case SqlExtract extract:
                _text.Append("extract(").Append(extract.Part).Append(" from ");
                Write(extract.From, 0);
                _text.Append(')');
                break;
            case SqlAtZone zoned:
                Write(zoned.Operand, binding);
                _text.Append(" at time zone ");
                Write(zoned.Zone, binding + 1);
                break;
            case DayStartsAt start:
                Write(start.Day, PostgresPrecedence.Cast);
                _text.Append("::timestamp at time zone ");
                PostgresLiterals.AppendText(_text, start.Zone);
                break;
            case PeriodStart period:
                WritePeriodStart(period);
                break;
            case PeriodPart part:
                WritePeriodPart(part);
                break;
            case SqlAggregate aggregate:
                WriteAggregate(aggregate);
                break;
            case SqlRank rank:
                _text.Append("rank() over (order by ");
                WriteOrderItems(rank.OrderBy);
                _text.Append(')');
                break;
            case SqlInBlock block:
                Write(block.Operand, binding + 1);
                _text.Append(" in (select ").Append(PostgresNames.Quote(block.Column)).Append(" from ").Append(PostgresNames.Quote(block.Block)).Append(')');
                break;
            case SqlExists exists:
                _text.Append(exists.IsNegated ? "not exists (\n" : "exists (\n");
                _indent += 2;
                WriteSelect(exists.Query);
                _indent--;
                Indent().Append(')');
                _indent--;
                break;
            default:
                throw new System.Diagnostics.UnreachableException(expr.GetType().Name);
        }
    }

    private static bool IsChained(string op) => op is "and" or "or" or "+" or "-" or "*" or "||";

    private void WriteDivision(SafeDivide divide)
    {
        if (divide.Over is SqlNumber over && over.Text.Contains('.', StringComparison.Ordinal))
            _text.Append(over.Text);
        else if (divide.Under is SqlNumber under && under.Text.Contains('.', StringComparison.Ordinal))
            Write(divide.Over, PostgresPrecedence.Multiplicative);
        else
        {
            Write(divide.Over, PostgresPrecedence.Cast);
            _text.Append("::numeric");
        }
        _text.Append(" / ");
        if (divide.Under is SqlNumber { Text: var text } && text.AsSpan().IndexOfAnyInRange('1', '9') >= 0)
        {
            _text.Append(text);
            return;
        }
        _text.Append("nullif(");
        Write(divide.Under, 0);
        _text.Append(", 0)");
    }

    private void WriteCase(SqlCase cases)
    {
        _text.Append("case");
        if (cases.Operand is { } operand)
        {
            _text.Append(' ');
            Write(operand, 0);
        }
        foreach (var when in cases.Whens)
        {
            _text.Append(" when ");
            Write(when.When, 0);
            _text.Append(" then ");
            Write(when.Then, 0);
        }
        if (cases.Else is { } other)
        {
            _text.Append(" else ");
            Write(other, 0);
        }
        _text.Append(" end");
    }

    private void WritePeriodStart(PeriodStart period)
    {
        var unit = period.Grain.Unit;
        if (unit == GrainUnit.Day)
        {
            Write(period.Local, PostgresPrecedence.Cast);
            _text.Append("::date");
            return;
        }
        // date_trunc knows Monday weeks and January years: shift into them and back.
        var shift =
            unit == GrainUnit.Week ? Days((((int)DayOfWeek.Monday - (int)period.WeekStart) + 7) % 7)
            : unit == GrainUnit.Year && period.Grain.Kind == CalendarKind.Iso ? null
            : unit is GrainUnit.Quarter or GrainUnit.Year && period.FirstMonth > 1
                ? Months(unit == GrainUnit.Quarter ? (period.FirstMonth - 1) % 3 : period.FirstMonth - 1)
            : null;
        var isWeek = unit == GrainUnit.Week;
        if (shift is not null)
            _text.Append('(');
        if (unit == GrainUnit.Year && period.Grain.Kind == CalendarKind.Iso)
        {
            _text.Append("to_date(to_char(");
            Write(period.Local, 0);
            _text.Append(", 'IYYY'), 'IYYY')");
            return;
        }
        _text.Append("date_trunc('").Append(NameOf(unit)).Append("', ");
        Write(period.Local, shift is null ? 0 : PostgresPrecedence.Additive);
        if (shift is not null)
            _text.Append(isWeek ? " + " : " - ").Append(shift);
        _text.Append(')');
        if (shift is not null)
            _text.Append(isWeek ? " - " : " + ").Append(shift).Append(')');
        if (!period.Grain.IsWithinDay)
            _text.Append("::date");
    }

    private static string? Days(int days) => days == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"interval '{days} days'");

    private static string? Months(int months) => months == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"interval '{months} months'");

    private static string NameOf(GrainUnit unit) =>
        unit switch
        {
            GrainUnit.Minute => "minute",
            GrainUnit.Hour => "hour",
            GrainUnit.Day => "day",
            GrainUnit.Week => "week",
            GrainUnit.Month => "month",
            GrainUnit.Quarter => "quarter",
            _ => "year",
        };

    private void WritePeriodPart(PeriodPart part)
    {
        _text
            .Append("extract(")
            .Append(
                part.Part switch
                {
                    "hour_of_day" => "hour",
                    "day_of_week" => "isodow",
                    "day_of_month" => "day",
                    "month_of_year" => "month",
                    "quarter_of_year" => "quarter",
                    _ => throw new System.Diagnostics.UnreachableException(part.Part),
                }
            )
            .Append(" from ");
        Write(part.Local, 0);
        _text.Append(")::int");
    }

    private void WriteAggregate(SqlAggregate aggregate)
    {
        switch (aggregate.Aggregation.Kind)
        {
            case AggregationKind.Count when aggregate.Argument is null:
                _text.Append("count(*)");
                break;
            case AggregationKind.Median or AggregationKind.Percentile:
                var fraction = aggregate.Aggregation.Percentile ?? 0.5m;
                // A double by nature: as a number, so that what is made of it is exact.
                _text.Append("(percentile_cont(").Append(fraction.ToString(CultureInfo.InvariantCulture)).Append(") within group (order by ");
                Write(aggregate.Argument!, 0);
                _text.Append(')');
                break;
            case AggregationKind.First or AggregationKind.Last:
                _text.Append("(array_agg(");
                Write(aggregate.Argument!, 0);
                _text.Append(" order by ");
                var direction = aggregate.Aggregation.Kind == AggregationKind.Last ? " desc" : "";
                Write(aggregate.By!, 0);
                _text.Append(direction);
                foreach (var by in aggregate.ThenBy)
                {
                    _text.Append(", ");
                    Write(by, 0);
                    _text.Append(direction);
                }
                _text.Append(')');
                break;
            default:
                _text.Append(
                    aggregate.Aggregation.Kind switch
                    {
                        AggregationKind.Count => "count(",
                        AggregationKind.CountDistinct => "count(distinct ",
                        AggregationKind.Sum => "sum(",
                        AggregationKind.Average => "avg(",
                        AggregationKind.Min => "min(",
                        AggregationKind.Max => "max(",
                        _ => throw new System.Diagnostics.UnreachableException(),
                    }
                );
                Write(aggregate.Argument!, 0);
                _text.Append(')');
                break;
        }
        if (aggregate.Where is { } where)
        {
            _text.Append(" filter (where ");
            Write(where, 0);
            _text.Append(')');
        }
        if (aggregate.Aggregation.Kind is AggregationKind.First or AggregationKind.Last)
            _text.Append(")[1]");
        else if (aggregate.Aggregation.Kind is AggregationKind.Median or AggregationKind.Percentile)
            _text.Append(")::numeric");
    }
}
