namespace Workbench.Shared.Gateway;

/// <summary>Keys with which other programs call models through the workbench.</summary>
public interface IGatewayKeys
{
    /// <summary>Those that are good first, then those that are over; by name.</summary>
    Task<IReadOnlyList<GatewayKey>> ListAsync(CancellationToken cancellationToken);

    Task<KeyOutcome> CreateAsync(NewGatewayKey key, CancellationToken cancellationToken);

    /// <summary>A new secret for the same key. The old one goes on working for a while, so that programs can change over.</summary>
    Task<KeyOutcome> RotateAsync(Guid key, TimeSpan overlap, CancellationToken cancellationToken);

    /// <summary>Ends a key at once and for good.</summary>
    Task<KeyOutcome> RevokeAsync(Guid key, CancellationToken cancellationToken);

    /// <summary>Models and tiers that a key can be held to.</summary>
    IReadOnlyList<string> Models { get; }
}
