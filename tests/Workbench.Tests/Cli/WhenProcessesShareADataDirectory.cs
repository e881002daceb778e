using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Npgsql;
using Shouldly;
using Workbench.Server.Storage;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Cli;

/// <summary>The program as processes that start, end and are killed, on directories of their own.</summary>
public sealed class WhenProcessesShareADataDirectory : IDisposable
{
    /// <summary>The demo company takes its time and plays no part here.</summary>
    private static readonly Dictionary<string, string> NoDemo = new() { ["Warehouses__Demo__Enabled"] = "false" };

    private readonly TestDirectory _directory = new("processes");

    public void Dispose()
    {
        if (Postmaster() is { } left)
        {
            // A failed test must not leave a server behind.
            Process.GetProcessById(left).Kill();
        }

        _directory.Dispose();
    }

    [Fact]
    public async Task A_second_server_says_who_has_it_and_ends()
    {
        await using var first = WorkbenchProcess.Serve(_directory.Path, NoDemo);
        await first.WhenAnsweringAsync();

        await using var second = WorkbenchProcess.Serve(_directory.Path, NoDemo);

        (await second.WhenEndedAsync()).ShouldBe(1);
        second.Errors.ShouldContain($"A Workbench server already runs on {_directory.Path}: {first.Url} (process {first.Id}");
        await first.WhenAnsweringAsync();
    }

    [Fact]
    public async Task Stopping_a_server_stops_its_PostgreSQL_and_takes_its_note_away()
    {
        await using var server = WorkbenchProcess.Serve(_directory.Path, NoDemo);
        await server.WhenAnsweringAsync();
        using (var note = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_directory.Path, "server.json"), TestContext.Current.CancellationToken)))
        {
            note.RootElement.GetProperty("url").GetString().ShouldBe(server.Url);
            note.RootElement.GetProperty("process_id").GetInt32().ShouldBe(server.Id);
        }

        (await server.StopAsync()).ShouldBe(0);

        Postmaster().ShouldBeNull();
        File.Exists(Path.Combine(_directory.Path, "server.json")).ShouldBeFalse();
    }

    [Fact]
    public async Task After_a_kill_the_next_start_takes_over_the_PostgreSQL_that_still_runs()
    {
        await using (var first = WorkbenchProcess.Serve(_directory.Path, NoDemo))
        {
            await first.WhenAnsweringAsync();
            await first.KillAsync();
        }

        var running = Postmaster();
        running.ShouldNotBeNull();

        await using var second = WorkbenchProcess.Serve(_directory.Path, NoDemo);
        await second.WhenAnsweringAsync();
        second.Output.ShouldContain("PostgreSQL joined");
        Postmaster().ShouldBe(running);
        (await second.StopAsync()).ShouldBe(0);
        Postmaster().ShouldBeNull();
    }

    [Fact]
    public async Task After_a_kill_of_both_the_next_start_recovers()
    {
        await using (var first = WorkbenchProcess.Serve(_directory.Path, NoDemo))
        {
            await first.WhenAnsweringAsync();
            await first.KillAsync();
            Process.GetProcessById(Postmaster()!.Value).Kill();
        }

        await using var second = WorkbenchProcess.Serve(_directory.Path, NoDemo);
        await second.WhenAnsweringAsync();
        second.Output.ShouldContain("PostgreSQL started");
        second.Output.ShouldContain("Store is up to date");
    }

    [Fact]
    public async Task Ten_commands_at_once_on_an_empty_directory_work_and_leave_nothing_running()
    {
        var commands = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => WorkbenchProcess.RunAsync(_directory.Path, ["migrate"], NoDemo)));

        commands.ShouldAllBe(c => c.ExitCode == 0, string.Join('\n', commands.Select(c => c.Errors)));
        Postmaster().ShouldBeNull();
    }

    [Fact]
    public async Task The_address_of_the_store_works_after_the_command_and_until_a_server_has_come_and_gone()
    {
        var (exitCode, url, _) = await WorkbenchProcess.RunAsync(_directory.Path, ["db", "url"], NoDemo);
        exitCode.ShouldBe(0);
        url.ShouldStartWith("postgresql://workbench:");
        await using var store = NpgsqlDataSource.Create(PostgresUrl.Parse(url.Trim()));
        await using var count = store.CreateCommand("select count(*) from migrations");
        (await count.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBeOfType<long>().ShouldBeGreaterThan(0);

        (await WorkbenchProcess.RunAsync(_directory.Path, ["migrate"], NoDemo)).ExitCode.ShouldBe(0);
        Postmaster().ShouldNotBeNull();

        await using var server = WorkbenchProcess.Serve(_directory.Path, NoDemo);
        await server.WhenAnsweringAsync();
        await server.StopAsync();
        Postmaster().ShouldBeNull();
    }

    [Theory]
    [InlineData(2, "There is no command \"sing\"", "sing")]
    [InlineData(2, "ask", "ask")]
    [InlineData(2, "can be reached from other machines", "--urls", "http://0.0.0.0:5999")]
    [InlineData(2, "(from urls) can be reached", "serve", "--urls=http://*:5999")]
    [InlineData(2, "(from Kestrel:Endpoints:Mine:Url) can be reached", "--Kestrel:Endpoints:Mine:Url", "http://0.0.0.0:5999")]
    [InlineData(2, "no warehouse account \"moon\"", "db", "url", "--warehouse", "moon")]
    public async Task A_wrong_call_is_told_apart_from_a_failure(int exitCode, string words, params string[] arguments)
    {
        var ended = await WorkbenchProcess.RunAsync(_directory.Path, arguments, NoDemo);
        ended.ExitCode.ShouldBe(exitCode);
        ended.Errors.ShouldContain(words);
        ended.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_all_may_use_answers_under_any_name_and_another_only_under_those_of_this_machine()
    {
        using var http = new HttpClient();
        async Task<System.Net.HttpStatusCode> CallAsync(WorkbenchProcess server, string host)
        {
            using var call = new HttpRequestMessage(HttpMethod.Get, server.Url + "/healthz");
            call.Headers.Host = host;
            using var answer = await http.SendAsync(call, TestContext.Current.CancellationToken);
            return answer.StatusCode;
        }

        await using (var open = WorkbenchProcess.Serve(_directory.Path, new Dictionary<string, string>(NoDemo) { ["Access__AllowRemote"] = "true" }))
        {
            await open.WhenAnsweringAsync();
            (await CallAsync(open, "workbench.example.com")).ShouldBe(System.Net.HttpStatusCode.OK);
        }

        await using var closed = WorkbenchProcess.Serve(_directory.Path, NoDemo);
        await closed.WhenAnsweringAsync();
        (await CallAsync(closed, "localhost")).ShouldBe(System.Net.HttpStatusCode.OK);
        (await CallAsync(closed, "workbench.example.com")).ShouldBe(System.Net.HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_taken_port_is_said_and_the_server_ends()
    {
        using var taken = new TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var ended = await WorkbenchProcess.RunAsync(_directory.Path, ["--urls", $"http://{taken.LocalEndpoint}"], NoDemo);
        ended.ExitCode.ShouldBe(1);
        ended.Errors.ShouldContain("Another program listens there");
        Postmaster().ShouldBeNull();
    }

    [Fact]
    public async Task A_directory_that_PostgreSQL_cannot_reach_is_named()
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

        var ended = await WorkbenchProcess.RunAsync(Path.Combine(closed.FullName, "data"), ["serve"], NoDemo);

        ended.ExitCode.ShouldBe(1);
        ended.Errors.ShouldContain($"{closed.FullName} is closed to it");
        ended.Errors.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_store_of_the_users_own_needs_no_embedded_one()
    {
        await using var mine = await EmbeddedPostgres.StartAsync(
            new DataDirectory(Path.Combine(_directory.Path, "mine")),
            new EmbeddedPostgresOptions { IsDurable = false },
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );
        await mine.EnsureDatabaseAsync("elsewhere", TestContext.Current.CancellationToken);
        var environment = new Dictionary<string, string>(NoDemo) { ["ConnectionStrings__Workbench"] = PostgresUrl.Print(mine.ConnectionString("elsewhere")) };

        await using var server = WorkbenchProcess.Serve(Path.Combine(_directory.Path, "data"), environment);
        await server.WhenAnsweringAsync();

        Directory.Exists(Path.Combine(_directory.Path, "data", "postgres")).ShouldBeFalse();
        await using var store = NpgsqlDataSource.Create(mine.ConnectionString("elsewhere"));
        await using var count = store.CreateCommand("select count(*) from migrations");
        (await count.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBeOfType<long>().ShouldBeGreaterThan(0);
    }

    /// <summary>Process number of the PostgreSQL on the directory, when one runs.</summary>
    private int? Postmaster()
    {
        var file = Path.Combine(_directory.Path, "postgres", "cluster", "postmaster.pid");
        return File.Exists(file) && int.TryParse(File.ReadLines(file).First(), CultureInfo.InvariantCulture, out var id) && File.Exists($"/proc/{id}/comm")
            ? id
            : null;
    }
}
