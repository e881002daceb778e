using Npgsql;
using NpgsqlTypes;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;

namespace Workbench.Server.Runs;

/// <summary>
/// Writes runs of other programs into the journal. They are the exception to its rule: more may become known of a run that is there, and then all its steps are
/// written anew, in one transaction. Runs of the workbench itself are never touched.
/// </summary>
internal sealed class OutsideRuns(KnownBlobs known)
{
    /// <returns>Those of the ids that are runs of the workbench itself.</returns>
    public static async Task<List<Guid>> OwnAsync(NpgsqlConnection connection, Guid[] runs, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select id from runs where id = any($1) and not starts_with(agent, $2)", connection)
        {
            Parameters = { JournalSql.Value(runs), JournalSql.Value(OutsideAgent.Prefix) },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<Guid> own = [];
        while (await reader.ReadAsync(cancellationToken))
            own.Add(reader.GetGuid(0));
        return own;
    }

    /// <summary>Within the transaction that the connection is in.</summary>
    /// <param name="runs">Each once, none of the workbench's own.</param>
    /// <returns>To be called when the transaction is committed.</returns>
    public async Task<Action> WriteAsync(NpgsqlConnection connection, IReadOnlyList<OutsideRun> runs, CancellationToken cancellationToken)
    {
        var sent = known.Now();
        var stored = await KeepAsync(connection, runs.SelectMany(r => r.Blobs), cancellationToken);
        var before = await ForgetAsync(connection, [.. runs.Select(r => r.Run.Id)], cancellationToken);
        await RunsAsync(connection, runs.Select(r => r.Run).Where(r => !before.Contains(r.Id)), cancellationToken);
        await AgainAsync(connection, [.. runs.Select(r => r.Run).Where(r => before.Contains(r.Id))], cancellationToken);
        await StartsAsync(connection, runs.SelectMany(r => r.Steps), cancellationToken);
        await StepsAsync(connection, runs.SelectMany(r => r.Steps), cancellationToken);
        await AttemptsAsync(connection, runs.SelectMany(r => r.Attempts), cancellationToken);
        await UsageAsync(connection, runs.SelectMany(r => r.Usage), cancellationToken);
        return () => stored.ForEach(hash => known.Add(hash, sent));
    }

    private async Task<List<byte[]>> KeepAsync(
        NpgsqlConnection connection,
        IEnumerable<(byte[] Hash, byte[] Content)> blobs,
        CancellationToken cancellationToken
    )
    {
        // In one order, so that two that store the same blobs wait for each other and not in a circle.
        var kept = blobs
            .Where(b => !known.Contains(b.Hash))
            .DistinctBy(b => b.Hash, BlobHash.Comparer)
            .Select(b => Blob.Of(b.Hash, b.Content))
            .OrderBy(b => b.Hash, BlobHash.Order)
            .ToList();
        if (kept.Count == 0)
            return [];
        await using var insert = new NpgsqlCommand(
            $"insert into blobs (hash, size, is_compressed, data) select * from unnest($1::bytea[], $2::integer[], $3::boolean[], $4::bytea[]) {JournalSql.OnBlobConflict}",
            connection
        )
        {
            Parameters =
            {
                JournalSql.Value(kept.ConvertAll(b => b.Hash).ToArray()),
                JournalSql.Value(kept.ConvertAll(b => b.Size).ToArray()),
                JournalSql.Value(kept.ConvertAll(b => b.IsCompressed).ToArray()),
                JournalSql.Value(kept.ConvertAll(b => b.Data).ToArray()),
            },
        };
        await insert.ExecuteNonQueryAsync(cancellationToken);
        return kept.ConvertAll(b => b.Hash);
    }

    /// <returns>Runs that were there before; of them nothing but the run's own row is left.</returns>
    private static async Task<HashSet<Guid>> ForgetAsync(NpgsqlConnection connection, Guid[] runs, CancellationToken cancellationToken)
    {
        HashSet<Guid> before = [];
        await using (var find = new NpgsqlCommand("select id from runs where id = any($1)", connection) { Parameters = { JournalSql.Value(runs) } })
        {
            await using var reader = await find.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                before.Add(reader.GetGuid(0));
        }
        if (before.Count == 0)
            return before;
        await using var batch = new NpgsqlBatch(connection);
        foreach (var table in (string[])["step_starts", "steps", "step_attempts", "usage"])
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand($"delete from {table} where run_id = any($1)") { Parameters = { JournalSql.Value(before.ToArray()) } }
            );
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return before;
    }

    private static async Task AgainAsync(NpgsqlConnection connection, List<RunRow> runs, CancellationToken cancellationToken)
    {
        if (runs.Count == 0)
            return;
        await using var batch = new NpgsqlBatch(connection);
        foreach (var run in runs)
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand(
                    """
                    update runs set conversation_id = $2, question = $3, user_name = $4, agent = $5, agent_version = $6, model_choice = $7, today = $8, asked_at = $9,
                        status = $10, cancelled_by = $11, ended_at = $12, answer_text = $13, model = $14, step_count = $15, tokens = $16, cost_usd = $17,
                        duration_ms = $18, failure_code = $19, failure_message = $20, failure_can_retry = $21
                    where id = $1
                    """
                )
                {
                    Parameters =
                    {
                        JournalSql.Value(run.Id),
                        JournalSql.Value(run.ConversationId),
                        JournalSql.Value(run.Question),
                        JournalSql.Value(run.UserName),
                        JournalSql.Value(run.Agent),
                        JournalSql.Value(run.AgentVersion),
                        JournalSql.Value(run.ModelChoice),
                        JournalSql.Value(run.Today),
                        JournalSql.Time(run.AskedAt),
                        JournalSql.Value(RunStatusText.Of(run.Status)),
                        JournalSql.Text(run.CancelledBy),
                        JournalSql.Time(run.EndedAt ?? run.AskedAt),
                        JournalSql.Text(run.AnswerText),
                        JournalSql.Text(run.Model),
                        JournalSql.Value(run.StepCount),
                        JournalSql.Value(run.Tokens),
                        JournalSql.Number(run.CostUsd),
                        JournalSql.Value(run.DurationMs),
                        JournalSql.Text(run.FailureCode),
                        JournalSql.Text(run.FailureMessage),
                        new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Boolean, Value = (object?)run.FailureCanRetry ?? DBNull.Value },
                    },
                }
            );
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static Task RunsAsync(NpgsqlConnection connection, IEnumerable<RunRow> runs, CancellationToken cancellationToken) =>
        JournalCopy.WriteAsync(
            connection,
            """
            runs (id, conversation_id, question, user_name, agent, agent_version, layer_revision, account, level, model_choice, today, asked_at, status, fence,
                cancelled_by, ended_at, answer_text, model, step_count, tokens, cost_usd, duration_ms, failure_code, failure_message, failure_can_retry, is_replaced)
            """,
            runs,
            static (copy, run) =>
            {
                copy.Add(run.Id);
                copy.Add(run.ConversationId);
                copy.Add(run.Question);
                copy.Add(run.UserName);
                copy.Add(run.Agent);
                copy.Add(run.AgentVersion);
                copy.Add(run.LayerRevision);
                copy.Add(run.Account);
                copy.Add(run.Level);
                copy.Add(run.ModelChoice);
                copy.Add(run.Today);
                copy.Add(run.AskedAt);
                copy.Add(RunStatusText.Of(run.Status));
                copy.Add(run.Fence);
                copy.Add(run.CancelledBy);
                copy.Add(run.EndedAt);
                copy.Add(run.AnswerText);
                copy.Add(run.Model);
                copy.Add(run.StepCount);
                copy.Add(run.Tokens);
                copy.Add(run.CostUsd);
                copy.Add(run.DurationMs);
                copy.Add(run.FailureCode);
                copy.Add(run.FailureMessage);
                copy.Add(run.FailureCanRetry);
                copy.Add(run.IsReplaced);
            },
            cancellationToken
        );

    private static Task StartsAsync(NpgsqlConnection connection, IEnumerable<StepEndRow> steps, CancellationToken cancellationToken) =>
        JournalCopy.WriteAsync(connection, $"step_starts ({JournalReader.StartColumns})", steps, static (copy, step) => Start(copy, step), cancellationToken);

    private static Task StepsAsync(NpgsqlConnection connection, IEnumerable<StepEndRow> steps, CancellationToken cancellationToken) =>
        JournalCopy.WriteAsync(
            connection,
            $"steps ({JournalReader.StartColumns}, {JournalReader.EndColumns})",
            steps,
            static (copy, step) =>
            {
                Start(copy, step);
                copy.Add(StepStatusText.Of(step.Status));
                copy.Add(step.Outcome);
                copy.Add(step.EndedAt);
                copy.Add(step.DurationMs);
                copy.Add(step.Attempts);
                copy.Add(step.Summary);
                copy.Add(step.ErrorCode);
                copy.Add(step.Error);
                copy.Add(step.ResponseHash);
                copy.Add(step.DataHash);
                copy.Add(step.RowsHash);
                copy.Add(step.RowCount);
                copy.Add(step.Model);
                copy.Add(step.Tokens);
                copy.Add(step.CostUsd);
            },
            cancellationToken
        );

    private static void Start(JournalCopy.Row copy, StepEndRow step)
    {
        copy.Add(step.RunId);
        copy.Add(step.Seq);
        copy.Add(step.Parent);
        copy.Add(StepKindText.Of(step.Kind));
        copy.Add(step.Name);
        copy.Add(step.Title);
        copy.Add(step.IdempotencyKey);
        copy.Add(step.IsRepeatable);
        copy.Add(step.Fence);
        copy.Add(step.StartedAt);
        copy.Add(step.RequestHash);
        copy.Add(step.PromptParent);
        copy.Add(step.PromptAdded);
        copy.Add(step.ToolsHash);
    }

    private static Task AttemptsAsync(NpgsqlConnection connection, IEnumerable<StepAttemptRow> attempts, CancellationToken cancellationToken) =>
        JournalCopy.WriteAsync(
            connection,
            "step_attempts (run_id, seq, number, fence, started_at, duration_ms, outcome, error)",
            attempts,
            static (copy, attempt) =>
            {
                copy.Add(attempt.RunId);
                copy.Add(attempt.Seq);
                copy.Add(attempt.Number);
                copy.Add(attempt.Fence);
                copy.Add(attempt.StartedAt);
                copy.Add(attempt.DurationMs);
                copy.Add(attempt.Outcome);
                copy.Add(attempt.Error);
            },
            cancellationToken
        );

    private static Task UsageAsync(NpgsqlConnection connection, IEnumerable<UsageEntryRow> usage, CancellationToken cancellationToken) =>
        JournalCopy.WriteAsync(
            connection,
            $"usage ({UsageColumns.Names})",
            usage,
            static (copy, row) =>
            {
                foreach (var value in UsageColumns.Values(row))
                    copy.Add(value);
            },
            cancellationToken
        );
}
