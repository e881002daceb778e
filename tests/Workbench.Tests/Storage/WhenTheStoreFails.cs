using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Shouldly;
using Workbench.Server.Storage;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Runs;
using Workbench.Tests.Runs.Faults;

namespace Workbench.Tests.Storage;

/// <summary>The real server with its private PostgreSQL, which dies or has no room left while it is used.</summary>
public sealed class WhenTheStoreFails(EmbeddedPostgresFixture postgres) : IAsyncLifetime
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private readonly TestDirectory _directory = new("store-fails");
    private SmallDisk? _disk;
    private WorkbenchProcess _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var warehouse = await postgres.CreateDatabaseAsync();
        await using (var source = NpgsqlDataSource.Create(warehouse))
        await using (var tables = source.CreateCommand(ShopLayer.Tables))
            await tables.ExecuteNonQueryAsync(Cancellation);
        ShopLayer.Write(Path.Combine(_directory.Path, "layer"), "failing_shop");
        var data = Path.Combine(_directory.Path, "data");
        _disk = await SmallDisk.TryMountAsync(Path.Combine(data, "postgres"));
        _server = WorkbenchProcess.Serve(
            data,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Warehouses__Demo__Enabled"] = "false",
                ["Warehouses__Accounts__shop__Url"] = warehouse,
                ["Semantics__Folder"] = Path.Combine(_directory.Path, "layer"),
            }
        );
        await _server.WhenAnsweringAsync("/readyz");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await EmbeddedPostgres.StopAsync(new DataDirectory(Path.Combine(_directory.Path, "data")), new EmbeddedPostgresOptions(), TimeProvider.System);
        if (_disk is not null)
            await _disk.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_PostgreSQL_that_died_is_started_again_and_the_next_question_is_answered()
    {
        (await AnswerAsync((await AskAsync()).Run)).ShouldBe("answered");
        using (var master = Process.GetProcessById(Postmaster().ProcessId))
        {
            master.Kill();
            await master.WaitForExitAsync(Cancellation);
        }

        (await AnswerAsync(await AskUntilTakenAsync())).ShouldBe("answered");
        (_server.Output + _server.Errors).ShouldContain("PostgreSQL had ended and was started again");
    }

    [Fact]
    public async Task On_a_full_disk_who_asks_is_told_so_and_what_was_taken_is_answered_when_there_is_room()
    {
        Assert.SkipWhen(_disk is null, "Only who may mount can make a disk full.");
        (await AnswerAsync((await AskAsync()).Run)).ShouldBe("answered");
        await _disk.FillAsync();
        List<Guid> taken = [];
        string? refusal = null;
        while (refusal is null)
        {
            var (run, told) = await AskAsync();
            if (run is { } id)
                taken.Add(id);
            refusal = told;
        }
        refusal.ShouldContain("store");
        // Longer than a lease: whoever looks after the runs finds them, and cannot write either.
        await Task.Delay(TimeSpan.FromSeconds(7), Cancellation);
        await _disk.EmptyAsync();

        taken.Add(await AskUntilTakenAsync());
        foreach (var run in taken)
            (await AnswerAsync(run)).ShouldBe("answered");
    }

    private PostmasterFile Postmaster() => PostmasterFile.Read(Path.Combine(_directory.Path, "data", "postgres", "cluster")).ShouldNotBeNull();

    private async Task<(Guid? Run, string? Refusal)> AskAsync()
    {
        using var response = await Http.PostAsJsonAsync($"{_server.Url}/api/ask", new { question = "How many orders?" }, Cancellation);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        return response.IsSuccessStatusCode
            ? (body.GetProperty("run").GetGuid(), null)
            : (null, $"{(int)response.StatusCode} {body.GetProperty("title").GetString()} {body.GetProperty("detail").GetString()}");
    }

    private async Task<Guid> AskUntilTakenAsync()
    {
        for (var i = 0; i < 300; i++)
        {
            if ((await AskAsync()).Run is { } run)
                return run;
            await Task.Delay(100, Cancellation);
        }
        throw new TimeoutException($"No question was taken.\n{_server.Output}\n{_server.Errors}");
    }

    private async Task<string?> AnswerAsync(Guid? run)
    {
        for (var i = 0; i < 300; i++)
        {
            using var response = await Http.GetAsync($"{_server.Url}/api/runs/{run}/answer", Cancellation);
            if (response.StatusCode == HttpStatusCode.OK)
                return (await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("status").GetString();
            await Task.Delay(100, Cancellation);
        }
        throw new TimeoutException($"No answer of {run}.\n{_server.Output}\n{_server.Errors}");
    }
}
