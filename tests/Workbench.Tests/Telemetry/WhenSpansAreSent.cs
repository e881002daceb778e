using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Opentelemetry.Proto.Collector.Trace.V1;
using Opentelemetry.Proto.Trace.V1;
using Shouldly;
using Workbench.Tests.Gateway;

namespace Workbench.Tests.Telemetry;

/// <summary><c>POST /v1/traces</c> of a real process: forms, answers, refusals.</summary>
public sealed class WhenSpansAreSent(GatewayServer gateway) : IClassFixture<GatewayServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("application/x-protobuf", false)]
    [InlineData("application/x-protobuf", true)]
    [InlineData("application/json", false)]
    [InlineData("application/json; charset=utf-8", true)]
    public async Task They_are_taken_in_both_forms_packed_or_not_and_are_a_run_at_once_afterwards(string type, bool isPacked)
    {
        var trace = Guid.NewGuid();
        var request = TelemetryHost.Request([Told.Span(trace, 1, null, "chat", 0, 5, Call)], "by-" + type.Split('/')[1].Split(';')[0]);

        using var answer = await PostAsync(type, type.Contains("json", StringComparison.Ordinal) ? Json(request) : request.ToByteArray(), isPacked);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe(type.Split(';')[0]);
        (await answer.Content.ReadAsStringAsync(Cancellation)).ShouldBe(type.Contains("json", StringComparison.Ordinal) ? "{ }" : "");
        (await RunAsync(trace)).ShouldBe((1, 30, 0.00021m));
    }

    [Fact]
    public async Task Bad_spans_are_told_in_the_form_of_the_request_and_the_others_stay()
    {
        var trace = Guid.NewGuid();
        var bad = Told.Span(trace, 2, null, "bad", 0, 5);
        bad.SpanId = ByteString.CopyFrom(1, 2, 3);
        var request = TelemetryHost.Request([Told.Span(trace, 1, null, "chat", 0, 5, Call), bad]);

        using var answer = await PostAsync("application/x-protobuf", request.ToByteArray());

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var told = ExportTraceServiceResponse.Parser.ParseFrom(await answer.Content.ReadAsByteArrayAsync(Cancellation)).PartialSuccess;
        told.RejectedSpans.ShouldBe(1);
        told.ErrorMessage.ShouldBe("1 span: the span id is not 8 bytes, or all zero.");
        (await RunAsync(trace)).Steps.ShouldBe(1);
    }

    [Theory]
    [InlineData("application/x-protobuf", "no protobuf at all", 400, "ExportTraceServiceRequest")]
    [InlineData("application/json", "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"nothex\"}]}]}]}", 400, "not hexadecimal")]
    [InlineData("application/json", "{\"resourceSpans\": 7}", 400, "no list")]
    [InlineData("application/json", "{", 400, "not JSON")]
    [InlineData("text/plain", "x", 415, "application/x-protobuf")]
    public async Task What_is_no_OTLP_is_refused_for_good_with_the_reason(string type, string body, int status, string reason)
    {
        using var answer = await PostAsync(type, Encoding.UTF8.GetBytes(body));

        ((int)answer.StatusCode).ShouldBe(status);
        (await MessageAsync(answer)).ShouldContain(reason);
        answer.Headers.RetryAfter.ShouldBeNull();
    }

    [Fact]
    public async Task What_unpacks_to_more_than_is_allowed_is_refused_before_it_fills_memory()
    {
        using var answer = await PostAsync("application/x-protobuf", new byte[64 * 1024 * 1024], isPacked: true);
        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await MessageAsync(answer)).ShouldContain("16 MB");
    }

    [Fact]
    public async Task Without_a_key_or_with_one_for_something_else_nothing_is_taken()
    {
        var request = TelemetryHost.Request([Told.Span(Guid.NewGuid(), 1, null, "chat", 0, 5, Call)]).ToByteArray();
        var talking = await gateway.CreateKeyAsync("talks-only", "--endpoint", "chat");

        foreach (var (key, status) in new[] { (null, 401), ("wbk_nobody", 401), (talking, 403) })
        {
            using var answer = await PostAsync("application/x-protobuf", request, key: key ?? "");
            ((int)answer.StatusCode).ShouldBe(status);
            (await MessageAsync(answer)).ShouldNotBeEmpty();
        }
    }

    private static (string, object)[] Call =>
        [
            ("gen_ai.operation.name", "chat"),
            ("gen_ai.provider.name", "fake"),
            ("gen_ai.request.model", "some-model"),
            ("gen_ai.usage.input_tokens", 20),
            ("gen_ai.usage.output_tokens", 10),
        ];

    private async Task<HttpResponseMessage> PostAsync(string type, byte[] body, bool isPacked = false, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/traces") { Content = new ByteArrayContent(isPacked ? Packed(body) : body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (isPacked)
            request.Content.Headers.ContentEncoding.Add("gzip");
        if ((key ?? gateway.Key) is { Length: > 0 } given)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", given);
        return await gateway.Http.SendAsync(request, Cancellation);
    }

    private static async Task<string> MessageAsync(HttpResponseMessage answer) =>
        answer.Content.Headers.ContentType!.MediaType == "application/json"
            ? JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).GetProperty("message").GetString()!
            : Server.Telemetry.Proto.Status.Parser.ParseFrom(await answer.Content.ReadAsByteArrayAsync(Cancellation)).Message;

    private async Task<(int Steps, long Tokens, decimal? CostUsd)> RunAsync(Guid trace)
    {
        while (true)
        {
            await using var command = gateway.Store.CreateCommand(
                "select r.step_count, r.tokens, r.cost_usd from runs r where id = $1 and exists (select from usage u where u.run_id = r.id and u.key_name = 'tests')"
            );
            command.Parameters.Add(new() { Value = trace });
            await using (var reader = await command.ExecuteReaderAsync(Cancellation))
                if (await reader.ReadAsync(Cancellation))
                    return (reader.GetInt32(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetDecimal(2));
            await Task.Delay(50, Cancellation);
        }
    }

    private static byte[] Packed(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(body);
        return packed.ToArray();
    }

    /// <summary>As the JavaScript SDK writes it: ids in hexadecimal, enums as numbers.</summary>
    private static byte[] Json(ExportTraceServiceRequest request) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                resourceSpans = request.ResourceSpans.Select(r => new
                {
                    resource = new { attributes = r.Resource.Attributes.Select(Attribute) },
                    scopeSpans = r.ScopeSpans.Select(s => new { scope = new { name = "test" }, spans = s.Spans.Select(Spanned) }),
                }),
            }
        );

    private static object Spanned(Span span) =>
        new
        {
            traceId = Convert.ToHexStringLower(span.TraceId.Span),
            spanId = Convert.ToHexStringLower(span.SpanId.Span),
            name = span.Name,
            kind = 3,
            startTimeUnixNano = span.StartTimeUnixNano.ToString(System.Globalization.CultureInfo.InvariantCulture),
            endTimeUnixNano = span.EndTimeUnixNano.ToString(System.Globalization.CultureInfo.InvariantCulture),
            attributes = span.Attributes.Select(Attribute),
            status = new { code = 0 },
            droppedAttributesCount = 0,
        };

    private static object Attribute(Opentelemetry.Proto.Common.V1.KeyValue attribute) =>
        attribute.Value.HasStringValue
            ? new { key = attribute.Key, value = (object)new { stringValue = attribute.Value.StringValue } }
            : new { key = attribute.Key, value = (object)new { intValue = attribute.Value.IntValue } };
}
