namespace Workbench.Server.LayerHealth;

/// <summary>What is known of a claim: a measurement that failed takes nothing away from what one before it found.</summary>
/// <param name="Last">The newest that was made; a failed one only where none ever was.</param>
/// <param name="FailedSince">The newest that failed after it.</param>
internal sealed record KnownMeasurement(Measurement Last, Measurement? FailedSince)
{
    /// <param name="before">Null: none yet.</param>
    public static KnownMeasurement After(KnownMeasurement? before, Measurement newer) =>
        newer.Failure is null || before is not { Last.Failure: null } ? new KnownMeasurement(newer, null) : before with { FailedSince = newer };
}
