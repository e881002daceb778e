using Workbench.Server.Runs;
using Workbench.Shared.Traces;

namespace Workbench.Server.Traces;

public static class TracesServices
{
    public static IServiceCollection AddTraces(this IServiceCollection services) =>
        services
            .AddSingleton<StepDetails>()
            .AddSingleton<TraceExport>()
            .AddSingleton<RunSearch>()
            .AddSingleton<StepFileReader>()
            .AddSingleton(RunRows.In("run_texts"))
            .AddSingleton<RunTextReader>()
            .AddSingleton<RunTextIndexer>()
            .AddHostedService(s => s.GetRequiredService<RunTextIndexer>())
            .AddSingleton<ITraces, JournalTraces>()
            .AddSingleton<IRunExports, RunExports>();
}
