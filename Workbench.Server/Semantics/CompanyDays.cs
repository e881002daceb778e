namespace Workbench.Server.Semantics;

/// <summary>Days and months of money, keys and calls are the company's: of its layer's time zone; of UTC as long as no layer could be read.</summary>
internal static class CompanyDays
{
    public static TimeZoneInfo ZoneOf(ISemanticLayers layers) =>
        layers.TryCurrent?.Layer.Calendar.TimeZone is { } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;

    public static DateOnly DayOf(DateTimeOffset at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    /// <summary>When a day begins. As PostgreSQL's <c>at time zone</c>: a midnight that is skipped is counted on from the hour before.</summary>
    public static DateTimeOffset Midnight(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
