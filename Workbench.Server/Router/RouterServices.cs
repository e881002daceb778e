using Workbench.Server.Router.Decisions;
using Workbench.Server.Router.Labels;
using Workbench.Server.Router.Versions;
using Workbench.Server.Storage;
using Workbench.Shared.Router;

namespace Workbench.Server.Router;

public static class RouterServices
{
    /// <summary>Judges messages, and needs no database.</summary>
    public static IServiceCollection AddRouter(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RouterOptions>().Bind(configuration.GetSection("Router")).ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton<RouterModelSource>().AddSingleton<IMessageRouter, MessageRouter>();
    }

    /// <summary>What of the router is in the database: decisions, labels, and which weights are in use.</summary>
    public static IServiceCollection AddRouterRecords(this IServiceCollection services) =>
        services
            .AddSingleton<IRouterLog, RouterLog>()
            .AddSingleton<LabelLevels>()
            .AddSingleton<VerdictNow>()
            .AddSingleton<LabelQueue>()
            .AddSingleton<StoredRouterLabels>()
            .AddSingleton<IRouterLabels>(provider => provider.GetRequiredService<StoredRouterLabels>())
            .AddSingleton(provider => new VersionFiles(provider.GetRequiredService<DataDirectory>()))
            .AddSingleton<ShipStore>()
            .AddSingleton(provider => ActivatorUtilities.CreateInstance<VersionExams>(provider, VersionExams.HeldOutFolder))
            .AddSingleton<VersionInUse>()
            .AddHostedService(provider => provider.GetRequiredService<VersionInUse>())
            .AddSingleton<IRouterVersions, RouterVersions>();
}
