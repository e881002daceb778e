namespace Workbench.Server.Router;

public static class RouterServices
{
    public static IServiceCollection AddRouter(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RouterOptions>().Bind(configuration.GetSection("Router"));
        return services.AddSingleton<RouterModelSource>().AddSingleton<IMessageRouter, MessageRouter>();
    }
}
