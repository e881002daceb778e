using Workbench.Shared.Comparisons;

namespace Workbench.Server.Comparisons;

public static class ComparisonsServices
{
    public static IServiceCollection AddComparisons(this IServiceCollection services) => services.AddSingleton<IRunComparisons, RunComparisons>();
}
