using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Workbench.Server.Access;
using Workbench.Server.Audit;
using Workbench.Server.Runs;
using Workbench.Server.Semantics;
using Workbench.Server.Storage;
using Workbench.Shared;
using Workbench.Shared.SecondOpinions;

namespace Workbench.Server.SecondOpinions;

/// <summary>Second opinions for pages, the API and the command line. What ran at a level above the asker's does not exist for him.</summary>
internal sealed class StoredOpinions(
    IDbContextFactory<WorkbenchDb> databases,
    OpinionMaking making,
    ISemanticLayers layers,
    IAsker asker,
    IAuditLog audit,
    IOptions<SecondOpinionsOptions> options,
    TimeProvider time
) : ISecondOpinions
{
    private const int MostListed = 100;

    public async Task<SecondOpinion?> FindAsync(Guid run, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var row = await database
            .Set<OpinionRow>()
            .AsNoTracking()
            .Where(o => o.RunId == run)
            .OrderByDescending(o => o.Outcome == OpinionOutcome.Differs && o.ResolvedAt == null)
            .ThenByDescending(o => o.At)
            .FirstOrDefaultAsync(cancellationToken);
        return row is not null && Allows(row.Level) ? Of(row) : null;
    }

    public async Task<SecondOpinion?> AskAsync(Guid run, CancellationToken cancellationToken)
    {
        RunRow? row;
        await using (var database = await databases.CreateDbContextAsync(cancellationToken))
            row = await database.Set<RunRow>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == run, cancellationToken);
        if (row is null || !Allows(row.Level))
            return null;
        if (await making.MakeAsync(row, asker.Current.User, options.Value.Timeout, cancellationToken) is not { } made)
            return null;
        await KeepAsync(made, cancellationToken);
        return await FindAsync(run, cancellationToken);
    }

    public async Task<IReadOnlyList<SecondOpinion>> DisagreementsAsync(bool withResolved, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await database
            .Set<OpinionRow>()
            .AsNoTracking()
            .Where(o => o.Outcome == OpinionOutcome.Differs && (withResolved || o.ResolvedAt == null))
            .OrderByDescending(o => o.At)
            .Take(MostListed)
            .ToListAsync(cancellationToken);
        return [.. rows.Where(r => Allows(r.Level)).Select(Of)];
    }

    public async Task<bool> ResolveAsync(Guid opinion, string note, CancellationToken cancellationToken)
    {
        var (now, by, text) = (time.GetUtcNow(), asker.Current.User, note.Trim());
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var level = await database.Set<OpinionRow>().Where(o => o.Id == opinion).Select(o => o.Level).FirstOrDefaultAsync(cancellationToken);
        if (level is null || !Allows(level))
            return false;
        var isResolved =
            await database
                .Set<OpinionRow>()
                .Where(o => o.Id == opinion && o.ResolvedAt == null && o.Outcome == OpinionOutcome.Differs)
                .ExecuteUpdateAsync(
                    set => set.SetProperty(o => o.ResolvedAt, now).SetProperty(o => o.ResolvedBy, by).SetProperty(o => o.Note, text),
                    cancellationToken
                ) > 0;
        if (isResolved)
            audit.Note(new AuditEntry(AuditVerb.Changed, AuditKinds.SecondOpinion, opinion.ToString()) { Details = new() { ["what"] = "resolved" } });
        return isResolved;
    }

    /// <summary>An open disagreement stands until it is closed. Agreement of both ways closes it; that nothing could be computed does not.</summary>
    internal async Task KeepAsync(OpinionRow made, CancellationToken cancellationToken)
    {
        if (made.Outcome != OpinionOutcome.Same)
            return;
        const string note = "Computed again: both ways agree now.";
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await database
            .Set<OpinionRow>()
            .Where(o => o.RunId == made.RunId && o.Outcome == OpinionOutcome.Differs && o.ResolvedAt == null && o.At <= made.At)
            .ExecuteUpdateAsync(
                set => set.SetProperty(o => o.ResolvedAt, made.At).SetProperty(o => o.ResolvedBy, made.AskedBy).SetProperty(o => o.Note, note),
                cancellationToken
            );
    }

    /// <summary>Without a layer nobody knows who may see what: then nobody sees anything.</summary>
    private bool Allows(string level) => layers.TryCurrent is { } layer && layer.Layer.Access.Allows(asker.Current.Level, level);

    private static SecondOpinion Of(OpinionRow row) =>
        new()
        {
            Id = row.Id,
            Run = row.RunId,
            At = row.At,
            AskedBy = row.AskedBy,
            Question = row.Question,
            Metrics = row.Metrics,
            Outcome = row.Outcome,
            Words = row.Words,
            Cells = row.Cells,
            DifferentCells = row.DifferentCells,
            Differences = JsonSerializer.Deserialize<List<OpinionDifference>>(row.Differences, WireJson.Options) ?? [],
            Notes = JsonSerializer.Deserialize<List<string>>(row.Notes, WireJson.Options) ?? [],
            FirstSql = row.FirstSql,
            SecondSql = row.SecondSql,
            DurationMs = row.DurationMs,
            Revision = row.LayerRevision,
            ResolvedAt = row.ResolvedAt,
            ResolvedBy = row.ResolvedBy,
            Note = row.Note,
        };
}
