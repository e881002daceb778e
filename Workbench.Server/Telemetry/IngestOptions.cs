using System.ComponentModel.DataAnnotations;

namespace Workbench.Server.Telemetry;

/// <summary>What other programs may send to <c>/v1/traces</c>, and when it becomes a run.</summary>
public sealed class IngestOptions
{
    /// <summary>How long a request may be, in bytes, before and after it is unpacked. Default 16 MB.</summary>
    [Range(1_024, 512 * 1024 * 1024)]
    public int MaxRequestBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>How many bytes of requests may be worked on at once; further ones are told to come again. Default 128 MB.</summary>
    [Range(1_024, long.MaxValue)]
    public long MaxOpenBytes { get; set; } = 128L * 1024 * 1024;

    /// <summary>How many spans one trace may have; further ones are refused. Default 50,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxSpansPerTrace { get; set; } = 50_000;

    /// <summary>How long the first spans of a trace wait for others before its run is written. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan Gather { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many traces are written in one go. Default 250.</summary>
    [Range(1, 10_000)]
    public int BatchSize { get; set; } = 250;
}
