using Workbench.Shared.Costs;

namespace Workbench.Server.Costs;

public static class CostsServices
{
    public static IServiceCollection AddCosts(this IServiceCollection services) =>
        services
            .AddSingleton<RouterSavings>()
            .AddSingleton<RunBills>()
            .AddSingleton<CostDays>()
            .AddSingleton<ICostDays>(s => s.GetRequiredService<CostDays>())
            .AddHostedService(s => s.GetRequiredService<CostDays>())
            .AddSingleton<ICosts, JournalCosts>();
}
