using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Opentelemetry.Proto.Collector.Trace.V1;
using Workbench.Server.Telemetry.Wire;

namespace Workbench.Server.Telemetry.Export;

/// <summary>How the collector answered.</summary>
internal abstract record SendOutcome
{
    private protected SendOutcome() { }
}

/// <param name="Complaint">What it did not take of it, in its words; null: nothing.</param>
internal sealed record Sent(string? Complaint) : SendOutcome;

/// <summary>It may take it later.</summary>
internal sealed record SendLater(string Reason, TimeSpan? After) : SendOutcome;

/// <summary>It will never take it.</summary>
internal sealed record SendRefused(string Reason) : SendOutcome;

/// <summary>Sends spans to a collector by one of OTLP's two ways.</summary>
internal sealed class SpanSender : IDisposable
{
    private readonly ExportTarget _target;
    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(10) })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
    private readonly GrpcChannel? _channel;

    public SpanSender(ExportTarget target)
    {
        _target = target;
        if (target.Protocol == ExportProtocol.Grpc)
            _channel = GrpcChannel.ForAddress(target.Endpoint, new GrpcChannelOptions { HttpClient = _http });
    }

    public async Task<SendOutcome> SendAsync(ExportTraceServiceRequest request, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_target.Timeout);
        try
        {
            return _channel is null ? await PostAsync(request, patience.Token) : await CallAsync(_channel, request, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SendLater($"no answer within {_target.Timeout.TotalSeconds:0.#} s", After: null);
        }
        catch (HttpRequestException e)
        {
            return new SendLater(e.Message, After: null);
        }
    }

    private async Task<SendOutcome> PostAsync(ExportTraceServiceRequest request, CancellationToken cancellationToken)
    {
        var body = request.ToByteArray();
        using var message = new HttpRequestMessage(HttpMethod.Post, _target.Endpoint)
        {
            Content = new ByteArrayContent(_target.IsPacked ? Packed(body) : body),
        };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue(OtlpBody.Protobuf);
        if (_target.IsPacked)
            message.Content.Headers.ContentEncoding.Add("gzip");
        foreach (var (name, value) in _target.Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        using var answer = await _http.SendAsync(message, cancellationToken);
        if (answer.IsSuccessStatusCode)
            return new Sent(ComplaintOf(await answer.Content.ReadAsByteArrayAsync(cancellationToken)));
        var reason = $"it answered {(int)answer.StatusCode}";
        // A wrong key or address is mended by a person, and what waits is sent then. Only what the collector calls wrong in itself is given up.
        return answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnsupportedMediaType
            ? new SendRefused(reason)
            : new SendLater(reason, answer.Headers.RetryAfter?.Delta);
    }

    private async Task<SendOutcome> CallAsync(GrpcChannel channel, ExportTraceServiceRequest request, CancellationToken cancellationToken)
    {
        var headers = new Metadata();
        foreach (var (name, value) in _target.Headers)
            headers.Add(name.ToLowerInvariant(), value);
        try
        {
            var answer = await new TraceService.TraceServiceClient(channel).ExportAsync(request, headers, cancellationToken: cancellationToken);
            return new Sent(answer.PartialSuccess?.ErrorMessage is { Length: > 0 } complaint ? complaint : null);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.InvalidArgument or StatusCode.Unimplemented or StatusCode.DataLoss or StatusCode.Internal)
        {
            return new SendRefused($"it answered {e.StatusCode}: {e.Status.Detail}");
        }
        catch (RpcException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new SendLater($"it answered {e.StatusCode}: {e.Status.Detail}", After: null);
        }
    }

    private static string? ComplaintOf(byte[] answer)
    {
        try
        {
            return ExportTraceServiceResponse.Parser.ParseFrom(answer).PartialSuccess?.ErrorMessage is { Length: > 0 } complaint ? complaint : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null; // Some answer with JSON or a page; that they took it is all that counts.
        }
    }

    private static byte[] Packed(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(body);
        return packed.ToArray();
    }

    public void Dispose()
    {
        _channel?.Dispose();
        _http.Dispose();
    }
}
