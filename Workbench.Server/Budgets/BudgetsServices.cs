using Workbench.Shared.Costs;

namespace Workbench.Server.Budgets;

/// <summary>How much may be spent by whom.</summary>
public static class BudgetsServices
{
    public static IServiceCollection AddBudgets(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<BudgetsOptions>()
            .Bind(configuration.GetSection("Budgets"))
            .ValidateDataAnnotations()
            .Validate(
                o => o.Webhook is null or { IsAbsoluteUri: true, Scheme: "http" or "https" },
                "Budgets:Webhook must be an address such as https://example.com/alerts."
            )
            .ValidateOnStart();
        // A webhook's address is a secret of its own.
        services.AddHttpClient(BudgetAlerts.ClientName).RemoveAllLoggers();
        services.AddSingleton<BudgetStore>().AddSingleton<BudgetLedger>().AddSingleton<BudgetList>().AddTransient<BudgetNames>();
        services.AddSingleton<BudgetAlerts>().AddSingleton<BudgetKeeping>();
        services.AddHostedService(provider => provider.GetRequiredService<BudgetAlerts>());
        services.AddHostedService(provider => provider.GetRequiredService<BudgetKeeping>());
        return services.AddSingleton<IBudgets, LeasedBudgets>().AddTransient<IBudgetBook, StoredBudgetBook>();
    }
}
