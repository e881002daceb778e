using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Workbench.Server.Audit;
using Workbench.Server.Workspace;
using Workbench.Shared.Runs;

namespace Workbench.Server.Runs;

/// <summary>
/// Where runs come in. When this process has a free slot, the run is stored as taken already and starts in memory, without a way through
/// the queue; else it is stored as queued and others are told.
/// </summary>
internal sealed partial class RunQueue(
    NpgsqlDataSource store,
    RunExecutor executor,
    RunClaims claims,
    RunFeed feed,
    RunSignals signals,
    StartupProgress startup,
    BlobReader blobs,
    JournalReader journals,
    Worker worker,
    IOptions<RunsOptions> options,
    IAuditLog audit,
    TimeProvider time,
    ILogger<RunQueue> logger
)
{
    // When it was asked is told by the store's clock: the asker's may differ from it.
    private const string InsertRun = """
        with asked as (
            insert into runs (id, conversation_id, question, user_name, agent, agent_version, layer_revision, account, level, model_choice, today,
                asked_at, status, worker, lease_until, fence, step_count, tokens, duration_ms, is_replaced, retry_of, instructions, edit_of, priority, agent_runs,
                fork_of, fork_step, fork_copied, fork_changes, history_until, journal_format)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12 + (clock_timestamp() - $28), $13, $14,
                case when $14::text is not null then clock_timestamp() + $15 end, case when $14::text is null then 0 else 1 end, 0, 0, 0, $21::uuid is not null, $16, $17, $18,
                $19, $20, $21, $22, $23, $24, $25, $26)
            returning id, asked_at, worker, fence
        ), claimed as (
            insert into run_claims (run_id, fence, worker, program, at) select id, fence, worker, $27, clock_timestamp() from asked where worker is not null
        )
        select asked_at as run_asked_at, clock_timestamp() from asked
        """;

    private const string TakeWaiting = """
        with taken as (
            update runs set status = 'running', worker = $2, fence = fence + 1, lease_until = clock_timestamp() + $3,
                answer_status = null, answer_text = null
            where id = $1 and status = 'waiting'
            returning id, fence
        )
        insert into run_claims (run_id, fence, worker, program, at) select id, fence, $2, $4, clock_timestamp() from taken returning at
        """;

    /// <summary>Stores the run together with <paramref name="alongside"/>, of a fork the steps that it begins with, and starts it.</summary>
    public async Task AskAsync(RunRow run, IReadOnlyList<NpgsqlBatchCommand> alongside, CancellationToken cancellationToken)
    {
        var isOurs = MayStartAtOnce(run) && executor.TryTakeSlot();
        TimeProvider clock;
        try
        {
            await using var batch = store.CreateBatch();
            foreach (var command in alongside)
                batch.BatchCommands.Add(command);
            batch.BatchCommands.Add(Insert(run, isOurs));
            batch.BatchCommands.Add(JournalSql.Notify(isOurs ? RunSignal.Changed(run.ConversationId, run.Id) : new RunQueued(run.Id).Payload));
            (run, clock) = await StoreAsync(batch, run, cancellationToken);
        }
        catch
        {
            if (isOurs)
                executor.GiveBackSlot();
            throw;
        }
        if (isOurs)
            _ = executor.Start(new HeldRun(run with { Status = RunStatus.Running, Fence = 1 }, Fence: 1, clock), isNew: run.ForkOf is null);
        else
        {
            feed.TellConversation(run.ConversationId);
            if (startup.Current.IsReady)
                _ = Task.Run(() => TakeAsync(run.Id), CancellationToken.None);
        }
    }

    /// <returns>The run as it is stored, and the store's clock.</returns>
    private async Task<(RunRow Run, TimeProvider Clock)> StoreAsync(NpgsqlBatch batch, RunRow run, CancellationToken cancellationToken)
    {
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (reader.FieldCount == 0 || reader.GetName(0) != "run_asked_at")
            await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var stored = run with { AskedAt = reader.GetFieldValue<DateTimeOffset>(0) };
        var clock = new RunClock(reader.GetFieldValue<DateTimeOffset>(1), time);
        // What follows may be refused, and then nothing is stored.
        while (await reader.NextResultAsync(cancellationToken)) { }
        return (stored, clock);
    }

    /// <summary>So many wait already that another one would wait for long.</summary>
    /// <returns>What to tell who asks; null: there is room.</returns>
    public async Task<string?> WhyFullAsync(RunRow run, CancellationToken cancellationToken)
    {
        if (MayStartAtOnce(run) && executor.HasSlot)
            return null;
        var (all, own) = await claims.CountQueuedAsync(run.UserName, cancellationToken);
        return own >= options.Value.MaxQueuedPerUser
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{own:#,0} of your questions wait already. Stop some of them, or ask again when they are answered."
                )
            : all >= options.Value.MaxQueued
                ? string.Create(CultureInfo.InvariantCulture, $"{all:#,0} questions wait already, so this one was not taken. Ask again in some minutes.")
            : null;
    }

    /// <remarks>While the start goes on there is nothing to ask yet: the run waits for it. Where others wait or are counted, it goes through their order.</remarks>
    private bool MayStartAtOnce(RunRow run) => startup.Current.IsReady && !executor.MayWait && run.AgentRuns is null && options.Value.PerUser == 0;

    private async Task TakeAsync(Guid run)
    {
        try
        {
            if (options.Value.TakesOthers)
            {
                executor.Waits();
                await executor.TakeWaitingAsync(CancellationToken.None);
                return;
            }
            // A process that takes no others looks after its own.
            while (await claims.FindPlaceAsync(run, CancellationToken.None) is not null && await executor.TryExecuteAsync(run, CancellationToken.None) is null)
                await Task.Delay(options.Value.Sweep, time);
        }
        catch (Exception e) when (e is NpgsqlException or ObjectDisposedException)
        {
            NotTaken(run, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {RunId}: it is queued and could not be taken yet")]
    private partial void NotTaken(Guid runId, Exception exception);

    /// <summary>Gives a waiting run its answer, in the journal first.</summary>
    /// <param name="by">Who chose.</param>
    /// <returns>False when it does not wait any more.</returns>
    public async Task<bool> ChooseAsync(RunRow run, int alternative, string by, CancellationToken cancellationToken)
    {
        var journal = await journals.ReadAsync(run.Id, cancellationToken);
        if (journal.Open.FirstOrDefault(s => s.Kind == StepKind.Question) is not { RequestHash: { } hash } step)
            return false;
        var question = RunStates.Question(step, (await blobs.ReadAsync(hash, cancellationToken))!);
        var (outcome, reply) = QuestionReply.Of(question, alternative);
        var message = reply is null ? null : Blob.Of(StoredResults.Pack(reply));
        DateTimeOffset now;
        await using var connection = await store.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // The chooser holds the run for the moment of his write, and queues it: the fence keeps a second chooser out.
        await using (var take = new NpgsqlCommand(TakeWaiting, connection))
        {
            take.Parameters.Add(new() { Value = run.Id });
            take.Parameters.Add(new() { Value = worker.Name });
            take.Parameters.Add(new() { Value = options.Value.Lease });
            take.Parameters.Add(new() { Value = worker.Program });
            if (await take.ExecuteScalarAsync(cancellationToken) is not DateTime taken)
                return false;
            now = new DateTimeOffset(taken);
        }
        await using (var batch = new NpgsqlBatch(connection))
        {
            if (message is not null)
                batch.BatchCommands.Add(JournalSql.Write(run.Id, new BlobKept(message)));
            batch.BatchCommands.Add(
                JournalSql.Write(
                    run.Id,
                    new StepEnded(
                        StepEndRow.Of(step) with
                        {
                            Status = StepStatus.Ok,
                            Outcome = outcome,
                            EndedAt = now,
                            DurationMs = (now - step.StartedAt).TotalMilliseconds,
                            Attempts = 1,
                            Summary = $"{question.Question.Alternatives[alternative].Label}, by {by}",
                            ResponseHash = message?.Hash,
                        }
                    )
                )
            );
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand("update runs set status = 'queued', worker = null, lease_until = null where id = $1")
                {
                    Parameters = { new() { Value = run.Id } },
                }
            );
            batch.BatchCommands.Add(JournalSql.Notify(RunSignal.Changed(run.ConversationId, run.Id)));
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        var verb =
            !question.IsApproval ? AuditVerb.Chose
            : alternative == QuestionReply.Approve ? AuditVerb.Approved
            : AuditVerb.Rejected;
        audit.Note(
            new AuditEntry(verb, AuditKinds.Run, run.Id.ToString())
            {
                Who = by,
                Details = new() { ["step"] = step.Seq, ["alternative"] = alternative },
            }
        );
        if (!startup.Current.IsReady || await executor.TryExecuteAsync(run.Id, cancellationToken) is null)
            await signals.TrySendAsync(new RunQueued(run.Id), cancellationToken);
        return true;
    }

    /// <summary>Closes a question that nobody will answer.</summary>
    public async Task SupersedeAsync(RunRow run, CancellationToken cancellationToken) => await EndAsync(run, RunStatus.Superseded, null, cancellationToken);

    /// <summary>Stops a run wherever it is.</summary>
    public async Task CancelAsync(RunRow run, string by, CancellationToken cancellationToken)
    {
        string? status;
        await using (
            var command = store.CreateCommand("update runs set cancelled_by = $2 where id = $1 and status in ('queued', 'running', 'waiting') returning status")
        )
        {
            command.Parameters.Add(new() { Value = run.Id });
            command.Parameters.Add(new() { Value = by });
            status = await command.ExecuteScalarAsync(cancellationToken) as string;
        }
        // From here on it cannot pause any more. If it runs here, this process stops it, though a run that waits already may still look as if.
        if (status is null || (status == RunStatusText.Of(RunStatus.Running) && executor.TryCancel(run.Id, by)))
            return;
        // Nobody works on it: it ends here. Somebody else does: he is told, and sees it at his next heartbeat in any case.
        if (!await EndAsync(run, RunStatus.Cancelled, by, cancellationToken) && !executor.TryCancel(run.Id, by))
            await signals.TrySendAsync(new CancelAsked(run.Id, by), cancellationToken);
    }

    /// <summary>Ends a run that no executor has, with the steps that are open in it.</summary>
    private async Task<bool> EndAsync(RunRow run, RunStatus status, string? by, CancellationToken cancellationToken)
    {
        DateTimeOffset now;
        await using var connection = await store.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (
            var take = new NpgsqlCommand(
                """
                update runs set status = $2, fence = fence + 1, worker = null, lease_until = null, ended_at = clock_timestamp(), cancelled_by = coalesce($3, cancelled_by),
                    duration_ms = case when duration_ms = 0 then extract(epoch from clock_timestamp() - asked_at) * 1000 else duration_ms end
                where id = $1 and (status in ('waiting', 'queued') or (status = 'running' and lease_until < clock_timestamp()))
                returning ended_at
                """,
                connection
            )
        )
        {
            take.Parameters.Add(new() { Value = run.Id });
            take.Parameters.Add(new() { Value = RunStatusText.Of(status) });
            take.Parameters.Add(new() { Value = (object?)by ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
            if (await take.ExecuteScalarAsync(cancellationToken) is not DateTime ended)
                return false;
            now = new DateTimeOffset(ended);
        }
        // Nobody writes to it after the fence: what it says now is the whole of it.
        var journal = await journals.ReadAsync(run.Id, cancellationToken);
        await using (var batch = new NpgsqlBatch(connection))
        {
            var bills = journal.Usage.ToLookup(u => u.Seq);
            foreach (var step in journal.Open)
                batch.BatchCommands.Add(
                    JournalSql.Write(
                        run.Id,
                        new StepEnded(
                            StepEndRow.Of(step) with
                            {
                                Status = StepStatus.Cancelled,
                                Outcome = status == RunStatus.Superseded ? StepOutcome.Superseded : StepOutcome.Cancelled,
                                EndedAt = now,
                                DurationMs = (now - step.StartedAt).TotalMilliseconds,
                                Attempts = 1,
                                Tokens = bills[step.Seq].Sum(u => u.Input + u.Output),
                                CostUsd = bills.Contains(step.Seq) ? StepBill.Of(bills[step.Seq]).CostUsd : null,
                                Summary = by is null ? "Another question came instead of an answer." : null,
                                Error = by is null ? null : $"Stopped by {by}.",
                            }
                        )
                    )
                );
            var whole = StepBill.Of(journal.Usage);
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand("update runs set tokens = $2, cost_usd = $3, step_count = $4 where id = $1")
                {
                    Parameters =
                    {
                        new() { Value = run.Id },
                        new() { Value = whole.Tokens },
                        new() { Value = (object?)whole.CostUsd ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Numeric },
                        new() { Value = journal.Steps.Count + journal.Open.Count },
                    },
                }
            );
            batch.BatchCommands.Add(JournalSql.Notify(RunSignal.Changed(run.ConversationId, run.Id)));
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private NpgsqlBatchCommand Insert(RunRow run, bool isOurs) =>
        new(InsertRun)
        {
            Parameters =
            {
                new() { Value = run.Id },
                new() { Value = run.ConversationId },
                new() { Value = run.Question },
                new() { Value = run.UserName },
                new() { Value = run.Agent },
                new() { Value = run.AgentVersion },
                new() { Value = run.LayerRevision },
                new() { Value = run.Account },
                new() { Value = run.Level },
                new() { Value = run.ModelChoice },
                new() { Value = run.Today },
                new() { Value = run.AskedAt },
                new() { Value = isOurs ? "running" : "queued" },
                new() { Value = isOurs ? worker.Name : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = options.Value.Lease },
                new() { Value = (object?)run.RetryOf ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                new() { Value = (object?)run.Instructions ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = (object?)run.EditOf ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                new() { Value = RunPriorityText.Of(run.Priority) },
                new() { Value = (object?)run.AgentRuns ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer },
                new() { Value = (object?)run.ForkOf ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                new() { Value = (object?)run.ForkStep ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer },
                new() { Value = (object?)run.ForkCopied ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer },
                new() { Value = (object?)run.ForkChanges ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = (object?)run.HistoryUntil ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                new() { Value = worker.JournalFormat },
                new() { Value = worker.Program },
                new() { Value = time.GetUtcNow() },
            },
        };
}
