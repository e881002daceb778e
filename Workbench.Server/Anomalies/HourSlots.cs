namespace Workbench.Server.Anomalies;

/// <summary>Hours of the day in the company's time zone, those of weekends apart: 48 of them. What is usual is known of each.</summary>
internal sealed class HourSlots(TimeZoneInfo zone)
{
    public const int Count = 48;
    public const int Day = 24;

    public int Of(DateTimeOffset hour)
    {
        var local = TimeZoneInfo.ConvertTime(hour, zone);
        return local.Hour + (local.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? Day : 0);
    }

    /// <summary>The same kind of day, some hours later or earlier.</summary>
    public static int Beside(int slot, int hours) => slot / Day * Day + (slot % Day + hours + Day) % Day;

    /// <summary>The same hour on the other kind of day.</summary>
    public static int Other(int slot) => (slot + Day) % Count;
}
