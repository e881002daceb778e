using System.Collections.Immutable;
using System.Net.Http.Headers;
using Workbench.Server.Models.Catalog;

namespace Workbench.Server.Models.Wire;

/// <summary>One provider's connections.</summary>
internal static class ProviderHttp
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

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
                    // Ids of our traces are nothing to a provider.
                    ActivityHeadersPropagator = null,
                }
            )
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };

    /// <summary>The header that a provider looks for its key in; null: it needs none.</summary>
    public static (string Name, string Value)? KeyHeader(ProviderKind kind, string? key) =>
        string.IsNullOrEmpty(key)
            ? null
            : kind switch
            {
                ProviderKind.Azure => ("api-key", key),
                ProviderKind.Anthropic => ("x-api-key", key),
                _ => ("Authorization", "Bearer " + key),
            };

    /// <summary>Sends bytes that pass through, and gives back the reply as soon as its head has come.</summary>
    /// <exception cref="ModelRefusedException">The status was an error.</exception>
    public static async Task<WireResponse> PostAsync(
        this HttpClient http,
        Uri address,
        (string Name, string Value)? key,
        ImmutableArray<KeyValuePair<string, string>> headers,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = Json;
        request.Headers.TryAddWithoutValidation("User-Agent", "workbench");
        if (key is var (keyName, keyValue))
            request.Headers.TryAddWithoutValidation(keyName, keyValue);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        try
        {
            return new WireResponse(await response.Content.ReadAsStreamAsync(cancellationToken), response.Content.Headers.ContentType?.MediaType, response);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
