using System.ComponentModel.DataAnnotations;

namespace Workbench.Server.Models.Policy;

public sealed class PolicyOptions
{
    /// <summary>How often each member of a tier is tried for one call before its first token. Default 3.</summary>
    [Range(1, 20)]
    public int Rounds { get; set; } = 3;

    /// <summary>How long a call waits in all for members that must rest, for its turn and between tries. Default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The first pause between two rounds; doubled each time, and jittered. Default 0.5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Bytes of replies that the cache holds at most. Default 64 MB; 0: none.</summary>
    [Range(0, int.MaxValue)]
    public int CacheBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>How long a reply may be given again. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan CacheFor { get; set; } = TimeSpan.FromHours(1);
}
