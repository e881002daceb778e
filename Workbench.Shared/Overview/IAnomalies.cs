namespace Workbench.Shared.Overview;

/// <summary>What is outside of its usual band, and what people said of it.</summary>
public interface IAnomalies
{
    /// <summary>The newest first.</summary>
    Task<AnomalyPage> ListAsync(AnomalyFilter filter, string? after, int count, CancellationToken cancellationToken);

    /// <summary>How many are open, at once and whenever that changes.</summary>
    IAsyncEnumerable<int> FollowOpenAsync(CancellationToken cancellationToken);

    /// <summary>The last three days of one series with its band as it is known now.</summary>
    /// <param name="agent">Empty: all agents together.</param>
    Task<IReadOnlyList<AnomalyPoint>> ChartAsync(string agent, AnomalyMetric metric, CancellationToken cancellationToken);

    /// <summary>Somebody has seen it.</summary>
    /// <returns>False: there is no such alarm.</returns>
    Task<bool> AcknowledgeAsync(Guid alarm, string why, CancellationToken cancellationToken);

    /// <summary>No alarm of this series until then; the past: from now on again.</summary>
    Task MuteAsync(string agent, AnomalyMetric metric, DateTimeOffset until, CancellationToken cancellationToken);

    Task<AnomalyWebhookState> WebhookAsync(CancellationToken cancellationToken);

    /// <summary>Sends a message that says that it is a test, as any other: it is retried.</summary>
    Task SendTestAsync(CancellationToken cancellationToken);
}

public sealed record AnomalyFilter
{
    /// <summary>Part of an agent's name.</summary>
    public string? Agent { get; init; }

    public AnomalyMetric? Metric { get; init; }

    /// <summary>Null: open ones and past ones.</summary>
    public bool? IsOpen { get; init; }
}

public sealed record AnomalyPage(IReadOnlyList<AnomalyAlarm> Alarms, string? Next);

public sealed record AnomalyAlarm
{
    public required Guid Id { get; init; }

    /// <summary>Empty: all agents together.</summary>
    public required string Agent { get; init; }

    public required AnomalyMetric Metric { get; init; }

    /// <summary>More than usual; else less.</summary>
    public required bool IsHigh { get; init; }

    /// <summary>Begin of the first unusual hour.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When it was seen.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>Null: it goes on.</summary>
    public required DateTimeOffset? EndedAt { get; init; }

    // As it was at its most unusual, in the metric's unit.
    public required double Value { get; init; }
    public required double Usual { get; init; }
    public required double Low { get; init; }
    public required double High { get; init; }

    public string? AcknowledgedBy { get; init; }
    public DateTimeOffset? AcknowledgedAt { get; init; }
    public string? Why { get; init; }

    /// <summary>Its series raises no alarm until then.</summary>
    public DateTimeOffset? MutedUntil { get; init; }
}

/// <param name="Value">Null: too few runs to tell.</param>
/// <param name="Low">Of the band; null: too little is known.</param>
public sealed record AnomalyPoint(DateTimeOffset Hour, double? Value, double? Usual, double? Low, double? High);

/// <param name="IsSet">There is an address to send to.</param>
/// <param name="IsSigned">There is a secret to sign with.</param>
/// <param name="Host">Of the address: the rest of it may be a secret.</param>
/// <param name="FailingSince">Null: nothing waits that was refused.</param>
/// <param name="LastError">What the receiver said last, while something waits.</param>
public sealed record AnomalyWebhookState(
    bool IsSet,
    bool IsSigned,
    string? Host,
    int Waiting,
    DateTimeOffset? DeliveredAt,
    DateTimeOffset? FailingSince,
    string? LastError
);
