using Microsoft.Extensions.DependencyInjection;

namespace Workbench.Client;

public static class ClientServices
{
    public static IServiceCollection AddClient(this IServiceCollection services) =>
        services.AddScoped<Components.LiveUpdates>().AddSingleton<Components.Faults>();
}
