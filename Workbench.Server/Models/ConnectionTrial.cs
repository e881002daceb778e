using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Workbench.Server.Models.Accounting;
using Workbench.Server.Models.Catalog;
using Workbench.Server.Models.Policy;
using Workbench.Server.Models.Wire;
using Workbench.Shared.Models;

namespace Workbench.Server.Models;

/// <summary>Asks a provider for its list of models: it takes the key or not, and it costs nothing.</summary>
/// <param name="models">Those of it that <c>models.yml</c> names.</param>
internal sealed class ConnectionTrial(LiveProvider provider, string? key, IReadOnlyList<LiveModel> models, TimeProvider time)
{
    private const int LargestList = 16 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly long _started = time.GetTimestamp();
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly ProviderSettings _settings = provider.Settings;

    private TimeSpan Took => time.GetElapsedTime(_started);

    public async Task<ConnectionTest> RunAsync(CancellationToken cancellationToken)
    {
        if (_settings.Kind == ProviderKind.Local)
            return new Connected(Took, models.Count, []);
        using var http = ProviderHttp.Create(key, time);
        http.MaxResponseContentBufferSize = LargestList;
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, ListAddress());
            Sign(request.Headers);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, either.Token);
            if (Ids(await response.Content.ReadAsByteArrayAsync(either.Token)) is not { } ids || IsPublic)
                return NeedsCall();
            if (provider.Health.Last == ModelFault.Permission)
                provider.Health.Succeeded(); // Whoever mended the key need not wait for the rest to be over.
            return new Connected(Took, ids.Count, [.. MissingFrom(ids)]);
        }
        catch (ModelRefusedException e) when (e.Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented)
        {
            return NeedsCall();
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new NotConnected(Took, $"{provider.Name} did not answer within {Patience.TotalSeconds:0} s.");
        }
        catch (Exception e) when (ModelFaults.Of(e, models.Count > 0 ? models[0] : Unnamed(), hasBegun: false, isGenerated: false) is { } fault)
        {
            if (fault.Kind == ModelFault.Permission)
                provider.Health.Failed(fault.Kind, fault.RetryAfter, fault.Message, _startedAt);
            return new NotConnected(Took, fault.Message);
        }
    }

    /// <summary>OpenRouter gives its list to anybody: it says nothing about the key.</summary>
    private bool IsPublic => HostedProviders.DialectOf(_settings) == UsageDialect.OpenRouter;

    private NeedsCall NeedsCall() => new(Took, models.Count > 0 ? models[0].Name : null);

    private LiveModel Unnamed() => new(new ModelSettings("", provider.Name, "", Context: null, MaxOutput: null, Abilities: null), provider, time);

    private Uri ListAddress()
    {
        var address = _settings.Address.ToString().TrimEnd('/');
        return new Uri(
            _settings.Kind switch
            {
                ProviderKind.Azure => $"{address}/openai/models?api-version={Uri.EscapeDataString(_settings.ApiVersion!)}",
                ProviderKind.Anthropic => $"{(address.EndsWith("/v1", StringComparison.Ordinal) ? address : address + "/v1")}/models?limit=1000",
                _ => $"{address}/models",
            }
        );
    }

    private void Sign(HttpRequestHeaders headers)
    {
        if (_settings.Kind == ProviderKind.Anthropic)
            headers.Add("anthropic-version", "2023-06-01");
        if (ProviderHttp.KeyHeader(_settings.Kind, key) is var (name, value))
            headers.TryAddWithoutValidation(name, value);
    }

    /// <summary>Azure lists models, and <c>models.yml</c> names deployments of them.</summary>
    private IEnumerable<string> MissingFrom(HashSet<string> ids) =>
        _settings.Kind == ProviderKind.Azure ? [] : models.Select(m => m.Settings.Id).Where(id => !ids.Contains(id)).Distinct(StringComparer.Ordinal);

    /// <returns>Null: it is no list of models.</returns>
    private static HashSet<string>? Ids(byte[] body)
    {
        try
        {
            using var list = JsonDocument.Parse(body);
            if (
                list.RootElement.ValueKind != JsonValueKind.Object
                || !list.RootElement.TryGetProperty("data", out var data)
                || data.ValueKind != JsonValueKind.Array
            )
                return null;
            return data.EnumerateArray()
                .Where(m => m.ValueKind == JsonValueKind.Object)
                .Select(m => m.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null)
                .OfType<string>()
                .ToHashSet(StringComparer.Ordinal);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
