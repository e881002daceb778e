using Npgsql;
using NpgsqlTypes;
using Workbench.Server.Storage;
using Workbench.Shared.Gateway;

namespace Workbench.Server.Gateway;

/// <summary>Keys in the store. When one was last used is when its newest call was recorded.</summary>
internal sealed class StoredKeys(NpgsqlDataSource store)
{
    private const string Select = """
        select k.id, k.name, coalesce(n.id, ''), k.models, k.endpoints, k.created_at, k.created_by, k.expires_at, k.revoked_at,
            (select max(r.asked_at) from runs r where r.conversation_id = k.id),
            (select max(s.valid_until) from gateway_key_secrets s where s.key_id = k.id and s.valid_until > $1)
        from gateway_keys k
        left join lateral (select s.id from gateway_key_secrets s where s.key_id = k.id order by s.created_at desc, s.id limit 1) n on true
        """;

    public async Task<IReadOnlyList<GatewayKey>> ListAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            $"{Select} order by k.revoked_at is not null or coalesce(k.expires_at <= $1, false), lower(k.name), k.created_at"
        );
        command.Parameters.Add(new() { Value = now.ToUniversalTime() });
        return await ReadAsync(command, cancellationToken);
    }

    public async Task<GatewayKey?> FindAsync(Guid id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand($"{Select} where k.id = $2");
        command.Parameters.Add(new() { Value = now.ToUniversalTime() });
        command.Parameters.Add(new() { Value = id });
        return (await ReadAsync(command, cancellationToken)) is [var key] ? key : null;
    }

    /// <summary>All secrets that may still be good, with their keys.</summary>
    public async Task<List<KnownSecret>> SecretsAsync(CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            """
            select s.id, s.hash, s.valid_until, k.id, k.name, k.models, k.endpoints, k.created_by, k.expires_at, k.revoked_at
            from gateway_key_secrets s join gateway_keys k on k.id = s.key_id
            """
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<KnownSecret> secrets = [];
        while (await reader.ReadAsync(cancellationToken))
            secrets.Add(
                new KnownSecret(
                    reader.GetString(0),
                    reader.GetFieldValue<byte[]>(1),
                    Time(reader, 2),
                    new CallingKey(
                        reader.GetGuid(3),
                        reader.GetString(4),
                        [.. reader.GetFieldValue<string[]>(5)],
                        [.. reader.GetFieldValue<string[]>(6).Select(Endpoint)],
                        reader.GetString(7),
                        Time(reader, 8),
                        Time(reader, 9)
                    )
                )
            );
        return secrets;
    }

    /// <returns>False: another key that is not revoked has the name.</returns>
    public async Task<bool> TryAddAsync(GatewayKey key, string secret, byte[] hash, CancellationToken cancellationToken)
    {
        await using var batch = store.CreateBatch();
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand(
                "insert into gateway_keys (id, name, models, endpoints, created_at, created_by, expires_at) values ($1, $2, $3, $4, $5, $6, $7)"
            )
            {
                Parameters =
                {
                    new() { Value = key.Id },
                    new() { Value = key.Name },
                    new() { Value = key.Models.ToArray() },
                    new() { Value = key.Endpoints.Select(Word).ToArray() },
                    new() { Value = key.CreatedAt.ToUniversalTime() },
                    new() { Value = key.CreatedBy },
                    new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = (object?)key.ExpiresAt?.ToUniversalTime() ?? DBNull.Value },
                },
            }
        );
        batch.BatchCommands.Add(InsertSecret(key.Id, secret, hash, key.CreatedAt));
        try
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
            return true;
        }
        catch (PostgresException e) when (e is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "ix_gateway_keys_name" })
        {
            return false;
        }
    }

    /// <summary>Adds a secret; those before it are good until <paramref name="oldUntil"/> at the latest.</summary>
    public async Task RotateAsync(Guid key, string secret, byte[] hash, DateTimeOffset now, DateTimeOffset oldUntil, CancellationToken cancellationToken)
    {
        await using var batch = store.CreateBatch();
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand("update gateway_key_secrets set valid_until = least(valid_until, $2) where key_id = $1")
            {
                Parameters =
                {
                    new() { Value = key },
                    new() { Value = oldUntil.ToUniversalTime() },
                },
            }
        );
        batch.BatchCommands.Add(InsertSecret(key, secret, hash, now));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task RevokeAsync(Guid key, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand("update gateway_keys set revoked_at = $2 where id = $1 and revoked_at is null");
        command.Parameters.Add(new() { Value = key });
        command.Parameters.Add(new() { Value = now.ToUniversalTime() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlBatchCommand InsertSecret(Guid key, string secret, byte[] hash, DateTimeOffset now) =>
        new("insert into gateway_key_secrets (id, key_id, hash, created_at) values ($1, $2, $3, $4)")
        {
            Parameters =
            {
                new() { Value = secret },
                new() { Value = key },
                new() { Value = hash },
                new() { Value = now.ToUniversalTime() },
            },
        };

    private static async Task<List<GatewayKey>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<GatewayKey> keys = [];
        while (await reader.ReadAsync(cancellationToken))
            keys.Add(
                new GatewayKey(
                    reader.GetGuid(0),
                    reader.GetString(1),
                    KeySecret.Prefix + reader.GetString(2),
                    reader.GetFieldValue<string[]>(3),
                    [.. reader.GetFieldValue<string[]>(4).Select(Endpoint)],
                    reader.GetFieldValue<DateTimeOffset>(5),
                    reader.GetString(6),
                    Time(reader, 7),
                    Time(reader, 8),
                    Time(reader, 9)
                )
                {
                    OldSecretUntil = Time(reader, 10),
                }
            );
        return keys;
    }

    private static DateTimeOffset? Time(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);

    private static string Word(GatewayEndpoint endpoint) => SnakeCaseNames.Of(endpoint.ToString());

    private static GatewayEndpoint Endpoint(string word) => Enum.Parse<GatewayEndpoint>(word, ignoreCase: true);
}
