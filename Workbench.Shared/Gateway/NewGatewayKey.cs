namespace Workbench.Shared.Gateway;

/// <summary>A key that is asked for.</summary>
/// <param name="Models">None: all.</param>
/// <param name="Endpoints">None: all.</param>
/// <param name="ExpiresAt">Null: never.</param>
public sealed record NewGatewayKey(string Name, IReadOnlyList<string> Models, IReadOnlyList<GatewayEndpoint> Endpoints, DateTimeOffset? ExpiresAt);
