using Npgsql;

namespace Workbench.Tests.Overview;

/// <summary>Runs and calls as rows, at a moment of the test's choice: what the journal would have written.</summary>
internal static class OverviewRows
{
    /// <param name="ago">Before now, by the store's clock.</param>
    public static async Task<Guid> RunAsync(
        NpgsqlDataSource store,
        string agent,
        TimeSpan ago,
        string status = "done",
        double ms = 1000,
        string? answer = "answered",
        string? worker = null,
        bool isWoken = false
    )
    {
        var id = Guid.NewGuid();
        await ExecuteAsync(
            store,
            """
            insert into runs (id, conversation_id, question, user_name, agent, agent_version, layer_revision, account, level, model_choice, today, asked_at, status, fence, step_count,
                tokens, duration_ms, is_replaced, answer_status, journal_format, worker, lease_until, wakes_at)
            values ($1, $1, 'How many?', 'ada', $2, 'v1', 'r1', 'a', 'l', 'auto', current_date, clock_timestamp() - $3, $4, case when $4 = 'queued' then 0 else 1 end, 0, 0, $5, false, $6, 1, $7,
                case when $7::text is not null then clock_timestamp() + interval '1 minute' end, case when $8 then clock_timestamp() + interval '1 hour' end)
            """,
            id,
            agent,
            ago,
            status,
            ms,
            answer ?? (object)DBNull.Value,
            worker ?? (object)DBNull.Value,
            isWoken
        );
        return id;
    }

    /// <param name="ago">When the call began, before now.</param>
    public static Task CallAsync(
        NpgsqlDataSource store,
        Guid run,
        string agent,
        TimeSpan ago,
        long tokens,
        decimal? cost,
        double? firstTokenMs = null,
        int number = 1
    ) =>
        ExecuteAsync(
            store,
            """
            insert into usage (run_id, seq, number, at, agent, agent_version, user_name, conversation_id, provider, model, duration_ms, input, cache_read, cache_write, output, reasoning,
                is_estimated, cost_usd, first_token_ms)
            values ($1, 1, $2, clock_timestamp() - $3, $4, 'v1', 'ada', $1, 'p', 'm', 100, $5, 0, 0, 0, 0, false, $6, $7)
            """,
            run,
            number,
            ago,
            agent,
            tokens,
            cost ?? (object)DBNull.Value,
            firstTokenMs ?? (object)DBNull.Value
        );

    public static async Task ExecuteAsync(NpgsqlDataSource store, string sql, params object[] values)
    {
        await using var command = store.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        // A null of no type of its own.
        for (var i = 0; i < values.Length; i++)
            if (values[i] is DBNull)
                command.Parameters[i].NpgsqlDbType = sql.Contains("cost_usd", StringComparison.Ordinal)
                    ? i == 5
                        ? NpgsqlTypes.NpgsqlDbType.Numeric
                        : NpgsqlTypes.NpgsqlDbType.Double
                    : NpgsqlTypes.NpgsqlDbType.Text;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public static TimeSpan Minutes(double minutes) => TimeSpan.FromMinutes(minutes);
}
