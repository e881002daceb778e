using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Opentelemetry.Proto.Collector.Trace.V1;
using Opentelemetry.Proto.Trace.V1;
using Workbench.Tests.Telemetry.Metrics;

namespace Workbench.Tests.Telemetry;

/// <summary>A collector of traces over HTTP or gRPC, and of metrics over HTTP, that answers as it is told to.</summary>
internal sealed class Collector : TraceService.TraceServiceBase, IAsyncDisposable
{
    private readonly ConcurrentQueue<ExportTraceServiceRequest> _taken = new();
    private readonly ConcurrentQueue<ExportMetrics> _metrics = new();
    private readonly ConcurrentQueue<string> _paths = new();
    private WebApplication? _app;

    /// <summary>Of HTTP; gRPC says that it is not available where this is no success.</summary>
    public HttpStatusCode Answer { get; set; } = HttpStatusCode.OK;

    public string Url => _app!.Urls.First();
    public IReadOnlyList<Span> Spans => [.. _taken.SelectMany(r => r.ResourceSpans).SelectMany(r => r.ScopeSpans).SelectMany(s => s.Spans)];
    public IReadOnlyList<Metric> Metrics => [.. _metrics.SelectMany(r => r.ResourceMetrics).SelectMany(r => r.ScopeMetrics).SelectMany(s => s.Metrics)];
    public IReadOnlyList<string> Paths => [.. _paths];
    public string? Authorization { get; private set; }
    public int Refusals { get; private set; }

    public static async Task<Collector> StartAsync(bool isGrpc = false)
    {
        var collector = new Collector();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.Protocols = isGrpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(collector);
        collector._app = builder.Build();
        collector._app.MapGrpcService<Collector>();
        collector._app.MapPost("/{**path}", collector.TakeAsync);
        await collector._app.StartAsync(TestContext.Current.CancellationToken);
        return collector;
    }

    public override Task<ExportTraceServiceResponse> Export(ExportTraceServiceRequest request, ServerCallContext context)
    {
        Authorization = context.RequestHeaders.GetValue("authorization");
        if (Answer != HttpStatusCode.OK)
        {
            Refusals++;
            throw new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "Not now."));
        }
        _taken.Enqueue(request);
        return Task.FromResult(new ExportTraceServiceResponse());
    }

    private async Task TakeAsync(HttpContext http)
    {
        _paths.Enqueue(http.Request.Path);
        Authorization = http.Request.Headers.Authorization;
        http.Response.StatusCode = (int)Answer;
        if (Answer != HttpStatusCode.OK)
        {
            Refusals++;
            return;
        }
        using var body = new MemoryStream();
        await using var unpacked =
            http.Request.Headers.ContentEncoding == "gzip" ? new GZipStream(http.Request.Body, CompressionMode.Decompress) : http.Request.Body;
        await unpacked.CopyToAsync(body, http.RequestAborted);
        if (http.Request.Path == "/v1/traces")
            _taken.Enqueue(ExportTraceServiceRequest.Parser.ParseFrom(body.ToArray()));
        else if (http.Request.Path == "/v1/metrics")
            _metrics.Enqueue(ExportMetrics.Parser.ParseFrom(body.ToArray()));
    }

    public ValueTask DisposeAsync() => _app!.DisposeAsync();
}
