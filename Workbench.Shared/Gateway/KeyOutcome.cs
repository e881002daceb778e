namespace Workbench.Shared.Gateway;

/// <summary>What came of a change of keys.</summary>
public abstract record KeyOutcome
{
    private protected KeyOutcome() { }
}

/// <param name="Secret">What the program sends. Nobody can be shown it again.</param>
public sealed record KeyIssued(GatewayKey Key, string Secret) : KeyOutcome;

public sealed record KeyRevoked(GatewayKey Key) : KeyOutcome;

/// <param name="Message">What is wrong, and what to do.</param>
public sealed record KeyRejected(string Message) : KeyOutcome;
