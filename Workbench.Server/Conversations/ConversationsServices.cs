using Workbench.Shared.Chat;

namespace Workbench.Server.Conversations;

public static class ConversationsServices
{
    public static IServiceCollection AddConversations(this IServiceCollection services) =>
        services.AddSingleton<AskCheck>().AddSingleton<Composer>().AddSingleton<IChat, Chat>();
}
