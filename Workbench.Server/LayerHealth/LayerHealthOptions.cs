using System.ComponentModel.DataAnnotations;

namespace Workbench.Server.LayerHealth;

public sealed class LayerHealthOptions
{
    /// <summary>When all joins and keys are measured again, as a Quartz cron expression in the layer's time zone; empty: never by itself. Default: every night at 3:15.</summary>
    public string Schedule { get; set; } = "0 15 3 * * ?";

    /// <summary>Measures joins and keys that have not been measured in their present form: after the start, and after a change of the layer. Default true.</summary>
    public bool OnChange { get; set; } = true;

    /// <summary>How long the layer has to be left alone before what changed in it is measured. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Quiet { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Tables with up to so many rows are measured whole, larger ones by a sample. Default 2,000,000.</summary>
    [Range(1, long.MaxValue)]
    public long WholeUpTo { get; set; } = 2_000_000;

    /// <summary>Rows of a sample, about. Default 500,000.</summary>
    [Range(1, 100_000_000)]
    public int SampleRows { get; set; } = 500_000;

    /// <summary>How long the warehouse may work on one measurement. Default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Share of the rows that may find no partner over a join that is not optional before the join is red, 0..1. Default 0.01.</summary>
    [Range(0.0, 1.0)]
    public double LostShare { get; set; } = 0.01;
}
