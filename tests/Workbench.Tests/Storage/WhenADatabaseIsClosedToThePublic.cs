using Npgsql;
using Shouldly;
using Workbench.Server.Storage;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Storage;

public sealed class WhenADatabaseIsClosedToThePublic(EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_closed_although_another_session_wrote_its_row_meanwhile()
    {
        await using var server = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync("closing"));
        await using var other = await server.OpenConnectionAsync(Cancellation);
        // CreateDatabaseAsync closed it; open, it has something to close.
        await ExecuteAsync(other, "grant connect on database closing to public");

        // The first attempt waits for the other session, and PostgreSQL gives it up when that one commits.
        await ExecuteAsync(other, "begin; grant temporary on database closing to public");
        var closing = PostgresDatabases.CloseToPublicAsync(server, "closing", Cancellation);
        while (!await IsWaitingAsync(server))
            await Task.Delay(5, Cancellation);
        await ExecuteAsync(other, "commit");
        await closing;

        await using var isOpen = server.CreateCommand("select has_database_privilege('public', 'closing', 'CONNECT')");
        (await isOpen.ExecuteScalarAsync(Cancellation)).ShouldBe(false);
    }

    private static async Task<bool> IsWaitingAsync(NpgsqlDataSource server)
    {
        await using var waits = server.CreateCommand(
            "select exists (select from pg_stat_activity where wait_event_type = 'Lock' and query like 'revoke all on database \"closing\"%')"
        );
        return await waits.ExecuteScalarAsync(Cancellation) is true;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
