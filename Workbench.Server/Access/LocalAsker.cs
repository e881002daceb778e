using Microsoft.Extensions.Options;

namespace Workbench.Server.Access;

/// <summary>The person at this machine, by the name of the login.</summary>
internal sealed class LocalAsker(IOptions<AccessOptions> options) : IAsker
{
    public Asker Current { get; } = new(Environment.UserName is { Length: > 0 } user ? user : "local", options.Value.LocalLevel);
}
