using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using Workbench.Server.Storage;
using Workbench.Shared.Audit;

namespace Workbench.Server.Audit;

/// <summary>Entries of the chain, with the names that are still there.</summary>
internal sealed class AuditReader(NpgsqlDataSource store)
{
    private const string Lines = $"""
        select e.seq, e.id, e.at, e.person, e.about, e.verb, e.kind, e.subject, e.origin, e.details, e.hash, n.name, m.name
        from audit_entries e left join audit_names n on n.id = e.person left join audit_names m on m.id = e.about
        """;

    /// <summary>A name that was erased is looked for by what stands for it, as the page shows it.</summary>
    private const string Where = """
        where ($1::text is null or (case when $1 = 'Workbench' then e.person is null
                else e.person in (select id from audit_names where name = $1 or (name is null and 'erased person ' || left(id::text, 8) = $1)) end))
            and ($2::text is null or e.verb = $2) and ($3::text is null or e.kind = $3)
            and ($4::timestamptz is null or e.at >= $4) and ($5::timestamptz is null or e.at < $5)
            and ($6::text is null or e.subject ilike $6 or e.details ilike $6)
            and ($7::text is null or m.name = $7)
        """;

    public async Task<AuditPage> ListAsync(AuditFilter filter, long? after, int count, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand($"{Lines} {Where} and ($8::bigint is null or e.seq < $8) order by e.seq desc limit $9");
        AddTo(command, filter);
        command.Parameters.Add(new() { Value = after ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        command.Parameters.Add(new() { Value = count + 1 });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<AuditLine> lines = [];
        while (await reader.ReadAsync(cancellationToken))
            lines.Add(LineOf(reader));
        if (lines.Count <= count)
            return new AuditPage(lines, Next: null);
        lines.RemoveAt(count);
        return new AuditPage(lines, lines[^1].Number);
    }

    /// <summary>Oldest first, as they come from the store.</summary>
    /// <param name="until">The last number.</param>
    public async IAsyncEnumerable<AuditLine> ReadAsync(AuditFilter filter, long until, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand($"{Lines} {Where} and e.seq <= $8 order by e.seq");
        command.CommandTimeout = 0;
        AddTo(command, filter);
        command.Parameters.Add(new() { Value = until });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return LineOf(reader);
    }

    /// <summary>As the chain covers them, in their order.</summary>
    public async Task<List<SealedEntry>> SealedAsync(long after, int count, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            "select seq, id, at, person, about, verb, kind, subject, origin, details, hash from audit_entries where seq > $1 order by seq limit $2"
        );
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = count });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<SealedEntry> entries = [];
        while (await reader.ReadAsync(cancellationToken))
            entries.Add(
                new SealedEntry(
                    reader.GetInt64(0),
                    reader.GetGuid(1),
                    reader.GetFieldValue<DateTimeOffset>(2),
                    GuidAt(reader, 3),
                    GuidAt(reader, 4),
                    reader.GetString(5),
                    reader.GetString(6),
                    reader.GetString(7),
                    reader.GetString(8),
                    reader.GetString(9),
                    reader.GetFieldValue<byte[]>(10)
                )
            );
        return entries;
    }

    public async Task<(long Number, byte[] Hash)> LastAsync(CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenConnectionAsync(cancellationToken);
        return await AuditChain.LastAsync(connection, cancellationToken);
    }

    /// <returns>The number of the entry with this hash; null: none has it.</returns>
    public async Task<long?> FindAsync(byte[] hash, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand("select seq from audit_entries where hash = $1 limit 1");
        command.Parameters.Add(new() { Value = hash });
        return await command.ExecuteScalarAsync(cancellationToken) as long?;
    }

    /// <summary>Whether the database itself refuses to change entries.</summary>
    public async Task<bool> IsGuardedAsync(CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            "select exists (select from pg_trigger where tgrelid = 'audit_entries'::regclass and tgname = 'audit_entries_stay' and tgenabled = 'A')"
        );
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    public async Task<AuditFacets> FacetsAsync(CancellationToken cancellationToken)
    {
        // From one value to the next in the index: what counts is how many there are, not how many entries have them.
        await using var command = store.CreateCommand(
            $"""
            select array(select coalesce(name, 'erased person ' || left(id::text, 8)) from audit_names order by name nulls last, id),
                array({ValuesOf("verb")}), array({ValuesOf("kind")}), coalesce((select max(seq) from audit_entries), 0)
            """
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new AuditFacets(
            [.. reader.GetFieldValue<string[]>(0), AuditWords.Program],
            reader.GetFieldValue<string[]>(1),
            reader.GetFieldValue<string[]>(2),
            reader.GetInt64(3)
        );
    }

    private static string ValuesOf(string column) =>
        $"""
            with recursive v as (
                (select {column} as value from audit_entries order by {column} limit 1)
                union all
                select (select {column} from audit_entries where {column} > v.value order by {column} limit 1) from v where v.value is not null
            )
            select value from v where value is not null
            """;

    private static void AddTo(NpgsqlCommand command, AuditFilter filter)
    {
        foreach (var text in (string?[])[filter.Who, filter.What, filter.Kind])
            command.Parameters.Add(Text(text));
        command.Parameters.Add(Day(filter.From));
        command.Parameters.Add(Day(filter.To?.AddDays(1)));
        command.Parameters.Add(Text(LikePattern.Containing(filter.Text)));
        command.Parameters.Add(Text(filter.About));
    }

    private static NpgsqlParameter Text(string? text) => new() { Value = text ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter Day(DateOnly? day) =>
        new() { Value = day is { } d ? new DateTimeOffset(d, TimeOnly.MinValue, TimeSpan.Zero) : DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    private static AuditLine LineOf(NpgsqlDataReader reader)
    {
        var (person, about) = (GuidAt(reader, 3), GuidAt(reader, 4));
        return new AuditLine
        {
            Number = reader.GetInt64(0),
            Id = reader.GetGuid(1),
            At = reader.GetFieldValue<DateTimeOffset>(2),
            Who =
                person is not { } who ? AuditWords.Program
                : reader.IsDBNull(11) ? AuditWords.Erased(who)
                : reader.GetString(11),
            Person = person,
            About =
                about is not { } whom ? null
                : reader.IsDBNull(12) ? AuditWords.Erased(whom)
                : reader.GetString(12),
            AboutPerson = about,
            Verb = reader.GetString(5),
            Kind = reader.GetString(6),
            Subject = reader.GetString(7),
            Origin = reader.GetString(8),
            Details = reader.GetString(9),
            Hash = Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(10)),
        };
    }

    private static Guid? GuidAt(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetGuid(column);
}
