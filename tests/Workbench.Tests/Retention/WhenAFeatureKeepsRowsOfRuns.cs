using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Workbench.Server;
using Workbench.Server.Runs;
using Workbench.Server.Storage;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Retention;

public sealed class WhenAFeatureKeepsRowsOfRuns(EmbeddedPostgresFixture postgres)
{
    /// <summary>Tables that outlive the runs which they name, and those of the journal itself.</summary>
    private static readonly Dictionary<string, string> Others = new(StringComparer.Ordinal)
    {
        ["run_claims"] = "of the journal",
        ["step_starts"] = "of the journal",
        ["steps"] = "of the journal",
        ["step_attempts"] = "of the journal",
        ["step_files"] = "of the journal",
        ["usage"] = "of the journal",
        ["run_text_queue"] = "a queue: a run that is gone is taken out of the search",
        ["cost_day_runs"] = "the dearest of a day, written anew when one of its runs goes",
        ["eval_outcomes"] = "what an eval found stays; its link leads nowhere",
        ["router_labels"] = "what a person said of a message, with the message",
    };

    [Fact]
    public async Task Every_table_with_a_run_says_what_becomes_of_its_rows()
    {
        var connection = await postgres.CreateDatabaseAsync();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["ConnectionStrings:Workbench"] = connection })
            .Build();
        await using var store = await StoreConnection.OpenAsync(
            configuration,
            new DataDirectory(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"))),
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );
        var services = new ServiceCollection().AddLogging().AddWorkbench(configuration, store);
        await using var migrating = new ServiceCollection().AddLogging().AddStorage(connection).BuildServiceProvider();
        await migrating.GetRequiredService<StoreMigrations>().ApplyAsync(TestContext.Current.CancellationToken);

        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(
            "select array_agg(table_name::text) from information_schema.columns where table_schema = 'public' and column_name = 'run_id' and table_name in (select tablename from pg_tables)"
        );
        var tables = (string[])(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        var registered = services.Select(s => s.ImplementationInstance).OfType<RunRows>().Select(r => r.Table).ToList();

        tables.Except(registered).Except(Others.Keys).ShouldBeEmpty("a feature registers RunRows for a table with rows of runs");
        registered.ShouldBeUnique();
    }
}
