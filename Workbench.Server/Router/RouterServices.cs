using Workbench.Server.Router.Decisions;
using Workbench.Shared.Router;

namespace Workbench.Server.Router;

public static class RouterServices
{
    public static IServiceCollection AddRouter(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RouterOptions>().Bind(configuration.GetSection("Router")).ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton<RouterModelSource>().AddSingleton<IMessageRouter, MessageRouter>().AddSingleton<IRouterLog, RouterLog>();
    }
}
