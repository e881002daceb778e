using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Shouldly;
using Workbench.Server.Storage;
using Workbench.Shared.Chat;
using Workbench.Shared.Replays;
using Workbench.Shared.Runs;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Runs.Faults;

/// <summary>
/// Three servers on one PostgreSQL that are killed, stopped, woken and asked to go, whose connections are cut, whose PostgreSQL crashes and whose model refuses, at
/// random: <c>eng/soak.sh faults</c>, and a little of it here. What really happened is known from a ledger outside.
/// </summary>
public sealed class WhenServersFailAtRandom : IAsyncLifetime
{
    private const int Servers = 3;
    private const int AtOnce = 12;
    private const string Database = "faults";

    private static readonly int Seed = Setting("WORKBENCH_SOAK_SEED", 1);
    private static readonly int Faults = Setting("WORKBENCH_SOAK_CASES", 25);

    private readonly TestDirectory _directory = new("faults");
    private readonly Random _random = new(Seed);
    private readonly List<FaultServerProcess> _servers = [];
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly List<string> _fallen = [];
    private EmbeddedPostgres? _postgres;
    private FaultLedger? _ledger;
    private string _store = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await StartPostgresAsync();
        await _postgres!.EnsureDatabaseAsync(Database, Cancellation);
        _store = _postgres.ConnectionString(Database).ConnectionString;
        _ledger = await FaultLedger.StartAsync(Seed);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        if (_ledger is not null)
            await _ledger.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Every_run_ends_and_nothing_finished_is_done_or_paid_twice()
    {
        await using var asker = await RunsHost.StartAsync(
            _store,
            settings: new(FaultServer.Settings, StringComparer.Ordinal) { ["Runs:Slots"] = "0" },
            limits: FaultServer.Limits
        );
        for (var i = 0; i < Servers; i++)
            _servers.Add(await FaultServerProcess.StartAsync(_store, _ledger!.Address));
        using var enough = new CancellationTokenSource();
        var asking = KeepAskingAsync(asker, enough.Token);
        var answering = KeepAnsweringAsync(asker, enough.Token);

        for (var fault = 0; fault < Faults; fault++)
        {
            await Task.Delay(_random.Next(100, 600), Cancellation);
            await StrikeAsync();
        }
        await enough.CancelAsync();
        await asking;
        await EndedAsync(asker);
        await answering;

        await TellAsync(asker);
        _fallen.ShouldBeEmpty("a server falls over by nothing that befalls its store or its model");
        await CheckAsync(asker);
        await ReplayAsync(asker);
    }

    /// <summary>One fault, of a kind and at a server that chance chooses.</summary>
    private async Task StrikeAsync()
    {
        foreach (var fallen in _servers.Where(s => s.HasFallen).ToList())
            _fallen.Add($"process {fallen.Id}");
        var at = _random.Next(Servers);
        switch (_random.Next(100))
        {
            case < 38:
                Count("SIGKILL");
                await _servers[at].KillAsync();
                _servers[at] = await FaultServerProcess.StartAsync(_store, _ledger!.Address);
                break;
            case < 60:
                Count("SIGSTOP, then SIGCONT");
                // Longer than the lease half of the time: then others have its runs when it wakes.
                await _servers[at].PauseAsync(TimeSpan.FromMilliseconds(_random.Next(2) == 0 ? _random.Next(50, 1_500) : _random.Next(5_000, 8_000)));
                break;
            case < 70:
                Count("SIGTERM");
                var code = await _servers[at].TerminateAsync();
                if (code != 0)
                    _fallen.Add($"a server that was asked to go ended with {code}");
                _servers[at] = await FaultServerProcess.StartAsync(_store, _ledger!.Address);
                break;
            case < 84:
                Count("connections cut");
                await CutConnectionsAsync();
                break;
            case < 96:
                Count("model refuses");
                _ledger!.StormyUntil = TimeProvider.System.GetUtcNow().AddMilliseconds(_random.Next(200, 1_500));
                break;
            default:
                Count("PostgreSQL crashes");
                await CrashPostgresAsync();
                break;
        }
    }

    private static async Task KeepAskingAsync(RunsHost asker, CancellationToken cancellationToken)
    {
        var random = new Random(Seed + 1);
        for (var number = 1; !cancellationToken.IsCancellationRequested; number++)
        {
            await RetryAsync(async () =>
            {
                while (!cancellationToken.IsCancellationRequested && await UnendedAsync(asker) >= AtOnce)
                    await Task.Delay(100, CancellationToken.None);
            });
            try
            {
                await asker.Chat.AskAsync(new AskRequest(FaultScript.Random(number, random).Question), CancellationToken.None);
            }
            catch (NpgsqlException)
            {
                // Whether it was asked the store knows; nobody was told that it was.
            }
        }
    }

    /// <summary>A person who answers questions, and who looks at the ledger where nobody else knows what happened.</summary>
    private async Task KeepAnsweringAsync(RunsHost asker, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested || await UnendedAsync(asker) > 0)
        {
            try
            {
                foreach (var (run, key) in await WaitingAsync(asker))
                {
                    if (key is not null)
                        // A request of the server that died may still be on its way.
                        await Task.Delay(500, CancellationToken.None);
                    await asker.Chat.ChooseAsync(run, key is not null && _ledger!.HasHappened(key) ? 1 : 0, CancellationToken.None);
                }
            }
            catch (NpgsqlException)
            {
                // Tried again.
            }
            await Task.Delay(200, CancellationToken.None);
        }
    }

    /// <returns>Runs that wait, with the key of the step that nobody knows about, where that is the question.</returns>
    private static async Task<List<(Guid Run, string? Key)>> WaitingAsync(RunsHost asker)
    {
        await using var command = asker.Store.CreateCommand(
            """
            select r.id, (select s.idempotency_key from steps s where s.run_id = r.id and s.status = 'unknown' order by s.seq desc limit 1),
                (select q.name from step_starts q where q.run_id = r.id and q.kind = 'question' order by q.seq desc limit 1)
            from runs r where r.status = 'waiting' and r.wakes_at is null
            """
        );
        await using var reader = await command.ExecuteReaderAsync();
        List<(Guid, string?)> waiting = [];
        while (await reader.ReadAsync())
            waiting.Add((reader.GetGuid(0), reader.GetString(2) == "unknown" ? reader.GetString(1) : null));
        return waiting;
    }

    private static async Task EndedAsync(RunsHost asker)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var left = -1L;
            await RetryAsync(async () => left = await UnendedAsync(asker));
            if (left == 0)
                return;
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromMinutes(3))
                throw new TimeoutException(
                    $"{left} runs did not end: {await asker.ScalarAsync("select string_agg(id::text || ' ' || status || ' ' || coalesce(worker, '-') || ' fence ' || fence, '; ') from runs where ended_at is null")}"
                );
            await Task.Delay(250, Cancellation);
        }
    }

    private async Task CheckAsync(RunsHost asker)
    {
        (
            await RowsAsync(asker, "select id || ' ' || coalesce(failure_code, '') || ' ' || coalesce(failure_message, '') from runs where status <> 'done'")
        ).ShouldBeEmpty("every run ends with its answer");
        var entries = _ledger!.Entries;

        // By key of the step, when it ended.
        var ended = (
            await RowsAsync(asker, "select idempotency_key || '|' || to_char(ended_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') from steps")
        )
            .Select(r => r.Split('|'))
            .ToDictionary(r => r[0], r => DateTimeOffset.Parse(r[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
        entries
            .Where(e => ended.TryGetValue(e.Key, out var end) && e.BeganAt > end)
            .Select(e => $"{e.What} {e.Key}")
            .ShouldBeEmpty("no step begins again after its end is on record");

        entries
            .Where(e => e.What == "effect")
            .GroupBy(e => e.Key.Split(':')[0], StringComparer.Ordinal)
            .Where(g => g.Count() > 1)
            .Select(g => $"{g.Key}: {string.Join(", ", g.Select(e => e.Key))}")
            .ShouldBeEmpty("a run's one effect happens once");
        var withEffect = (await RowsAsync(asker, "select replace(id::text, '-', '') from runs where question like '%effect True%'")).ToHashSet(
            StringComparer.Ordinal
        );
        entries.Where(e => e.What == "effect").Select(e => e.Key.Split(':')[0]).Distinct(StringComparer.Ordinal).ShouldBe(withEffect, ignoreOrder: true);

        (await RowsAsync(asker, "select run_id || ' ' || seq from usage where error is null group by run_id, seq having count(*) > 1")).ShouldBeEmpty(
            "no step is charged for two replies"
        );
        var billed = await RowsAsync(asker, "select decision from usage where error is null");
        billed.Count.ShouldBe(billed.Distinct(StringComparer.Ordinal).Count(), "no reply is charged twice");
        billed.ShouldBeSubsetOf(entries.Select(e => e.Reply), "and none that was not given");
        (
            await RowsAsync(asker, "select r.id::text from runs r where r.cost_usd <> (select coalesce(sum(u.cost_usd), 0) from usage u where u.run_id = r.id)")
        ).ShouldBeEmpty("each run costs what its calls cost");
        (await asker.ScalarAsync("select coalesce(sum(cost_usd), 0) from runs")).ShouldBe(billed.Count * FaultLedger.PriceUsd);
    }

    /// <summary>Whatever befell a run: from its journal it makes the same requests again, and asks nobody.</summary>
    private async Task ReplayAsync(RunsHost asker)
    {
        var entries = _ledger!.Entries.Count;
        var replays = asker.Get<IReplays>();
        List<string> others = [];
        var exact = 0;
        foreach (var run in await RowsAsync(asker, "select id::text from runs order by id"))
            if (await replays.ReplayAsync(Guid.Parse(run), Cancellation) is ReplayedExactly { Ending: "answered" })
                exact++;
            else
                others.Add($"{run}: {await replays.ReplayAsync(Guid.Parse(run), Cancellation)}");
        TestContext.Current.TestOutputHelper!.WriteLine($"{exact} runs replayed exactly.");
        others.ShouldBeEmpty();
        _ledger.Entries.Count.ShouldBe(entries);
    }

    private async Task TellAsync(RunsHost asker)
    {
        var output = TestContext.Current.TestOutputHelper!;
        output.WriteLine($"Seed {Seed}, {Faults} faults: {string.Join(", ", _counts.Select(c => $"{c.Value} × {c.Key}"))}.");
        var lost = _ledger!.Entries.Count(e => e.What == "model") - (long)(await asker.ScalarAsync("select count(*) from usage where error is null"))!;
        output.WriteLine(
            (string)
                (
                    await asker.ScalarAsync(
                        """
                        select (select count(*) from runs) || ' runs, ' || (select count(*) from steps) || ' steps, ' || (select sum(fence - 1) from runs) || ' taken over, '
                            || (select count(*) from steps where status = 'unknown') || ' effects that a person had to look at, '
                            || (select count(*) from step_attempts where outcome = 'lost') || ' steps begun anew'
                        """
                    )
                )!
        );
        output.WriteLine($"{lost} replies lost on their way. Taken over after the last sign of life: {await asker.ScalarAsync(TakenAfter)}");
    }

    /// <summary>From the last thing that an executor wrote to the claim of the next one, where the run did not wait in between.</summary>
    private const string TakenAfter = """
        select 'p50 ' || round(percentile_cont(0.5) within group (order by gap)::numeric, 2) || ' s, p95 ' || round(percentile_cont(0.95) within group (order by gap)::numeric, 2)
            || ' s, most ' || round(max(gap)::numeric, 2) || ' s'
        from (
            select extract(epoch from c.at - greatest(
                (select max(started_at) from step_starts s where s.run_id = c.run_id and s.fence < c.fence),
                (select max(ended_at) from steps s where s.run_id = c.run_id and s.fence < c.fence),
                (select max(at) from run_claims b where b.run_id = c.run_id and b.fence < c.fence))) as gap
            from run_claims c
            where c.fence > 1 and not exists (select from steps q where q.run_id = c.run_id and q.kind = 'question' and q.fence = c.fence - 1)
        ) g
        """;

    private async Task StartPostgresAsync() =>
        _postgres = await EmbeddedPostgres.StartAsync(
            new DataDirectory(_directory.Path),
            new EmbeddedPostgresOptions { IsDurable = true },
            TimeProvider.System,
            CancellationToken.None
        );

    private async Task CrashPostgresAsync()
    {
        var master = PostmasterFile.Read(Path.Combine(_directory.Path, "postgres", "cluster")).ShouldNotBeNull();
        using (var process = Process.GetProcessById(master.ProcessId))
        {
            process.Kill();
            await process.WaitForExitAsync(Cancellation);
        }
        // Its children notice that it is gone, and go.
        await Task.Delay(_random.Next(200, 3_000), Cancellation);
        await StartPostgresAsync();
    }

    private async Task CutConnectionsAsync() =>
        await RetryAsync(async () =>
        {
            await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_store) { Pooling = false }.ConnectionString);
            await using var command = source.CreateCommand(
                "select count(pg_terminate_backend(pid)) from (select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() order by random() limit 8) b"
            );
            await command.ExecuteScalarAsync(Cancellation);
        });

    private static async Task<long> UnendedAsync(RunsHost asker) => (long)(await asker.ScalarAsync("select count(*) from runs where ended_at is null"))!;

    private static async Task<List<string>> RowsAsync(RunsHost asker, string sql)
    {
        await using var command = asker.Store.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        List<string> rows = [];
        while (await reader.ReadAsync(Cancellation))
            rows.Add(reader.GetString(0));
        return rows;
    }

    /// <summary>The store may be away for a moment: that is what this is about.</summary>
    private static async Task RetryAsync(Func<Task> action)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                await action();
                return;
            }
            catch (NpgsqlException) when (i < 100)
            {
                await Task.Delay(200, Cancellation);
            }
        }
    }

    private void Count(string fault)
    {
        _counts[fault] = _counts.GetValueOrDefault(fault) + 1;
        TestContext.Current.TestOutputHelper!.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss.f} {fault}");
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
