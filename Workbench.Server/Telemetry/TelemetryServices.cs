using Workbench.Server.Runs;
using Workbench.Server.Telemetry.Ingest;
using Workbench.Server.Telemetry.Wire;

namespace Workbench.Server.Telemetry;

/// <summary>OpenTelemetry: traces of other programs come in at <c>/v1/traces</c>, and become runs.</summary>
public static class TelemetryServices
{
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<IngestOptions>().Bind(configuration.GetSection("Telemetry:Ingest")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<OutsideRuns>().AddSingleton<SpanIntake>().AddSingleton<OpenBytes>().AddSingleton<OtlpEndpoints>();
        return services.AddSingleton<SpanProjector>().AddHostedService(provider => provider.GetRequiredService<SpanProjector>());
    }

    public static void MapTelemetry(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/traces", (HttpContext http, OtlpEndpoints endpoints) => endpoints.HandleAsync(http)).DisableAntiforgery().ExcludeFromDescription();
}
