using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;
using Npgsql.PostgresTypes;
using Workbench.Shared.Answers;

namespace Workbench.Server.Warehouses;

/// <summary>
/// Values as PostgreSQL sends them (its binary form), read without the detours of a CLR type: <c>infinity</c> stays what it is, the year 44 BC
/// does not fail, and an array may hold NULLs. What no CLR type can hold becomes the text that PostgreSQL prints.
/// </summary>
internal static class PostgresValue
{
    private const string Infinity = "infinity";
    private const string MinusInfinity = "-infinity";
    private static readonly SearchValues<char> MustBeQuoted = SearchValues.Create("{},\"\\ \t\n\r\v\f");

    /// <summary>Whether <see cref="Read"/> knows the type, in an array its elements.</summary>
    public static bool CanRead(PostgresType type) =>
        type switch
        {
            PostgresDomainType domain => CanRead(domain.BaseType),
            PostgresArrayType array => CanRead(array.Element),
            PostgresRangeType range => CanRead(range.Subtype),
            PostgresEnumType => true,
            _ => type.InternalName
                is "bool"
                    or "int2"
                    or "int4"
                    or "int8"
                    or "oid"
                    or "float4"
                    or "float8"
                    or "numeric"
                    or "money"
                    or "text"
                    or "varchar"
                    or "bpchar"
                    or "name"
                    or "citext"
                    or "char"
                    or "xml"
                    or "json"
                    or "jsonb"
                    or "unknown"
                    or "bytea"
                    or "uuid"
                    or "date"
                    or "time"
                    or "timetz"
                    or "timestamp"
                    or "timestamptz"
                    or "interval"
                    or "bit"
                    or "varbit"
                    or "inet"
                    or "cidr",
        };

    public static object Read(PostgresType type, ReadOnlySpan<byte> wire) =>
        type switch
        {
            PostgresDomainType domain => Read(domain.BaseType, wire),
            PostgresArrayType array => ReadArray(array.Element, wire),
            PostgresRangeType range => ReadRange(range.Subtype, wire),
            PostgresEnumType => Encoding.UTF8.GetString(wire),
            _ => type.InternalName switch
            {
                "bool" => wire[0] != 0,
                "int2" => (long)BinaryPrimitives.ReadInt16BigEndian(wire),
                "int4" => (long)BinaryPrimitives.ReadInt32BigEndian(wire),
                "int8" => BinaryPrimitives.ReadInt64BigEndian(wire),
                "oid" => (long)BinaryPrimitives.ReadUInt32BigEndian(wire),
                "float4" => Widen(BinaryPrimitives.ReadSingleBigEndian(wire)),
                "float8" => BinaryPrimitives.ReadDoubleBigEndian(wire),
                "numeric" => PostgresNumeric.Read(wire),
                // In cents: two digits are what lc_monetary has nearly everywhere, and the wire does not tell others.
                "money" => BinaryPrimitives.ReadInt64BigEndian(wire) / 100m,
                // A version number comes first.
                "jsonb" => Encoding.UTF8.GetString(wire[1..]),
                "bytea" => "\\x" + Convert.ToHexStringLower(wire),
                "uuid" => new Guid(wire, bigEndian: true).ToString(),
                "date" => ReadDate(BinaryPrimitives.ReadInt32BigEndian(wire)),
                "timestamp" => ReadTimestamp(BinaryPrimitives.ReadInt64BigEndian(wire), isInstant: false),
                "timestamptz" => ReadTimestamp(BinaryPrimitives.ReadInt64BigEndian(wire), isInstant: true),
                "time" => PrintTime(BinaryPrimitives.ReadInt64BigEndian(wire)),
                "timetz" => PrintTime(BinaryPrimitives.ReadInt64BigEndian(wire)) + PrintZone(-BinaryPrimitives.ReadInt32BigEndian(wire[8..])),
                "interval" => PrintInterval(wire),
                "bit" or "varbit" => PrintBits(wire),
                "inet" or "cidr" => PrintAddress(wire),
                _ => Encoding.UTF8.GetString(wire),
            },
        };

    /// <summary>The shortest number that is this one: 0.1 is 0.1 and not 0.10000000149011612.</summary>
    private static double Widen(float value) =>
        float.IsFinite(value) ? double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : value;

    private static object ReadDate(int days) =>
        days switch
        {
            int.MaxValue => Infinity,
            int.MinValue => MinusInfinity,
            _ => Day(days) is { Date: { } date } ? date : PrintDate(days) + PrintEra(days),
        };

    private static object ReadTimestamp(long micros, bool isInstant)
    {
        switch (micros)
        {
            case long.MaxValue:
                return Infinity;
            case long.MinValue:
                return MinusInfinity;
        }
        var day = (int)Math.DivRem(micros, TimeSpan.MicrosecondsPerDay, out var rest);
        if (rest < 0)
            (day, rest) = (day - 1, rest + TimeSpan.MicrosecondsPerDay);
        if (Day(day).Date is not { } date)
            return $"{PrintDate(day)}T{PrintTime(rest)}{(isInstant ? PrintZone(0) : "")}{PrintEra(day)}";
        var time = date.ToDateTime(TimeOnly.MinValue).AddTicks(rest * TimeSpan.TicksPerMicrosecond);
        return isInstant ? new DateTimeOffset(time, TimeSpan.Zero) : (object)time;
    }

    /// <param name="days">Since 2000-01-01.</param>
    /// <returns>The date where there is one; always its year, counted through 0, and the same day of a year that there is (the calendar repeats after 400).</returns>
    private static (DateOnly? Date, long Year, DateOnly Like) Day(int days)
    {
        const int cycle = 146_097;
        var number = (long)new DateOnly(2000, 1, 1).DayNumber + days;
        if (number >= 0 && number <= DateOnly.MaxValue.DayNumber && DateOnly.FromDayNumber((int)number) is var date)
            return (date, date.Year, date);
        var (cycles, rest) = Math.DivRem(number, cycle);
        if (rest < 0)
            (cycles, rest) = (cycles - 1, rest + cycle);
        var like = DateOnly.FromDayNumber((int)rest);
        return (null, like.Year + 400 * cycles, like);
    }

    private static string PrintDate(int days)
    {
        var (_, year, like) = Day(days);
        return string.Create(CultureInfo.InvariantCulture, $"{(year > 0 ? year : 1 - year):0000}-{like:MM-dd}");
    }

    private static string PrintEra(int days) => Day(days).Year > 0 ? "" : " BC";

    private static string PrintTime(long micros)
    {
        var (seconds, fraction) = Math.DivRem(micros, 1_000_000);
        var text = string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}");
        return fraction == 0 ? text : text + "." + fraction.ToString("000000", CultureInfo.InvariantCulture).TrimEnd('0');
    }

    /// <param name="seconds">East of Greenwich.</param>
    private static string PrintZone(int seconds)
    {
        var (hours, rest) = Math.DivRem(Math.Abs(seconds), 3600);
        return string.Create(CultureInfo.InvariantCulture, $"{(seconds < 0 ? '-' : '+')}{hours:00}{(rest == 0 ? "" : $":{rest / 60:00}")}");
    }

    /// <example><c>1 year 2 mons -3 days +04:05:06.7</c></example>
    private static string PrintInterval(ReadOnlySpan<byte> wire)
    {
        var micros = BinaryPrimitives.ReadInt64BigEndian(wire);
        var days = BinaryPrimitives.ReadInt32BigEndian(wire[8..]);
        var months = BinaryPrimitives.ReadInt32BigEndian(wire[12..]);
        switch (micros, days, months)
        {
            case (long.MaxValue, int.MaxValue, int.MaxValue):
                return Infinity;
            case (long.MinValue, int.MinValue, int.MinValue):
                return MinusInfinity;
        }
        var text = new StringBuilder();
        var isAfterNegative = false;
        foreach (var (count, unit) in new[] { (months / 12, "year"), (months % 12, "mon"), (days, "day") })
        {
            if (count == 0)
                continue;
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length > 0 ? " " : "")}{(isAfterNegative && count > 0 ? "+" : "")}{count} {unit}");
            if (count != 1)
                text.Append('s');
            isAfterNegative = count < 0;
        }
        if (micros != 0 || text.Length == 0)
        {
            var sign =
                micros < 0 ? "-"
                : isAfterNegative ? "+"
                : "";
            text.Append(text.Length > 0 ? " " : "").Append(sign).Append(PrintTime(Math.Abs(micros)));
        }
        return text.ToString();
    }

    /// <summary>Family, bits of the network, whether it is a network, length, address.</summary>
    private static string PrintAddress(ReadOnlySpan<byte> wire)
    {
        var address = new IPAddress(wire[4..]);
        return wire[2] == 0 && wire[1] == 8 * wire[3] ? address.ToString() : string.Create(CultureInfo.InvariantCulture, $"{address}/{wire[1]}");
    }

    private static string PrintBits(ReadOnlySpan<byte> wire)
    {
        var bits = new char[BinaryPrimitives.ReadInt32BigEndian(wire)];
        for (var i = 0; i < bits.Length; i++)
            bits[i] = (wire[4 + i / 8] & (0x80 >> (i % 8))) == 0 ? '0' : '1';
        return new string(bits);
    }

    /// <example><c>{{1,NULL},{3,4}}</c></example>
    private static string ReadArray(PostgresType element, ReadOnlySpan<byte> wire)
    {
        var dimensions = new int[BinaryPrimitives.ReadInt32BigEndian(wire)];
        if (dimensions.Length == 0)
            return "{}";
        for (var i = 0; i < dimensions.Length; i++)
            dimensions[i] = BinaryPrimitives.ReadInt32BigEndian(wire[(12 + 8 * i)..]);
        var text = new StringBuilder();
        var rest = wire[(12 + 8 * dimensions.Length)..];
        AppendElements(text, element, dimensions, ref rest);
        return text.ToString();
    }

    private static void AppendElements(StringBuilder text, PostgresType element, ReadOnlySpan<int> dimensions, ref ReadOnlySpan<byte> rest)
    {
        text.Append('{');
        for (var i = 0; i < dimensions[0]; i++)
        {
            if (i > 0)
                text.Append(',');
            if (dimensions.Length > 1)
                AppendElements(text, element, dimensions[1..], ref rest);
            else
                text.Append(TakeElement(element, ref rest) is { } value ? Quoted(value) : "NULL");
        }
        text.Append('}');
    }

    /// <returns>Null for NULL.</returns>
    private static string? TakeElement(PostgresType type, ref ReadOnlySpan<byte> rest)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(rest);
        var value = length < 0 ? null : new Cell(Read(type, rest.Slice(4, length))).ToString();
        rest = rest[(4 + Math.Max(0, length))..];
        return value;
    }

    private static string Quoted(string value) =>
        value.Length == 0 || value.Equals("NULL", StringComparison.OrdinalIgnoreCase) || value.AsSpan().ContainsAny(MustBeQuoted)
            ? "\"" + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\""
            : value;

    /// <example><c>[2026-01-01,2026-02-01)</c></example>
    private static string ReadRange(PostgresType subtype, ReadOnlySpan<byte> wire)
    {
        const int empty = 1;
        const int lowerIncluded = 2;
        const int upperIncluded = 4;
        const int lowerOpen = 8;
        const int upperOpen = 16;
        var flags = wire[0];
        if ((flags & empty) != 0)
            return "empty";
        var rest = wire[1..];
        var lower = (flags & lowerOpen) != 0 ? "" : TakeElement(subtype, ref rest);
        var upper = (flags & upperOpen) != 0 ? "" : TakeElement(subtype, ref rest);
        return $"{((flags & lowerIncluded) != 0 ? '[' : '(')}{lower},{upper}{((flags & upperIncluded) != 0 ? ']' : ')')}";
    }
}
