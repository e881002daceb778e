using Npgsql;
using Workbench.Server.Audit;
using Workbench.Server.Costs;
using Workbench.Server.Retention;
using Workbench.Shared.Audit;
using Workbench.Shared.People;
using Workbench.Shared.VerifiedQueries;

namespace Workbench.Server.People;

/// <summary>
/// Erases a person: the runs with their conversations by way of retention, some at a time, and then the name wherever it stays behind. Each step is a transaction of its own, and
/// the name is known until the last of them: when one is cut off, the next time goes on.
/// </summary>
internal sealed class PersonErasure(
    NpgsqlDataSource store,
    PersonFinder finder,
    RunRemoval removal,
    ICostDays days,
    IAuditLog audit,
    IServiceScopeFactory scopes,
    TimeProvider time
)
{
    private const int Together = 200;

    /// <summary>What people do in runs of others is told in a step's words.</summary>
    private const string Words = """
        with renamed as (
            update steps set summary = case when kind = 'question' and right(summary, length($1) + 5) = ', by ' || $1 then left(summary, -length($1)) || $2 else summary end,
                error = case when error = 'Stopped by ' || $1 || '.' then 'Stopped by ' || $2 || '.' else error end
            where (kind = 'question' and right(summary, length($1) + 5) = ', by ' || $1) or error = 'Stopped by ' || $1 || '.'
            returning run_id
        )
        insert into run_text_queue (run_id) select distinct run_id from renamed
        """;

    public async Task<ErasureOutcome> EraseAsync(string name, CancellationToken cancellationToken)
    {
        if (name == AuditWords.Program || name.StartsWith("erased person ", StringComparison.Ordinal))
            return new ErasureRefused($"{name} is nobody's name.");
        if (await finder.LiveAsync(name, cancellationToken) is { Count: > 0 } live)
            return Living(name, live);
        await audit.FlushAsync(cancellationToken);
        await using var connection = await store.OpenConnectionAsync(cancellationToken);
        var label = AuditWords.Erased(await IdAsync(connection, name, cancellationToken));
        var left = await RenameOwnedAsync(name, label, cancellationToken);
        var (runs, conversations) = (0L, 0L);
        while (await ChunkAsync(connection, name, cancellationToken) is { Length: > 0 } some)
        {
            var gone = await DeleteAsync(connection, name, label, some, cancellationToken);
            if (gone.Runs == 0)
                return Living(name, await finder.LiveAsync(name, cancellationToken));
            (runs, conversations) = (runs + gone.Runs, conversations + gone.Conversations);
        }
        if (await finder.LiveAsync(name, cancellationToken) is { Count: > 0 } asked)
            return Living(name, asked);
        var renamed = await ForgetAsync(connection, name, label, runs, cancellationToken);
        return new PersonErased(label, runs, conversations, renamed, left);
    }

    private static ErasureRefused Living(string name, IReadOnlyList<Guid> live) =>
        new(
            $"{name} has {live.Count} runs that are not over ({string.Join(", ", live.Take(3))}{(live.Count > 3 ? ", …" : "")}). Stop them, then erase again; what was erased already stays so."
        );

    /// <summary>Stands for the person in the audit log, and from now on everywhere.</summary>
    private static async Task<Guid> IdAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            with made as (insert into audit_names (id, name) values (gen_random_uuid(), $1) on conflict (name) do nothing returning id)
            select id from made union all select id from audit_names where name = $1
            """,
            connection
        )
        {
            Parameters = { new() { Value = name } },
        };
        return (Guid)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<Guid[]> ChunkAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select array(select id from runs where user_name = $1 order by asked_at, id limit $2)", connection)
        {
            Parameters =
            {
                new() { Value = name },
                new() { Value = Together },
            },
        };
        return (Guid[])(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task<(int Runs, int Conversations)> DeleteAsync(
        NpgsqlConnection connection,
        string name,
        string label,
        Guid[] some,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, "set local lock_timeout = '10s'", cancellationToken);
        // As retention does: a question in one of the conversations comes before these locks, or finds them gone and begins anew.
        await ExecuteAsync(
            connection,
            "select from conversations where id in (select conversation_id from runs where id = any($1)) order by id for update",
            cancellationToken,
            some
        );
        await ExecuteAsync(connection, "select from runs where id = any($1) order by id for update", cancellationToken, some);
        await using (
            var over = new NpgsqlCommand(
                "select array(select id from runs where id = any($1) and status in ('done', 'failed', 'cancelled', 'superseded'))",
                connection
            )
            {
                Parameters = { new() { Value = some } },
            }
        )
            some = (Guid[])(await over.ExecuteScalarAsync(cancellationToken))!;
        // The sums of days are kept under the other name.
        await ExecuteAsync(connection, "update usage set user_name = $2 where run_id = any($1) and user_name = $3", cancellationToken, some, label, name);
        await ExecuteAsync(connection, "update runs set user_name = $2 where id = any($1)", cancellationToken, some, label);
        var conversations = some.Length == 0 ? 0 : await removal.DeleteAsync(connection, some, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (some.Length, conversations);
    }

    /// <summary>The last step: nothing has the name after it.</summary>
    private async Task<long> ForgetAsync(NpgsqlConnection connection, string name, string label, long runs, CancellationToken cancellationToken)
    {
        await ExecuteAsync(connection, Words, cancellationToken, name, label);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, "delete from layer_drafts where author = $1", cancellationToken, name);
        await ExecuteAsync(connection, "delete from step_notes where author = $1 and removed_at is not null", cancellationToken, name);
        await ExecuteAsync(connection, "delete from saved_views where owner = $1 and (not is_shared or removed_at is not null)", cancellationToken, name);
        // The filter by this person, in the address of whoever's views.
        await ExecuteAsync(
            connection,
            "update saved_views set query = replace(query, 'user=' || $1, 'user=' || $2) where position('user=' || $1 in query) > 0",
            cancellationToken,
            Uri.EscapeDataString(name),
            Uri.EscapeDataString(label)
        );
        await ExecuteAsync(
            connection,
            "delete from conversations c where user_name = $1 and not exists (select from runs r where r.conversation_id = c.id)",
            cancellationToken,
            name
        );
        // Its title is the person's first question.
        await ExecuteAsync(connection, "update conversations set title = 'Erased' where user_name = $1", cancellationToken, name);
        await days.RenameUserAsync(connection, name, label, cancellationToken);
        long renamed;
        await using (var batch = new NpgsqlBatch(connection) { Timeout = 0 })
        {
            foreach (var column in PersonName.All)
                batch.BatchCommands.Add(column.Rename(name, label));
            renamed = await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        var entry = new AuditEntry(AuditVerb.Erased, AuditKinds.Person, label)
        {
            About = name,
            Details = new() { ["runs"] = runs, ["renamed"] = renamed },
        };
        await AuditChain.AppendAsync(connection, [audit.Stamp(entry)], cancellationToken);
        await ExecuteAsync(connection, "update audit_names set name = null, erased_at = $2 where name = $1", cancellationToken, name, time.GetUtcNow());
        await transaction.CommitAsync(cancellationToken);
        return renamed;
    }

    /// <summary>Owners of verified queries stand in a file of the layer: a save of its own.</summary>
    private async Task<IReadOnlyList<string>> RenameOwnedAsync(string name, string label, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        if (scope.ServiceProvider.GetService<IVerifiedQueries>() is not { } verified)
            return [];
        List<string> left = [];
        foreach (var line in (await verified.OverviewAsync(cancellationToken)).Queries.Where(q => q.Owner == name))
            if (
                await verified.RenewAsync(
                    line.Question,
                    new(label, line.VerifiedOn ?? DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime), line.Expires),
                    cancellationToken
                )
                is VerifiedNotSaved refused
            )
                left.Add($"The verified query \"{line.Question}\" still names {name} as its owner: {refused.Reason}");
        return left;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
