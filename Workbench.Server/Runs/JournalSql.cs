using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Workbench.Server.Runs;

/// <summary>The statements of the journal's writes: parameters by position, prepared by Npgsql on their second use.</summary>
internal static class JournalSql
{
    /// <summary>NOTIFY channel of everything that processes tell each other about runs.</summary>
    public const string Channel = "workbench_runs";

    private const string InsertStart = """
        insert into step_starts (run_id, seq, parent, kind, name, title, idempotency_key, is_repeatable, fence, started_at,
            request_hash, prompt_parent, prompt_added, tools_hash)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        """;

    private const string InsertStep = """
        insert into steps (run_id, seq, parent, kind, name, title, idempotency_key, is_repeatable, fence, started_at,
            request_hash, prompt_parent, prompt_added, tools_hash, status, outcome, ended_at, duration_ms, attempts, summary, error_code, error,
            response_hash, data_hash, rows_hash, row_count, model, tokens, cost_usd)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29)
        """;

    private const string InsertAttempt = """
        insert into step_attempts (run_id, seq, number, fence, started_at, duration_ms, outcome, error) values ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    private const string InsertFile = "insert into step_files (run_id, seq, number, name, media_type, size, hash) values ($1, $2, $3, $4, $5, $6, $7)";

    /// <summary>What is there is told to be in use, once an hour.</summary>
    public const string OnBlobConflict = "on conflict (hash) do update set kept_at = now() where blobs.kept_at < now() - interval '1 hour'";

    private const string InsertBlob = $"insert into blobs (hash, size, is_compressed, data) values ($1, $2, $3, $4) {OnBlobConflict}";

    // Whoever stops a run says so in the same row: either he finds it waiting, or it does not pause any more.
    private const string Pause = """
        update runs set status = 'waiting', worker = null, lease_until = null, answer_status = $2, answer_text = $3, model = $4, step_count = $5,
            tokens = $6, cost_usd = $7, duration_ms = $8, wakes_at = $9
        where id = $1 and cancelled_by is null
        """;

    private const string Finish = """
        update runs set status = $2, worker = null, lease_until = null, ended_at = $3, answer_status = $4, answer_text = $5, model = $6, step_count = $7,
            tokens = $8, cost_usd = $9, duration_ms = $10, failure_code = $11, failure_message = $12, failure_can_retry = $13,
            cancelled_by = coalesce($14, cancelled_by)
        where id = $1
        """;

    public static NpgsqlBatchCommand Hold(Guid run, int fence, TimeSpan lease) =>
        Command("select hold_run($1, $2, $3)", [Value(run), Value(fence), Value(lease)]);

    public static NpgsqlBatchCommand Notify(string payload) => Command("select pg_notify($1, $2)", [Value(Channel), Value(payload)]);

    public static NpgsqlBatchCommand Write(Guid run, JournalEntry entry) =>
        entry switch
        {
            StepBegan { Start: var s } => Command(InsertStart, Start(s)),
            StepEnded { Step: var s } => Command(InsertStep, [.. Start(s), .. End(s)]),
            AttemptFailed { Attempt: var a } => Command(
                InsertAttempt,
                [Value(a.RunId), Value(a.Seq), Value(a.Number), Value(a.Fence), Time(a.StartedAt), Value(a.DurationMs), Value(a.Outcome), Text(a.Error)]
            ),
            FileKept { File: var f } => Command(
                InsertFile,
                [Value(f.RunId), Value(f.Seq), Value(f.Number), Value(f.Name), Value(f.MediaType), Value(f.Size), Bytes(f.Hash)]
            ),
            UsageCounted { Usage: var u } => Command(UsageColumns.Insert, UsageColumns.Values(u)),
            MessageRouted { Row: var r } => r.Insert(),
            BlobKept { Blob: var b } => Command(InsertBlob, [Value(b.Hash), Value(b.Size), Value(b.IsCompressed), Value(b.Data)]),
            RunPaused p => Command(
                Pause,
                [
                    Value(run),
                    Text(p.Question is { } question ? AnswerStatusText.Of(question.Status) : null),
                    Text(p.Question?.Text),
                    .. Sums(p.Sums),
                    new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = (object?)p.WakesAt?.UtcDateTime ?? DBNull.Value },
                ]
            ),
            RunFinished f => Command(
                Finish,
                [
                    Value(run),
                    Value(RunStatusText.Of(f.Status)),
                    Time(f.EndedAt),
                    Text(f.Answer is { } answer ? AnswerStatusText.Of(answer.Status) : null),
                    Text(f.Answer?.Text),
                    .. Sums(f.Sums),
                    Text(f.Failure?.Code),
                    Text(f.Failure?.Message),
                    new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Boolean, Value = (object?)f.Failure?.CanRetry ?? DBNull.Value },
                    Text(f.CancelledBy),
                ]
            ),
            _ => throw new System.Diagnostics.UnreachableException(entry.GetType().Name),
        };

    private static NpgsqlParameter[] Start(StepStartRow s) =>
        [
            Value(s.RunId),
            Value(s.Seq),
            Whole(s.Parent),
            Value(StepKindText.Of(s.Kind)),
            Value(s.Name),
            Text(s.Title),
            Value(s.IdempotencyKey),
            Value(s.IsRepeatable),
            Value(s.Fence),
            Time(s.StartedAt),
            Bytes(s.RequestHash),
            Whole(s.PromptParent),
            new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea, Value = (object?)s.PromptAdded ?? DBNull.Value },
            Bytes(s.ToolsHash),
        ];

    private static NpgsqlParameter[] Start(StepEndRow s) => Start(s.AsStart());

    private static NpgsqlParameter[] End(StepEndRow s) =>
        [
            Value(StepStatusText.Of(s.Status)),
            Value(s.Outcome),
            Time(s.EndedAt),
            Value(s.DurationMs),
            Value(s.Attempts),
            Text(s.Summary),
            Text(s.ErrorCode),
            Text(s.Error),
            Bytes(s.ResponseHash),
            Bytes(s.DataHash),
            Bytes(s.RowsHash),
            new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bigint, Value = (object?)s.RowCount ?? DBNull.Value },
            Text(s.Model),
            Value(s.Tokens),
            Number(s.CostUsd),
        ];

    private static NpgsqlParameter[] Sums(RunSums s) => [Text(s.Model), Value(s.StepCount), Value(s.Tokens), Number(s.CostUsd), Value(s.DurationMs)];

    private static NpgsqlBatchCommand Command(string sql, NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        return command;
    }

    public static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };

    public static NpgsqlParameter<string> Value(string value) => new() { TypedValue = Storable(value) };

    public static NpgsqlParameter<DateTimeOffset> Time(DateTimeOffset value) =>
        new() { TypedValue = value.ToUniversalTime(), NpgsqlDbType = NpgsqlDbType.TimestampTz };

    public static NpgsqlParameter Text(string? value) => new() { NpgsqlDbType = NpgsqlDbType.Text, Value = value is null ? DBNull.Value : Storable(value) };

    /// <summary>A model may write what PostgreSQL does not keep as text: NUL, and halves of characters. Each becomes U+FFFD.</summary>
    public static string Storable(string text)
    {
        var bad = IndexOfBad(text);
        if (bad < 0)
            return text;
        var kept = new StringBuilder(text, 0, bad, text.Length);
        foreach (var rune in text.AsSpan(bad).EnumerateRunes())
            kept.Append(rune.Value == 0 ? Rune.ReplacementChar : rune);
        return kept.ToString();
    }

    private static int IndexOfBad(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (text[i] == '\0' || char.IsSurrogate(text[i]))
                return i;
        }
        return -1;
    }

    private static NpgsqlParameter Whole(int? value) => new() { NpgsqlDbType = NpgsqlDbType.Integer, Value = (object?)value ?? DBNull.Value };

    private static NpgsqlParameter Bytes(byte[]? value) => new() { NpgsqlDbType = NpgsqlDbType.Bytea, Value = (object?)value ?? DBNull.Value };

    public static NpgsqlParameter Number(decimal? value) => new() { NpgsqlDbType = NpgsqlDbType.Numeric, Value = (object?)value ?? DBNull.Value };
}
