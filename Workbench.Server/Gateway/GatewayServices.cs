using Microsoft.Extensions.Options;
using Workbench.Server.Budgets;
using Workbench.Server.Embeddings;
using Workbench.Server.Models;
using Workbench.Server.Runs;
using Workbench.Shared.Gateway;

namespace Workbench.Server.Gateway;

/// <summary>Models for other programs: <c>/v1</c> in OpenAI's and in Anthropic's form, by keys.</summary>
public static class GatewayServices
{
    public static IServiceCollection AddGateway(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<GatewayOptions>().Bind(configuration.GetSection("Gateway")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<StoredKeys>().AddSingleton<KeyRing>().AddSingleton<IGatewayKeys, GatewayKeys>().AddSingleton<IKnownSpenders, KeySpenders>();
        services
            .AddSingleton(provider => new RefusalLog(provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<RefusalLog>>()))
            .AddSingleton<IRefusedCalls>(provider => provider.GetRequiredService<RefusalLog>());
        services.AddSingleton<AutoCalls>();
        return services.AddSingleton(provider => new GatewayCalls(
            provider.GetRequiredService<KeyRing>(),
            provider.GetRequiredService<IModelGateway>(),
            provider.GetService<IModelPassThrough>(),
            provider.GetRequiredService<ISentenceEncoder>(),
            provider.GetRequiredService<AutoCalls>(),
            provider.GetRequiredService<CallJournal>(),
            provider.GetRequiredService<RefusalLog>(),
            provider.GetRequiredService<IOptions<GatewayOptions>>(),
            provider.GetRequiredService<IOptions<ModelsOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<GatewayCalls>>()
        ));
    }

    public static void MapGateway(this IEndpointRouteBuilder routes) => routes.MapGatewayEndpoints();
}
