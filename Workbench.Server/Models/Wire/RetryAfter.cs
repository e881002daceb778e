using System.Globalization;
using System.Net.Http.Headers;
using Workbench.Server.Models.Catalog;

namespace Workbench.Server.Models.Wire;

/// <summary>When a provider wants to be asked again, in the ways in which they say it.</summary>
internal static class RetryAfter
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>Resets of limits; of those that are used up, else of all, the last one counts.</summary>
    private static readonly (string Reset, string Remaining)[] Limits =
    [
        ("x-ratelimit-reset-requests", "x-ratelimit-remaining-requests"),
        ("x-ratelimit-reset-tokens", "x-ratelimit-remaining-tokens"),
        ("anthropic-ratelimit-requests-reset", "anthropic-ratelimit-requests-remaining"),
        ("anthropic-ratelimit-tokens-reset", "anthropic-ratelimit-tokens-remaining"),
        ("anthropic-ratelimit-input-tokens-reset", "anthropic-ratelimit-input-tokens-remaining"),
        ("anthropic-ratelimit-output-tokens-reset", "anthropic-ratelimit-output-tokens-remaining"),
        ("x-ratelimit-reset", "x-ratelimit-remaining"),
    ];

    /// <returns>Null: it did not say.</returns>
    public static TimeSpan? Read(HttpResponseMessage response, DateTimeOffset now)
    {
        var headers = response.Headers;
        if (First(headers, "retry-after-ms") is { } ms && Number(ms) is { } milliseconds)
            return Sane(milliseconds / 1000);
        if (First(headers, "retry-after") is { } after && Span(after, now) is { } span)
            return span;
        // Many tell how their limits stand with every reply; only for who met one is it a time to wait.
        if ((int)response.StatusCode is not (429 or 503 or 529))
            return null;
        TimeSpan? used = null;
        TimeSpan? any = null;
        foreach (var (reset, remaining) in Limits)
        {
            if (First(headers, reset) is not { } text || Span(text, now) is not { } until)
                continue;
            any = any > until ? any : until;
            if (First(headers, remaining) is { } left && Number(left) == 0)
                used = used > until ? used : until;
        }
        return used ?? any;
    }

    /// <summary>Seconds (<c>7</c>, <c>1.5</c>), a moment (RFC 1123, RFC 3339, Unix seconds or milliseconds), or a time such as <c>6m0s</c>.</summary>
    private static TimeSpan? Span(string text, DateTimeOffset now)
    {
        if (Number(text) is { } number)
            return number switch
            {
                >= 1e12 => Sane((number / 1000) - now.ToUnixTimeSeconds()),
                >= 1e9 => Sane(number - now.ToUnixTimeSeconds()),
                _ => Sane(number),
            };
        if (Durations.Read(text) is { } span)
            return Sane(span.TotalSeconds);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? Sane((at - now).TotalSeconds) : null;
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static TimeSpan Sane(double seconds) =>
        seconds <= 0 ? TimeSpan.Zero
        : seconds >= Longest.TotalSeconds ? Longest
        : TimeSpan.FromSeconds(seconds);

    private static string? First(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault()?.Trim() : null;
}
