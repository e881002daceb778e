using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Npgsql;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Answers;
using Workbench.Shared.LayerHealth;

namespace Workbench.Server.LayerHealth;

/// <summary>Reads the newest measurements of what a compiled query leans on.</summary>
internal sealed class JoinHealth(StoredMeasurements store, IOptions<LayerHealthOptions> options, TimeProvider time) : IJoinHealth
{
    public const string RedJoin = "red_join";
    private const string Name = "rows_of_joins";
    private const string Label = "No row lost or doubled by a join";

    public async ValueTask<LeaningOn> OfAsync(LayerRevision layer, string account, Compiled compiled, CancellationToken cancellationToken)
    {
        if (await JudgedAsync(Probe.Of(layer.Layer).Where(p => IsUsed(p, compiled)), account, cancellationToken) is { } judged)
            return new LeaningOn(Red(judged), Check(judged));
        return new LeaningOn([], new AnswerCheck(Name, Label, CheckState.NotChecked, "What was measured of the joins could not be read."));
    }

    public async ValueTask<ImmutableArray<AnswerWarning>> OfTablesAsync(
        LayerRevision layer,
        CompileScope scope,
        string account,
        IReadOnlyCollection<string> tables,
        CancellationToken cancellationToken
    )
    {
        var read = Probe.Of(layer.Layer).Where(p => IsRead(p.Entity) && (p is not JoinProbe join || IsRead(join.Target)));
        return await JudgedAsync(read, account, cancellationToken) is { } judged ? Red(judged) : [];

        bool IsRead(Entity entity) =>
            entity.Source is TableSource table
            && tables.Contains(table.FullName, StringComparer.OrdinalIgnoreCase)
            && layer.Layer.Access.Allows(scope.Level, entity.Access);
    }

    /// <returns>Null: the store is away. Whether the run can go on without it is for its journal to say.</returns>
    private async ValueTask<List<Judged>?> JudgedAsync(IEnumerable<Probe> probes, string account, CancellationToken cancellationToken)
    {
        ImmutableDictionary<string, KnownMeasurement> newest;
        try
        {
            newest = await store.NewestAsync(account, cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException { InnerException: NpgsqlException })
        {
            return null;
        }
        return
        [
            .. probes
                .Select(p => (Probe: p, Known: newest.GetValueOrDefault(p.Fingerprint)))
                .Select(p => new Judged(p.Probe, p.Known?.Last, Verdict.Of(p.Probe, p.Known, options.Value))),
        ];
    }

    private static ImmutableArray<AnswerWarning> Red(List<Judged> judged)
    {
        return
        [
            .. judged
                .Where(j => j.Verdict.State == HealthState.Red && !IsToldByJoin(j.Probe))
                .OrderBy(j => j.Probe is JoinProbe ? 0 : 1)
                .Select(j => new AnswerWarning(RedJoin, WordsOf(j.Probe, j.Measurement!, j.Verdict))),
        ];

        // That a key stands twice is told once: by the join that meets it, where there is one.
        bool IsToldByJoin(Probe probe) =>
            probe is KeyProbe && judged.Any(j => j.Verdict.State == HealthState.Red && j.Probe is JoinProbe join && join.Target.Name == probe.Entity.Name);
    }

    private static bool IsUsed(Probe probe, Compiled compiled) =>
        probe.JoinName is { } join ? compiled.Joins.Contains(new JoinUse(probe.Entity.Name, join)) : compiled.EntityNames.Contains(probe.Entity.Name);

    /// <summary>What a red join does to the number, in the asker's words.</summary>
    private static string WordsOf(Probe probe, Measurement m, Verdict verdict)
    {
        var many = probe.Entity.LabelPlural.ToLowerInvariant();
        if (probe is not JoinProbe join)
            return $"{probe.Entity.LabelPlural}: {verdict.Words} What is counted of {many} may be counted twice.";
        var other = join.Target.Label.ToLowerInvariant();
        if (m.Multiplied > 0)
            return $"{Verdict.Count(m.Multiplied)} of {Verdict.Count(m.Rows)} {many} meet more than one {other}; each is counted once for every one of these, so {Verdict.Count(m.ExtraRows)} {(m.ExtraRows == 1 ? "row is" : "rows are")} counted too often.";
        if (m.DuplicateKeys is null or 0 && m.Lost > 0)
            return $"{Verdict.Count(m.Lost)} of {Verdict.Count(m.Rows)} {many} find no {other}; they stand without one where it is grouped by {other}, and are left out where it is filtered by it.";
        return $"{probe.Entity.Label} to {other}: {verdict.Words}";
    }

    private AnswerCheck Check(List<Judged> judged)
    {
        if (judged.Count == 0)
            return new AnswerCheck(Name, Label, CheckState.NotChecked, "The query joins nothing, and its rows have no declared key.");
        var worst = judged.Where(j => j.Verdict.State is HealthState.Red or HealthState.Amber).ToList();
        if (worst.Count > 0)
            return new AnswerCheck(Name, Label, CheckState.Warning, string.Join(" ", worst.Select(j => $"{NameOf(j.Probe)}: {j.Verdict.Words}")));
        var open = judged.Where(j => j.Verdict.State is HealthState.Unmeasured or HealthState.Failed).ToList();
        if (open.Count > 0)
            return new AnswerCheck(Name, Label, CheckState.NotChecked, string.Join(" ", open.Select(j => $"{NameOf(j.Probe)}: {j.Verdict.Words}")));
        var joins = judged.Count(j => j.Probe.JoinName is not null);
        var oldest = judged.Min(j => j.Measurement!.MeasuredAt);
        var what =
            joins == 0
                ? "The key of its rows"
                : $"{joins} {(joins == 1 ? "join" : "joins")} and {judged.Count - joins} {(judged.Count - joins == 1 ? "key" : "keys")}";
        var sampled = judged.Any(j => j.Verdict.State == HealthState.Sampled) ? ", some by a sample, which proves nothing" : "";
        return new AnswerCheck(Name, Label, CheckState.Passed, $"{what} measured {Ago(oldest)}{sampled}.");
    }

    private string Ago(DateTimeOffset at) =>
        (time.GetUtcNow() - at) switch
        {
            { TotalMinutes: < 2 } => "just now",
            { TotalHours: < 2 } ago => $"{ago.TotalMinutes:0} minutes ago",
            { TotalDays: < 2 } ago => $"{ago.TotalHours:0} hours ago",
            var ago => $"{ago.TotalDays:0} days ago",
        };

    private static string NameOf(Probe probe) => probe.JoinName is { } join ? $"{probe.Entity.Name}.{join}" : $"key of {probe.Entity.Name}";

    private sealed record Judged(Probe Probe, Measurement? Measurement, Verdict Verdict);
}
