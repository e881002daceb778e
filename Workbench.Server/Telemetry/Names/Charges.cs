namespace Workbench.Server.Telemetry.Names;

/// <summary>Words of <see cref="Fact.Charge"/>.</summary>
internal static class Charges
{
    /// <summary>Answered from a cache of replies, for nothing.</summary>
    public const string Cache = "cache";

    /// <summary>Refused before a provider was asked.</summary>
    public const string Refused = "refused";

    /// <summary>The provider sent no usage; its counts are ours.</summary>
    public const string Estimated = "estimated";
}
