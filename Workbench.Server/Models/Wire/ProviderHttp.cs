namespace Workbench.Server.Models.Wire;

/// <summary>One provider's connections.</summary>
internal static class ProviderHttp
{
    /// <summary>Follows no redirect, which would carry the key to another host; waits as long as the gateway's own time-outs let it.</summary>
    public static HttpClient Create(string? key, TimeProvider time) =>
        new(
            new Refusals(
                key,
                time,
                new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    ConnectTimeout = TimeSpan.FromSeconds(10),
                    PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                    EnableMultipleHttp2Connections = true,
                }
            )
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
}
