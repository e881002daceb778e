using Npgsql;
using Workbench.Shared.Retention;

namespace Workbench.Server.Retention;

/// <summary>How much room runs take that are to be deleted.</summary>
internal sealed class DueRoom(NpgsqlDataSource store)
{
    // Of a blob that is stored outside of its row the size alone is read.
    private const string Blobs = $"""
        with gone as (
            select named.hash from ({RunRemoval.NamedBlobs}) named left join unnest($1::uuid[]) due(id) on due.id = named.run_id
            where named.hash is not null group by named.hash having count(*) = count(due.id)
        )
        select count(*), coalesce(sum(octet_length(b.data)), 0)::bigint from gone join blobs b on b.hash = gone.hash
        """;

    private const string Rows = """
        select coalesce((
            (select sum(pg_total_relation_size(t::regclass)) from unnest(array['runs', 'run_claims', 'step_starts', 'steps', 'step_attempts', 'usage', 'run_texts']) t)
            * (select sum(step_count + 1) from runs where id = any($1)) / (select sum(step_count + 1) from runs)
        ), 0)::bigint
        """;

    public async Task<RetentionRoom> ReadAsync(Guid[] runs, CancellationToken cancellationToken)
    {
        if (runs.Length == 0)
            return new RetentionRoom(0, 0, 0, 0);
        await using var connection = await store.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection)
        {
            Timeout = 0,
            BatchCommands =
            {
                new NpgsqlBatchCommand(Blobs) { Parameters = { new() { Value = runs } } },
                new NpgsqlBatchCommand(Rows) { Parameters = { new() { Value = runs } } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (blobs, bytes) = (reader.GetInt64(0), reader.GetInt64(1));
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new RetentionRoom(runs.Length, blobs, bytes, reader.GetInt64(0));
    }
}
