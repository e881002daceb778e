using Npgsql;
using NpgsqlTypes;
using Workbench.Server.Storage;
using Workbench.Shared.People;

namespace Workbench.Server.People;

/// <summary>Who is known, and what there is of each.</summary>
internal sealed class PersonFinder(NpgsqlDataSource store)
{
    // From one name to the next in the index, however many runs each has.
    private const string People = """
        with recursive asked as (
            (select user_name as name from runs order by user_name limit 1)
            union all
            (select (select user_name from runs where user_name > a.name order by user_name limit 1) from asked a where a.name is not null)
        ), known as (
            select name from asked where name is not null
            union select user_name from conversations
            union select name from audit_names where name is not null
            union select author from layer_entries where author is not null
        )
        select k.name, (select count(*) from conversations c where c.user_name = k.name), r.runs, r.cost, r.first_at, r.last_at,
            (select count(*) from audit_entries e join audit_names n on n.id in (e.person, e.about) where n.name = k.name)
        from known k cross join lateral (
            select count(*) as runs, sum(cost_usd) as cost, min(asked_at) as first_at, max(asked_at) as last_at from runs where user_name = k.name
        ) r
        """;

    public async Task<PeoplePage> ListAsync(string? search, string? after, int count, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            $"""
            {People} where k.name not like 'erased person %' and ($1::text is null or k.name ilike $1) and ($2::text is null or k.name > $2) order by k.name limit $3
            """
        );
        command.Parameters.Add(Text(LikePattern.Containing(search)));
        command.Parameters.Add(Text(after));
        command.Parameters.Add(new() { Value = count + 1 });
        var people = await ReadAsync(command, cancellationToken);
        if (people.Count <= count)
            return new PeoplePage(people, Next: null);
        people.RemoveAt(count);
        return new PeoplePage(people, people[^1].Name);
    }

    public async Task<PersonLine?> FindAsync(string name, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand($"{People} where k.name = $1");
        command.Parameters.Add(new() { Value = name });
        return (await ReadAsync(command, cancellationToken)).SingleOrDefault();
    }

    public async Task<IReadOnlyList<Guid>> LiveAsync(string name, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            "select coalesce(array_agg(id), '{}') from runs where user_name = $1 and status in ('queued', 'running', 'waiting')"
        );
        command.Parameters.Add(new() { Value = name });
        return (Guid[])(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task<long> CountAsync(string sql, string name, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(sql);
        command.Parameters.Add(new() { Value = name });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static NpgsqlParameter Text(string? text) => new() { Value = text ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static async Task<List<PersonLine>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<PersonLine> people = [];
        while (await reader.ReadAsync(cancellationToken))
            people.Add(
                new PersonLine(
                    reader.GetString(0),
                    reader.GetInt64(1),
                    reader.GetInt64(2),
                    reader.IsDBNull(3) ? null : reader.GetDecimal(3),
                    reader.IsDBNull(4) ? null : reader.GetFieldValue<DateTimeOffset>(4),
                    reader.IsDBNull(5) ? null : reader.GetFieldValue<DateTimeOffset>(5),
                    reader.GetInt64(6)
                )
            );
        return people;
    }
}
