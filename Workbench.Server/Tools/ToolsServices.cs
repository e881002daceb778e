using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Workbench.Server.Tools;

public static class ToolsServices
{
    public static IServiceCollection AddTools(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<SourceFreshness>().AddSingleton<SchemaDrift>().AddSingleton<AgentTools>();
        services.AddOptions<AnswerChecksOptions>().BindConfiguration("AnswerChecks").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IAnswerChecks, AnswerChecks>();
        services.AddSingleton<IAgentTool, LookUpTool>();
        services.AddSingleton<IAgentTool, QueryMetricsTool>();
        services.AddSingleton<IAgentTool, ExecuteSqlTool>();
        services.AddSingleton<IAgentTool, AskUserTool>();
        return services.AddSingleton<IAgentTool, AnswerTool>();
    }
}
