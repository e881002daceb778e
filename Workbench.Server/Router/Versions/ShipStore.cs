using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Workbench.Shared;
using Workbench.Shared.Router;

namespace Workbench.Server.Router.Versions;

/// <summary>The database's word on which weights are in use, and how it came to that.</summary>
internal sealed class ShipStore(NpgsqlDataSource store)
{
    /// <summary>NOTIFY channel: servers read anew.</summary>
    public const string Channel = "router_versions";

    /// <summary>Hash of the weights in use; null: the program's own.</summary>
    public async Task<byte[]?> InUseAsync(CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand("select to_hash from router_ships order by id desc limit 1");
        return await command.ExecuteScalarAsync(cancellationToken) as byte[];
    }

    public async Task<byte[]?> FileAsync(byte[] hash, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand("select file from router_weights where hash = $1");
        command.Parameters.Add(new() { Value = hash });
        return await command.ExecuteScalarAsync(cancellationToken) as byte[];
    }

    /// <summary>All that were ever in use, the program's own apart.</summary>
    public async Task<IReadOnlyList<KnownVersion>> VersionsAsync(CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand("select name, file, about::text from router_weights order by added_at, name");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<KnownVersion> versions = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            var name = reader.GetString(0);
            var version = KnownVersion.Of(reader.GetFieldValue<byte[]>(1), $"the version {name} of the database");
            versions.Add(version with { Name = name, About = reader.IsDBNull(2) ? null : Read<RouterVersionAbout>(reader.GetString(2)) });
        }
        return versions;
    }

    /// <summary>Writes a ship and tells all servers, unless another version came into use meanwhile.</summary>
    /// <param name="from">Hash of what was in use when the two were compared; null: the program's own weights.</param>
    /// <returns>Null: another one did.</returns>
    public async Task<long?> TryShipAsync(byte[]? from, KnownVersion to, Shipment shipment, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Of two at once the second sees what the first did.
        await using (var alone = new NpgsqlCommand("lock table router_ships in exclusive mode", connection, transaction))
            await alone.ExecuteNonQueryAsync(cancellationToken);
        await using (var now = new NpgsqlCommand("select to_hash from router_ships order by id desc limit 1", connection, transaction))
            if (!(await now.ExecuteScalarAsync(cancellationToken) as byte[]).AsSpan().SequenceEqual(from))
                return null;
        if (!to.IsOwn)
        {
            await using var keep = new NpgsqlCommand(
                "insert into router_weights (hash, name, file, about, added_at) values ($1, $2, $3, $4, $5) on conflict (hash) do nothing",
                connection,
                transaction
            );
            keep.Parameters.AddRange(
                (NpgsqlParameter[])
                    [new() { Value = to.Hash }, new() { Value = to.Name }, new() { Value = to.File }, Json(to.About), new() { Value = shipment.At }]
            );
            await keep.ExecuteNonQueryAsync(cancellationToken);
        }
        await using var insert = new NpgsqlCommand(
            """
            insert into router_ships (at, shipped_by, from_name, from_hash, to_name, to_hash, insisted, undoes, comparison)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id
            """,
            connection,
            transaction
        );
        insert.Parameters.AddRange(
            (NpgsqlParameter[])
                [
                    new() { Value = shipment.At },
                    new() { Value = shipment.By },
                    new() { Value = shipment.From },
                    Bytes(from),
                    new() { Value = to.Name },
                    Bytes(to.IsOwn ? null : to.Hash),
                    new() { NpgsqlDbType = NpgsqlDbType.Text, Value = shipment.Insisted ?? (object)DBNull.Value },
                    new() { NpgsqlDbType = NpgsqlDbType.Bigint, Value = shipment.Undoes ?? (object)DBNull.Value },
                    Json(shipment.Comparison),
                ]
        );
        var id = (long)(await insert.ExecuteScalarAsync(cancellationToken))!;
        await using (var tell = new NpgsqlCommand("select pg_notify($1, '')", connection, transaction) { Parameters = { new() { Value = Channel } } })
            await tell.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return id;
    }

    /// <summary>The last ship that was not undone: its number, and what was in use before it (null: the program's own).</summary>
    public async Task<(long Id, byte[]? From)?> LastAsync(CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            """
            select id, from_hash from router_ships s
            where undoes is null and not exists (select from router_ships u where u.undoes = s.id)
            order by id desc limit 1
            """
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetFieldValue<byte[]>(1)) : null;
    }

    public async Task<IReadOnlyList<RouterShip>> HistoryAsync(int count, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            "select id, at, shipped_by, from_name, to_name, insisted, undoes, comparison::text from router_ships order by id desc limit $1"
        );
        command.Parameters.Add(new() { Value = count });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<RouterShip> ships = [];
        while (await reader.ReadAsync(cancellationToken))
            ships.Add(
                new RouterShip(
                    reader.GetInt64(0),
                    reader.GetFieldValue<DateTimeOffset>(1),
                    reader.GetString(2),
                    reader.GetString(3),
                    reader.GetString(4),
                    reader.IsDBNull(5) ? null : reader.GetString(5),
                    !reader.IsDBNull(6),
                    reader.IsDBNull(7) ? null : Read<RouterComparison>(reader.GetString(7))
                )
            );
        return ships;
    }

    private static NpgsqlParameter Bytes(byte[]? bytes) => new() { NpgsqlDbType = NpgsqlDbType.Bytea, Value = bytes ?? (object)DBNull.Value };

    private static NpgsqlParameter Json<T>(T? value)
        where T : class =>
        new() { NpgsqlDbType = NpgsqlDbType.Jsonb, Value = value is null ? DBNull.Value : JsonSerializer.Serialize(value, WireJson.Options) };

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, WireJson.Options)!;
}

/// <param name="From">Name of what was in use.</param>
/// <param name="Undoes">The ship that it takes back.</param>
internal sealed record Shipment(DateTimeOffset At, string By, string From, string? Insisted, long? Undoes, RouterComparison? Comparison);
