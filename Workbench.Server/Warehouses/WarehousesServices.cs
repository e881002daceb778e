namespace Workbench.Server.Warehouses;

public static class WarehousesServices
{
    public static IServiceCollection AddWarehouses(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<WarehouseOptions>().Bind(configuration.GetSection("Warehouses")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<WarehouseAccounts>();
        services.AddSingleton<IWarehouseSetup>(provider => provider.GetRequiredService<WarehouseAccounts>());
        return services.AddSingleton<IWarehouseAccounts>(provider => provider.GetRequiredService<WarehouseAccounts>());
    }
}
