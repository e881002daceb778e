using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Workbench.Server.Storage;

public static class StorageServices
{
    public static IServiceCollection AddStorage(this IServiceCollection services, StoreConnection store) =>
        services.AddSingleton(store).AddSingleton(store.Directory).AddStorage(store.ConnectionString);

    internal static IServiceCollection AddStorage(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton(_ => CreateSource(connectionString));
        services.AddPooledDbContextFactory<WorkbenchDb>((provider, options) => Configure(options, provider.GetRequiredService<NpgsqlDataSource>()));
        return services.AddSingleton<StoreMigrations>();
    }

    internal static void Configure(DbContextOptionsBuilder options, NpgsqlDataSource source) =>
        options
            .UseNpgsql(source, npgsql => npgsql.MigrationsHistoryTable("migrations"))
            // Migrations are written by hand and carry no snapshot; a test compares the model with the migrated schema.
            .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));

    private static NpgsqlDataSource CreateSource(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        settings.ApplicationName ??= "workbench";
        // Statements on hot paths are few and repeated.
        settings.MaxAutoPrepare = Math.Max(settings.MaxAutoPrepare, 64);
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }
}
