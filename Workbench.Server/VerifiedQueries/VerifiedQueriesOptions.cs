using System.ComponentModel.DataAnnotations;

namespace Workbench.Server.VerifiedQueries;

public sealed class VerifiedQueriesOptions
{
    /// <summary>When all verified queries are run again, as a Quartz cron expression in the layer's time zone; empty: never by itself. Default: every night at 4:15.</summary>
    public string Schedule { get; set; } = "0 15 4 * * ?";

    /// <summary>Runs them after the start and after each change of the layer. Default true.</summary>
    public bool OnChange { get; set; } = true;

    /// <summary>How long the layer has to be left alone before they are run. Default 0.5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Quiet { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>How long the warehouse may work on one of them. Default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>From so many days before its last one a verified query is shown as expiring. Default 30.</summary>
    [Range(0, 366)]
    public int ExpiringDays { get; set; } = 30;
}
