using Microsoft.Extensions.Options;
using Workbench.Server.Budgets;
using Workbench.Server.Storage;
using Workbench.Server.Tools;

namespace Workbench.Server.Agents;

public static class AgentsServices
{
    public static IServiceCollection AddAgents(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AgentsOptions>().Bind(configuration.GetSection("Agents")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IAgentVersionStore, StoredAgentVersions>().AddSingleton<IKnownSpenders, AgentSpenders>();
        return services.AddSingleton<IAgents>(provider => new FolderAgents(
            FolderOf(provider.GetRequiredService<IOptions<AgentsOptions>>().Value),
            provider.GetRequiredService<AgentTools>(),
            provider.GetRequiredService<IAgentVersionStore>(),
            provider.GetRequiredService<ILogger<FolderAgents>>()
        ));
    }

    private static string FolderOf(AgentsOptions options) =>
        options.Folder ?? Path.Combine(DataDirectory.SolutionDirectory() ?? AppContext.BaseDirectory, "agents");
}
