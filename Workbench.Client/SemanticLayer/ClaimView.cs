using Workbench.Client.Components;
using Workbench.Shared.LayerHealth;

namespace Workbench.Client.SemanticLayer;

/// <summary>A key or join with what was measured of it, as a row shows it.</summary>
/// <param name="Badge">Class of the badge.</param>
/// <param name="Took"><c>all rows, 38 ms</c></param>
public sealed record ClaimView(
    string Entity,
    string? Join,
    string Name,
    string Declared,
    HealthState State,
    string Label,
    string Badge,
    string Words,
    DateTimeOffset? At,
    string? Took,
    string? Revision,
    string? Sql,
    string Href
)
{
    public static ClaimView Create(MeasuredClaim claim) =>
        new(
            claim.Entity,
            claim.Join,
            claim.Join is null ? $"{claim.Entity} (key)" : $"{claim.Entity}.{claim.Join}",
            claim.Declared,
            claim.State,
            LabelOf(claim.State),
            BadgeOf(claim.State),
            claim.Words,
            claim.Measurement?.At,
            claim.Measurement is { } m ? $"{m.How}, {Amounts.Duration(m.DurationMs)}" : null,
            claim.Measurement?.Revision is { } revision ? revision[..Math.Min(8, revision.Length)] : null,
            claim.Measurement?.Sql is { Length: > 0 } sql ? sql : null,
            LayerAddress.EntityHref(claim.Entity)
        );

    public static string LabelOf(HealthState state) =>
        state switch
        {
            HealthState.Unmeasured => "not measured",
            HealthState.Good => "good",
            HealthState.Sampled => "good in a sample",
            HealthState.Amber => "amber",
            HealthState.Red => "red",
            HealthState.Failed => "could not be measured",
            _ => throw new ArgumentOutOfRangeException(nameof(state)),
        };

    private static string BadgeOf(HealthState state) =>
        state switch
        {
            HealthState.Good => "good",
            HealthState.Amber or HealthState.Failed => "warning",
            HealthState.Red => "bad",
            _ => "",
        };
}
