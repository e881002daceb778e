using Workbench.Shared.Replays;

namespace Workbench.Server.Replays;

public static class ReplaysServices
{
    public static IServiceCollection AddReplays(this IServiceCollection services) => services.AddSingleton<IReplays, JournalReplays>();
}
