using System.Text.Json;

namespace Workbench.Server.Models.Wire;

/// <summary>Turns error statuses into <see cref="ModelRefusedException"/>, before a client library retries or rewords them, and keeps keys out of their words.</summary>
internal sealed class Refusals(string? key, TimeProvider time, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int MaxMessage = 500;
    private const int MaxBody = 64 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
        {
            var body = await ReadAsync(response, cancellationToken);
            var text = KeyWords.Hide(System.Text.Encoding.UTF8.GetString(body.Span), key);
            var (code, message) = Words(text, response);
            throw new ModelRefusedException(
                response.StatusCode,
                $"{(int)response.StatusCode} {response.ReasonPhrase}: {message}",
                RetryAfter.Read(response, time.GetUtcNow())
            )
            {
                Code = code,
                Body = System.Text.Encoding.UTF8.GetBytes(text),
            };
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[MaxBody];
            var read = await stream.ReadAtLeastAsync(buffer, MaxBody, throwOnEndOfStream: false, cancellationToken);
            return buffer.AsMemory(0, read);
        }
        // The status is told; its words are lost on the way.
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return default;
        }
    }

    private static (string? Code, string Message) Words(string body, HttpResponseMessage response)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
            {
                var error = json.RootElement.TryGetProperty("error", out var inner) ? inner : json.RootElement;
                if (error.ValueKind == JsonValueKind.String)
                    return (null, Cut(error.GetString()!));
                if (Text(error, "message") is { } message)
                    return (Text(error, "code") ?? Text(error, "type"), Cut(message));
            }
        }
        catch (JsonException) { }
        var media = response.Content.Headers.ContentType?.MediaType;
        return (null, media is not null && media.Contains("html", StringComparison.OrdinalIgnoreCase) ? "a web page instead of a reply" : Cut(body.Trim()));
    }

    private static string? Text(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static string Cut(string text) =>
        text.Length == 0 ? "no reason given"
        : text.Length > MaxMessage ? text[..MaxMessage] + "…"
        : text;
}
