using Workbench.Server.Runs;
using Workbench.Shared.Traces;

namespace Workbench.Server.StepNotes;

/// <summary>Notes and labels that people give to steps.</summary>
public static class StepNotesServices
{
    public static IServiceCollection AddStepNotes(this IServiceCollection services) =>
        services.AddTransient<IStepNotes, StoredStepNotes>().AddSingleton(RunRows.In("step_notes")).AddSingleton(RunRows.In("step_labels"));
}
