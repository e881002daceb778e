using System.ClientModel;
using System.ClientModel.Primitives;
using System.Collections.Immutable;
using OpenAI;
using Workbench.Server.Models.Catalog;
using Workbench.Server.Models.Wire;

namespace Workbench.Server.Models.OpenAi;

/// <summary>
/// Endpoints that speak OpenAI's form: the pipeline of the official client for calls of ours, the same connections for bytes that pass through. Retries are the gateway's,
/// so the client's own are off.
/// </summary>
internal sealed class OpenAiWire : IModelWire
{
    private readonly ProviderSettings _provider;
    private readonly HttpClient _http;
    private readonly ClientPipeline _pipeline;
    private readonly (string Name, string Value)? _key;
    private readonly string _address;
    private readonly Uri _chat;
    private readonly Uri _embeddings;

    public OpenAiWire(ProviderSettings provider, string? key, TimeProvider time)
    {
        _provider = provider;
        _address = provider.Address.ToString().TrimEnd('/');
        _chat = new Uri($"{_address}/{PathOf(WireForm.OpenAiChat)}");
        _embeddings = new Uri($"{_address}/{PathOf(WireForm.OpenAiEmbeddings)}");
        _key = ProviderHttp.KeyHeader(provider.Kind, key);
        _http = ProviderHttp.Create(key, time);
        var options = new OpenAIClientOptions
        {
            Transport = new HttpClientPipelineTransport(_http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
            ClientLoggingOptions = new ClientLoggingOptions { EnableLogging = false },
            EnableDistributedTracing = false,
        };
        options.AddPolicy(new KeyPolicy(_key), PipelinePosition.BeforeTransport);
        // It wants some key, also for endpoints that need none: the policy says what is sent.
        _pipeline = new OpenAIClient(new ApiKeyCredential(string.IsNullOrEmpty(key) ? "none" : key), options).Pipeline;
    }

    public bool Speaks(WireForm form) => form is WireForm.OpenAiChat or WireForm.OpenAiEmbeddings;

    public Task<WireResponse> SendAsync(
        WireForm form,
        string model,
        ReadOnlyMemory<byte> body,
        ImmutableArray<KeyValuePair<string, string>> headers,
        CancellationToken cancellationToken
    ) => _http.PostAsync(AddressOf(form, model), _key, headers, body, cancellationToken);

    /// <summary>A call of ours, through the official client.</summary>
    /// <exception cref="ModelRefusedException">The status was an error.</exception>
    public async Task<WireResponse> ChatAsync(string model, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var message = _pipeline.CreateMessage();
        message.BufferResponse = false;
        message.Request.Method = "POST";
        message.Request.Uri = AddressOf(WireForm.OpenAiChat, model);
        message.Request.Headers.Set("Content-Type", "application/json");
        message.Request.Content = BinaryContent.Create(BinaryData.FromBytes(body));
        message.Apply(new RequestOptions { CancellationToken = cancellationToken, BufferResponse = false });
        await _pipeline.SendAsync(message);
        var response = message.ExtractResponse() ?? throw new BrokenReplyException("it did not answer");
        response.Headers.TryGetValue("Content-Type", out var type);
        return new WireResponse(response.ContentStream ?? Stream.Null, WireResponse.MediaTypeOf(type), response);
    }

    public void Dispose() => _http.Dispose();

    private Uri AddressOf(WireForm form, string model) =>
        _provider.Kind == ProviderKind.Azure
            ? new Uri($"{_address}/openai/deployments/{Uri.EscapeDataString(model)}/{PathOf(form)}?api-version={Uri.EscapeDataString(_provider.ApiVersion!)}")
        : form == WireForm.OpenAiEmbeddings ? _embeddings
        : _chat;

    private static string PathOf(WireForm form) => form == WireForm.OpenAiEmbeddings ? "embeddings" : "chat/completions";

    /// <summary>The key where the endpoint looks for it; none where it needs none.</summary>
    private sealed class KeyPolicy((string Name, string Value)? key) : PipelinePolicy
    {
        public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            Sign(message.Request);
            ProcessNext(message, pipeline, currentIndex);
        }

        public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            Sign(message.Request);
            return ProcessNextAsync(message, pipeline, currentIndex);
        }

        private void Sign(PipelineRequest request)
        {
            request.Headers.Remove("Authorization");
            if (key is var (name, value))
                request.Headers.Set(name, value);
        }
    }
}
