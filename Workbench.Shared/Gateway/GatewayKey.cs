namespace Workbench.Shared.Gateway;

/// <summary>A key of another program, without its secret.</summary>
/// <param name="Name">Traces and costs show its calls as <c>key:NAME</c>.</param>
/// <param name="Beginning">Of its newest secret: <c>wbk_4f…</c>. Not enough to call with.</param>
/// <param name="Models">Models and tiers that it may use; none: all.</param>
/// <param name="Endpoints">What it may call; none: all.</param>
public sealed record GatewayKey(
    Guid Id,
    string Name,
    string Beginning,
    IReadOnlyList<string> Models,
    IReadOnlyList<GatewayEndpoint> Endpoints,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt,
    DateTimeOffset? LastUsedAt
)
{
    /// <summary>Before the key's name among agents, whose own names have no colon.</summary>
    public const string AgentPrefix = "key:";

    /// <summary>Until when the secret before the last rotation works; null: there is none that does.</summary>
    public DateTimeOffset? OldSecretUntil { get; init; }

    public KeyState StateAt(DateTimeOffset now) =>
        RevokedAt is not null ? KeyState.Revoked
        : ExpiresAt <= now ? KeyState.Expired
        : KeyState.Good;
}

public enum KeyState
{
    Good,
    Expired,
    Revoked,
}

public enum GatewayEndpoint
{
    /// <summary><c>/v1/chat/completions</c></summary>
    Chat,

    /// <summary><c>/v1/messages</c></summary>
    Messages,

    /// <summary><c>/v1/embeddings</c></summary>
    Embeddings,

    /// <summary><c>/v1/traces</c>: spans of other programs.</summary>
    Traces,
}
