using Microsoft.Extensions.Options;
using Quartz;
using Workbench.Server.Nightly;
using Workbench.Server.Runs;
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
            .Validate(
                o => o.PruneSchedule.Length == 0 || CronExpression.TryParse(o.PruneSchedule, out _),
                "Budgets:PruneSchedule is no cron expression of Quartz; write one like \"0 40 3 * * ?\" (every night at 3:40), or leave it empty."
            )
            .ValidateOnStart();
        // A webhook's address is a secret of its own.
        services.AddHttpClient(BudgetAlerts.ClientName).RemoveAllLoggers();
        // A hold without its usage row would be taken for a call that was never billed.
        services.AddSingleton(
            new RunRows(
                "budget_lost_holds",
                "delete from budget_lost_holds h using usage u where u.run_id = any($1) and u.budget_node = h.node and u.budget_hold = h.number"
            )
        );
        services.AddSingleton<BudgetStore>().AddSingleton<BudgetLedger>().AddSingleton<BudgetList>().AddTransient<BudgetNames>();
        services.AddSingleton<BudgetAlerts>().AddSingleton<BudgetKeeping>();
        services.AddHostedService(provider => provider.GetRequiredService<BudgetAlerts>());
        services.AddHostedService(provider => provider.GetRequiredService<BudgetKeeping>());
        var runs = configuration.GetSection("Runs").Get<RunsOptions>() ?? new RunsOptions();
        if (runs is { TakesOthers: true, Slots: > 0 })
            services.AddNightly<PruneBudgets>(
                new JobKey("prune", "budgets"),
                provider => provider.GetRequiredService<IOptions<BudgetsOptions>>().Value.PruneSchedule
            );
        return services.AddSingleton<IBudgets, LeasedBudgets>().AddTransient<IBudgetBook, StoredBudgetBook>();
    }
}
