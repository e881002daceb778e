using System.ComponentModel.DataAnnotations;

namespace Workbench.Server.Tools;

public sealed class AnswerChecksOptions
{
    /// <summary>
    /// Checks that need a statement of their own are made where the answer's statement took up to so many milliseconds, since theirs take about as long; else
    /// they are left to the sample of second opinions. 0: never. Default 50.
    /// </summary>
    [Range(0, 60_000)]
    public double SqlUpToMs { get; set; } = 50;

    /// <summary>How long the warehouse may work on such a statement. Default 0.25 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(0.25);

    /// <summary>Share of the rows without a value above which an answer is warned of, 0..1. Default 0.5.</summary>
    [Range(0.0, 1.0)]
    public double NullShare { get; set; } = 0.5;
}
