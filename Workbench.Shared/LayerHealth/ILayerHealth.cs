namespace Workbench.Shared.LayerHealth;

/// <summary>What the layer claims of its joins and keys, and what the data says; at the asker's level.</summary>
public interface ILayerHealth
{
    /// <param name="account">Null, or one that nobody asks: the layer's own.</param>
    Task<LayerHealthOverview> OverviewAsync(string? account, CancellationToken cancellationToken);

    /// <summary>Begins to measure in the background; <see cref="FollowAsync"/> tells how far it is.</summary>
    /// <param name="account">Null: the layer's own.</param>
    /// <param name="entity">Null: all of the layer.</param>
    /// <param name="join">Null: the entity's key and all its joins.</param>
    /// <returns>Why nothing was begun, as a sentence; null when it was.</returns>
    string? Measure(string? account, string? entity, string? join);

    /// <summary>Stops the measuring that goes on; what was measured already is kept.</summary>
    void Cancel();

    /// <summary>Ticks with each measurement, and when the layer changes.</summary>
    IAsyncEnumerable<MeasureProgress> FollowAsync(CancellationToken cancellationToken);
}

/// <param name="Account">The warehouse account that was measured.</param>
public sealed record LayerHealthOverview(string Account, IReadOnlyList<MeasuredClaim> Claims, MeasureProgress Progress)
{
    /// <summary>All that questions are answered from, the layer's own first: each has data of its own.</summary>
    public IReadOnlyList<string> Accounts { get; init; } = [Account];

    public int Red => Claims.Count(c => c.State == HealthState.Red);
}

/// <summary>A key or a join of the layer, with what was measured of it last.</summary>
public sealed record MeasuredClaim
{
    public required string Entity { get; init; }
    public required string EntityLabel { get; init; }

    /// <summary>Null: the entity's key.</summary>
    public string? Join { get; init; }

    /// <summary><c>key id</c>, <c>many to one account, optional</c></summary>
    public required string Declared { get; init; }

    public required HealthState State { get; init; }

    /// <summary>What it means, with the numbers.</summary>
    public required string Words { get; init; }

    public required string File { get; init; }
    public required int Line { get; init; }
    public ClaimMeasurement? Measurement { get; init; }
}

/// <param name="Revision">Of the layer, when it was measured.</param>
/// <param name="How"><c>all rows</c>, <c>a sample of 25%</c>, <c>an index of the database</c></param>
public sealed record ClaimMeasurement(
    DateTimeOffset At,
    double DurationMs,
    string Revision,
    string Sql,
    string How,
    long Rows,
    long NullKeys,
    long Lost,
    long Excluded,
    long Multiplied,
    long ExtraRows,
    long? DuplicateKeys
);

public enum HealthState
{
    /// <summary>Never measured in its present form.</summary>
    Unmeasured,

    /// <summary>Proven over all rows.</summary>
    Good,

    /// <summary>Nothing wrong in a sample, which proves nothing.</summary>
    Sampled,

    /// <summary>Some rows do not fit.</summary>
    Amber,

    /// <summary>Numbers that lean on it are wrong or may be.</summary>
    Red,

    /// <summary>Could not be measured.</summary>
    Failed,
}

/// <param name="Current">What is measured now: <c>invoice.subscription</c>.</param>
/// <param name="Ended">Why it ended before all was done; null otherwise.</param>
public sealed record MeasureProgress(bool IsRunning, int Done, int Total, string? Current, string? Ended)
{
    public static MeasureProgress Idle { get; } = new(IsRunning: false, 0, 0, Current: null, Ended: null);
}
