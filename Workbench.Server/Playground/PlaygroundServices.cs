using Workbench.Server.Budgets;
using Workbench.Shared.Playground;

namespace Workbench.Server.Playground;

public static class PlaygroundServices
{
    public static IServiceCollection AddPlayground(this IServiceCollection services) =>
        services.AddSingleton<IPlayground, ModelPlayground>().AddSingleton<IKnownSpenders, PlaygroundSpender>();
}
