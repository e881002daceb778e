using System.Globalization;
using Google.Protobuf;
using Microsoft.Extensions.Options;
using Npgsql;
using Workbench.Server.Gateway;
using Workbench.Server.Gateway.Forms;
using Workbench.Server.Telemetry.Ingest;
using Workbench.Server.Telemetry.Wire;
using Workbench.Shared.Gateway;

namespace Workbench.Server.Telemetry;

/// <summary><c>POST /v1/traces</c>: OTLP over HTTP, in protobuf and in JSON.</summary>
internal sealed partial class OtlpEndpoints(
    GatewayCalls calls,
    SpanIntake intake,
    OpenBytes open,
    RefusalLog refusals,
    IOptions<IngestOptions> options,
    ILogger<OtlpEndpoints> log
)
{
    public async Task HandleAsync(HttpContext http)
    {
        var type = OtlpBody.TypeOf(http.Request);
        try
        {
            var key = await calls.AuthorizeAsync(http, GatewayEndpoint.Traces);
            if (type is null)
            {
                http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
                await AnswerAsync(
                    http,
                    OtlpBody.Json,
                    StatusOf(3, $"The content type is {http.Request.ContentType ?? "missing"}. Send {OtlpBody.Protobuf} or {OtlpBody.Json}.")
                );
                return;
            }
            var most = options.Value.MaxRequestBytes;
            using var place = open.TryEnter(http.Request.ContentLength ?? most) ?? throw Busy();
            var body = await BodyAsync(http, most);
            var request = OtlpBody.Read(type, http.Request.Headers.ContentEncoding, body, most);
            var taken = await intake.TakeAsync(request, key, http.RequestAborted);
            await AnswerAsync(http, type, taken.ToResponse());
        }
        catch (FormException e) when (!http.Response.HasStarted)
        {
            refusals.Add(http, e.Error);
            await FailAsync(http, type, (int)e.Error.Status, e.Error.Message, e.Error.RetryAfter, e.Error.Kind == ErrorKind.NoKey);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody listens any more.
        }
        catch (Exception e) when (!http.Response.HasStarted && e is NpgsqlException or TimeoutException or IOException)
        {
            // Nothing of the request is stored: it may be sent again.
            NotStored(e.Message);
            await FailAsync(http, type, StatusCodes.Status503ServiceUnavailable, "The store cannot be written now.", TimeSpan.FromSeconds(5));
        }
    }

    private static FormException Busy() => new(new FormError(ErrorKind.Unavailable, OpenBytes.Full) { RetryAfter = TimeSpan.FromSeconds(1) });

    private static async Task<ReadOnlyMemory<byte>> BodyAsync(HttpContext http, int most)
    {
        try
        {
            return await RequestBody.ReadAsync(http, most, http.RequestAborted);
        }
        catch (FormException e) when (e.Error.Kind == ErrorKind.TooLarge)
        {
            throw OtlpBody.TooLarge(most);
        }
    }

    private static Task FailAsync(HttpContext http, string? type, int status, string message, TimeSpan? retryAfter, bool needsKey = false)
    {
        http.Response.StatusCode = status;
        if (retryAfter is { } after)
            http.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (needsKey)
            http.Response.Headers.WWWAuthenticate = "Bearer";
        return AnswerAsync(http, type ?? OtlpBody.Json, StatusOf(CodeOf(status), message));
    }

    private static Proto.Status StatusOf(int code, string message) => new() { Code = code, Message = message };

    /// <summary>gRPC's number for what went wrong.</summary>
    private static int CodeOf(int status) =>
        status switch
        {
            StatusCodes.Status401Unauthorized => 16,
            StatusCodes.Status403Forbidden => 7,
            StatusCodes.Status413PayloadTooLarge or StatusCodes.Status429TooManyRequests => 8,
            StatusCodes.Status503ServiceUnavailable => 14,
            _ => 3,
        };

    /// <summary>In the form of the request.</summary>
    private static async Task AnswerAsync(HttpContext http, string type, IMessage answer)
    {
        http.Response.ContentType = type;
        var bytes = type == OtlpBody.Json ? System.Text.Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(answer)) : answer.ToByteArray();
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Spans of another program could not be stored ({Reason}); it was told to send them again")]
    private partial void NotStored(string reason);
}
