using System.Collections.Immutable;
using System.Net.Http.Headers;
using Anthropic;
using Anthropic.Core;
using Workbench.Server.Models.Catalog;
using Workbench.Server.Models.Wire;

namespace Workbench.Server.Models.Anthropic;

/// <summary>Endpoints that speak Anthropic's form: the official client for calls of ours, the same connections for bytes that pass through.</summary>
internal sealed class AnthropicWire : IModelWire
{
    private const string KeyHeader = "x-api-key";
    private const string VersionHeader = "anthropic-version";
    private const string Version = "2023-06-01";

    private readonly HttpClient _http;
    private readonly string? _key;
    private readonly Uri _messages;

    public AnthropicWire(ProviderSettings provider, string? key, TimeProvider time)
    {
        // The client's own address ends before the version.
        var address = provider.Address.ToString().TrimEnd('/');
        if (address.EndsWith("/v1", StringComparison.Ordinal))
            address = address[..^"/v1".Length];
        _key = key;
        _messages = new Uri(address + "/v1/messages");
        _http = ProviderHttp.Create(key, time);
        Client = new AnthropicClient(
            new ClientOptions
            {
                HttpClient = _http,
                BaseUrl = address,
                ApiKey = key, // Null keeps it from looking for one in the environment.
                MaxRetries = 0,
                Timeout = TimeSpan.FromHours(1),
            }
        ).WithRawResponse;
    }

    public IAnthropicClientWithRawResponse Client { get; }

    public bool Speaks(WireForm form) => form == WireForm.AnthropicMessages;

    public async Task<WireResponse> SendAsync(
        WireForm form,
        string model,
        ReadOnlyMemory<byte> body,
        ImmutableArray<KeyValuePair<string, string>> headers,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _messages)
        {
            Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        if (_key is not null)
            request.Headers.TryAddWithoutValidation(KeyHeader, _key);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (!request.Headers.Contains(VersionHeader))
            request.Headers.TryAddWithoutValidation(VersionHeader, Version);
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
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

    public void Dispose()
    {
        Client.Dispose();
        _http.Dispose();
    }
}
