using Microsoft.Extensions.DependencyInjection.Extensions;
using Quartz;

namespace Workbench.Server.Nightly;

/// <summary>What is done every night, once in the whole cluster, by the clock of the layer.</summary>
public static class NightlyServices
{
    /// <param name="schedule">A Quartz cron expression; empty: never, and what another start has scheduled is taken away.</param>
    public static IServiceCollection AddNightly<TJob>(this IServiceCollection services, JobKey key, Func<IServiceProvider, string> schedule)
        where TJob : class, IJob
    {
        services.AddSingleton(provider => new NightlyJob(key, typeof(TJob), schedule(provider)));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, NightlySchedule>());
        return services;
    }
}
