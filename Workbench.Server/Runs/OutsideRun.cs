namespace Workbench.Server.Runs;

/// <summary>A run of another program as it is known now. It is over, as far as anybody here can tell.</summary>
internal sealed record OutsideRun
{
    public required RunRow Run { get; init; }

    /// <summary>Numbered from 1 without holes.</summary>
    public required IReadOnlyList<StepEndRow> Steps { get; init; }

    public IReadOnlyList<StepAttemptRow> Attempts { get; init; } = [];
    public IReadOnlyList<UsageEntryRow> Usage { get; init; } = [];

    /// <summary>What the steps refer to, not compressed.</summary>
    public IReadOnlyList<(byte[] Hash, byte[] Content)> Blobs { get; init; } = [];
}
