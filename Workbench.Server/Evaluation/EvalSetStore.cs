using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Workbench.Shared;
using Workbench.Shared.Answers;
using Workbench.Shared.Evals;

namespace Workbench.Server.Evaluation;

/// <summary>Sets, their cases and their results in the store.</summary>
internal sealed class EvalSetStore(NpgsqlDataSource store)
{
    private const string ResultColumns = """
        select r.id, s.name, r.status, r.agent, r.model_choice, r.account, r.level, r.started_by, r.started_at, r.ended_at, r.total,
            o.agent_version, o.layer_revision, o.model, o.cost, o.right_count, o.wrong_count, o.unsure_count, o.refused_count, o.failed_count, o.versions
        from eval_results r join eval_sets s on s.id = r.set_id
        cross join lateral (
            select (array_agg(agent_version order by at) filter (where agent_version is not null))[1] as agent_version,
                (array_agg(layer_revision order by at) filter (where layer_revision is not null))[1] as layer_revision,
                (array_agg(model order by at) filter (where model is not null))[1] as model, sum(cost_usd) as cost,
                count(*) filter (where verdict = 'right')::int as right_count, count(*) filter (where verdict = 'wrong')::int as wrong_count,
                count(*) filter (where verdict = 'unsure')::int as unsure_count, count(*) filter (where verdict = 'refused')::int as refused_count,
                count(*) filter (where verdict = 'failed')::int as failed_count,
                count(distinct (agent_version, layer_revision)) filter (where layer_revision is not null)::int as versions
            from eval_outcomes where result_id = r.id
        ) o
        """;

    public async Task<IReadOnlyList<EvalSetLine>> ListAsync(string? name, CancellationToken cancellationToken)
    {
        List<(EvalSetLine Line, Guid? Last)> sets = [];
        await using (
            var command = Command(
                """
                select s.name, s.description, (select count(*)::int from eval_cases c where c.set_id = s.id), s.created_by, s.created_at,
                    (select r.id from eval_results r where r.set_id = s.id order by r.started_at desc limit 1)
                from eval_sets s where $1::text is null or lower(s.name) = lower($1) order by lower(s.name)
                """,
                Text(name)
            )
        )
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
            while (await reader.ReadAsync(cancellationToken))
                sets.Add(
                    (
                        new EvalSetLine(
                            reader.GetString(0),
                            TextOf(reader, 1),
                            reader.GetInt32(2),
                            reader.GetString(3),
                            reader.GetFieldValue<DateTimeOffset>(4),
                            null
                        ),
                        reader.IsDBNull(5) ? null : reader.GetGuid(5)
                    )
                );
        List<EvalSetLine> lines = [];
        foreach (var (line, last) in sets)
            lines.Add(line with { Last = last is { } id ? await FindResultAsync(id, cancellationToken) : null });
        return lines;
    }

    /// <returns>False when there is one of this name.</returns>
    public async Task<bool> CreateAsync(string name, string? description, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = Command(
            "insert into eval_sets (id, name, description, created_by, created_at) values ($1, $2, $3, $4, $5) on conflict (lower(name)) do nothing",
            Value(Guid.CreateVersion7(at)),
            Value(name),
            Text(description),
            Value(by),
            Value(at)
        );
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>A case with the id of one that is there takes its place, and keeps it.</summary>
    public async Task AddAsync(string set, IReadOnlyList<EvalCase> cases, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var batch = store.CreateBatch();
        foreach (var item in cases)
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand(
                    """
                    insert into eval_cases (set_id, id, question, added_by, added_at, content)
                    select s.id, $2, $3, $4, $5, $6 from eval_sets s where lower(s.name) = lower($1)
                    on conflict (set_id, id) do update set question = excluded.question, added_by = excluded.added_by, added_at = excluded.added_at, content = excluded.content
                    """
                )
                {
                    Parameters =
                    {
                        Value(set),
                        Value(item.Id),
                        Value(item.Question),
                        Value(by),
                        Value(at),
                        new() { NpgsqlDbType = NpgsqlDbType.Jsonb, Value = JsonSerializer.Serialize(item, WireJson.Options) },
                    },
                }
            );
        if (cases.Count > 0)
            await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<EvalCase>> CasesAsync(string set, CancellationToken cancellationToken)
    {
        await using var command = Command(
            "select c.content::text from eval_cases c join eval_sets s on s.id = c.set_id where lower(s.name) = lower($1) order by c.position",
            Value(set)
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<EvalCase> cases = [];
        while (await reader.ReadAsync(cancellationToken))
            cases.Add(JsonSerializer.Deserialize<EvalCase>(reader.GetString(0), WireJson.Options)!);
        return cases;
    }

    /// <summary>Starts a result, or finds the one of these settings that has not ended: of two at once, one starts it.</summary>
    public async Task<(Guid Result, bool IsNew)> StartOrFindAsync(
        string set,
        EvalSettings settings,
        (string Agent, string Account, string Level) pinned,
        string by,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await store.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        NpgsqlParameter[] shared = [Value(set), Value(pinned.Agent), Text(settings.Model), Value(pinned.Account), Value(pinned.Level)];
        // The row of the set is the lock: whoever comes second waits, and then, in a statement of its own, sees what the first one started.
        await using (var own = new NpgsqlCommand("select from eval_sets where lower(name) = lower($1) for update", connection) { Parameters = { Value(set) } })
            await own.ExecuteNonQueryAsync(cancellationToken);
        await using var find = new NpgsqlCommand(
            """
            select r.id from eval_results r join eval_sets s on s.id = r.set_id
            where lower(s.name) = lower($1) and r.status in ('queued', 'running') and r.agent = $2 and r.model_choice is not distinct from $3
                and r.account = $4 and r.level = $5 and not r.is_cancel_asked
            order by r.started_at desc limit 1
            """,
            connection
        );
        find.Parameters.AddRange(shared);
        if (await find.ExecuteScalarAsync(cancellationToken) is Guid begun)
            return (begun, IsNew: false);

        var id = Guid.CreateVersion7(at);
        await using var insert = new NpgsqlCommand(
            """
            insert into eval_results (id, set_id, status, agent, model_choice, account, level, parallel, total, started_by, started_at)
            select $1, s.id, 'queued', $3, $4, $5, $6, $7, (select count(*) from eval_cases c where c.set_id = s.id), $8, $9
            from eval_sets s where lower(s.name) = lower($2)
            """,
            connection
        );
        insert.Parameters.Add(Value(id));
        insert.Parameters.AddRange(shared.Select(p => p.Clone()).ToArray());
        insert.Parameters.AddRange(new[] { Value(Math.Clamp(settings.Parallel, 1, EvalSets.MostParallel)), Value(by), Value(at) });
        await insert.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (id, IsNew: true);
    }

    /// <summary>Takes a result that is queued, or whose worker is silent: this one alone when it is named.</summary>
    public async Task<EvalTask?> ClaimAsync(Guid? result, string worker, TimeSpan silence, CancellationToken cancellationToken)
    {
        await using var command = Command(
            """
            update eval_results r set worker = $2, heartbeat_at = now(), status = 'running'
            from eval_sets s
            where s.id = r.set_id and r.id = (
                select id from eval_results
                where ($1::uuid is null or id = $1) and status in ('queued', 'running') and (heartbeat_at is null or heartbeat_at < now() - $3)
                order by started_at limit 1 for update skip locked)
            returning r.id, s.name, r.agent, r.model_choice, r.account, r.level, r.parallel
            """,
            new() { NpgsqlDbType = NpgsqlDbType.Uuid, Value = result ?? (object)DBNull.Value },
            Value(worker),
            Value(silence)
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new EvalTask(
                reader.GetGuid(0),
                reader.GetString(1),
                new EvalSettings(reader.GetString(2), TextOf(reader, 3), reader.GetString(4), reader.GetString(5), reader.GetInt32(6)),
                worker
            )
            : null;
    }

    /// <returns>Whether it goes on: it is still this worker's, and nobody wants it to stop.</returns>
    public async Task<bool> BeatAsync(EvalTask task, CancellationToken cancellationToken)
    {
        await using var command = Command(
            "update eval_results set heartbeat_at = now() where id = $1 and worker = $2 and status = 'running' returning not is_cancel_asked",
            Value(task.Result),
            Value(task.Worker)
        );
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Ends it when it is still this worker's: as cancelled when that was asked.</summary>
    public async Task EndAsync(EvalTask task, CancellationToken cancellationToken)
    {
        await using var command = Command(
            "update eval_results set status = case when is_cancel_asked then 'cancelled' else 'done' end, ended_at = now() where id = $1 and worker = $2 and status = 'running'",
            Value(task.Result),
            Value(task.Worker)
        );
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Lets go of it: another one may go on at once.</summary>
    public async Task ReleaseAsync(EvalTask task, CancellationToken cancellationToken)
    {
        await using var command = Command(
            "update eval_results set heartbeat_at = null, worker = null, status = 'queued' where id = $1 and worker = $2 and status = 'running' and not is_cancel_asked",
            Value(task.Result),
            Value(task.Worker)
        );
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <returns>False when it has ended, or there is none.</returns>
    public async Task<bool> CancelAsync(Guid result, CancellationToken cancellationToken)
    {
        // What nobody works on ends here; a worker sees the wish at its next beat.
        await using var command = Command(
            """
            update eval_results set is_cancel_asked = true, status = case when worker is null then 'cancelled' else status end,
                ended_at = case when worker is null then now() else ended_at end
            where id = $1 and status in ('queued', 'running')
            """,
            Value(result)
        );
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    public async Task SaveAsync(EvalTask task, EvalCaseResult outcome, EvalPins pins, CancellationToken cancellationToken)
    {
        await using var command = Command(
            """
            insert into eval_outcomes (result_id, case_id, question, verdict, is_exact, status, band, p, duration_ms, cost_usd, run_id, agent_version,
                layer_revision, model, problem, at)
            select $1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, now() from eval_results where id = $1 and worker = $2
            on conflict do nothing
            """,
            Value(task.Result),
            Value(task.Worker),
            Value(outcome.Id),
            Value(outcome.Question),
            Value(EvalWords.Of(outcome.Verdict)),
            Value(outcome.IsExact),
            Value(EvalWords.Of(outcome.Status)),
            Text(outcome.Confidence is { } confidence ? EvalWords.Of(confidence.Band) : null),
            new() { NpgsqlDbType = NpgsqlDbType.Double, Value = outcome.Confidence?.P ?? (object)DBNull.Value },
            Value(outcome.DurationMs),
            new() { NpgsqlDbType = NpgsqlDbType.Numeric, Value = outcome.CostUsd ?? (object)DBNull.Value },
            new() { NpgsqlDbType = NpgsqlDbType.Uuid, Value = outcome.Run ?? (object)DBNull.Value },
            Text(pins.AgentVersion),
            Text(pins.LayerRevision),
            Text(pins.Model),
            Text(outcome.Problem)
        );
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<EvalCaseResult>> OutcomesAsync(Guid result, CancellationToken cancellationToken)
    {
        await using var command = Command(
            """
            select o.case_id, o.question, o.verdict, o.is_exact, o.status, o.band, o.p, o.duration_ms, o.cost_usd, o.run_id, o.problem
            from eval_outcomes o join eval_results r on r.id = o.result_id
            left join eval_cases c on c.set_id = r.set_id and c.id = o.case_id
            where o.result_id = $1 order by c.position, o.case_id
            """,
            Value(result)
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<EvalCaseResult> outcomes = [];
        while (await reader.ReadAsync(cancellationToken))
            outcomes.Add(
                new EvalCaseResult(
                    reader.GetString(0),
                    reader.GetString(1),
                    EvalWords.Read<EvalVerdict>(reader.GetString(2)),
                    reader.GetBoolean(3),
                    EvalWords.Read<AnswerStatus>(reader.GetString(4)),
                    TextOf(reader, 5) is { } band ? new AnswerConfidence(EvalWords.Read<ConfidenceBand>(band), reader.GetDouble(6)) : null,
                    reader.GetDouble(7),
                    reader.IsDBNull(8) ? null : reader.GetDecimal(8),
                    reader.IsDBNull(9) ? null : reader.GetGuid(9),
                    TextOf(reader, 10)
                )
            );
        return outcomes;
    }

    public async Task<EvalResultLine?> FindResultAsync(Guid result, CancellationToken cancellationToken) =>
        await ResultsAsync("where r.id = $1", Value(result), cancellationToken) is [var found] ? found : null;

    public Task<IReadOnlyList<EvalResultLine>> HistoryAsync(string set, CancellationToken cancellationToken) =>
        ResultsAsync("where lower(s.name) = lower($1) order by r.started_at desc limit 200", Value(set), cancellationToken);

    private async Task<IReadOnlyList<EvalResultLine>> ResultsAsync(string where, NpgsqlParameter parameter, CancellationToken cancellationToken)
    {
        await using var command = Command($"{ResultColumns} {where}", parameter);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<EvalResultLine> results = [];
        while (await reader.ReadAsync(cancellationToken))
            results.Add(
                new EvalResultLine(
                    reader.GetGuid(0),
                    reader.GetString(1),
                    EvalWords.Read<EvalStatus>(reader.GetString(2)),
                    reader.GetString(3),
                    TextOf(reader, 11),
                    TextOf(reader, 12),
                    TextOf(reader, 13) ?? TextOf(reader, 4),
                    reader.GetString(5),
                    reader.GetString(6),
                    reader.GetString(7),
                    reader.GetFieldValue<DateTimeOffset>(8),
                    reader.IsDBNull(9) ? null : reader.GetFieldValue<DateTimeOffset>(9),
                    reader.GetInt32(10),
                    new EvalCounts(reader.GetInt32(15), reader.GetInt32(16), reader.GetInt32(17), reader.GetInt32(18), reader.GetInt32(19)),
                    reader.IsDBNull(14) ? null : reader.GetDecimal(14)
                )
                {
                    Versions = reader.GetInt32(20),
                }
            );
        return results;
    }

    /// <summary>Which of these runs were asked for a set.</summary>
    public async Task<IReadOnlySet<Guid>> RunsAsync(IReadOnlyList<Guid> among, CancellationToken cancellationToken)
    {
        await using var command = Command("select distinct run_id from eval_outcomes where run_id = any($1)", Value(among.ToArray()));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        HashSet<Guid> runs = [];
        while (await reader.ReadAsync(cancellationToken))
            runs.Add(reader.GetGuid(0));
        return runs;
    }

    private NpgsqlCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = store.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        return command;
    }

    private static NpgsqlParameter Value<T>(T value) => new() { Value = value };

    private static NpgsqlParameter Text(string? text) => new() { NpgsqlDbType = NpgsqlDbType.Text, Value = text ?? (object)DBNull.Value };

    private static string? TextOf(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}

/// <summary>A result that this process works on.</summary>
internal sealed record EvalTask(Guid Result, string Set, EvalSettings Settings, string Worker);

/// <summary>What a run pinned.</summary>
internal sealed record EvalPins(string? AgentVersion, string? LayerRevision, string? Model);
