using System.Globalization;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Dates in figures.</summary>
internal static class DateText
{
    /// <summary>"2026-10-05", "2026-10", "10/5/2026" (month first unless it cannot be), "05.10.2026" (day first).</summary>
    public static bool TryParse(string text, out DateOnly from, out DateOnly to, out string grain, out string? assumption)
    {
        (from, to, grain, assumption) = (default, default, "day", null);
        var separator = text.IndexOfAny(['-', '/', '.']);
        if (separator <= 0)
            return false;
        var parts = text.Split(text[separator]);
        if (parts.Length is < 2 or > 3 || !Array.TrueForAll(parts, p => p.Length is >= 1 and <= 4 && p.All(char.IsAsciiDigit)))
            return false;
        var n = Array.ConvertAll(parts, p => int.Parse(p, CultureInfo.InvariantCulture));
        if (parts.Length == 2)
        {
            if (parts[0].Length != 4 || n[1] is < 1 or > 12)
                return false;
            from = new DateOnly(n[0], n[1], 1);
            (to, grain) = (from.AddMonths(1), "month");
            return true;
        }
        int year,
            month,
            day;
        if (parts[0].Length == 4)
            (year, month, day) = (n[0], n[1], n[2]);
        else if (text[separator] == '.' || n[0] > 12)
            (year, month, day) = (n[2], n[1], n[0]);
        else
            (year, month, day) = (n[2], n[0], n[1]);
        if (year < 100)
            year += 2000;
        if (year is < 1990 or > 2100 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        from = new DateOnly(year, month, day);
        to = from.AddDays(1);
        if (text[separator] == '/' && parts[0].Length != 4 && n[0] <= 12 && n[1] <= 12 && n[0] != n[1])
            assumption = $"{text} means {PeriodCalendar.Day(from)} (month first).";
        return true;
    }
}
