using System.ComponentModel.DataAnnotations;

namespace Workbench.Server.Anomalies;

public sealed class AnomaliesOptions
{
    /// <summary>False: hours are neither summed nor judged. Default true.</summary>
    public bool IsOn { get; set; } = true;

    /// <summary>False alarms of one agent in a month that are put up with, 0.001 to 30, for all that is watched of it together; fewer find less. Default 0.3.</summary>
    [Range(0.001, 30)]
    public double FalseAlarms { get; set; } = 0.3;

    /// <summary>Gets a POST with JSON when an alarm opens and when it is over, see docs/overview.md. Default none.</summary>
    public Uri? Webhook { get; set; }

    /// <summary>Signs what is sent to <see cref="Webhook"/>, at least 16 letters; best given as the environment variable <c>Anomalies__WebhookSecret</c>. Default none: not signed.</summary>
    public string? WebhookSecret { get; set; }

    /// <summary>How often a server looks for messages that another one left. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan SendEvery { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Pause before a message is sent again; it doubles up to an hour, and after three days the message is given up. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(5);
}
