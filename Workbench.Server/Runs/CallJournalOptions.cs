using System.ComponentModel.DataAnnotations;

namespace Workbench.Server.Runs;

/// <summary>How the calls of other programs are written down.</summary>
public sealed class CallJournalOptions
{
    /// <summary>How many may be under way or not written yet; further ones are refused. Default 5,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxCalls { get; set; } = 5_000;

    /// <summary>How much of what they sent and got may wait in memory; further ones are refused. Default 256 MB.</summary>
    [Range(1, long.MaxValue)]
    public long MaxBytes { get; set; } = 256 * 1024 * 1024;

    /// <summary>How many are written in one go. Default 1,000.</summary>
    [Range(1, 10_000)]
    public int BatchSize { get; set; } = 1_000;

    /// <summary>How long a call waits for a place when too many wait to be written, before it is refused. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the first one waits for others to go along. Default 100 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan Gather { get; set; } = TimeSpan.FromMilliseconds(100);
}
