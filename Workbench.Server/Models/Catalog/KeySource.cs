namespace Workbench.Server.Models.Catalog;

/// <summary>Where a provider's key comes from. The key itself is never part of a text.</summary>
internal abstract record KeySource
{
    private protected KeySource() { }
}

internal sealed record NoKey : KeySource
{
    public static NoKey Instance { get; } = new();
}

internal sealed record EnvironmentKey(string Variable) : KeySource;

internal sealed record FileKey(string Path) : KeySource;

/// <summary>Given by the configuration of the program.</summary>
internal sealed record GivenKey(string Key) : KeySource
{
    public override string ToString() => nameof(GivenKey);
}
