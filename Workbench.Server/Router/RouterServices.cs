using Workbench.Server.Embeddings;
using Workbench.Server.Router.Decisions;
using Workbench.Server.Router.Lab;
using Workbench.Server.Router.Labels;
using Workbench.Server.Router.Versions;
using Workbench.Server.Runs;
using Workbench.Server.Storage;
using Workbench.Shared.Router;

namespace Workbench.Server.Router;

public static class RouterServices
{
    /// <summary>Judges messages, and needs no database unless <see cref="EmbeddingsServices.IsHosted"/>.</summary>
    public static IServiceCollection AddRouter(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RouterOptions>().Bind(configuration.GetSection("Router")).ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton<RouterModelSource>().AddSingleton<IMessageRouter, MessageRouter>();
    }

    /// <summary>What the server keeps of the router: decisions, labels, which weights are in use; and what its page tries out.</summary>
    public static IServiceCollection AddRouterRecords(this IServiceCollection services) =>
        services
            .AddSingleton<IRouterLog, RouterLog>()
            .AddSingleton(RunRows.In("router_decisions"))
            .AddSingleton<NearestExamples>()
            .AddSingleton<IRouterLab, RouterLab>()
            .AddSingleton<LabelLevels>()
            .AddSingleton<VerdictNow>()
            .AddSingleton<LabelQueue>()
            .AddSingleton<StoredRouterLabels>()
            .AddSingleton<IRouterLabels>(provider => provider.GetRequiredService<StoredRouterLabels>())
            .AddSingleton(provider => new VersionFiles(provider.GetRequiredService<DataDirectory>()))
            .AddSingleton<ShipStore>()
            .AddSingleton(provider => new VersionExams(
                provider.GetRequiredService<StoredRouterLabels>(),
                provider.GetRequiredService<IEmbedder>(),
                VersionExams.HeldOutFolder,
                RouterSamples.LearnedFolder
            ))
            .AddSingleton<VersionInUse>()
            .AddHostedService(provider => provider.GetRequiredService<VersionInUse>())
            .AddHostedService<RouterWarmup>()
            .AddSingleton<IRouterVersions, RouterVersions>();
}
