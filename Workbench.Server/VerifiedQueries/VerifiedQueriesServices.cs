using Microsoft.Extensions.Options;
using Quartz;
using Workbench.Server.Nightly;
using Workbench.Server.Runs;
using Workbench.Shared.VerifiedQueries;

namespace Workbench.Server.VerifiedQueries;

/// <summary>Questions whose queries people have checked.</summary>
public static class VerifiedQueriesServices
{
    public static IServiceCollection AddVerifiedQueries(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<VerifiedQueriesOptions>()
            .Bind(configuration.GetSection("VerifiedQueries"))
            .ValidateDataAnnotations()
            .Validate(
                o => o.Schedule.Length == 0 || CronExpression.TryParse(o.Schedule, out _),
                "VerifiedQueries:Schedule is no cron expression of Quartz; write one like \"0 15 4 * * ?\" (every night at 4:15), or leave it empty."
            )
            .ValidateOnStart();
        services.AddSingleton(RunRows.In("verified_uses"));
        services.AddSingleton<StoredVerifiedRuns>().AddSingleton<VerifiedRunning>().AddSingleton<VerifiedRounds>();
        services.AddSingleton<IVerifiedAnswers, VerifiedAnswers>();
        services.AddTransient<VerifiedBook>().AddTransient<VerifiedDrafting>().AddTransient<IVerifiedQueries, VerifiedQueriesPage>();
        // The command line answers with them, and runs none of them beside a question.
        var runs = configuration.GetSection("Runs").Get<RunsOptions>() ?? new RunsOptions();
        if (runs is { TakesOthers: true, Slots: > 0 })
            services
                .AddHostedService<VerifiedWatch>()
                .AddNightly<NightlyVerified>(
                    new JobKey("run", "verified-queries"),
                    provider => provider.GetRequiredService<IOptions<VerifiedQueriesOptions>>().Value.Schedule
                );
        return services;
    }
}
