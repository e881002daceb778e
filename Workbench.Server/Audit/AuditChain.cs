using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Workbench.Server.Audit;

/// <summary>
/// The end of the chain. One process at a time puts entries there: each gets the next number and the hash over the one before, in the transaction that writes it, so that no
/// row is ever without them.
/// </summary>
internal sealed class AuditChain(NpgsqlDataSource store)
{
    /// <summary>Of the transaction that writes to the chain or to its names.</summary>
    public const string Lock = "select pg_advisory_xact_lock(hashtextextended('audit_chain', 0))";

    /// <summary>What waits for each other in the lock is short; longer than this, something is wrong, and it is tried again.</summary>
    private const string Patience = "set local lock_timeout = '30s'";

    // Who has no name yet gets an id that says nothing of him.
    private const string Names = """
        insert into audit_names (id, name) select gen_random_uuid(), n from unnest($1) n where n <> '' on conflict (name) do nothing
        """;

    private const string Known = """
        select i from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[]) with ordinality t(id, saw, kind, subject, at, i)
        where exists (select from audit_entries e where e.id = t.id)
            or exists (select from audit_entries e where e.verb = 'saw' and e.person = t.saw and e.kind = t.kind and e.subject = t.subject
                and date_trunc('hour', e.at at time zone 'UTC') = date_trunc('hour', t.at at time zone 'UTC'))
        """;

    private const string Insert = """
        insert into audit_entries (seq, id, at, person, about, verb, kind, subject, origin, details, hash)
        select * from unnest($1::bigint[], $2::uuid[], $3::timestamptz[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::bytea[])
        """;

    public async Task AppendAsync(IReadOnlyList<PendingEntry> entries, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await AppendAsync(connection, entries, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Within the transaction that the connection is in. Whoever writes waits until it ends.</summary>
    public static async Task AppendAsync(NpgsqlConnection connection, IReadOnlyList<PendingEntry> entries, CancellationToken cancellationToken)
    {
        await ExecuteAsync(connection, Patience, cancellationToken);
        await ExecuteAsync(connection, Lock, cancellationToken);
        var people = await PeopleAsync(
            connection,
            [.. entries.SelectMany(e => (string[])[e.Who, e.About]).Distinct(StringComparer.Ordinal)],
            cancellationToken
        );
        var known = await KnownAsync(connection, entries, people, cancellationToken);
        var (number, hash) = await LastAsync(connection, cancellationToken);
        List<SealedEntry> made = [];
        HashSet<(Guid?, string, string, long)> seen = [];
        for (var i = 0; i < entries.Count; i++)
        {
            var e = entries[i];
            var person = people.TryGetValue(e.Who, out var who) ? who : (Guid?)null;
            if (known.Contains(i) || (e.IsOncePerHour && !seen.Add((person, e.Kind, e.Subject, e.At.Ticks / TimeSpan.TicksPerHour))))
                continue;
            var about = people.TryGetValue(e.About, out var whom) ? whom : (Guid?)null;
            var entry = new SealedEntry(++number, e.Id, e.At, person, about, e.Verb, e.Kind, e.Subject, e.Origin, e.Details, []);
            hash = entry.HashAfter(hash);
            made.Add(entry with { Hash = hash });
        }
        if (made.Count > 0)
            await InsertAsync(connection, made, cancellationToken);
    }

    /// <returns>The last number and its hash; 0 and zeros: there is no entry yet.</returns>
    public static async Task<(long Number, byte[] Hash)> LastAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select seq, hash from audit_entries order by seq desc limit 1", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : (0, SealedEntry.NoHash);
    }

    private static async Task<Dictionary<string, Guid>> PeopleAsync(NpgsqlConnection connection, string[] names, CancellationToken cancellationToken)
    {
        await using (var add = new NpgsqlCommand(Names, connection) { Parameters = { new() { Value = names } } })
            await add.ExecuteNonQueryAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select name, id from audit_names where name = any($1)", connection)
        {
            Parameters = { new() { Value = names } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        Dictionary<string, Guid> people = new(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            people.Add(reader.GetString(0), reader.GetGuid(1));
        return people;
    }

    /// <returns>Places of those that are written already, by this process in a try before, or by another one in the same hour.</returns>
    private static async Task<HashSet<int>> KnownAsync(
        NpgsqlConnection connection,
        IReadOnlyList<PendingEntry> entries,
        Dictionary<string, Guid> people,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(Known, connection)
        {
            Parameters =
            {
                new() { Value = entries.Select(e => e.Id).ToArray() },
                new()
                {
                    Value = entries.Select(e => e.IsOncePerHour && people.TryGetValue(e.Who, out var person) ? person : (Guid?)null).ToArray(),
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid,
                },
                new() { Value = entries.Select(e => e.Kind).ToArray() },
                new() { Value = entries.Select(e => e.Subject).ToArray() },
                new() { Value = entries.Select(e => e.At).ToArray() },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        HashSet<int> known = [];
        while (await reader.ReadAsync(cancellationToken))
            known.Add(int.CreateChecked(reader.GetInt64(0)) - 1);
        return known;
    }

    private static async Task InsertAsync(NpgsqlConnection connection, List<SealedEntry> entries, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Insert, connection)
        {
            Parameters =
            {
                new() { Value = entries.ConvertAll(e => e.Number).ToArray() },
                new() { Value = entries.ConvertAll(e => e.Id).ToArray() },
                new() { Value = entries.ConvertAll(e => e.At).ToArray() },
                new() { Value = entries.ConvertAll(e => e.Person).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid },
                new() { Value = entries.ConvertAll(e => e.About).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid },
                new() { Value = entries.ConvertAll(e => e.Verb).ToArray() },
                new() { Value = entries.ConvertAll(e => e.Kind).ToArray() },
                new() { Value = entries.ConvertAll(e => e.Subject).ToArray() },
                new() { Value = entries.ConvertAll(e => e.Origin).ToArray() },
                new() { Value = entries.ConvertAll(e => e.Details).ToArray() },
                new() { Value = entries.ConvertAll(e => e.Hash).ToArray() },
            },
        };
        var written = await command.ExecuteNonQueryAsync(cancellationToken);
        if (written != entries.Count)
            throw new InvalidOperationException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Of {entries.Count} entries of the audit log, {written} were written from number {entries[0].Number} on."
                )
            );
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
