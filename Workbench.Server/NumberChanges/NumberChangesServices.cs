using Workbench.Shared.NumberChanges;

namespace Workbench.Server.NumberChanges;

public static class NumberChangesServices
{
    public static IServiceCollection AddNumberChanges(this IServiceCollection services) => services.AddSingleton<INumberChanges, AnswerChanges>();
}
