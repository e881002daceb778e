using System.ComponentModel.DataAnnotations;

namespace Workbench.Server.Semantics;

public sealed class SemanticsOptions
{
    /// <summary>The layer's folder. Default <c>semantic-layer/</c> beside the solution, else beside the program.</summary>
    public string? Folder { get; set; }

    /// <summary>How long files have to be quiet before they are read again. Default 200 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan Quiet { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How old looked-up values may become. Default one day.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan ValuesRefresh { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Values kept of one dimension that is <c>indexed</c>; the most frequent ones. Default 100,000.</summary>
    [Range(100, 5_000_000)]
    public int MaxIndexedValues { get; set; } = 100_000;

    /// <summary>A dimension without declared values is sampled when it has no more values than this. Default 200.</summary>
    [Range(0, 10_000)]
    public int MaxSampledValues { get; set; } = 200;

    /// <summary>How long a question waits for values that are still being read; then it goes on with those that are there. Default 3 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan ValuesPatience { get; set; } = TimeSpan.FromSeconds(3);
}
