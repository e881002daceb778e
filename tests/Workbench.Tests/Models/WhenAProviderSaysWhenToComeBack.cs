using System.Globalization;
using System.Net;
using Shouldly;
using Workbench.Server.Models.Wire;

namespace Workbench.Tests.Models;

public sealed class WhenAProviderSaysWhenToComeBack
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-22T12:00:00Z", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(7, "retry-after: 7")]
    [InlineData(1.5, "retry-after: 1.5")]
    [InlineData(0.25, "retry-after-ms: 250", "retry-after: 9")]
    [InlineData(30, "retry-after: Sun, 22 Nov 2026 12:00:30 GMT")]
    [InlineData(0, "retry-after: Sun, 22 Nov 2026 11:00:00 GMT")]
    [InlineData(362, "x-ratelimit-reset-requests: 6m2s")]
    [InlineData(0.12, "x-ratelimit-reset-tokens: 120ms")]
    [InlineData(
        60,
        "x-ratelimit-reset-requests: 20ms",
        "x-ratelimit-remaining-requests: 12",
        "x-ratelimit-reset-tokens: 1m0s",
        "x-ratelimit-remaining-tokens: 0"
    )]
    [InlineData(45, "anthropic-ratelimit-tokens-reset: 2026-11-22T12:00:45Z", "anthropic-ratelimit-tokens-remaining: 0")]
    [InlineData(90, "x-ratelimit-reset: 1795348890")]
    [InlineData(90, "x-ratelimit-reset: 1795348890000")]
    [InlineData(86_400, "retry-after: 99999999")]
    public void It_is_understood(double seconds, params string[] headers)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        foreach (var header in headers)
            response.Headers.TryAddWithoutValidation(header.Split(": ", 2)[0], header.Split(": ", 2)[1]);
        RetryAfter.Read(response, Now)!.Value.TotalSeconds.ShouldBe(seconds, 0.001);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, "x-ratelimit-reset-tokens: 6m0s", null)]
    [InlineData(HttpStatusCode.InternalServerError, "retry-after: 2", 2.0)]
    [InlineData(HttpStatusCode.ServiceUnavailable, "x-ratelimit-reset-tokens: 6m0s", 360.0)]
    public void How_a_limit_stands_is_no_time_to_wait_for_who_did_not_meet_it(HttpStatusCode status, string header, double? seconds)
    {
        using var response = new HttpResponseMessage(status);
        response.Headers.TryAddWithoutValidation(header.Split(": ", 2)[0], header.Split(": ", 2)[1]);
        RetryAfter.Read(response, Now)?.TotalSeconds.ShouldBe(seconds!.Value, 0.001);
        RetryAfter.Read(response, Now).HasValue.ShouldBe(seconds is not null);
    }

    [Theory]
    [InlineData("retry-after: soon")]
    [InlineData("retry-after: -3")]
    [InlineData("retry-after: 1e999")]
    [InlineData("x-ratelimit-reset-tokens:  ")]
    public void What_is_no_time_is_none(string header)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        response.Headers.TryAddWithoutValidation(header.Split(": ", 2)[0], header.Split(": ", 2)[1]);
        RetryAfter.Read(response, Now).ShouldBeNull();
    }
}
