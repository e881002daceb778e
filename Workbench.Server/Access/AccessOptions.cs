using System.ComponentModel.DataAnnotations;

namespace Workbench.Server.Access;

public sealed class AccessOptions
{
    /// <summary>The level of whoever uses this machine without sign-in. Default <c>internal</c>.</summary>
    [Required]
    public string LocalLevel { get; set; } = "internal";

    /// <summary>
    /// Whether everybody who reaches the server may use it, from other machines too: nobody is asked to sign in. Without it the server
    /// listens to this machine alone. Default false.
    /// </summary>
    public bool AllowRemote { get; set; }

    /// <summary>
    /// Whether the semantic layer may be changed through this server, by those whom its <c>access.yml</c> lets (<c>editors</c>). Default true.
    /// </summary>
    public bool CanEdit { get; set; } = true;
}
