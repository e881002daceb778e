using Npgsql;

namespace Workbench.Server.Runs;

/// <summary>Reads steps as they were written.</summary>
internal sealed class JournalReader(NpgsqlDataSource store)
{
    public const string StartColumns = """
        run_id, seq, parent, kind, name, title, idempotency_key, is_repeatable, fence, started_at, request_hash, prompt_parent, prompt_added, tools_hash
        """;

    public const string EndColumns = """
        status, outcome, ended_at, duration_ms, attempts, summary, error_code, error, response_hash, data_hash, rows_hash, row_count, model, tokens, cost_usd
        """;

    /// <summary>Everything of one run, in one round trip.</summary>
    public async Task<RunJournal> ReadAsync(Guid run, CancellationToken cancellationToken)
    {
        await using var batch = store.CreateBatch();
        batch.BatchCommands.Add(Command($"select {StartColumns}, {EndColumns} from steps where run_id = $1 order by seq", run));
        batch.BatchCommands.Add(
            Command(
                $"select {StartColumns} from step_starts s where run_id = $1 and not exists (select from steps e where e.run_id = s.run_id and e.seq = s.seq) order by seq",
                run
            )
        );
        batch.BatchCommands.Add(
            Command("select run_id, seq, number, fence, started_at, duration_ms, outcome, error from step_attempts where run_id = $1 order by seq, number", run)
        );
        batch.BatchCommands.Add(Command($"select {UsageColumns.Names} from usage where run_id = $1 order by seq, number", run));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var steps = await AllAsync(reader, Step, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var open = await AllAsync(reader, Start, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var attempts = await AllAsync(reader, Attempt, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return new RunJournal(steps, open, attempts, await AllAsync(reader, UsageColumns.Read, cancellationToken));
    }

    /// <summary>One step with all that belongs to it.</summary>
    /// <exception cref="InvalidOperationException">There is no such step.</exception>
    public async Task<JournaledStep> FindStepAsync(Guid run, int seq, CancellationToken cancellationToken)
    {
        await using var batch = store.CreateBatch();
        foreach (
            var sql in (string[])
                [
                    $"select {StartColumns} from step_starts where run_id = $1 and seq = $2",
                    $"select {StartColumns}, {EndColumns} from steps where run_id = $1 and seq = $2",
                    """
                        select run_id, seq, number, fence, started_at, duration_ms, outcome, error from step_attempts where run_id = $1 and seq = $2 order by number
                        """,
                    $"select {UsageColumns.Names} from usage where run_id = $1 and seq = $2 order by number",
                    """
                        select jsonb_pretty(coalesce(to_jsonb(e), to_jsonb(s)))
                        from step_starts s left join steps e on e.run_id = s.run_id and e.seq = s.seq where s.run_id = $1 and s.seq = $2
                        """,
                ]
        )
        {
            var command = Command(sql, run);
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = seq });
            batch.BatchCommands.Add(command);
        }
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var starts = await AllAsync(reader, Start, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var ends = await AllAsync(reader, Step, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var attempts = await AllAsync(reader, Attempt, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var usage = await AllAsync(reader, UsageColumns.Read, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var raw = await AllAsync(reader, r => r.GetString(0), cancellationToken);
        return new JournaledStep(ends.Count > 0 ? ends[0] : StepEndRow.Of(starts.Single()), ends.Count > 0, attempts, usage, raw.Single());
    }

    /// <summary>The prompt of a model step: what the steps before it had been sent, and what it adds.</summary>
    public async Task<IReadOnlyList<(byte[] Hash, bool IsNew)>> PromptAsync(Guid run, int seq, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            """
            with recursive chain as (
                select seq, prompt_parent, prompt_added from step_starts where run_id = $1 and seq = $2
                union all
                -- One step by its key: a join would be planned as if the chain were short, and read all steps of the run for each of its links.
                select s.* from chain cross join lateral (
                    select seq, prompt_parent, prompt_added from step_starts where run_id = $1 and seq = chain.prompt_parent offset 0
                ) s
            )
            select message, seq = $2 from chain, unnest(prompt_added) with ordinality as added(message, place) order by seq, place
            """
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = run });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = seq });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await AllAsync(reader, r => (r.GetFieldValue<byte[]>(0), r.GetBoolean(1)), cancellationToken);
    }

    private static NpgsqlBatchCommand Command(string sql, Guid run) => new(sql) { Parameters = { new NpgsqlParameter<Guid> { TypedValue = run } } };

    private static async Task<List<T>> AllAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        List<T> all = [];
        while (await reader.ReadAsync(cancellationToken))
            all.Add(read(reader));
        return all;
    }

    private static StepStartRow Start(NpgsqlDataReader r) =>
        new()
        {
            RunId = r.GetGuid(0),
            Seq = r.GetInt32(1),
            Parent = Nullable<int>(r, 2),
            Kind = StepKindText.Parse(r.GetString(3)),
            Name = r.GetString(4),
            Title = Reference<string>(r, 5),
            IdempotencyKey = r.GetString(6),
            IsRepeatable = r.GetBoolean(7),
            Fence = r.GetInt32(8),
            StartedAt = r.GetFieldValue<DateTimeOffset>(9),
            RequestHash = Reference<byte[]>(r, 10),
            PromptParent = Nullable<int>(r, 11),
            PromptAdded = Reference<byte[][]>(r, 12),
            ToolsHash = Reference<byte[]>(r, 13),
        };

    private static StepEndRow Step(NpgsqlDataReader r) =>
        StepEndRow.Of(Start(r)) with
        {
            Status = StepStatusText.Parse(r.GetString(14)),
            Outcome = r.GetString(15),
            EndedAt = r.GetFieldValue<DateTimeOffset>(16),
            DurationMs = r.GetDouble(17),
            Attempts = r.GetInt32(18),
            Summary = Reference<string>(r, 19),
            ErrorCode = Reference<string>(r, 20),
            Error = Reference<string>(r, 21),
            ResponseHash = Reference<byte[]>(r, 22),
            DataHash = Reference<byte[]>(r, 23),
            RowsHash = Reference<byte[]>(r, 24),
            RowCount = Nullable<long>(r, 25),
            Model = Reference<string>(r, 26),
            Tokens = r.GetInt64(27),
            CostUsd = Nullable<decimal>(r, 28),
        };

    private static StepAttemptRow Attempt(NpgsqlDataReader r) =>
        new()
        {
            RunId = r.GetGuid(0),
            Seq = r.GetInt32(1),
            Number = r.GetInt32(2),
            Fence = r.GetInt32(3),
            StartedAt = r.GetFieldValue<DateTimeOffset>(4),
            DurationMs = r.GetDouble(5),
            Outcome = r.GetString(6),
            Error = Reference<string>(r, 7),
        };

    public static T? Nullable<T>(NpgsqlDataReader reader, int column)
        where T : struct => reader.IsDBNull(column) ? null : reader.GetFieldValue<T>(column);

    public static T? Reference<T>(NpgsqlDataReader reader, int column)
        where T : class => reader.IsDBNull(column) ? null : reader.GetFieldValue<T>(column);
}

/// <param name="Steps">Those that ended, in order.</param>
/// <param name="Open">Those that began and did not end.</param>
internal sealed record RunJournal(
    IReadOnlyList<StepEndRow> Steps,
    IReadOnlyList<StepStartRow> Open,
    IReadOnlyList<StepAttemptRow> Attempts,
    IReadOnlyList<UsageEntryRow> Usage
)
{
    public static RunJournal Empty { get; } = new([], [], [], []);

    public int NextSeq => Math.Max(Steps.Count == 0 ? 0 : Steps.Max(s => s.Seq), Open.Count == 0 ? 0 : Open.Max(s => s.Seq)) + 1;
}

/// <param name="Step">With an end of its own only when <paramref name="IsEnded"/>.</param>
/// <param name="Raw">JSON of the row.</param>
internal sealed record JournaledStep(StepEndRow Step, bool IsEnded, IReadOnlyList<StepAttemptRow> Attempts, IReadOnlyList<UsageEntryRow> Usage, string Raw);
