using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Workbench.Server.Access;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Workspace;
using Workbench.Shared.LayerHealth;

namespace Workbench.Server.LayerHealth;

/// <summary>Measurements for the layer's page: nothing of entities above the asker's level.</summary>
internal sealed class LayerHealthPage(
    ISemanticLayers layers,
    LayerProbes probes,
    Probing probing,
    StoredMeasurements store,
    AskedAccounts accounts,
    IAsker asker,
    StartupProgress startup,
    IOptions<LayerHealthOptions> options
) : ILayerHealth, IMeasuring
{
    public async Task<LayerHealthOverview> OverviewAsync(string? account, CancellationToken cancellationToken)
    {
        if (layers.TryCurrent is not { Layer: var layer })
            return new LayerHealthOverview("", [], Shown(probes.Progress));
        var asked = await accounts.OfAsync(layer, cancellationToken);
        var shown = asked.FirstOrDefault(a => a == account, layer.Account);
        var newest = await store.NewestAsync(shown, cancellationToken);
        return new LayerHealthOverview(shown, [.. Visible(layer).Select(p => Line(p, newest.GetValueOrDefault(p.Fingerprint)))], Shown(probes.Progress))
        {
            Accounts = asked,
        };
    }

    public string? Measure(string? account, string? entity, string? join)
    {
        if (layers.TryCurrent is not { } layer)
            return "There is no layer to measure: mend its files first.";
        if (!startup.Current.IsReady)
            return "The workbench is not ready yet; try again when it is.";
        var chosen = Chosen(layer.Layer, entity, join);
        if (chosen.IsEmpty)
            return $"There is no key or join to measure{(entity is null ? "" : $" at {entity}{(join is null ? "" : "." + join)}")}.";
        return probes.TryStart(chosen, layer, account ?? layer.Layer.Account) ? null : "Measuring goes on already; wait for its end, or stop it.";
    }

    public async Task<IReadOnlyList<MeasuredClaim>?> MeasureAsync(
        string? account,
        string? entity,
        string? join,
        Action<MeasuredClaim> told,
        CancellationToken cancellationToken
    )
    {
        var layer = layers.Current;
        var chosen = Chosen(layer.Layer, entity, join);
        if (chosen.IsEmpty)
            return null;
        List<MeasuredClaim> claims = [];
        foreach (var probe in chosen)
        {
            var measurement = await probing.MeasureAsync(probe, layer, account ?? layer.Layer.Account, cancellationToken);
            await store.SaveAsync(measurement, cancellationToken);
            claims.Add(Line(probe, new KnownMeasurement(measurement, null)));
            told(claims[^1]);
        }
        return claims;
    }

    /// <summary>A round of what the asker may not see goes on.</summary>
    public void Cancel()
    {
        if (SeesRound())
            probes.Cancel();
    }

    public async IAsyncEnumerable<MeasureProgress> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var progress in probes.FollowAsync(layers, cancellationToken))
            yield return Shown(progress);
    }

    /// <summary>Numbers alone, of a round that measures what is above the asker's level: its names and faults are not his.</summary>
    private MeasureProgress Shown(MeasureProgress progress) =>
        SeesRound() ? progress : progress with { Current = null, Ended = progress.Ended is null ? null : "It ended before all was measured." };

    private bool SeesRound() => probes.Round.IsEmpty || (layers.TryCurrent is { } layer && probes.Round.All(p => IsVisible(layer.Layer, p)));

    private ImmutableArray<Probe> Chosen(SemanticLayer layer, string? entity, string? join) =>
        [.. Visible(layer).Where(p => (entity is null || p.Entity.Name == entity) && (join is null || p.JoinName == join))];

    /// <summary>A join tells of both of its sides.</summary>
    private IEnumerable<Probe> Visible(SemanticLayer layer) => Probe.Of(layer).Where(p => IsVisible(layer, p));

    private bool IsVisible(SemanticLayer layer, Probe probe)
    {
        var level = asker.Current.Level;
        return layer.Access.Allows(level, probe.Entity.Access) && (probe is not JoinProbe join || layer.Access.Allows(level, join.Target.Access));
    }

    private MeasuredClaim Line(Probe probe, KnownMeasurement? known)
    {
        var measurement = known?.Last;
        var verdict = Verdict.Of(probe, known, options.Value);
        var at = probe is JoinProbe { Join.At: var place } ? place : probe.Entity.At;
        return new MeasuredClaim
        {
            Entity = probe.Entity.Name,
            EntityLabel = probe.Entity.Label,
            Join = probe.JoinName,
            Declared = DeclaredBy(probe),
            State = verdict.State,
            Words = verdict.Words,
            File = at.File,
            Line = at.Line,
            Measurement = measurement is null
                ? null
                : new ClaimMeasurement(
                    measurement.MeasuredAt,
                    measurement.DurationMs,
                    measurement.LayerRevision,
                    measurement.Sql,
                    HowOf(measurement),
                    measurement.Rows,
                    measurement.NullKeys,
                    measurement.Lost,
                    measurement.Excluded,
                    measurement.Multiplied,
                    measurement.ExtraRows,
                    measurement.DuplicateKeys
                ),
        };
    }

    private static string DeclaredBy(Probe probe) =>
        probe is JoinProbe join
            ? $"{(join.Join.Type == JoinType.OneToOne ? "one to one" : "many to one")} {join.Target.Name}{(join.Join.IsOptional ? ", optional" : "")}"
            : $"key {string.Join(", ", probe.Entity.Key)}";

    private static string HowOf(Measurement measurement) =>
        measurement.Kind switch
        {
            MeasureKind.Whole => "all rows",
            MeasureKind.Sample => measurement.Share is { } share ? $"a sample of {(share * 100).ToString("0.##", CultureInfo.InvariantCulture)}%" : "a sample",
            MeasureKind.FirstRows => $"the first {Verdict.Count(measurement.Rows)} rows",
            MeasureKind.Index => "an index of the database",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}
