using System.ComponentModel.DataAnnotations;

namespace Workbench.Server.Runs;

public sealed class RunsOptions
{
    /// <summary>How long an executor owns a run between renewals before another may take it. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Time between renewals of a lease, and between looks at whether somebody cancelled the run. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Time between searches for runs that nobody owns. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan Sweep { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Runs that this process executes at the same time. 0: none, it only asks and follows. Default 16.</summary>
    [Range(0, 1000)]
    public int Slots { get; set; } = 16;

    /// <summary>Runs of one person that all processes together execute at the same time; what is beyond them waits. 0, the default: no limit of its own, people share what there is.</summary>
    [Range(0, 1000)]
    public int PerUser { get; set; }

    /// <summary>How long runs may go on when the process is asked to stop, before they are handed on. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan Drain { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Runs that may wait for a slot; who asks beyond them is told so. Default 1,000.</summary>
    [Range(0, 100_000)]
    public int MaxQueued { get; set; } = 1_000;

    /// <summary>The same of one person. Default 200.</summary>
    [Range(0, 100_000)]
    public int MaxQueuedPerUser { get; set; } = 200;

    /// <summary>Takes up runs that others asked or left behind. The command line turns it off: it executes its own run only.</summary>
    public bool TakesOthers { get; set; } = true;

    /// <summary>Tries of a model call or of a statement that meets a transient fault. Default 4.</summary>
    [Range(1, 20)]
    public int Attempts { get; set; } = 4;

    /// <summary>Tries of a statement that took too long or that an administrator cancelled. Default 2.</summary>
    [Range(1, 20)]
    public int SlowAttempts { get; set; } = 2;

    /// <summary>Median wait before the second try; it doubles, with jitter. Default 0.3 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(0.3);

    /// <summary>A provider that says to come back later than in two minutes is waited for without a slot, up to this long. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:02:00", "1.00:00:00")]
    public TimeSpan LongestBackOff { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long the warehouse may work on one statement. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan SqlTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Executors that may take a run one after the other before it fails: more would mean that it kills them. Default 25.</summary>
    [Range(1, 1000)]
    public int MaxClaims { get; set; } = 25;

    /// <summary>For fault tests: the process says so and does nothing more after this commit of its first run's journal, so that a test can kill it there.</summary>
    public int? HaltAfterCommit { get; set; }
}
