using System.Globalization;

namespace Workbench.Shared.Answers;

/// <summary>How a value is shown to a person: once shortened (<c>$18.4M</c>), once exact (<c>$18,412,345.67</c>). The same everywhere, whatever the machine's culture.</summary>
public static class ValueText
{
    /// <summary>Stands for NULL.</summary>
    public const string Missing = "–";

    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <param name="labels">Names of periods by first day (<see cref="Answer.PeriodLabels"/>).</param>
    public static string Short(Cell cell, ResultColumn column, IReadOnlyDictionary<string, string>? labels = null) =>
        cell.IsNull ? Missing
        : column.Type is ColumnType.Integer or ColumnType.Decimal && cell.Number is { } number ? Short(number, column.Unit)
        : Plain(cell, column, labels);

    public static string Exact(Cell cell, ResultColumn column, IReadOnlyDictionary<string, string>? labels = null) =>
        cell.IsNull ? Missing
        : column.Type is ColumnType.Integer or ColumnType.Decimal && cell.Number is { } number ? Exact(number, column.Unit)
        : Plain(cell, column, labels);

    /// <example>18412345.67 USD is <c>$18.4M</c>, 0.0621 percent is <c>6.2%</c>, 200 seconds is <c>3 min 20 s</c>.</example>
    public static string Short(decimal number, string? unit) =>
        unit switch
        {
            _ when PartOfTime(number, unit) is { } name => name,
            "percent" => Percent(number),
            "seconds" or "minutes" or "hours" or "days" => Duration(number, unit),
            "milliseconds" or "ms" => Math.Abs(number) < 1000 ? Number(number, 3) + " ms" : Duration(number / 1000, "seconds"),
            "bytes" => Bytes(number),
            _ when IsSize(unit) => Compact(number) + " " + unit,
            _ when CurrencySymbol(unit) is { } symbol => Money(number, symbol),
            _ => Compact(number),
        };

    public static string Exact(decimal number, string? unit) =>
        unit switch
        {
            _ when PartOfTime(number, unit) is { } name => name,
            "percent" => Trimmed(number * 100, 6) + "%",
            "seconds" => Trimmed(number, 3) + " s",
            "milliseconds" or "ms" => Trimmed(number, 3) + " ms",
            "minutes" => Trimmed(number, 4) + " min",
            "hours" => Trimmed(number, 4) + " h",
            "days" => Trimmed(number, 4) + (number == 1 ? " day" : " days"),
            "bytes" => Trimmed(number, 0) + " bytes",
            _ when IsSize(unit) => Trimmed(number, 6) + " " + unit,
            _ when CurrencySymbol(unit) is { } symbol => Signed(number, n => symbol + (n == Math.Truncate(n) ? n.ToString("#,0", Culture) : Cents(n))),
            _ => Trimmed(number, 6),
        };

    /// <summary>The unit as a table's header shows it; null where the values show it themselves or there is none.</summary>
    public static string? HeaderUnit(ResultColumn column) =>
        column.Type is not (ColumnType.Integer or ColumnType.Decimal)
            ? null
            : column.Unit switch
            {
                null => null,
                "percent" => "%",
                "seconds" => "s",
                "milliseconds" => "ms",
                "minutes" => "min",
                "hours" => "h",
                var part when PartOfTime(1, part) is not null => null,
                var unit => unit,
            };

    /// <summary>Change of a number against an earlier one: <c>+6.2%</c>, for percentages in points: <c>+1.3 points</c>; null when it cannot be said.</summary>
    public static string? Change(decimal? now, decimal? before, string? unit)
    {
        if (now is null || before is null)
            return null;
        if (unit == "percent")
            return Sign(now.Value - before.Value) + Points(Math.Abs(now.Value - before.Value) * 100) + " points";
        if (before.Value == 0)
            return null;
        var change = (now.Value - before.Value) / Math.Abs(before.Value);
        return Sign(change) + Percent(Math.Abs(change));
    }

    /// <summary>A day for people: <c>Oct 31, 2026</c>.</summary>
    public static string Day(DateOnly day) => day.ToString("MMM d, yyyy", Culture);

    /// <summary>A period of a civil grain by its first day; of others the label that came with the answer says it.</summary>
    public static string Period(DateOnly start, string grain) =>
        grain switch
        {
            "month" or "civil_month" => start.ToString("MMM yyyy", Culture),
            "civil_quarter" => string.Create(Culture, $"Q{(start.Month + 2) / 3} {start.Year}"),
            "civil_year" => start.Year.ToString(Culture),
            "week" or "iso_week" or "civil_week" => "week of " + Day(start),
            _ => Day(start),
        };

    /// <summary>ISO 4217 codes as people write them; null for what is no currency.</summary>
    public static string? CurrencySymbol(string? unit) =>
        unit switch
        {
            "USD" => "$",
            "EUR" => "€",
            "GBP" => "£",
            "JPY" or "CNY" => "¥",
            "INR" => "₹",
            { Length: 3 } code when code.All(char.IsAsciiLetterUpper) => code + " ",
            _ => null,
        };

    private static string Points(decimal points) => points is 0 or >= 0.1m ? points.ToString("0.0", Culture) : Number(points, 1);

    private static string Plain(Cell cell, ResultColumn column, IReadOnlyDictionary<string, string>? labels)
    {
        if (column.Type == ColumnType.Boolean && cell.Value is bool yes)
            return yes ? "yes" : "no";
        if (column.Type == ColumnType.Date && cell.Date is { } date)
            return labels is not null && labels.TryGetValue(cell.ToString(), out var label) ? label
                : column.Unit is { } grain ? Period(date, grain)
                : Day(date);
        if (column.Type == ColumnType.Timestamp && AsTime(cell) is { } time)
            return time.ToString("MMM d, yyyy HH:mm", Culture);
        return cell.ToString();
    }

    private static DateTime? AsTime(Cell cell) =>
        cell.Value switch
        {
            DateTime t => t,
            DateTimeOffset t => t.DateTime,
            string s when DateTimeOffset.TryParse(s, Culture, DateTimeStyles.AssumeUniversal, out var t) => t.DateTime,
            _ => null,
        };

    private static string Money(decimal number, string symbol) =>
        Signed(
            number,
            n =>
                symbol
                + (
                    n >= 99_950 ? Scaled(n)
                    : n >= 1_000 || n == Math.Truncate(n) ? n.ToString("#,0", Culture)
                    : n is > 0 and < 0.01m ? Number(n, 2)
                    : Cents(n)
                )
        );

    private static string Cents(decimal n) => n.ToString("#,0.00", Culture);

    private static string Compact(decimal number) =>
        Signed(
            number,
            n =>
                n >= 999_500 ? Scaled(n)
                : n == Math.Truncate(n) ? n.ToString("#,0", Culture)
                : n >= 1_000 ? n.ToString("#,0", Culture)
                : Number(n, 3)
        );

    /// <summary>Three significant digits: 842K, 18.4M, 1.05B.</summary>
    private static string Scaled(decimal n) =>
        n >= 999_500_000_000m ? Number(n / 1_000_000_000_000m, 3, keepZeros: true) + "T"
        : n >= 999_500_000m ? Number(n / 1_000_000_000m, 3, keepZeros: true) + "B"
        : n >= 999_500m ? Number(n / 1_000_000m, 3, keepZeros: true) + "M"
        : Number(n / 1_000m, 3, keepZeros: true) + "K";

    private static string Percent(decimal fraction) =>
        Signed(
            fraction * 100,
            p =>
                (
                    p >= 999.5m ? p.ToString("#,0", Culture)
                    : p >= 0.1m ? p.ToString("0.0", Culture)
                    : Number(p, 2)
                ) + "%"
        );

    private static string Duration(decimal number, string unit)
    {
        var seconds =
            number
            * unit switch
            {
                "days" => 86_400,
                "hours" => 3_600,
                "minutes" => 60,
                _ => 1,
            };
        return Signed(
            seconds,
            s =>
                s < 60 ? Number(s, 3) + " s"
                : s < 3_600 ? TwoParts(s, 60, " min", 1, " s")
                : s < 86_400 ? TwoParts(s, 3_600, " h", 60, " min")
                : Number(s / 86_400, 3) + " days"
        );
    }

    private static string TwoParts(decimal seconds, int large, string largeName, int small, string smallName)
    {
        var rounded = Math.Round(seconds / small, MidpointRounding.AwayFromZero) * small;
        var (whole, rest) = (Math.Truncate(rounded / large), rounded % large / small);
        return whole.ToString("0", Culture) + largeName + (rest == 0 ? "" : " " + rest.ToString("0", Culture) + smallName);
    }

    private static string Bytes(decimal number)
    {
        ReadOnlySpan<string> units = ["bytes", "kB", "MB", "GB", "TB", "PB"];
        var (n, i) = (Math.Abs(number), 0);
        for (; n >= 1000 && i < units.Length - 1; i++)
            n /= 1000;
        return (number < 0 ? "-" : "") + Number(n, 3) + " " + units[i];
    }

    private static bool IsSize(string? unit) => unit is "kB" or "KB" or "MB" or "GB" or "TB" or "KiB" or "MiB" or "GiB" or "TiB";

    private static string? PartOfTime(decimal number, string? unit) =>
        unit switch
        {
            "day_of_week" when number is >= 0 and <= 7 => Culture.DateTimeFormat.DayNames[(int)number % 7],
            "month_of_year" when number is >= 1 and <= 12 => Culture.DateTimeFormat.MonthNames[(int)number - 1],
            "hour_of_day" when number is >= 0 and < 24 => number.ToString("00", Culture) + ":00",
            "day_of_month" or "quarter_of_year" => (unit == "quarter_of_year" ? "Q" : "") + number.ToString("0", Culture),
            _ => null,
        };

    /// <summary>A number that is not negative, with so many significant digits, at least its whole part.</summary>
    private static string Number(decimal n, int digits, bool keepZeros = false)
    {
        if (n == 0)
            return "0";
        var decimals = DecimalsOf(n, digits);
        var rounded = Math.Round(n, decimals, MidpointRounding.AwayFromZero);
        // 0.9996 to three digits is 1.00 and not 1.000.
        decimals = DecimalsOf(rounded, digits);
        return rounded.ToString("#,0." + new string(keepZeros ? '0' : '#', decimals), Culture);
    }

    private static int DecimalsOf(decimal n, int digits) => n == 0 ? 0 : Math.Clamp(digits - 1 - (int)Math.Floor(Math.Log10((double)n)), 0, 12);

    private static string Trimmed(decimal n, int decimals) =>
        Signed(n, a => Math.Round(a, decimals, MidpointRounding.AwayFromZero).ToString("#,0." + new string('#', decimals), Culture));

    private static string Signed(decimal number, Func<decimal, string> text)
    {
        var shown = text(Math.Abs(number));
        return number < 0 && shown.Any(c => c is >= '1' and <= '9') ? "-" + shown : shown;
    }

    private static string Sign(decimal number) => number < 0 ? "-" : "+";
}
