using Npgsql;
using Quartz;
using Workbench.Server.Agents;

namespace Workbench.Server.Runs;

public static class RunsServices
{
    public static IServiceCollection AddRuns(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RunsOptions>().Bind(configuration.GetSection("Runs")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<Worker>();
        services.AddSingleton<KnownBlobs>();
        services.AddSingleton<BlobReader>();
        services.AddSingleton<JournalReader>();
        services.AddSingleton<RunStates>();
        services.AddSingleton<RunClaims>();
        services.AddSingleton<RunPictures>();
        services.AddSingleton<RunSignals>();
        services.AddSingleton<RunFeed>();
        services.AddSingleton<RunQueue>();
        services.AddSingleton<RunHistory>();
        services.AddSingleton<IAgentKits, AgentKits>().AddSingleton<IModelRouting, ModelRouting>().AddSingleton<AgentLog>().AddSingleton<IRunLoop, AgentLoop>();
        services.AddSingleton<RunExecutor>();
        services.AddHostedService(provider => provider.GetRequiredService<RunSignals>());
        services.AddOptions<CallJournalOptions>().Bind(configuration.GetSection("Runs:Calls")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<CallJournal>().AddHostedService(provider => provider.GetRequiredService<CallJournal>());

        var options = configuration.GetSection("Runs").Get<RunsOptions>() ?? new RunsOptions();
        // What waits for runs at the end may take as long as they, and a little more for the rest.
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Drain + TimeSpan.FromSeconds(20));
        if (!options.TakesOthers || options.Slots == 0)
            return services;
        services.AddQuartz(quartz =>
        {
            quartz.UseDefaultThreadPool(maxConcurrency: 4);
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(database => database.DataSourceFactory = provider => provider.GetRequiredService<NpgsqlDataSource>());
                store.UseClustering();
                store.ProvisionSchema();
            });
        });
        services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = false);
        return services.AddHostedService<RunRecovery>().AddHostedService<RunDrain>();
    }
}
