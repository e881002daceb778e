using Workbench.Shared.Runs;

namespace Workbench.Shared.Overview;

/// <summary>What all servers on this store do now, and how it went in the last hour.</summary>
public interface IOverview
{
    /// <summary>As of now, or a moment ago: whoever asks at the same time is told the same.</summary>
    Task<OverviewReading> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Begins with how things stand, then again every two seconds. However many follow, the store is asked once.</summary>
    IAsyncEnumerable<OverviewReading> FollowAsync(CancellationToken cancellationToken);
}

public sealed record OverviewReading
{
    /// <summary>Lengths of what is told.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromMinutes(15);

    public static TimeSpan Hour { get; } = TimeSpan.FromHours(1);

    /// <summary>Of one point of <see cref="OverviewFigures.Points"/>.</summary>
    public static TimeSpan Point { get; } = TimeSpan.FromMinutes(3);

    /// <summary>By the store's clock.</summary>
    public required DateTimeOffset At { get; init; }

    public required OverviewFigures All { get; init; }

    /// <summary>Those with something going on now or in the last hour, keys and programs of others among them; the busiest first.</summary>
    public required IReadOnlyList<OverviewFigures> Agents { get; init; }

    public required IReadOnlyList<OverviewServer> Servers { get; init; }

    /// <summary>Some of those that go on or wait for a slot, the oldest first.</summary>
    public required IReadOnlyList<OverviewRun> Runs { get; init; }
}

/// <summary>Of one agent, or of all. A run counts in the window in which it was asked, a call in that in which it began.</summary>
public sealed record OverviewFigures
{
    /// <summary>Null: all.</summary>
    public string? Agent { get; init; }

    // Now.
    public int Running { get; init; }
    public int Queued { get; init; }

    /// <summary>When the oldest was asked that nobody has begun.</summary>
    public DateTimeOffset? QueuedSince { get; init; }

    public int WaitingForPerson { get; init; }
    public int WaitingForTime { get; init; }

    // In the window.
    public int Asked { get; init; }

    /// <summary>Done or failed; not what somebody stopped or left.</summary>
    public int Over { get; init; }

    public int Failed { get; init; }

    /// <summary>From the question to the first token of the first model that sent one.</summary>
    public OverviewQuantiles? FirstTokenMs { get; init; }

    /// <summary>How long runs took that are done, without what they waited for a person.</summary>
    public OverviewQuantiles? AnswerMs { get; init; }

    public long Tokens { get; init; }
    public decimal CostUsd { get; init; }

    /// <summary>Calls without a price: the cost is not all.</summary>
    public int Unpriced { get; init; }

    /// <summary>The last hour, oldest first.</summary>
    public required IReadOnlyList<OverviewPoint> Points { get; init; }

    /// <summary>Null: nothing is over.</summary>
    public double? ErrorRate => Over == 0 ? null : (double)Failed / Over;

    public double TokensPerMinute => Tokens / OverviewReading.Window.TotalMinutes;
    public decimal UsdPerMinute => CostUsd / (decimal)OverviewReading.Window.TotalMinutes;
}

public sealed record OverviewQuantiles(double P50, double P95);

/// <param name="Asked">Runs.</param>
public readonly record struct OverviewPoint(int Asked, int Failed, long Tokens, decimal CostUsd);

/// <param name="Name">Machine, process and a few digits.</param>
/// <param name="Program">Version and commit; null: a process without pages, such as a command.</param>
/// <param name="Slots">Runs that it can execute at once.</param>
/// <param name="Holds">Runs that it executes.</param>
public sealed record OverviewServer(string Name, string? Program, DateTimeOffset? StartedAt, DateTimeOffset? SeenAt, int? Slots, int Holds);

public sealed record OverviewRun(Guid Run, string Agent, string Question, string User, string Model, RunStatus Status, DateTimeOffset AskedAt, string? Server);
