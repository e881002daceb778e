using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Workbench.Server.Retention;
using Workbench.Server.Runs;
using Workbench.Shared.Costs;
using Workbench.Shared.Retention;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Runs;

namespace Workbench.Tests.Retention;

/// <summary>A process that deletes runs when it is told to, and a store whose rows can be made older.</summary>
internal sealed class RetentionHost : IAsyncDisposable
{
    /// <summary>Hashes that a step names and that are not there.</summary>
    private const string Missing = $"""
        select count(*) from ({RunRemoval.NamedBlobs}) n where n.hash is not null and not exists (select from blobs b where b.hash = n.hash)
        """;

    private RetentionHost(RunsHost runs) => Runs = runs;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public RunsHost Runs { get; }

    /// <param name="knownFor">How long a process relies on a blob that it wrote.</param>
    public static async Task<RetentionHost> StartAsync(
        EmbeddedPostgresFixture postgres,
        Dictionary<string, string?>? settings = null,
        TimeSpan? knownFor = null,
        Action<IServiceCollection>? more = null,
        string? store = null
    )
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["Retention:Days"] = "40",
                    // Nothing by itself.
                    ["Runs:TakesOthers"] = "false",
                }
            )
            .AddInMemoryCollection(settings ?? [])
            .Build();
        return new RetentionHost(
            await RunsHost.StartAsync(
                store ?? await postgres.CreateStoreDatabaseAsync(),
                more: services =>
                {
                    services.AddRetention(configuration);
                    if (knownFor is not null)
                        services.AddSingleton(new KnownBlobs(TimeProvider.System, knownFor));
                    more?.Invoke(services);
                }
            )
        );
    }

    public Task<RetentionPlan> PlanAsync(RetentionTrial? trial = null) => Runs.Get<IRetention>().PlanAsync(trial, Cancellation);

    public Task<RetentionRoom> RoomAsync(RetentionTrial? trial = null) => Runs.Get<IRetention>().RoomAsync(trial, Cancellation);

    public async Task<RetentionRound> ApplyAsync() => (await Runs.Get<RetentionRounds>().RunAsync("ada", Cancellation))!;

    /// <summary>As if the runs had been asked so many days before.</summary>
    public async Task AgeAsync(int days, params Guid[] runs)
    {
        foreach (
            var sql in (string[])
                [
                    "update runs set asked_at = asked_at - $1 * interval '1 day', ended_at = ended_at - $1 * interval '1 day' where id = any($2)",
                    "update usage set at = at - $1 * interval '1 day' where run_id = any($2)",
                ]
        )
        {
            await using var command = Runs.Store.CreateCommand(sql);
            command.Parameters.Add(new() { Value = days });
            command.Parameters.Add(new() { Value = runs });
            await command.ExecuteNonQueryAsync(Cancellation);
        }
    }

    /// <summary>As if a day and more had gone by without a write since runs were deleted.</summary>
    public async Task NextDayAsync()
    {
        await Runs.ScalarAsync("update blob_removals set since = since - interval '1 day'");
        await Runs.ScalarAsync("update blobs set kept_at = kept_at - interval '1 day'");
        await Runs.ScalarAsync("update run_claims set at = at - interval '1 day'");
    }

    /// <summary>What only the first of the two runs said: hashes of its steps that the other one's do not name.</summary>
    public async Task<int> OwnOfAsync(Guid run, Guid other)
    {
        var own = await HashesAsync(run);
        own.ExceptWith(await HashesAsync(other));
        return own.Count;
    }

    private async Task<HashSet<string>> HashesAsync(Guid run)
    {
        HashSet<string> found = new(StringComparer.Ordinal);
        foreach (var column in (string[])["request_hash", "tools_hash", "response_hash", "data_hash", "rows_hash", "unnest(prompt_added)"])
        {
            await using var command = Runs.Store.CreateCommand($"select encode({column}, 'hex') from steps where run_id = $1");
            command.Parameters.Add(new() { Value = run });
            await using var reader = await command.ExecuteReaderAsync(Cancellation);
            while (await reader.ReadAsync(Cancellation))
                if (!reader.IsDBNull(0))
                    found.Add(reader.GetString(0));
        }
        return found;
    }

    public async Task<long> MissingAsync() => await CountAsync(Missing);

    public async Task<long> CountAsync(string sql) => (long)(await Runs.ScalarAsync(sql))!;

    /// <summary>All that the cost pages tell of the last 90 days.</summary>
    public async Task<List<CostReport>> ReportsAsync()
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        List<CostReport> reports = [];
        foreach (var by in Enum.GetValues<CostGrouping>())
            reports.Add(await Runs.Costs.ReportAsync(new CostQuery(today.AddDays(-90), today.AddDays(1), by), Cancellation));
        return reports;
    }

    /// <summary>Waits until so many sessions wait for a lock.</summary>
    public async Task WaitersAsync(int count)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (
            await CountAsync("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and state = 'active'")
            < count
        )
            await Task.Delay(10, patience.Token);
    }

    public ValueTask DisposeAsync() => Runs.DisposeAsync();
}
