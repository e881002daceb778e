using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Quartz;
using Workbench.Server.Audit;
using Workbench.Server.Nightly;
using Workbench.Server.Runs;
using Workbench.Shared.Retention;

namespace Workbench.Server.Retention;

/// <summary>How long runs are kept.</summary>
public static class RetentionServices
{
    public static IServiceCollection AddRetention(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<RetentionOptions>()
            .Bind(configuration.GetSection("Retention"))
            .ValidateDataAnnotations()
            .Validate(
                o => o.Schedule.Length == 0 || CronExpression.TryParse(o.Schedule, out _),
                "Retention:Schedule is no cron expression of Quartz; write one like \"0 40 2 * * ?\" (every night at 2:40), or leave it empty."
            )
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<RetentionOptions>, RetentionRulesCheck>();
        services
            .AddSingleton<RunRemoval>()
            .AddSingleton<DueRuns>()
            .AddSingleton<RetentionRounds>()
            .AddSingleton<DueRoom>()
            .AddSingleton<RetentionLog>()
            .AddSingleton(provider => WatchedOf(provider.GetRequiredService<IOptionsMonitor<RetentionOptions>>()))
            .AddSingleton<IRetention, StoredRetention>();
        var runs = configuration.GetSection("Runs").Get<RunsOptions>() ?? new RunsOptions();
        return runs is { TakesOthers: true, Slots: > 0 }
            ? services.AddNightly<NightlyRetention>(NightlyRetention.Key, provider => provider.GetRequiredService<IOptions<RetentionOptions>>().Value.Schedule)
            : services;
    }

    private static WatchedSetting WatchedOf(IOptionsMonitor<RetentionOptions> options) =>
        new(
            AuditKinds.Retention,
            "rules",
            () =>
                new JsonObject
                {
                    ["days"] = options.CurrentValue.Days,
                    ["rules"] = new JsonArray([.. options.CurrentValue.Rules.Select(r => (JsonNode)new JsonObject { ["agent"] = r.Agent, ["days"] = r.Days })]),
                }
        );
}
