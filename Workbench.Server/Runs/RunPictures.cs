using Microsoft.EntityFrameworkCore;
using Npgsql;
using Workbench.Server.Storage;
using Workbench.Shared.Answers;
using Workbench.Shared.Runs;

namespace Workbench.Server.Runs;

/// <summary>Runs as pages show them, read from the journal.</summary>
internal sealed class RunPictures(
    IDbContextFactory<WorkbenchDb> databases,
    NpgsqlDataSource store,
    BlobReader blobs,
    RunClaims claims,
    Worker worker,
    TimeProvider time
)
{
    public async Task<RunProgress?> FindAsync(Guid run, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Set<RunRow>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == run, cancellationToken) is { } row
            ? (await ReadAsync([row], cancellationToken))[0] with
            {
                IsOfNewerProgram = row.JournalFormat > worker.JournalFormat,
                Place = row.Status == RunStatus.Queued ? await claims.FindPlaceAsync(run, cancellationToken) : null,
            }
            : null;
    }

    /// <summary>The run before it did anything.</summary>
    public static RunProgress First(RunRow run) =>
        new()
        {
            RunId = run.Id,
            ConversationId = run.ConversationId,
            Question = run.Question,
            Status = run.Status,
            AskedAt = run.AskedAt,
            CancelledBy = run.CancelledBy,
            Feedback = run.FeedbackGood is { } isGood ? new Feedback(isGood, run.FeedbackReason) : null,
        };

    public async Task<IReadOnlyList<RunProgress>> ReadAsync(IReadOnlyList<RunRow> runs, CancellationToken cancellationToken)
    {
        if (runs.Count == 0)
            return [];
        var (steps, results) = await ReadStepsAsync([.. runs.Select(r => r.Id)], cancellationToken);
        var content = await blobs.ReadAsync(results.Values.SelectMany(r => r.Hashes), cancellationToken);
        return
        [
            .. runs.Select(run =>
                First(run) with
                {
                    Steps = [.. steps[run.Id]],
                    Answer = results.TryGetValue(run.Id, out var result) ? AnswerOf(run, result, content) : null,
                    Failure = run.FailureCode is { } code ? new RunFailure(code, run.FailureMessage ?? "", run.FailureCanRetry ?? true) : null,
                    DurationMs = run.Status is RunStatus.Queued or RunStatus.Running
                        ? Math.Max(0, (time.GetUtcNow() - run.AskedAt).TotalMilliseconds)
                        : run.DurationMs,
                    CostUsd = run.CostUsd,
                    WakesAt = run.Status == RunStatus.Waiting ? run.WakesAt : null,
                }
            ),
        ];
    }

    private static Answer? AnswerOf(RunRow run, StoredResult result, IReadOnlyDictionary<byte[], byte[]> content) =>
        (run.Status, result) switch
        {
            (RunStatus.Waiting or RunStatus.Superseded, { Kind: StepKind.Question, DataHash: { } asked }) => StoredResults
                .Unpack<AskedQuestion>(content[asked])
                .Question,
            (_, { Kind: StepKind.Answer, DataHash: { } data }) => StoredResults.UnpackAnswer(content[data], result.RowsHash is { } rows ? content[rows] : null),
            _ => null,
        };

    private async Task<(ILookup<Guid, StepLine> Steps, Dictionary<Guid, StoredResult> Results)> ReadStepsAsync(Guid[] runs, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            """
            select s.run_id, s.seq, s.parent, s.kind, e.status, coalesce(e.title, s.title, s.name), coalesce(e.error, e.summary, lost.error), e.duration_ms,
                coalesce(e.attempts, lost.attempts + 1, 1),
                case s.kind when 'question' then s.request_hash when 'answer' then e.data_hash end, e.rows_hash
            from step_starts s
            left join steps e on e.run_id = s.run_id and e.seq = s.seq
            left join lateral (
                select max(number) as attempts, (array_agg(error order by number desc))[1] as error
                from step_attempts a where e.seq is null and a.run_id = s.run_id and a.seq = s.seq
            ) lost on true
            where s.run_id = any($1)
            order by s.run_id, s.seq
            """
        );
        command.Parameters.Add(new() { Value = runs });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<(Guid Run, StepLine Line)> lines = [];
        Dictionary<Guid, StoredResult> results = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            var run = reader.GetGuid(0);
            var kind = StepKindText.Parse(reader.GetString(3));
            lines.Add(
                (
                    run,
                    new StepLine(
                        reader.GetInt32(1),
                        reader.IsDBNull(2) ? null : reader.GetInt32(2),
                        kind,
                        reader.IsDBNull(4) ? StepStatus.Running : StepStatusText.Parse(reader.GetString(4)),
                        reader.GetString(5),
                        reader.IsDBNull(6) ? null : reader.GetString(6),
                        reader.IsDBNull(7) ? null : reader.GetDouble(7),
                        reader.GetInt32(8)
                    )
                )
            );
            if (!reader.IsDBNull(9))
                results[run] = new StoredResult(kind, reader.GetFieldValue<byte[]>(9), reader.IsDBNull(10) ? null : reader.GetFieldValue<byte[]>(10));
        }
        return (lines.ToLookup(l => l.Run, l => l.Line), results);
    }

    /// <summary>The last answer or question of a run.</summary>
    private sealed record StoredResult(StepKind Kind, byte[]? DataHash, byte[]? RowsHash)
    {
        public IEnumerable<byte[]?> Hashes => [DataHash, RowsHash];
    }
}
