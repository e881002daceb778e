namespace Workbench.Client.Layout;

/// <summary>Who looks: their time zone, by which lists say "today".</summary>
public sealed record Viewer(TimeZoneInfo Zone)
{
    public static Viewer Unknown { get; } = new(TimeZoneInfo.Utc);

    /// <param name="zone">IANA name as the browser sent it; anything that is no time zone counts as unknown.</param>
    public static Viewer Create(string? zone) => zone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? new Viewer(found) : Unknown;

    public DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, Zone).DateTime);
}
