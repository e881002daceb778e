using Grpc.Core;
using Npgsql;
using Opentelemetry.Proto.Collector.Trace.V1;
using Workbench.Server.Gateway;
using Workbench.Server.Gateway.Forms;
using Workbench.Server.Telemetry.Ingest;
using Workbench.Server.Telemetry.Wire;
using Workbench.Shared.Gateway;

namespace Workbench.Server.Telemetry;

/// <summary>OTLP over gRPC. Without TLS it needs an endpoint of its own that speaks HTTP/2 alone: see docs/opentelemetry.md.</summary>
internal sealed partial class OtlpGrpcService(GatewayCalls calls, SpanIntake intake, OpenBytes open, RefusalLog refusals, ILogger<OtlpGrpcService> log)
    : TraceService.TraceServiceBase
{
    public override async Task<ExportTraceServiceResponse> Export(ExportTraceServiceRequest request, ServerCallContext context)
    {
        var http = context.GetHttpContext();
        try
        {
            var key = await calls.AuthorizeAsync(http, GatewayEndpoint.Traces);
            using var place = open.TryEnter(request.CalculateSize()) ?? throw new RpcException(new Status(StatusCode.Unavailable, OpenBytes.Full));
            return (await intake.TakeAsync(request, key, context.CancellationToken)).ToResponse();
        }
        catch (FormException e)
        {
            refusals.Add(http, e.Error);
            throw new RpcException(
                new Status(
                    e.Error.Kind switch
                    {
                        ErrorKind.NoKey => StatusCode.Unauthenticated,
                        ErrorKind.NotAllowed => StatusCode.PermissionDenied,
                        ErrorKind.Unavailable => StatusCode.Unavailable,
                        _ => StatusCode.InvalidArgument,
                    },
                    e.Error.Message
                )
            );
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
        {
            // Nothing of the request is stored: it may be sent again.
            NotStored(e.Message);
            throw new RpcException(new Status(StatusCode.Unavailable, "The store cannot be written now."));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Spans of another program could not be stored ({Reason}); it was told to send them again")]
    private partial void NotStored(string reason);
}
