using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Workbench.Server.Storage;

/// <summary>
/// Brings the schema of the store up to date. Migrations are classes written by hand, in the folder of the feature whose tables they
/// make (docs/decisions/0002-migrations-by-hand.md); EF runs them in the order of their ids.
/// </summary>
public sealed class StoreMigrations(IDbContextFactory<WorkbenchDb> databases, NpgsqlDataSource store)
{
    /// <summary>Any number does, as long as nobody else uses it: "workbnch" in ASCII.</summary>
    private const long AdvisoryLock = 0x776F726B626E6368;

    /// <summary>Applies what is missing. Any number of processes may do so at once.</summary>
    /// <returns>The ids of the migrations that this call applied.</returns>
    public async Task<IReadOnlyList<string>> ApplyAsync(CancellationToken cancellationToken)
    {
        await using var holder = await store.OpenConnectionAsync(cancellationToken);
        await using (
            var take = new NpgsqlCommand("select pg_advisory_lock($1)", holder) { Parameters = { new() { Value = AdvisoryLock } }, CommandTimeout = 300 }
        )
            await take.ExecuteNonQueryAsync(cancellationToken);

        try
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            var missing = (await database.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
            if (missing.Count > 0)
                await database.Database.MigrateAsync(cancellationToken);

            return missing;
        }
        finally
        {
            await using var release = new NpgsqlCommand("select pg_advisory_unlock($1)", holder) { Parameters = { new() { Value = AdvisoryLock } } };
            await release.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }
}
