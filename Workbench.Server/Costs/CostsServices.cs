using Workbench.Shared.Costs;

namespace Workbench.Server.Costs;

public static class CostsServices
{
    public static IServiceCollection AddCosts(this IServiceCollection services) =>
        services.AddSingleton<RouterSavings>().AddSingleton<RunBills>().AddSingleton<ICosts, JournalCosts>();
}
