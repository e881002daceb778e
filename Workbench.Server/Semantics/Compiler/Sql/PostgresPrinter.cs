using System.Globalization;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Compiler.Sql;

/// <summary>What PostgreSQL says its own way.</summary>
internal sealed class PostgresPrinter(List<SqlParameter>? parameters) : SqlPrinter(parameters)
{
    protected override string Quote(string name) => PostgresNames.Quote(name);

    protected override int BindingOf(SqlExpr expr) =>
        expr switch
        {
            SqlAtZone or DayStartsAt => SqlPrecedence.AtTimeZone,
            SqlCast or PeriodStart or PeriodPart => SqlPrecedence.Cast,
            _ => base.BindingOf(expr),
        };

    /// <summary>Where the values stand in the text.</summary>
    public List<(int Start, int End, int Number)> Placeholders { get; } = [];

    protected override void WriteLiteral(SqlParameter parameter) => PostgresLiterals.Append(Text, parameter);

    protected override void WritePlaceholder(SqlParameter parameter, int number)
    {
        var start = Text.Length;
        Text.Append('$').Append(number.ToString(CultureInfo.InvariantCulture)).Append("::").Append(parameter.Type);
        Placeholders.Add((start, Text.Length, number));
    }

    protected override void WriteListed(ListedRows listed)
    {
        Text.Append("unnest(");
        WriteList(listed.Columns, c => Write(c.Values, 0));
        Text.Append(") as ").Append(Quote(listed.Alias)).Append('(');
        WriteList(listed.Columns, c => Text.Append(Quote(c.Name)));
        Text.Append(')');
    }

    protected override void WriteSeries(SeriesRows series)
    {
        Text.Append("generate_series(");
        Write(series.From, SqlPrecedence.Cast);
        Text.Append("::timestamp, ");
        Write(series.To, SqlPrecedence.Cast);
        Text.Append("::timestamp, interval '").Append(series.Step).Append("') as ").Append(Quote(series.Alias)).Append('(');
        Text.Append(Quote(series.Column)).Append(')');
    }

    protected override void WriteText(string value) => PostgresLiterals.AppendText(Text, value);

    protected override void WriteNull(string type) => Text.Append("null::").Append(type);

    protected override void WriteTyped(SqlTypedText typed)
    {
        Text.Append(typed.Type).Append(' ');
        WriteText(typed.Value);
    }

    protected override void WriteCast(SqlCast cast, int binding)
    {
        Write(cast.Operand, binding);
        Text.Append("::").Append(cast.Type);
    }

    protected override void WriteExtract(SqlExtract extract)
    {
        Text.Append("extract(").Append(extract.Part).Append(" from ");
        Write(extract.From, 0);
        Text.Append(')');
    }

    protected override void WriteAtZone(SqlAtZone zoned, int binding)
    {
        Write(zoned.Operand, binding);
        Text.Append(" at time zone ");
        Write(zoned.Zone, binding + 1);
    }

    protected override void WriteDayStart(DayStartsAt start)
    {
        Write(start.Day, SqlPrecedence.Cast);
        Text.Append("::timestamp at time zone ");
        WriteText(start.Zone);
    }

    protected override void WriteDivision(SafeDivide divide)
    {
        if (divide.Over is SqlNumber over && over.Text.Contains('.', StringComparison.Ordinal))
            Text.Append(over.Text);
        else if (divide.Under is SqlNumber under && under.Text.Contains('.', StringComparison.Ordinal))
            Write(divide.Over, SqlPrecedence.Multiplicative);
        else
        {
            Write(divide.Over, SqlPrecedence.Cast);
            Text.Append("::numeric");
        }
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

    protected override void WritePeriodStart(PeriodStart period)
    {
        var unit = period.Grain.Unit;
        if (unit == GrainUnit.Day)
        {
            Write(period.Local, SqlPrecedence.Cast);
            Text.Append("::date");
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
            Text.Append('(');
        if (unit == GrainUnit.Year && period.Grain.Kind == CalendarKind.Iso)
        {
            Text.Append("to_date(to_char(");
            Write(period.Local, 0);
            Text.Append(", 'IYYY'), 'IYYY')");
            return;
        }
        Text.Append("date_trunc('").Append(NameOf(unit)).Append("', ");
        Write(period.Local, shift is null ? 0 : SqlPrecedence.Additive);
        if (shift is not null)
            Text.Append(isWeek ? " + " : " - ").Append(shift);
        Text.Append(')');
        if (shift is not null)
            Text.Append(isWeek ? " - " : " + ").Append(shift).Append(')');
        if (!period.Grain.IsWithinDay)
            Text.Append("::date");
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

    protected override void WritePeriodPart(PeriodPart part)
    {
        Text.Append("extract(")
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
        Text.Append(")::int");
    }

    protected override void WriteAggregate(SqlAggregate aggregate)
    {
        switch (aggregate.Aggregation.Kind)
        {
            case AggregationKind.Count when aggregate.Argument is null:
                Text.Append("count(*)");
                break;
            case AggregationKind.Median or AggregationKind.Percentile:
                var fraction = aggregate.Aggregation.Percentile ?? 0.5m;
                // A double by nature: as a number, so that what is made of it is exact.
                Text.Append("(percentile_cont(").Append(fraction.ToString(CultureInfo.InvariantCulture)).Append(") within group (order by ");
                Write(aggregate.Argument!, 0);
                Text.Append(')');
                break;
            case AggregationKind.First or AggregationKind.Last:
                Text.Append("(array_agg(");
                Write(aggregate.Argument!, 0);
                Text.Append(" order by ");
                var direction = aggregate.Aggregation.Kind == AggregationKind.Last ? " desc" : "";
                Write(aggregate.By!, 0);
                Text.Append(direction);
                foreach (var by in aggregate.ThenBy)
                {
                    Text.Append(", ");
                    Write(by, 0);
                    Text.Append(direction);
                }
                Text.Append(')');
                break;
            default:
                Text.Append(
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
                Text.Append(')');
                break;
        }
        if (aggregate.Where is { } where)
        {
            Text.Append(" filter (where ");
            Write(where, 0);
            Text.Append(')');
        }
        if (aggregate.Aggregation.Kind is AggregationKind.First or AggregationKind.Last)
            Text.Append(")[1]");
        else if (aggregate.Aggregation.Kind is AggregationKind.Median or AggregationKind.Percentile)
            Text.Append(")::numeric");
    }
}
