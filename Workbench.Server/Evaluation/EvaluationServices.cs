using Workbench.Server.Runs;
using Workbench.Shared.Evals;

namespace Workbench.Server.Evaluation;

public static class EvaluationServices
{
    public static IServiceCollection AddEvaluation(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<EvalSetStore>().AddSingleton<EvalWork>().AddSingleton<IEvalSets, EvalSets>();
        // A command works on its own set and no other.
        var runs = configuration.GetSection("Runs").Get<RunsOptions>() ?? new RunsOptions();
        return runs.TakesOthers && runs.Slots > 0 ? services.AddHostedService<EvalWorker>() : services;
    }
}
