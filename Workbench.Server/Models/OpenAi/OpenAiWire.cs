using System.ClientModel;
using System.ClientModel.Primitives;
using System.Collections.Immutable;
using OpenAI;
using Workbench.Server.Models.Catalog;
using Workbench.Server.Models.Wire;

namespace Workbench.Server.Models.OpenAi;

/// <summary>Endpoints that speak OpenAI's form, through the pipeline of the official client. Retries are the gateway's, so its own are off.</summary>
internal sealed class OpenAiWire : IModelWire
{
    private readonly ProviderSettings _provider;
    private readonly HttpClient _http;
    private readonly ClientPipeline _pipeline;
    private readonly string _address;

    public OpenAiWire(ProviderSettings provider, string? key, TimeProvider time)
    {
        _provider = provider;
        _address = provider.Address.ToString().TrimEnd('/');
        _http = ProviderHttp.Create(key, time);
        var options = new OpenAIClientOptions
        {
            Transport = new HttpClientPipelineTransport(_http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
            ClientLoggingOptions = new ClientLoggingOptions { EnableLogging = false },
            EnableDistributedTracing = false,
        };
        options.AddPolicy(new KeyPolicy(provider.Kind, key), PipelinePosition.BeforeTransport);
        // It wants some key, also for endpoints that need none: the policy says what is sent.
        _pipeline = new OpenAIClient(new ApiKeyCredential(string.IsNullOrEmpty(key) ? "none" : key), options).Pipeline;
    }

    public bool Speaks(WireForm form) => form is WireForm.OpenAiChat or WireForm.OpenAiEmbeddings;

    public async Task<WireResponse> SendAsync(
        WireForm form,
        string model,
        ReadOnlyMemory<byte> body,
        ImmutableArray<KeyValuePair<string, string>> headers,
        CancellationToken cancellationToken
    )
    {
        using var message = _pipeline.CreateMessage();
        message.BufferResponse = false;
        message.Request.Method = "POST";
        message.Request.Uri = AddressOf(form, model);
        message.Request.Headers.Set("Content-Type", "application/json");
        foreach (var (name, value) in headers)
            message.Request.Headers.Set(name, value);
        message.Request.Content = BinaryContent.Create(BinaryData.FromBytes(body));
        message.Apply(new RequestOptions { CancellationToken = cancellationToken, BufferResponse = false });
        await _pipeline.SendAsync(message);
        var response = message.ExtractResponse() ?? throw new BrokenReplyException("it did not answer");
        response.Headers.TryGetValue("Content-Type", out var type);
        return new WireResponse(response.ContentStream ?? Stream.Null, WireResponse.MediaTypeOf(type), response);
    }

    public void Dispose() => _http.Dispose();

    private Uri AddressOf(WireForm form, string model)
    {
        var path = form == WireForm.OpenAiEmbeddings ? "embeddings" : "chat/completions";
        return new Uri(
            _provider.Kind == ProviderKind.Azure
                ? $"{_address}/openai/deployments/{Uri.EscapeDataString(model)}/{path}?api-version={Uri.EscapeDataString(_provider.ApiVersion!)}"
                : $"{_address}/{path}"
        );
    }

    /// <summary>The key where the endpoint looks for it; none where it needs none.</summary>
    private sealed class KeyPolicy(ProviderKind kind, string? key) : PipelinePolicy
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
            if (string.IsNullOrEmpty(key))
                return;
            if (kind == ProviderKind.Azure)
                request.Headers.Set("api-key", key);
            else
                request.Headers.Set("Authorization", "Bearer " + key);
        }
    }
}
