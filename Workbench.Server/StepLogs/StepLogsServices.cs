using Workbench.Server.Runs;

namespace Workbench.Server.StepLogs;

/// <summary>What the log says of a step, kept with it.</summary>
public static class StepLogsServices
{
    public static IServiceCollection AddStepLogs(this IServiceCollection services) =>
        services
            .AddSingleton<StepLogProvider>()
            .AddSingleton<ILoggerProvider>(s => s.GetRequiredService<StepLogProvider>())
            .AddSingleton<StepLogWriter>()
            .AddHostedService(s => s.GetRequiredService<StepLogWriter>())
            .AddSingleton(RunRows.In("step_logs"))
            // Before what the configuration says of "Logging:Step", which goes first where both name a category.
            .Configure<LoggerFilterOptions>(filter =>
            {
                Keep(filter, category: null, LogLevel.Information);
                Keep(filter, "Workbench", LogLevel.Debug);
                // These tell of each statement to the store, and of pages.
                Keep(filter, "Npgsql", LogLevel.Warning);
                Keep(filter, "Microsoft.EntityFrameworkCore", LogLevel.Warning);
                Keep(filter, "Microsoft.AspNetCore", LogLevel.Warning);
            });

    private static void Keep(LoggerFilterOptions filter, string? category, LogLevel level) =>
        filter.Rules.Insert(0, new LoggerFilterRule(typeof(StepLogProvider).FullName, category, level, filter: null));
}
