using System.Globalization;

namespace Workbench.Server.Workspace;

/// <summary>The day that questions speak of: the clock's, in a time zone, unless <c>WORKBENCH_TODAY</c> says another.</summary>
public sealed class Today(TimeProvider time, IConfiguration configuration)
{
    public const string Variable = "WORKBENCH_TODAY";

    private readonly DateOnly? _chosen = configuration[Variable] switch
    {
        { Length: > 0 } text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new FormatException($"{Variable} is \"{text}\"; write a day like 2026-11-21."),
        _ => null,
    };

    /// <param name="timeZone">IANA name.</param>
    public DateOnly In(string timeZone) => _chosen ?? At(timeZone, time.GetUtcNow());

    /// <summary>The day of a moment, such as the start of a run.</summary>
    public DateOnly In(string timeZone, DateTimeOffset moment) => _chosen ?? At(timeZone, moment);

    private static DateOnly At(string timeZone, DateTimeOffset moment) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, TimeZoneInfo.FindSystemTimeZoneById(timeZone)).DateTime);
}
