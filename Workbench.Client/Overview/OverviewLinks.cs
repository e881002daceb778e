using Workbench.Client.Traces;
using Workbench.Shared.Overview;
using Workbench.Shared.Runs;

namespace Workbench.Client.Overview;

/// <summary>Addresses of the runs behind a number.</summary>
internal static class OverviewLinks
{
    /// <param name="agent">Null: all.</param>
    public static string Now(string? agent, RunStatus status) => $"/traces?status={Word(status)}{Of(agent)}";

    /// <summary>Runs that were asked in the window.</summary>
    public static string Asked(OverviewReading reading, string? agent, RunStatus? status = null) =>
        $"/traces?{Since(reading)}{Of(agent)}{(status is { } s ? $"&status={Word(s)}" : "")}";

    /// <summary>Runs whose calls began in the window: what they used is the number.</summary>
    public static string Calls(OverviewReading reading, string? agent) => $"/traces?calls=all&{Since(reading)}{Of(agent)}";

    // A moment that changes with each reading would make another address of each: it is that of the minute.
    private static string Since(OverviewReading reading)
    {
        var since = reading.At - OverviewReading.Window;
        return $"from={TraceQuery.Moment(since.AddTicks(-(since.Ticks % TimeSpan.TicksPerMinute)))}";
    }

    private static string Of(string? agent) => agent is null ? "" : $"&agent={Uri.EscapeDataString(agent)}";

    private static string Word(RunStatus status) => status.ToString().ToLowerInvariant();
}
