using System.Collections.Immutable;
using Workbench.Shared.Gateway;

namespace Workbench.Server.Gateway;

/// <summary>A key as a call needs it.</summary>
/// <param name="Models">None: all.</param>
/// <param name="Endpoints">None: all.</param>
/// <param name="Owner">Who made it: whom its calls are counted for beside the key.</param>
internal sealed record CallingKey(
    Guid Id,
    string Name,
    ImmutableArray<string> Models,
    ImmutableArray<GatewayEndpoint> Endpoints,
    string Owner,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt
)
{
    /// <summary>Its name among agents, which cannot have a colon.</summary>
    public string Agent => GatewayKey.AgentPrefix + Name;

    public bool MayUse(string model) => Models.IsEmpty || Models.Contains(model, StringComparer.Ordinal);

    public bool MayCall(GatewayEndpoint endpoint) => Endpoints.IsEmpty || Endpoints.Contains(endpoint);
}

/// <param name="Id">The part of a secret by which it is found.</param>
/// <param name="ValidUntil">After a rotation; null: as long as the key.</param>
internal sealed record KnownSecret(string Id, byte[] Hash, DateTimeOffset? ValidUntil, CallingKey Key);
