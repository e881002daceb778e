using Workbench.Client.Components;
using Workbench.Shared.LayerHealth;

namespace Workbench.Client.SemanticLayer;

/// <summary>All that was measured of the layer, the worst first.</summary>
public sealed record HealthView
{
    public required string Account { get; init; }
    public required IReadOnlyList<string> Accounts { get; init; }
    public required IReadOnlyList<ClaimView> Claims { get; init; }
    public required int Red { get; init; }

    /// <summary>"2 red · 1 amber · 31 good"</summary>
    public required string Counts { get; init; }

    public required MeasureProgress Progress { get; init; }
    public double Percent => Progress.Total == 0 ? 0 : 100.0 * Progress.Done / Progress.Total;

    /// <summary>Where the measuring is, or how it ended; null when there is nothing to say.</summary>
    public string? Line =>
        Progress switch
        {
            { IsRunning: true, Current: { } current } => $"Measuring {current}: {Progress.Done} of {Progress.Total}",
            { IsRunning: true } => $"Measuring: {Progress.Done} of {Progress.Total}",
            { Ended: { } ended } => ended,
            { Total: > 0 } when Progress.Total > Claims.Count =>
                $"Measured {Amounts.Count(Progress.Done, "key or join", "keys and joins")}. The list shows those that the layer has now, at your access level.",
            { Total: > 0 } => $"Measured {Amounts.Count(Progress.Done, "key or join", "keys and joins")}.",
            _ => null,
        };

    public static HealthView Create(LayerHealthOverview overview)
    {
        IEnumerable<string> counts = overview
            .Claims.GroupBy(c => c.State)
            .OrderBy(g => RankOf(g.Key))
            .Select(g => $"{Amounts.Count(g.Count())} {ClaimView.LabelOf(g.Key)}");
        return new HealthView
        {
            Account = overview.Account,
            Accounts = overview.Accounts,
            Claims =
            [
                .. overview
                    .Claims.OrderBy(c => RankOf(c.State))
                    .ThenBy(c => c.Entity, StringComparer.Ordinal)
                    .ThenBy(c => c.Join, StringComparer.Ordinal)
                    .Select(ClaimView.Create),
            ],
            Red = overview.Red,
            Counts = string.Join(" · ", counts),
            Progress = overview.Progress,
        };
    }

    private static int RankOf(HealthState state) =>
        state switch
        {
            HealthState.Red => 0,
            HealthState.Failed => 1,
            HealthState.Amber => 2,
            HealthState.Unmeasured => 3,
            HealthState.Sampled => 4,
            _ => 5,
        };
}
