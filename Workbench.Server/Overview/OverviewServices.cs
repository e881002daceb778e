using Workbench.Shared.Overview;

namespace Workbench.Server.Overview;

/// <summary>What goes on now, on all servers.</summary>
public static class OverviewServices
{
    public static IServiceCollection AddOverview(this IServiceCollection services) =>
        services.AddSingleton<OverviewReader>().AddSingleton<IOverview, StoredOverview>().AddSingleton<ServerBeats>();

    /// <summary>Only a process with pages is a server.</summary>
    public static IServiceCollection AddServerBeats(this IServiceCollection services) =>
        services.AddHostedService(provider => provider.GetRequiredService<ServerBeats>());
}
