using Workbench.Shared.Traces;

namespace Workbench.Server.Traces;

public static class TracesServices
{
    public static IServiceCollection AddTraces(this IServiceCollection services) =>
        services.AddSingleton<StepDetails>().AddSingleton<TraceExport>().AddSingleton<ITraces, JournalTraces>();
}
