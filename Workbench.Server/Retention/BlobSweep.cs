using System.Runtime.CompilerServices;
using Npgsql;
using Workbench.Server.Runs;

namespace Workbench.Server.Retention;

/// <summary>
/// Deletes blobs of runs that were deleted on an earlier day and that no step names any more. A writer that names a blob has written it itself, or said again that it is in use,
/// within the hour; or it read its hash from a run that was there. So what nobody wrote for <see cref="KnownBlobs.SafeFor"/>, and no executor that still runs can have
/// taken up since, is about to be named by no one.
/// </summary>
internal static class BlobSweep
{
    private const int Together = 1_000;

    /// <summary>Nobody who waits for a lock of these rows waits in a circle: all lock them in the order of their hashes.</summary>
    private const string DeleteSome = $"""
        with looked as (
            delete from due_blobs where hash in (select hash from due_blobs order by hash limit $2) returning hash
        ), unused as (
            select b.hash from blobs b where b.hash in (select hash from looked) and b.kept_at < $1 order by b.hash for update
        ), gone as (
            delete from blobs b using unused u where b.hash = u.hash returning b.hash, octet_length(b.data) as bytes
        ), done as (
            delete from blob_removals r using looked s
            where r.hash = s.hash and (r.hash in (select hash from gone) or not exists (select from blobs b where b.hash = s.hash))
        )
        select (select count(*) from looked), count(*), coalesce(sum(bytes), 0)::bigint from gone
        """;

    /// <returns>Blobs and their bytes as they go, some at a time.</returns>
    public static async IAsyncEnumerable<(long Blobs, long Bytes)> SweepAsync(
        NpgsqlConnection connection,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var safe = KnownBlobs.SafeFor;
        await ExecuteAsync(connection, "create temp table if not exists due_blobs (hash bytea primary key); truncate due_blobs", cancellationToken);
        var before = (DateTime)(await ScalarAsync(connection, "select now() - $1", cancellationToken, safe))!;
        await ExecuteAsync(connection, "insert into due_blobs select hash from blob_removals where since < $1", cancellationToken, before);
        await ExecuteAsync(connection, "analyze due_blobs", cancellationToken);
        if (await ScalarAsync(connection, "select exists (select from due_blobs)", cancellationToken) is false)
            yield break;
        // Whatever stood still for a day with a run of its own in hand may still name what was in use when it took the run.
        var unused = (DateTime)
            (
                await ScalarAsync(
                    connection,
                    """
                    select least($1, (
                        select min(c.at) from runs r join run_claims c on c.run_id = r.id and c.fence = r.fence where r.status = 'running') - 2 * $2::interval)
                    """,
                    cancellationToken,
                    before,
                    KnownBlobs.KnownFor
                )
            )!;
        await KeepNeededAsync(connection, before, cancellationToken);
        while (await DeleteSomeAsync(connection, unused, cancellationToken) is { Looked: > 0 } some)
            yield return (some.Blobs, some.Bytes);
    }

    private static async Task KeepNeededAsync(NpgsqlConnection connection, DateTime before, CancellationToken cancellationToken)
    {
        var masked = await MaskedBlobs.ReadAsync(connection, "true", runs: null, cancellationToken);
        await ExecuteAsync(
            connection,
            $"""
            create temp table if not exists needed_blobs (hash bytea primary key);
            truncate needed_blobs;
            """,
            cancellationToken
        );
        await ExecuteAsync(
            connection,
            $"""
            insert into needed_blobs
            select distinct d.hash from due_blobs d join ({RunRemoval.NamedBlobs}) named on named.hash = d.hash
            union select hash from due_blobs where hash = any($1)
            """,
            cancellationToken,
            [masked.ToArray()]
        );
        // One that a run needs is looked at again when that run is deleted.
        await ExecuteAsync(connection, "delete from blob_removals r using needed_blobs n where r.hash = n.hash and r.since < $1", cancellationToken, before);
        await ExecuteAsync(connection, "delete from due_blobs d using needed_blobs n where d.hash = n.hash", cancellationToken);
    }

    private static async Task<(long Looked, long Blobs, long Bytes)> DeleteSomeAsync(
        NpgsqlConnection connection,
        DateTime unused,
        CancellationToken cancellationToken
    )
    {
        await using var command = Command(connection, DeleteSome, unused, Together);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = Command(connection, sql, values);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = Command(connection, sql, values);
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return command;
    }
}
