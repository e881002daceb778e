using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Workbench.Server.Access;
using Workbench.Shared.Audit;

namespace Workbench.Server.Audit;

/// <summary>Who asked, saw, changed, approved and exported.</summary>
public static class AuditServices
{
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.TryAddSingleton(new AuditOrigins(AuditOrigins.Cli));
        return services
            .AddSingleton<AuditChain>()
            .AddSingleton(provider => WatchedOf(provider.GetRequiredService<IOptionsMonitor<AccessOptions>>()))
            .AddSingleton<AuditReader>()
            .AddSingleton<AuditExport>()
            .AddSingleton<IAuditLog, AuditLog>()
            .AddSingleton<IAudit, StoredAudit>();
    }

    /// <summary>In a process with pages, what no request began was begun by the server.</summary>
    internal static IServiceCollection AddServerOrigin(this IServiceCollection services) =>
        services.Replace(ServiceDescriptor.Singleton(new AuditOrigins(AuditOrigins.Server))).AddHostedService<SettingsWatch>();

    private static WatchedSetting WatchedOf(IOptionsMonitor<AccessOptions> options) =>
        new(
            AuditKinds.Access,
            "local",
            () =>
                new JsonObject
                {
                    ["level"] = options.CurrentValue.LocalLevel,
                    ["allow_remote"] = options.CurrentValue.AllowRemote,
                    ["can_edit"] = options.CurrentValue.CanEdit,
                }
        );

    /// <summary>Says of each request from where it comes, before anything works on it.</summary>
    public static void UseAuditOrigins(this IApplicationBuilder app)
    {
        var origins = app.ApplicationServices.GetRequiredService<AuditOrigins>();
        app.Use(
            async (context, next) =>
            {
                origins.Enter(context.Request.Path);
                await next(context);
            }
        );
    }
}
