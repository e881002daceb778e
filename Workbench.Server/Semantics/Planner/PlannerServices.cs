using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Workbench.Server.Semantics.Planner;

public static class PlannerServices
{
    /// <summary>Needs an <see cref="ISemanticCompiler"/>.</summary>
    public static IServiceCollection AddPlanner(this IServiceCollection services)
    {
        services.TryAddSingleton<IPlanner, QuestionPlanner>();
        return services;
    }
}
