using System.Collections.Immutable;
using Anthropic;
using Anthropic.Core;
using Workbench.Server.Models.Catalog;
using Workbench.Server.Models.Wire;

namespace Workbench.Server.Models.Anthropic;

/// <summary>Endpoints that speak Anthropic's form: the official client for calls of ours, the same connections for bytes that pass through.</summary>
internal sealed class AnthropicWire : IModelWire
{
    private const string VersionHeader = "anthropic-version";
    private const string Version = "2023-06-01";

    private readonly HttpClient _http;
    private readonly (string Name, string Value)? _key;
    private readonly Uri _messages;

    public AnthropicWire(ProviderSettings provider, string? key, TimeProvider time)
    {
        // The client's own address ends before the version.
        var address = provider.Address.ToString().TrimEnd('/');
        if (address.EndsWith("/v1", StringComparison.Ordinal))
            address = address[..^"/v1".Length];
        _key = ProviderHttp.KeyHeader(provider.Kind, key);
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

    public Task<WireResponse> SendAsync(
        WireForm form,
        string model,
        ReadOnlyMemory<byte> body,
        ImmutableArray<KeyValuePair<string, string>> headers,
        CancellationToken cancellationToken
    ) =>
        _http.PostAsync(
            _messages,
            _key,
            headers.Any(h => h.Key.Equals(VersionHeader, StringComparison.OrdinalIgnoreCase)) ? headers : headers.Add(new(VersionHeader, Version)),
            body,
            cancellationToken
        );

    public void Dispose()
    {
        Client.Dispose();
        _http.Dispose();
    }
}
