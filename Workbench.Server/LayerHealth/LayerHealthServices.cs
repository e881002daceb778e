using Microsoft.Extensions.Options;
using Quartz;
using Workbench.Server.Nightly;
using Workbench.Server.Runs;
using Workbench.Shared.LayerHealth;

namespace Workbench.Server.LayerHealth;

/// <summary>The layer held against the data: measured joins and keys.</summary>
public static class LayerHealthServices
{
    public static IServiceCollection AddLayerHealth(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<LayerHealthOptions>()
            .Bind(configuration.GetSection("LayerHealth"))
            .ValidateDataAnnotations()
            .Validate(
                o => o.Schedule.Length == 0 || CronExpression.TryParse(o.Schedule, out _),
                "LayerHealth:Schedule is no cron expression of Quartz; write one like \"0 15 3 * * ?\" (every night at 3:15), or leave it empty."
            )
            .ValidateOnStart();
        services.AddSingleton<StoredMeasurements>().AddSingleton<Probing>().AddSingleton<LayerProbes>().AddSingleton<AskedAccounts>();
        services.AddSingleton<IJoinHealth, JoinHealth>();
        services.AddSingleton<LayerHealthPage>();
        services.AddSingleton<ILayerHealth>(provider => provider.GetRequiredService<LayerHealthPage>());
        services.AddSingleton<IMeasuring>(provider => provider.GetRequiredService<LayerHealthPage>());
        // The command line measures when it is told to, and not beside a question.
        var runs = configuration.GetSection("Runs").Get<RunsOptions>() ?? new RunsOptions();
        if (runs is { TakesOthers: true, Slots: > 0 })
            services
                .AddHostedService<LayerHealthWatch>()
                .AddNightly<NightlyProbes>(NightlyProbes.Key, provider => provider.GetRequiredService<IOptions<LayerHealthOptions>>().Value.Schedule);
        return services;
    }
}
