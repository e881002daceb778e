using Npgsql;
using Workbench.Server.Runs;

namespace Workbench.Server.Telemetry.Export;

/// <summary>
/// Runs that are over and not exported yet. The store itself puts a run in when it ends, in the same transaction, as long as some server exports: so none is forgotten
/// whatever dies, and no run waits for a collector.
/// </summary>
internal sealed class ExportQueue(NpgsqlDataSource store)
{
    /// <summary>A server that died between sending and saying so leaves its runs to others after this.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>Says that runs are exported: from now on those that end are kept for it, for a day after this was said last.</summary>
    public async Task AnnounceAsync(CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand("update run_export set seen_at = now()");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <returns>Runs, and whether they are taken for the first time.</returns>
    public async Task<List<(Guid Run, bool IsFirst)>> TakeAsync(int most, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            """
            with due as (
                select run_id, tries from run_exports where taken_until is null or taken_until < now() order by queued_at limit $1 for update skip locked
            )
            update run_exports e set taken_until = now() + $2, tries = due.tries + 1 from due where e.run_id = due.run_id returning e.run_id, due.tries = 0
            """
        );
        command.Parameters.Add(JournalSql.Value(most));
        command.Parameters.Add(JournalSql.Value(Lease));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<(Guid, bool)> taken = [];
        while (await reader.ReadAsync(cancellationToken))
            taken.Add((reader.GetGuid(0), reader.GetBoolean(1)));
        return taken;
    }

    /// <summary>They are exported, or never will be.</summary>
    public async Task DoneAsync(IEnumerable<Guid> runs, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand("delete from run_exports where run_id = any($1)");
        command.Parameters.Add(JournalSql.Value(runs.ToArray()));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task GiveBackAsync(IEnumerable<Guid> runs, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand("update run_exports set taken_until = null where run_id = any($1)");
        command.Parameters.Add(JournalSql.Value(runs.ToArray()));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
