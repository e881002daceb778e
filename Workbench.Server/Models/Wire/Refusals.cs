using System.Text.Json;
using System.Text.RegularExpressions;

namespace Workbench.Server.Models.Wire;

/// <summary>Turns error statuses into <see cref="ModelRefusedException"/>, before a client library retries or rewords them, and keeps keys out of their words.</summary>
internal sealed partial class Refusals(string? key, TimeProvider time, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int MaxMessage = 500;
    private const int MaxBody = 64 * 1024;
    private const string Hidden = "***";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
        {
            var body = await ReadAsync(response, cancellationToken);
            var text = Scrub(System.Text.Encoding.UTF8.GetString(body.Span));
            var (code, message) = Words(text, response);
            throw new ModelRefusedException(
                response.StatusCode,
                $"{(int)response.StatusCode} {response.ReasonPhrase}: {message}",
                RetryAfter.Read(response.Headers, time.GetUtcNow())
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

    private string Scrub(string text)
    {
        if (key is { Length: > 0 })
            text = text.Replace(key, Hidden, StringComparison.Ordinal);
        return KeyLike().Replace(text, Hidden);
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

    /// <summary>What looks like a key, whole or half hidden already.</summary>
    [GeneratedRegex(@"\b(sk|pk|rk|xai|gsk|key|nvapi|hf|AIza)[-_][A-Za-z0-9_*.-]{8,}|(?<=Bearer )[^\s""']{8,}", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex KeyLike();
}
