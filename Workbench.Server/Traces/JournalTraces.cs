using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Workbench.Server.Runs;
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
    TraceExport export,
    TimeProvider time
) : ITraces
{
    private const int MaxPage = 500;

    /// <summary>Of one run that its page links to.</summary>
    private const int MaxForks = 50;

    public async Task<TracePage> ListAsync(TraceFilter filter, string? after, int count, CancellationToken cancellationToken)
    {
        count = Math.Clamp(count, 1, MaxPage);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var runs = Matching(database.Set<RunRow>().AsNoTracking(), filter);
        if (filter.Calls is not null)
            runs = CallsMatching(runs, database.Set<UsageEntryRow>(), filter);
        if (PageCursor.Parse(after) is { } cursor)
            runs = runs.Where(r => EF.Functions.LessThan(ValueTuple.Create(r.AskedAt, r.Id), ValueTuple.Create(cursor.At, cursor.Id)));
        var found = await runs.OrderByDescending(r => r.AskedAt).ThenByDescending(r => r.Id).Take(count + 1).ToListAsync(cancellationToken);
        var page = await LinesAsync(database, [.. found.Take(count)], cancellationToken);
        return new TracePage(page, found.Count > count ? new PageCursor(page[^1].AskedAt, page[^1].Run).ToString() : null);
    }

    public async Task<TraceView?> FindAsync(string run, CancellationToken cancellationToken)
    {
        if (await ResolveAsync(run, cancellationToken) is not { } id)
            return null;
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

    public Task<StepDetail?> StepAsync(Guid run, int seq, CancellationToken cancellationToken) => details.FindAsync(run, seq, cancellationToken);

    public async IAsyncEnumerable<RunStatus> FollowAsync(Guid run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var picture in feed.FollowAsync(run, untilEnd: true, cancellationToken))
            yield return picture.Status;
    }

    public async Task<TraceFacets> FacetsAsync(CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            """
            select array(select distinct agent from runs order by 1), array(select distinct model from runs where model is not null order by 1),
                array(select distinct user_name from runs order by 1)
            """
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new TraceFacets(reader.GetFieldValue<string[]>(0), reader.GetFieldValue<string[]>(1), reader.GetFieldValue<string[]>(2));
    }

    public Task<JsonDocument?> ExportAsync(Guid run, CancellationToken cancellationToken) => export.WriteAsync(run, cancellationToken);

    private static IQueryable<RunRow> Matching(IQueryable<RunRow> runs, TraceFilter filter)
    {
        if (LikePattern.Containing(filter.Text) is { } text)
            runs = runs.Where(r => EF.Functions.ILike(r.Question, text) || EF.Functions.ILike(r.AnswerText!, text));
        if (filter.Calls is null && filter.Agent is { } agent)
            runs = runs.Where(r => r.Agent == agent);
        if (filter.Calls is null && filter.Model is { } model)
            runs = runs.Where(r => r.Model == model);
        if (filter.Calls is null && filter.User is { } user)
            runs = runs.Where(r => r.UserName == user);
        if (filter.Status is { } status)
            runs = runs.Where(r => r.Status == status);
        if (filter.Answer is { } answer)
            runs = runs.Where(r => r.AnswerStatus == answer);
        if (filter.Calls is null && filter.From is { } from)
            runs = runs.Where(r => r.AskedAt >= from.ToUniversalTime());
        if (filter.Calls is null && filter.To is { } to)
            runs = runs.Where(r => r.AskedAt < to.ToUniversalTime());
        if (filter.MinCostUsd is { } cost)
            runs = runs.Where(r => r.CostUsd >= cost);
        if (filter.MinDurationMs is { } duration)
            runs = runs.Where(r => r.DurationMs >= duration);
        if (filter.Conversation is { } conversation)
            runs = runs.Where(r => r.ConversationId == conversation);
        return runs;
    }

    private static IQueryable<RunRow> CallsMatching(IQueryable<RunRow> runs, IQueryable<UsageEntryRow> usage, TraceFilter filter)
    {
        var calls = usage;
        if (filter.Agent is { } agent)
            calls = calls.Where(u => u.Agent == agent);
        if (filter.Model is { } model)
            calls = calls.Where(u => u.Model == model);
        if (filter.User is { } user)
            calls = calls.Where(u => u.UserName == user);
        if (filter.From is { } from)
            calls = calls.Where(u => u.At >= from.ToUniversalTime());
        if (filter.To is { } to)
            calls = calls.Where(u => u.At < to.ToUniversalTime());
        if (filter.Tier is { } tier)
            calls = calls.Where(u => (u.Tier ?? "") == tier);
        if (filter.Key is { } key)
            calls = calls.Where(u => (u.KeyName ?? "") == key);
        if (filter.Calls == CallFilter.Retries)
            calls = calls.Where(u => u.IsSent && (u.Error != null || usage.Any(n => n.RunId == u.RunId && n.Seq == u.Seq && n.Number > u.Number && n.IsSent)));
        if (filter.Calls == CallFilter.Unpriced)
            calls = calls.Where(u => u.CostUsd == null);
        return runs.Where(r => calls.Any(u => u.RunId == r.Id));
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
