using Npgsql;
using Workbench.Shared.Retention;

namespace Workbench.Server.Retention;

/// <summary>What each round deleted, told as it goes on.</summary>
internal sealed class RetentionLog(NpgsqlDataSource store)
{
    /// <summary>Of the session that deletes: one in all processes, and let go of with it however it ends.</summary>
    public const string Key = "hashtextextended('retention', 0)";

    // PostgreSQL shows the two halves of a key.
    private const string Last = $"""
        select at, by, ended_at is not null,
            exists (select from pg_locks where locktype = 'advisory' and objsubid = 1 and database = (select oid from pg_database where datname = current_database())
                and (classid::bigint << 32 | objid::bigint) = {Key}),
            due, runs, conversations, blobs, bytes
        from retention_rounds order by id desc limit 1
        """;

    /// <returns>Its number.</returns>
    public async Task<long> BeginAsync(string by, DateTimeOffset at, long due, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand("insert into retention_rounds (at, by, due) values ($1, $2, $3) returning id");
        command.Parameters.AddRange((NpgsqlParameter[])[new() { Value = at }, new() { Value = by }, new() { Value = due }]);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task TellAsync(long id, RetentionRound round, DateTimeOffset? endedAt, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            "update retention_rounds set runs = $2, conversations = $3, blobs = $4, bytes = $5, ended_at = $6 where id = $1"
        );
        command.Parameters.AddRange(
            (NpgsqlParameter[])
                [
                    new() { Value = id },
                    new() { Value = round.Runs },
                    new() { Value = round.Conversations },
                    new() { Value = round.Blobs },
                    new() { Value = round.Bytes },
                    new() { Value = endedAt ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz },
                ]
        );
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <returns>Null: there was none.</returns>
    public async Task<RetentionRound?> LastAsync(CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(Last);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new RetentionRound(
                reader.GetFieldValue<DateTimeOffset>(0),
                reader.GetString(1),
                reader.GetBoolean(2) ? RetentionState.Done
                    : reader.GetBoolean(3) ? RetentionState.Running
                    : RetentionState.CutOff,
                reader.GetInt64(4),
                reader.GetInt64(5),
                reader.GetInt64(6),
                reader.GetInt64(7),
                reader.GetInt64(8)
            )
            : null;
    }
}
