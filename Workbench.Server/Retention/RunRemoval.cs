using Npgsql;
using Workbench.Server.Costs;
using Workbench.Server.Runs;

namespace Workbench.Server.Retention;

/// <summary>
/// Deletes runs with all that belongs to them. What they cost stays in the sums of days. What was said in them goes in a later round, when it is known that nothing else needs it.
/// </summary>
internal sealed class RunRemoval(ICostDays days, IEnumerable<RunRows> others)
{
    /// <summary>All columns of a step that name blobs.</summary>
    public const string NamedBlobs = """
        select unnest(array[request_hash, tools_hash] || prompt_added) as hash, run_id from step_starts
        union all
        select unnest(array[request_hash, tools_hash, response_hash, data_hash, rows_hash] || prompt_added), run_id from steps
        union all
        select hash, run_id from step_files
        """;

    private static readonly string[] Journal = ["step_attempts", "step_files", "usage", "steps", "step_starts", "run_claims"];

    /// <summary>Within the transaction that the connection is in.</summary>
    /// <param name="runs">That are over. Whoever can begin new ones in their conversations is kept out by a lock on these.</param>
    /// <returns>Conversations that were left without a run, and are deleted.</returns>
    public async Task<int> DeleteAsync(NpgsqlConnection connection, Guid[] runs, CancellationToken cancellationToken)
    {
        // One after the other: two that write the same days and blobs would wait for each other in a circle.
        await ExecuteAsync(connection, "select pg_advisory_xact_lock(hashtextextended('run_removal', 0))", cancellationToken);
        await days.KeepAsync(connection, runs, cancellationToken);
        await MarkBlobsAsync(connection, runs, cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var rows in others)
            batch.BatchCommands.Add(Command(rows.Delete, runs));
        foreach (var table in Journal)
            batch.BatchCommands.Add(Command(RunRows.In(table).Delete, runs));
        var conversations = Command(
            """
            delete from conversations c where id in (select conversation_id from runs where id = any($1))
                and not exists (select from runs r where r.conversation_id = c.id and r.id <> all($1))
            """,
            runs
        );
        batch.BatchCommands.Add(conversations);
        batch.BatchCommands.Add(Command("delete from runs where id = any($1)", runs));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return (int)conversations.Rows;
    }

    private static async Task MarkBlobsAsync(NpgsqlConnection connection, Guid[] runs, CancellationToken cancellationToken)
    {
        var masked = await MaskedBlobs.ReadAsync(connection, "run_id = any($1)", runs, cancellationToken);
        await using var mark = new NpgsqlCommand(
            $"""
            insert into blob_removals (hash, since)
            select distinct hash, now() from (
                select hash from ({NamedBlobs}) named where run_id = any($1) union all select unnest($2::bytea[])
            ) h where hash is not null
            on conflict (hash) do update set since = excluded.since
            """,
            connection
        )
        {
            Parameters =
            {
                new() { Value = runs },
                new() { Value = masked.ToArray() },
            },
        };
        await mark.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlBatchCommand Command(string sql, Guid[] runs) => new(sql) { Parameters = { new() { Value = runs } } };

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
