using System.Globalization;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.LayerHealth;

namespace Workbench.Server.LayerHealth;

/// <summary>
/// What a measurement means for what the layer declares. The rules: a key that is not unique is red; a join towards one that meets several rows is
/// red; a join that is not optional is red when more than a stated share of its rows finds no partner, and amber when any does.
/// </summary>
/// <param name="Words">One sentence or two, with the numbers.</param>
internal sealed record Verdict(HealthState State, string Words)
{
    /// <summary>What stands, and that it could not be measured again since.</summary>
    /// <param name="known">Null: never measured in this form.</param>
    public static Verdict Of(Probe probe, KnownMeasurement? known, LayerHealthOptions options)
    {
        var verdict = Of(probe, known?.Last, options);
        return known?.FailedSince is { } failed
            ? verdict with
            {
                Words = $"{verdict.Words} Measured on {Day(known.Last.MeasuredAt)}; again on {Day(failed.MeasuredAt)} it could not be: {failed.Failure}",
            }
            : verdict;
    }

    /// <param name="measurement">Null: never measured in this form.</param>
    public static Verdict Of(Probe probe, Measurement? measurement, LayerHealthOptions options) =>
        measurement switch
        {
            null => new Verdict(HealthState.Unmeasured, "Not measured yet."),
            { Failure: { } failure } => new Verdict(HealthState.Failed, failure),
            _ => probe switch
            {
                KeyProbe key => OfKey(key, measurement),
                JoinProbe join => OfJoin(join, measurement, options),
                _ => throw new System.Diagnostics.UnreachableException(),
            },
        };

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static Verdict OfKey(KeyProbe probe, Measurement m)
    {
        var key = string.Join(", ", probe.Entity.Key);
        if (m.Kind == MeasureKind.Index)
            return new Verdict(HealthState.Good, $"Unique: an index of the database guarantees it.");
        if (m.DuplicateKeys > 0)
            return new Verdict(
                HealthState.Red,
                $"{Many(m.DuplicateKeys.Value, "value of the key", "values of the key")} {key} {(m.DuplicateKeys == 1 ? "stands" : "stand")} in several rows: {Many(m.ExtraRows, "row", "rows")} of {Rows(m)} too many."
            );
        if (m.NullKeys > 0 && probe.Entity.Key.Length == 1)
            return new Verdict(HealthState.Amber, $"{Many(m.NullKeys, "row has", "rows have")} no {key}, of {Rows(m)}.");
        var nulls = m.NullKeys > 0 ? $", {Verdict.Count(m.NullKeys)} of them with a NULL in it" : "";
        return m.Kind == MeasureKind.Whole
            ? new Verdict(HealthState.Good, $"Unique over {Rows(m)}{nulls}.")
            : new Verdict(HealthState.Sampled, $"No duplicate in {SampleWords(m)}; that does not prove that there is none.");
    }

    private static Verdict OfJoin(JoinProbe probe, Measurement m, LayerHealthOptions options)
    {
        var other = probe.Target.Label.ToLowerInvariant();
        var others = probe.Target.LabelPlural.ToLowerInvariant();
        if (m.Multiplied > 0)
            return new Verdict(
                HealthState.Red,
                $"{Many(m.Multiplied, "row meets", "rows meet")} more than one {other}, of {Rows(m)}: joined, there {(m.ExtraRows == 1 ? "is 1 row" : $"are {Count(m.ExtraRows)} rows")} too many, and sums are too high."
            );
        if (m.DuplicateKeys > 0)
            return new Verdict(
                HealthState.Red,
                $"{Many(m.DuplicateKeys.Value, "value", "values")} of what it joins by {(m.DuplicateKeys == 1 ? "stands" : "stand")} in several {others}; no row meets one of these now, but the next may."
            );
        if (probe.Join.Type == JoinType.OneToOne && m.SharedKeys > 0)
            return new Verdict(
                HealthState.Red,
                $"{Many(m.SharedKeys.Value, other, others)} {(m.SharedKeys == 1 ? "is" : "are")} met by several rows, though the join is declared one to one."
            );
        if (!probe.Join.IsOptional && m.Lost > 0)
            return new Verdict(m.Lost > options.LostShare * m.Rows ? HealthState.Red : HealthState.Amber, $"{Count(m.Lost)} of {Rows(m)} find no {other}.");
        if (!probe.Join.IsOptional && m.NullKeys > 0)
            return new Verdict(HealthState.Amber, $"{Count(m.NullKeys)} of {Rows(m)} name no {other} at all, though the join is not optional.");
        var found =
            $"{Rows(m)}: {(m.Lost + m.NullKeys == 0 ? $"each finds one {other}" : $"{Count(m.Lost + m.NullKeys)} without {other}, as declared; no other meets two")}";
        var excluded = m.Excluded > 0 ? $" {Count(m.Excluded)} meet one that the layer leaves out." : "";
        return m.Kind == MeasureKind.Whole
            ? new Verdict(HealthState.Good, $"{found}.{excluded}")
            : new Verdict(HealthState.Sampled, $"In {SampleWords(m)}, {found}.{excluded}");
    }

    private static string Rows(Measurement m) =>
        m.Kind is MeasureKind.Sample or MeasureKind.FirstRows ? $"{Count(m.Rows)} sampled rows" : Many(m.Rows, "row", "rows");

    private static string SampleWords(Measurement m) =>
        m.Kind == MeasureKind.FirstRows ? $"the first {Count(m.Rows)} rows"
        : m.Share is { } share ? $"a sample of {(share * 100).ToString(share < 0.1 ? "0.##" : "0", CultureInfo.InvariantCulture)}% ({Count(m.Rows)} rows)"
        : $"a sample of {Count(m.Rows)} rows";

    private static string Many(long count, string one, string many) => $"{Count(count)} {(count == 1 ? one : many)}";

    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);
}
