using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Workbench.Server.Models.OpenAi;

/// <summary>Any endpoint that speaks OpenAI's chat completions: streamed, with tools and usage.</summary>
/// <param name="address">Up to the version: <c>https://api.openai.com/v1</c>.</param>
internal sealed class OpenAiChatClient(IHttpClientFactory http, Uri address, string? key) : IChatClient
{
    private const int MaxErrorLength = 500;

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    ) => await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        using var client = http.CreateClient(nameof(OpenAiChatClient));
        client.Timeout = Timeout.InfiniteTimeSpan; // The gateway's own limit holds.
        using var request = new HttpRequestMessage(HttpMethod.Post, address.ToString().TrimEnd('/') + "/chat/completions")
        {
            Content = new ByteArrayContent(OpenAiRequest.Write(messages, options)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        if (!string.IsNullOrEmpty(key))
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw await RefusedAsync(response, cancellationToken);

        var reader = new OpenAiReply();
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        if (response.Content.Headers.ContentType?.MediaType == "application/json")
        {
            using var whole = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
            foreach (var update in reader.Read(whole.RootElement))
                yield return update;
        }
        else
        {
            await foreach (var item in SseParser.Create(body).EnumerateAsync(cancellationToken))
            {
                if (item.Data == "[DONE]")
                    break;
                if (item.Data.Length == 0)
                    continue;
                using var chunk = JsonDocument.Parse(item.Data);
                foreach (var update in reader.Read(chunk.RootElement))
                    yield return update;
            }
        }
        foreach (var update in reader.End())
            yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() { }

    private static async Task<ModelRefusedException> RefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        var message = MessageOf(body) ?? (body.Length > MaxErrorLength ? body[..MaxErrorLength] + "…" : body);
        var retryAfter = response.Headers.RetryAfter?.Delta;
        return new ModelRefusedException(response.StatusCode, $"{(int)response.StatusCode} {response.ReasonPhrase}: {message}", retryAfter);
    }

    private static string? MessageOf(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return
                json.RootElement.TryGetProperty("error", out var error)
                && error.ValueKind == JsonValueKind.Object
                && error.TryGetProperty("message", out var message)
                ? message.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
