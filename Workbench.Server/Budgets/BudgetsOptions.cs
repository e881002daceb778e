using System.ComponentModel.DataAnnotations;

namespace Workbench.Server.Budgets;

public sealed class BudgetsOptions
{
    /// <summary>Gets a POST with JSON when a budget reaches 80 % and when it is spent: once per budget, period and threshold. Default none.</summary>
    public Uri? Webhook { get; set; }

    /// <summary>How often a process with a webhook looks for alerts that another one raised and did not send. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan AlertsEvery { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a call waits for money that is only held back for calls that run, before it is refused. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a process that spends tells the store what it spent. Default 100 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan Flush { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a process may be silent before its holds are settled for it. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:10:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long a call of a lost process counts with the most that it could cost, before that is written into the bill as an estimated row. A row that comes
    /// later takes its place. Default 1 h.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan LostAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How long it is kept what calls of lost processes were paid from, so that a late row can take the place of an estimated one. Longer than the longest
    /// period, of which it is counted. Default 90 days.
    /// </summary>
    [Range(typeof(TimeSpan), "40.00:00:00", "3650.00:00:00")]
    public TimeSpan KeepLost { get; set; } = TimeSpan.FromDays(90);

    /// <summary>When older ones are removed, as a Quartz cron expression in the layer's time zone; empty: never. Default: every night at 3:40.</summary>
    public string PruneSchedule { get; set; } = "0 40 3 * * ?";

    /// <summary>How long a process goes by the budgets that it knows. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan Refresh { get; set; } = TimeSpan.FromSeconds(2);
}
