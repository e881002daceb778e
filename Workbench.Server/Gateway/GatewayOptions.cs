using System.ComponentModel.DataAnnotations;

namespace Workbench.Server.Gateway;

/// <summary>What other programs may send.</summary>
public sealed class GatewayOptions
{
    /// <summary>How long a request may be, in bytes; images count. Default 32 MB.</summary>
    [Range(1_024, 512L * 1024 * 1024)]
    public long MaxRequestBytes { get; set; } = 32L * 1024 * 1024;

    /// <summary>How much of a reply is kept for its trace, in bytes as they pass; the rest passes all the same, and is billed. Default 4 MB.</summary>
    [Range(1_024, 64 * 1024 * 1024)]
    public int MaxKeptReplyBytes { get; set; } = 4 * 1024 * 1024;
}
