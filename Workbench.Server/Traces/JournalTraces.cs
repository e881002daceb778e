using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Workbench.Server.Access;
using Workbench.Server.Audit;
using Workbench.Server.Runs;
using Workbench.Server.StepNotes;
using Workbench.Server.Storage;
using Workbench.Shared.Forks;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;

namespace Workbench.Server.Traces;

/// <summary>The journal as traces: the same rows that the runs wrote, and nothing beside them.</summary>
internal sealed class JournalTraces(
    IDbContextFactory<WorkbenchDb> databases,
    NpgsqlDataSource store,
    RunPictures pictures,
    RunFeed feed,
    StepDetails details,
    StepFileReader files,
    TraceExport export,
    RunSearch search,
    RunTextReader runTexts,
    IAuditLog audit,
    IAsker asker,
    TimeProvider time
) : ITraces
{
    private const int MaxPage = 500;

    /// <summary>Of one run that its page links to.</summary>
    private const int MaxForks = 50;

    /// <summary>Of each of the lists that filters choose from.</summary>
    private const int MostValues = 500;

    /// <summary>Of a run that is shown; later ones may match as well.</summary>
    private const int SearchedSteps = 300;

    /// <summary>Letters on each side of what was found.</summary>
    private const int Around = 60;

    public async Task<TracePage> ListAsync(TraceFilter filter, string? after, int count, CancellationToken cancellationToken)
    {
        count = Math.Clamp(count, 1, MaxPage);
        var words = SearchWords.Parse(filter.Text);
        var found = await search.FindAsync(filter, words, PageCursor.Parse(after), count + 1, cancellationToken);
        var shown = found.Take(count).Select(f => f.Id).ToArray();
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await database
            .Set<RunRow>()
            .AsNoTracking()
            .Where(r => shown.Contains(r.Id))
            .OrderByDescending(r => r.AskedAt)
            .ThenByDescending(r => r.Id)
            .ToListAsync(cancellationToken);
        var page = await WithLabelsAsync(await LinesAsync(database, rows, cancellationToken), cancellationToken);
        var next = found.Count > count && page is [.., var last] ? new PageCursor(last.AskedAt, last.Run).ToString() : null;
        return new TracePage(words is null ? page : await WithHitsAsync(page, words, cancellationToken), next);
    }

    public async Task<TraceView?> FindAsync(string run, CancellationToken cancellationToken)
    {
        if (await ResolveAsync(run, cancellationToken) is not { } id)
            return null;
        audit.Note(new AuditEntry(AuditVerb.Saw, AuditKinds.Run, id.ToString()));
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var row = await database.Set<RunRow>().AsNoTracking().SingleAsync(r => r.Id == id, cancellationToken);
        var claims = await database.Set<RunClaimRow>().AsNoTracking().Where(c => c.RunId == id).OrderBy(c => c.Fence).ToListAsync(cancellationToken);
        var steps = await database.Set<StepStartRow>().AsNoTracking().CountAsync(s => s.RunId == id, cancellationToken);
        var picture = (await pictures.ReadAsync([row], cancellationToken))[0];
        return new TraceView
        {
            Line = (await LinesAsync(database, [row], cancellationToken))[0] with { Steps = steps },
            AgentVersion = row.AgentVersion,
            LayerRevision = row.LayerRevision,
            Account = row.Account,
            Level = row.Level,
            ModelChoice = row.ModelChoice,
            Instructions = row.Instructions,
            StepCount = steps,
            FinalAnswer = picture.Answer,
            Failure = picture.Failure,
            Claims = [.. claims.Select(c => new RunClaim(c.Fence, c.Worker, c.At, c.Program))],
            CancelledBy = row.CancelledBy,
            Fork = row.ForkOf is { } origin
                ? new ForkOrigin(origin, row.ForkStep ?? 0, row.ForkCopied ?? 0, row.ForkChanges ?? "") { IsInConversation = !row.IsReplaced }
                : null,
            Forks = await database
                .Set<RunRow>()
                .Where(r => r.ForkOf == id)
                .OrderByDescending(r => r.AskedAt)
                .Select(r => r.Id)
                .Take(MaxForks)
                .ToListAsync(cancellationToken),
        };
    }

    public async Task<IReadOnlyList<StepRow>> StepsAsync(Guid run, int skip, int count, CancellationToken cancellationToken) =>
        await details.RowsAsync(run, skip, Math.Clamp(count, 0, 10_000), cancellationToken);

    public Task<StepDetail?> StepAsync(Guid run, int seq, CancellationToken cancellationToken) =>
        details.FindAsync(run, seq, asker.Current.User, cancellationToken);

    public Task<StepFileContent?> FileAsync(Guid run, int seq, int number, CancellationToken cancellationToken) =>
        files.FindAsync(run, seq, number, cancellationToken);

    public async IAsyncEnumerable<RunStatus> FollowAsync(Guid run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var picture in feed.FollowAsync(run, untilEnd: true, cancellationToken))
            yield return picture.Status;
    }

    public async Task<TraceFacets> FacetsAsync(CancellationToken cancellationToken)
    {
        // From one value to the next in the index: what counts is how many there are, not how many runs have them.
        await using var command = store.CreateCommand(
            string.Join(" union all ", ((string[])["agent", "model", "user_name"]).Select((column, i) => $"select {i}, array({ValuesOf(column)}) "))
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var values = new string[3][];
        while (await reader.ReadAsync(cancellationToken))
            values[reader.GetInt32(0)] = reader.GetFieldValue<string[]>(1);
        return new TraceFacets(values[0], values[1], values[2]);
    }

    private static string ValuesOf(string column) =>
        $"""
            with recursive v as (
                (select {column} as value, 1 as number from runs where {column} is not null order by {column} limit 1)
                union all
                select (select {column} from runs where {column} > v.value order by {column} limit 1), number + 1 from v where v.value is not null and number < {MostValues}
            )
            select value from v where value is not null order by 1
            """;

    private async Task<List<TraceLine>> WithLabelsAsync(List<TraceLine> page, CancellationToken cancellationToken)
    {
        var labels = await StepRemarks.LabelsAsync(store, [.. page.Select(l => l.Run)], cancellationToken);
        if (labels.Count == 0)
            return page;
        var ofRuns = labels.SelectMany(l => l, (step, label) => (step.Key.Run, label.Name)).ToLookup(l => l.Run, l => l.Name);
        return page.ConvertAll(l => l with { Labels = [.. ofRuns[l.Run].Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] });
    }

    private async Task<List<TraceLine>> WithHitsAsync(List<TraceLine> page, SearchWords words, CancellationToken cancellationToken)
    {
        var texts = await runTexts.ReadAsync([.. page.Select(l => l.Run)], SearchedSteps, cancellationToken);
        var hits = texts.ToDictionary(t => t.Run, t => HitOf(t, words));
        return page.ConvertAll(l => l with { Hit = hits[l.Run] });
    }

    private static TraceHit? HitOf(RunText text, SearchWords words)
    {
        var found = text.Parts.Select(p => (p.Seq, Snippet: words.SnippetOf(p.Text, Around))).Where(p => p.Snippet is not null).ToList();
        return found.Count == 0 ? null : new TraceHit([.. found.Select(p => p.Seq).Where(s => s > 0).Distinct()], found[0].Snippet!);
    }

    public async Task<JsonDocument?> ExportAsync(Guid run, CancellationToken cancellationToken)
    {
        var document = await export.WriteAsync(run, cancellationToken);
        if (document is not null)
            audit.Note(new AuditEntry(AuditVerb.Exported, AuditKinds.Run, run.ToString()) { Details = new() { ["format"] = "json" } });
        return document;
    }

    /// <summary>A run's row has its sums when it pauses or ends; until then they are those of the calls that ended.</summary>
    private async Task<List<TraceLine>> LinesAsync(WorkbenchDb database, IReadOnlyList<RunRow> runs, CancellationToken cancellationToken)
    {
        var running = runs.Where(r => r.Status == RunStatus.Running).Select(r => r.Id).ToList();
        var spent =
            running.Count == 0
                ? []
                : await database
                    .Set<UsageEntryRow>()
                    .Where(u => running.Contains(u.RunId))
                    .GroupBy(u => u.RunId)
                    .Select(g => new
                    {
                        g.Key,
                        Tokens = g.Sum(u => u.Input + u.Output),
                        Cost = g.Sum(u => u.CostUsd),
                        IsUnpriced = g.Any(u => u.CostUsd == null),
                    })
                    .ToDictionaryAsync(g => g.Key, cancellationToken);
        return
        [
            .. runs.Select(r =>
                spent.TryGetValue(r.Id, out var now) ? LineOf(r) with { Tokens = now.Tokens, CostUsd = now.IsUnpriced ? null : now.Cost } : LineOf(r)
            ),
        ];
    }

    private TraceLine LineOf(RunRow run) =>
        new(
            run.Id,
            run.ConversationId,
            run.Agent,
            run.Question,
            run.UserName,
            run.Model ?? run.ModelChoice,
            run.Status,
            run.AnswerStatus,
            run.AskedAt,
            run.Status is RunStatus.Queued or RunStatus.Running ? (time.GetUtcNow() - run.AskedAt).TotalMilliseconds : run.DurationMs,
            run.StepCount,
            run.Tokens,
            run.CostUsd,
            run.FeedbackGood is { } isGood ? new Feedback(isGood, run.FeedbackReason) : null
        )
        {
            ForkOf = run.ForkOf,
        };

    /// <summary>An id, or a beginning of one that only one run has.</summary>
    private async Task<Guid?> ResolveAsync(string run, CancellationToken cancellationToken)
    {
        var digits = run.Trim().Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
        if (digits.Length is 0 or > 32 || !digits.All(char.IsAsciiHexDigit))
            return null;
        // Every id that begins so lies between the two.
        await using var command = store.CreateCommand("select id from runs where id between $1 and $2 limit 2");
        command.Parameters.Add(new() { Value = Guid.ParseExact(digits.PadRight(32, '0'), "N") });
        command.Parameters.Add(new() { Value = Guid.ParseExact(digits.PadRight(32, 'f'), "N") });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        var found = reader.GetGuid(0);
        return await reader.ReadAsync(cancellationToken) ? null : found;
    }
}
