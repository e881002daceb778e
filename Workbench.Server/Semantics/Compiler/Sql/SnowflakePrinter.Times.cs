using System.Globalization;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Compiler.Sql;

/// <summary>Times and aggregates.</summary>
internal sealed partial class SnowflakePrinter
{
    protected override void WriteExtract(SqlExtract extract)
    {
        switch (extract)
        {
            // A span of time is no value of Snowflake: the seconds between two moments are.
            case { Part: "epoch", From: SqlBinary { Op: "-" } span }:
                Text.Append("(datediff(microsecond, ");
                Write(span.Right, 0);
                Text.Append(", ");
                Write(span.Left, 0);
                Text.Append(") / 1000000.0)");
                break;
            case { Part: "epoch" }:
                Text.Append("(date_part(epoch_microsecond, ");
                Write(extract.From, 0);
                Text.Append(") / 1000000.0)");
                break;
            case { Part: "dow" }:
                Text.Append("mod(extract(dayofweekiso from ");
                Write(extract.From, 0);
                Text.Append("), 7)");
                break;
            default:
                WritePart(SnowflakeFunctions.PartOf(extract.Part) ?? throw new System.Diagnostics.UnreachableException(extract.Part), extract.From);
                break;
        }
    }

    private void WritePart(string part, SqlExpr from)
    {
        Text.Append("extract(").Append(part).Append(" from ");
        Write(from, 0);
        Text.Append(')');
    }

    protected override void WritePeriodPart(PeriodPart part) =>
        WritePart(
            part.Part switch
            {
                "hour_of_day" => "hour",
                "day_of_week" => "dayofweekiso",
                "day_of_month" => "day",
                "month_of_year" => "month",
                "quarter_of_year" => "quarter",
                _ => throw new System.Diagnostics.UnreachableException(part.Part),
            },
            part.Local
        );

    /// <summary>Of an instant its local time; of a local time the instant.</summary>
    protected override void WriteAtZone(SqlAtZone zoned, int binding)
    {
        if (zoned.IsLocal)
        {
            Text.Append("to_timestamp_tz(to_char(convert_timezone(");
            Write(zoned.Zone, 0);
            Text.Append(", 'UTC', ");
            Write(zoned.Operand, 0);
            Text.Append("), 'YYYY-MM-DD HH24:MI:SS.FF6') || ' +00:00')");
            return;
        }
        Text.Append("cast(convert_timezone(");
        Write(zoned.Zone, 0);
        Text.Append(", ");
        Write(zoned.Operand, 0);
        Text.Append(") as timestamp_ntz)");
    }

    protected override void WriteDayStart(DayStartsAt start)
    {
        Text.Append("timestamp_tz_from_parts(");
        if (PrintsLiterals && start.Day is SqlParameter { Values: [{ Text: { } text }] })
        {
            var day = DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
            Text.Append(CultureInfo.InvariantCulture, $"{day.Year}, {day.Month}, {day.Day}, 0, 0, 0, 0, ");
            WriteText(start.Zone);
            Text.Append(')');
            return;
        }
        foreach (var part in (ReadOnlySpan<string>)["year", "month", "day"])
        {
            Text.Append(part).Append('(');
            Write(start.Day, 0);
            Text.Append("), ");
        }
        Text.Append("0, 0, 0, 0, ");
        WriteText(start.Zone);
        Text.Append(')');
    }

    protected override void WritePeriodStart(PeriodStart period)
    {
        switch (period.Grain)
        {
            case { Unit: GrainUnit.Minute or GrainUnit.Hour }:
                WriteTrunc(period.Grain.Name, period.Local);
                break;
            case { Unit: GrainUnit.Day }:
                WriteAs(period.Local, "date");
                break;
            case { Unit: GrainUnit.Week }:
                WriteWeekStart(period.Local, period.WeekStart);
                break;
            case { Unit: GrainUnit.Year, Kind: CalendarKind.Iso }:
                // The Monday of the week that 4 January lies in.
                Text.Append("dateadd(day, 1 - dayofweekiso(date_from_parts(yearofweekiso(");
                Write(period.Local, 0);
                Text.Append("), 1, 4)), date_from_parts(yearofweekiso(");
                Write(period.Local, 0);
                Text.Append("), 1, 4))");
                break;
            default:
                WriteMonths(period);
                break;
        }
    }

    private void WriteMonths(PeriodStart period)
    {
        var unit = period.Grain.Unit;
        var shift = unit switch
        {
            GrainUnit.Quarter => (period.FirstMonth - 1) % 3,
            GrainUnit.Year => period.FirstMonth - 1,
            _ => 0,
        };
        var name =
            unit == GrainUnit.Month ? "month"
            : unit == GrainUnit.Quarter ? "quarter"
            : "year";
        if (shift == 0)
        {
            WriteTrunc(name, new SqlCast(period.Local, "date"));
            return;
        }
        var months = shift.ToString(CultureInfo.InvariantCulture);
        Text.Append("dateadd(month, ").Append(months).Append(", date_trunc('").Append(name).Append("', dateadd(month, -").Append(months).Append(", ");
        Write(new SqlCast(period.Local, "date"), 0);
        Text.Append(")))");
    }

    private void WriteTrunc(string unit, SqlExpr local)
    {
        Text.Append("date_trunc('").Append(unit).Append("', ");
        Write(local, 0);
        Text.Append(')');
    }

    /// <summary>By the ISO day of the week, which no parameter of a session moves.</summary>
    private void WriteWeekStart(SqlExpr local, DayOfWeek first)
    {
        var day = new SqlCast(local, "date");
        var offset = first == DayOfWeek.Sunday ? 7 : (int)first;
        Text.Append("dateadd(day, -mod(dayofweekiso(");
        Write(day, 0);
        Text.Append(") + ").Append((7 - offset).ToString(CultureInfo.InvariantCulture)).Append(", 7), ");
        Write(day, 0);
        Text.Append(')');
    }

    protected override void WriteAggregate(SqlAggregate aggregate)
    {
        var argument = aggregate.Argument;
        switch (aggregate.Aggregation.Kind)
        {
            case AggregationKind.Count when argument is null && aggregate.Where is { } where:
                WriteFunction("count_if", [where]);
                break;
            case AggregationKind.Count when argument is null:
                Text.Append("count(*)");
                break;
            case AggregationKind.Median or AggregationKind.Percentile:
                var fraction = aggregate.Aggregation.Percentile ?? 0.5m;
                Text.Append("cast(percentile_cont(").Append(fraction.ToString(CultureInfo.InvariantCulture)).Append(") within group (order by ");
                Write(Kept(new SqlCast(argument!, "double precision"), aggregate.Where), 0);
                Text.Append(") as ").Append(SnowflakeTypes.Exact).Append(')');
                break;
            case AggregationKind.First or AggregationKind.Last:
                WriteFirst(aggregate);
                break;
            case AggregationKind.CountDistinct:
                Text.Append("count(distinct ");
                Write(Kept(argument!, aggregate.Where), 0);
                Text.Append(')');
                break;
            case AggregationKind.Average:
                WriteFunction("avg", [Kept(new SqlCast(argument!, "numeric"), aggregate.Where)]);
                break;
            default:
                WriteFunction(
                    aggregate.Aggregation.Kind switch
                    {
                        AggregationKind.Count => "count",
                        AggregationKind.Sum => "sum",
                        AggregationKind.Min => "min",
                        AggregationKind.Max => "max",
                        _ => throw new System.Diagnostics.UnreachableException(),
                    },
                    [Kept(argument!, aggregate.Where)]
                );
                break;
        }
    }

    /// <summary>Each value in an array of its own, because an array of values leaves NULLs out.</summary>
    private void WriteFirst(SqlAggregate aggregate)
    {
        var direction = aggregate.Aggregation.Kind == AggregationKind.Last ? " desc" : "";
        Text.Append("cast(get(get(array_agg(");
        Write(Kept(new SqlCall("array_construct", [aggregate.Argument!]), aggregate.Where), 0);
        Text.Append(") within group (order by ");
        Write(aggregate.By!, 0);
        Text.Append(direction);
        foreach (var by in aggregate.ThenBy)
        {
            Text.Append(", ");
            Write(by, 0);
            Text.Append(direction);
        }
        Text.Append("), 0), 0) as ").Append(SnowflakeTypes.Of(aggregate.Type ?? "numeric")).Append(')');
    }

    /// <summary>The value of rows that count, NULL of the others, which no aggregate sees.</summary>
    private static SqlExpr Kept(SqlExpr value, SqlExpr? where) => where is null ? value : new SqlCall("iff", [where, value, new SqlNull(Type: null)]);
}
