using Workbench.Server.Runs;
using Workbench.Server.Telemetry.Export;
using Workbench.Server.Telemetry.Ingest;
using Workbench.Server.Telemetry.Wire;

namespace Workbench.Server.Telemetry;

/// <summary>OpenTelemetry: traces of other programs come in at <c>/v1/traces</c> and become runs; our own runs go out when an endpoint is set.</summary>
public static class TelemetryServices
{
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<IngestOptions>().Bind(configuration.GetSection("Telemetry:Ingest")).ValidateDataAnnotations().ValidateOnStart();
        var ingest = configuration.GetSection("Telemetry:Ingest").Get<IngestOptions>() ?? new IngestOptions();
        services
            .AddSingleton(RunRows.In("outside_spans"))
            .AddSingleton(RunRows.In("outside_traces"))
            .AddSingleton(RunRows.In("run_exports"))
            .AddSingleton(new RunKeeper("wait to be exported", run => $"exists (select from run_exports e where e.run_id = {run})"))
            .AddSingleton(
                new RunKeeper("got more spans a moment ago", run => $"exists (select from outside_traces t where t.run_id = {run} and t.due_at is not null)")
            );
        services.AddSingleton<OutsideRuns>().AddSingleton<SpanIntake>().AddSingleton<OpenBytes>().AddSingleton<OtlpEndpoints>();
        services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = ingest.MaxRequestBytes);
        services.AddSingleton<SpanProjector>().AddHostedService(provider => provider.GetRequiredService<SpanProjector>());

        services.AddSingleton(ExportOptions.Read(configuration)).AddSingleton<ExportQueue>().AddSingleton<GenAiMetrics>();
        return services.AddSingleton<RunExporter>().AddHostedService(provider => provider.GetRequiredService<RunExporter>());
    }

    public static void MapTelemetry(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/traces", (HttpContext http, OtlpEndpoints endpoints) => endpoints.HandleAsync(http)).DisableAntiforgery().ExcludeFromDescription();
        routes.MapGrpcService<OtlpGrpcService>().DisableAntiforgery().ExcludeFromDescription();
    }
}
