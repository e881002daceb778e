namespace Workbench.Shared.Models;

/// <param name="Kind">How it is spoken to: <c>openai</c>, <c>azure</c>, <c>anthropic</c>, <c>local</c>.</param>
/// <param name="Address">Null: it runs in this program.</param>
public sealed record ProviderSetup(string Name, string Kind, string? Address, ProviderKey Key, ProviderState State)
{
    public bool IsLocal => Address is null;

    /// <summary>Calls that it works on.</summary>
    public int Running { get; init; }

    /// <summary>Calls that wait for their turn by its limits.</summary>
    public int Waiting { get; init; }

    /// <summary>Limits of <c>models.yml</c> in words; null: none.</summary>
    public string? Limits { get; init; }
}

/// <summary>Where a key comes from, and whether it is there. Never the key.</summary>
/// <param name="Source">In words; null: none is needed or named.</param>
public sealed record ProviderKey(string? Source, bool IsThere);

public abstract record ProviderState
{
    private protected ProviderState() { }
}

public sealed record Healthy : ProviderState;

/// <summary>It is left alone for a while.</summary>
/// <param name="Until">Null: for a few seconds.</param>
public sealed record CoolingDown(DateTimeOffset? Until, string Reason) : ProviderState;

/// <summary>Its key is missing, or cannot be one.</summary>
public sealed record KeyMissing(string Reason) : ProviderState;

/// <summary>It does not take the key, or not for this model.</summary>
public sealed record Refused(string Reason) : ProviderState;
