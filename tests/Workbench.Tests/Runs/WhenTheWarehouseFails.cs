using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Shouldly;
using Workbench.Server.Warehouses;
using Workbench.Shared.Answers;
using Workbench.Shared.Chat;
using Workbench.Shared.Runs;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Warehouses;

namespace Workbench.Tests.Runs;

/// <summary>Whole runs against a real PostgreSQL as their warehouse: down, silent, slow, cancelled. None of them hangs.</summary>
public sealed class WhenTheWarehouseFails(EmbeddedPostgresFixture postgres, WarehouseFixture shop) : IClassFixture<WarehouseFixture>
{
    private const string Slow = "select pg_sleep(60)::text";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_that_is_down_fails_the_run_with_the_reason_and_a_retry_works_when_it_is_back()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        await using var down = await ElsewhereAsync(WorkbenchProcess.FreePort());
        host.Warehouse.Script = (query, _, token) => down.QueryAsync(With(query, "select 1"), token);

        var end = await host.RunAsync("How many?");

        end.Status.ShouldBe(RunStatus.Failed);
        var failure = end.Failure.ShouldNotBeNull();
        (failure.Code, failure.CanRetry).ShouldBe(("warehouse_down", true));
        failure.Message.ShouldContain("The warehouse test does not answer: The warehouse cannot be reached");
        failure.Message.ShouldContain("Tried 4 times.");
        var step = (await host.Traces.StepAsync(end.RunId, end.Steps.Single(s => s.Kind == StepKind.Sql).Seq, Cancellation)).ShouldNotBeNull();
        step.Attempts.Select(a => a.Outcome).ShouldBe(["warehouse_down", "warehouse_down", "warehouse_down", "failed"]);

        host.Warehouse.Script = (query, _, token) => shop.Warehouse.QueryAsync(With(query, "select 1"), token);
        var again = (await host.Chat.RetryAsync(end.RunId, null, Cancellation)).ShouldBeOfType<Asked>();
        (await host.FollowAsync(again.Run))[^1].Status.ShouldBe(RunStatus.Done);
    }

    [Fact]
    public async Task One_that_takes_connections_and_says_nothing_is_left()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var warehouse = await ElsewhereAsync(((IPEndPoint)silent.LocalEndpoint).Port);
        host.Warehouse.Script = (query, _, token) => warehouse.QueryAsync(With(query, "select 1"), token);

        var end = await host.RunAsync("How many?");

        (end.Status, end.Failure?.Code, end.Failure?.CanRetry).ShouldBe((RunStatus.Failed, "warehouse_down", true));
    }

    [Fact]
    public async Task One_that_restarts_in_the_middle_is_asked_again()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        host.Warehouse.Script = (query, number, token) => shop.Warehouse.QueryAsync(With(query, number == 1 ? Slow : "select 1"), token);
        var asked = await host.AskAsync("How many?");
        await RunningAsync(asked.Run, 1);

        await shop.ExecuteAsync($"select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'workbench run {asked.Run:N}'");

        var end = (await host.FollowAsync(asked.Run))[^1];
        end.Status.ShouldBe(RunStatus.Done);
        end.Steps.Single(s => s.Kind == StepKind.Sql).Attempts.ShouldBe(2);
    }

    [Fact]
    public async Task One_that_is_slow_ends_the_statement_itself_and_fails_the_run()
    {
        await using var host = await RunsHost.StartAsync(
            await postgres.CreateStoreDatabaseAsync(),
            settings: new(StringComparer.Ordinal) { ["Runs:SqlTimeout"] = "00:00:01" }
        );
        host.Warehouse.Script = (query, _, token) => shop.Warehouse.QueryAsync(With(query, Slow), token);

        var end = await host.RunAsync("How many?");

        end.Status.ShouldBe(RunStatus.Failed);
        var failure = end.Failure.ShouldNotBeNull();
        (failure.Code, failure.CanRetry).ShouldBe(("warehouse_timeout", true));
        failure.Message.ShouldContain("took longer than 1 s");
        (await CountAsync(end.RunId)).ShouldBe(0);
    }

    [Fact]
    public async Task Stopping_the_run_reaches_the_server_and_nothing_is_left_there()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        host.Warehouse.Script = (query, _, token) => shop.Warehouse.QueryAsync(With(query, Slow), token);
        var asked = await host.AskAsync("How many?");
        await RunningAsync(asked.Run, 1);

        var began = Stopwatch.GetTimestamp();
        await host.Chat.StopAsync(asked.Run, Cancellation);
        await RunningAsync(asked.Run, 0);

        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(2));
        (await host.FollowAsync(asked.Run))[^1].Status.ShouldBe(RunStatus.Cancelled);
        host.Warehouse.Queries.Count.ShouldBe(1, "a stopped statement is not tried again");
    }

    private static WarehouseQuery With(WarehouseQuery query, string sql) => query with { Level = "internal", Sql = new ParameterizedSql(sql, []) };

    /// <summary>A warehouse at a port of this machine.</summary>
    private static async Task<PostgresWarehouse> ElsewhereAsync(int port)
    {
        var login = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Username = "nobody",
            Timeout = 1,
        };
        var warehouse = new PostgresWarehouse(NpgsqlDataSource.Create(login), TimeProvider.System);
        await warehouse.UseLoginsAsync(new Dictionary<string, NpgsqlConnectionStringBuilder> { ["internal"] = login });
        return warehouse;
    }

    private async Task RunningAsync(Guid run, long count)
    {
        var began = Stopwatch.GetTimestamp();
        while (await CountAsync(run) != count)
        {
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(10));
            await Task.Delay(10, Cancellation);
        }
    }

    private async Task<long> CountAsync(Guid run)
    {
        await using var count = shop.Warehouse.Owner.CreateCommand("select count(*) from pg_stat_activity where application_name = $1 and state = 'active'");
        count.Parameters.Add(new() { Value = $"workbench run {run:N}" });
        return (long)(await count.ExecuteScalarAsync(Cancellation))!;
    }
}
