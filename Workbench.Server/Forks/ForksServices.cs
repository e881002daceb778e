using Workbench.Shared.Forks;

namespace Workbench.Server.Forks;

public static class ForksServices
{
    public static IServiceCollection AddForks(this IServiceCollection services) => services.AddSingleton<IRunForks, RunForks>();
}
