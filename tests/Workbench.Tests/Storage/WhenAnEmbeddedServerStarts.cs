using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Shouldly;
using Workbench.Server.Storage;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Storage;

public sealed class WhenAnEmbeddedServerStarts : IDisposable
{
    private static readonly EmbeddedPostgresOptions Fast = new() { IsDurable = false };

    private readonly TestDirectory _directory = new("start");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions? options = null) =>
        EmbeddedPostgres.StartAsync(new DataDirectory(_directory.Path), options ?? Fast, TimeProvider.System, Cancellation);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task It_is_created_once_then_started_and_joined_while_it_runs()
    {
        await using (var first = await StartAsync())
        {
            first.Start.ShouldBe(EmbeddedPostgresStart.Created);
            (await first.EnsureDatabaseAsync("mine", Cancellation)).ShouldBeTrue();
        }

        await using var second = await StartAsync();
        second.Start.ShouldBe(EmbeddedPostgresStart.Started);
        (await second.EnsureDatabaseAsync("mine", Cancellation)).ShouldBeFalse();

        await using var third = await StartAsync();
        third.Start.ShouldBe(EmbeddedPostgresStart.Joined);
        third.Port.ShouldBe(second.Port);
    }

    [Fact]
    public async Task A_start_that_is_cancelled_leaves_no_password_behind()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var home = Path.Combine(_directory.Path, "postgres");
        var starting = EmbeddedPostgres.StartAsync(new DataDirectory(_directory.Path), Fast, TimeProvider.System, stop.Token);
        while (!starting.IsCompleted && !Directory.Exists(Path.Combine(home, "cluster.unfinished")))
            await Task.Delay(1, Cancellation);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(starting);

        Directory.GetFiles(home).ShouldNotContain(f => f.Contains("password", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_long_log_is_put_aside_and_a_new_one_begun()
    {
        var log = Path.Combine(_directory.Path, "postgres", "postgres.log");
        await using (await StartAsync()) { }
        await File.WriteAllTextAsync(log, new string('x', 11_000_000), Cancellation);

        await using var second = await StartAsync();

        new FileInfo(log).Length.ShouldBeLessThan(1_000_000);
        new FileInfo(log + ".1").Length.ShouldBeGreaterThanOrEqualTo(11_000_000);
    }

    [Fact]
    public async Task The_last_one_out_stops_it_and_not_the_first()
    {
        var first = await StartAsync();
        var second = await StartAsync();
        await first.DisposeAsync();
        (await AnswersAsync(second)).ShouldBeTrue();
        await second.DisposeAsync();
        (await AnswersAsync(second)).ShouldBeFalse();
    }

    [Fact]
    public async Task Whoever_was_given_the_address_keeps_it_until_it_is_taken_back()
    {
        var first = await StartAsync();
        first.LeaveRunning();
        await first.DisposeAsync();
        (await AnswersAsync(first)).ShouldBeTrue();

        var second = await StartAsync();
        second.StopLeavingRunning();
        await second.DisposeAsync();
        (await AnswersAsync(first)).ShouldBeFalse();
    }

    [Fact]
    public async Task Ten_at_once_share_one_server()
    {
        var servers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => StartAsync())));
        servers.Select(s => s.Port).Distinct().Count().ShouldBe(1);
        servers.Count(s => s.Start == EmbeddedPostgresStart.Created).ShouldBe(1);
        await Task.WhenAll(servers.Select(s => s.DisposeAsync().AsTask()));
        (await AnswersAsync(servers[0])).ShouldBeFalse();
    }

    [Fact]
    public async Task A_server_that_was_killed_recovers_what_was_committed()
    {
        var durable = new EmbeddedPostgresOptions();
        await using (var first = await StartAsync(durable))
        {
            await ExecuteAsync(first, "create table kept (n int); insert into kept values (42)");
            Process.GetProcessById(Postmaster()).Kill();
            while (await AnswersAsync(first)) { }
        }

        File.Exists(Path.Combine(Cluster, "postmaster.pid")).ShouldBeTrue();
        await using var second = await StartAsync(durable);
        (await ScalarAsync(second, "select n from kept")).ShouldBe(42);
    }

    [Fact]
    public async Task A_pid_file_whose_number_now_belongs_to_another_program_is_removed()
    {
        await using (await StartAsync()) { }

        File.WriteAllText(Path.Combine(Cluster, "postmaster.pid"), $"{Environment.ProcessId}\n{Cluster}\n1\n5432\n\n127.0.0.1\n");
        await using var second = await StartAsync();
        (await AnswersAsync(second)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_cluster_that_initdb_did_not_finish_is_made_again()
    {
        Directory.CreateDirectory(Cluster + ".unfinished/base");
        await using var server = await StartAsync();
        server.Start.ShouldBe(EmbeddedPostgresStart.Created);
    }

    [Fact]
    public async Task Its_password_is_for_the_owners_eyes_alone_and_nothing_works_without_it()
    {
        await using var server = await StartAsync();
        var connection = server.ConnectionString("postgres");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Path.Combine(_directory.Path, "postgres.password")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        connection.Password = "guess";
        connection.Pooling = false;
        await using var refused = new NpgsqlConnection(connection.ConnectionString);
        (await Should.ThrowAsync<PostgresException>(refused.OpenAsync(Cancellation))).SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
    }

    [Fact]
    public async Task It_listens_on_the_loopback_address_alone_and_keeps_commits_safe()
    {
        await using var server = await StartAsync(new EmbeddedPostgresOptions());
        (await ScalarAsync(server, "show listen_addresses")).ShouldBe("127.0.0.1");
        (await ScalarAsync(server, "show fsync")).ShouldBe("on");
        (await ScalarAsync(server, "show synchronous_commit")).ShouldBe("on");
        (await ScalarAsync(server, "show full_page_writes")).ShouldBe("on");
        (await ScalarAsync(server, "select lower('ÄÖÉ')")).ShouldBe("äöé");
    }

    [Fact]
    public async Task A_cluster_of_another_version_is_left_alone_with_a_clear_word()
    {
        await using (await StartAsync()) { }

        File.WriteAllText(Path.Combine(Cluster, "PG_VERSION"), "12\n");
        (await Should.ThrowAsync<StorageUnavailableException>(StartAsync())).Message.ShouldContain("written by PostgreSQL 12");
    }

    [Fact]
    public async Task A_directory_closed_to_its_unprivileged_user_is_named()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            Assert.Skip("Only root hands PostgreSQL to another user.");
            return;
        }
        var closed = Directory.CreateDirectory(
            Path.Combine(_directory.Path, "closed"),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        );
        var data = new DataDirectory(Path.Combine(closed.FullName, "data"));

        var refusal = await Should.ThrowAsync<StorageUnavailableException>(EmbeddedPostgres.StartAsync(data, Fast, TimeProvider.System, Cancellation));

        refusal.Message.ShouldContain($"{closed.FullName} is closed to it");
        refusal.Message.ShouldContain($"chmod o+x {closed.FullName}");
        refusal.Message.ShouldContain(DataDirectory.Variable);
    }

    private string Cluster => Path.Combine(_directory.Path, "postgres", "cluster");

    private int Postmaster() => int.Parse(File.ReadLines(Path.Combine(Cluster, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    private static async Task<bool> AnswersAsync(EmbeddedPostgres server)
    {
        try
        {
            return (int?)await ScalarAsync(server, "select 1") == 1;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static async Task<object?> ScalarAsync(EmbeddedPostgres server, string sql)
    {
        var builder = server.ConnectionString("postgres");
        builder.Pooling = false;
        await using var connection = new NpgsqlConnection(builder.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancellation);
    }

    private static Task ExecuteAsync(EmbeddedPostgres server, string sql) => ScalarAsync(server, sql);
}
