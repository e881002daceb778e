using System.ComponentModel.DataAnnotations;

namespace Workbench.Server.Access;

public sealed class AccessOptions
{
    /// <summary>The level of whoever uses this machine without sign-in. Default <c>internal</c>.</summary>
    [Required]
    public string LocalLevel { get; set; } = "internal";
}
