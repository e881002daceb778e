using Workbench.Shared.Overview;

namespace Workbench.Server.Anomalies;

/// <summary>What is outside of its usual band, and who is told of it.</summary>
public static class AnomaliesServices
{
    public static IServiceCollection AddAnomalies(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<AnomaliesOptions>()
            .Bind(configuration.GetSection("Anomalies"))
            .ValidateDataAnnotations()
            .Validate(
                o => o.Webhook is null or { IsAbsoluteUri: true, Scheme: "http" or "https" },
                "Anomalies:Webhook must be an address such as https://example.com/alerts."
            )
            .Validate(
                o => o.WebhookSecret is null or { Length: 0 or >= 16 },
                "Anomalies:WebhookSecret is too short: it needs at least 16 letters, such as those that \"openssl rand -hex 32\" writes."
            )
            .ValidateOnStart();
        // A webhook's address is a secret of its own.
        services.AddHttpClient(AnomalyWebhook.ClientName).RemoveAllLoggers();
        return services
            .AddSingleton<AnomalyHours>()
            .AddSingleton<AlarmStore>()
            .AddSingleton<AnomalyWebhook>()
            .AddSingleton<AnomalyWatch>()
            .AddSingleton<IAnomalies, StoredAnomalies>();
    }

    /// <summary>Only a server watches and sends.</summary>
    public static IServiceCollection AddAnomalyWatch(this IServiceCollection services) =>
        services
            .AddHostedService(provider => provider.GetRequiredService<AnomalyWebhook>())
            .AddHostedService(provider => provider.GetRequiredService<AnomalyWatch>());
}
