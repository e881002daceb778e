using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Shouldly;
using Workbench.Server.Storage;
using Workbench.Shared.Chat;
using Workbench.Shared.Costs;
using Workbench.Shared.Replays;
using Workbench.Shared.Runs;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Runs.Faults;

/// <summary>
/// Three servers on one PostgreSQL that are killed, stopped, woken and asked to go, whose clocks jump, whose connections are cut, whose PostgreSQL crashes, is slow
/// or has no room left, and whose model refuses, at random: <c>eng/soak.sh faults</c>, and a little of it here. What really happened is known from a ledger outside.
/// </summary>
public sealed class WhenServersFailAtRandom : IAsyncLifetime
{
    private const int Servers = 3;
    private const int AtOnce = 12;

    private static readonly int Seed = Setting("WORKBENCH_SOAK_SEED", 1);
    private static readonly int Faults = Setting("WORKBENCH_SOAK_CASES", 25);

    private readonly TestDirectory _directory = new("faults");
    private readonly Random _random = new(Seed);
    private readonly List<FaultServerProcess> _servers = [];
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly List<string> _fallen = [];
    private FaultyPostgres? _postgres;
    private FaultLedger? _ledger;
    private string _store = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _postgres = await FaultyPostgres.StartAsync(_directory.Path, _random);
        _store = _postgres.ConnectionString;
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
        // When the store took the end of a step, whatever the clock of its executor said.
        await asker.ScalarAsync("alter table steps add column recorded_at timestamptz not null default clock_timestamp()");
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
            case < 32:
                Count("SIGKILL");
                await _servers[at].KillAsync();
                _servers[at] = await FaultServerProcess.StartAsync(_store, _ledger!.Address);
                break;
            case < 52:
                Count("SIGSTOP, then SIGCONT");
                // Longer than the lease half of the time: then others have its runs when it wakes.
                await _servers[at].PauseAsync(TimeSpan.FromMilliseconds(_random.Next(2) == 0 ? _random.Next(50, 1_500) : _random.Next(5_000, 8_000)));
                break;
            case < 60:
                Count("SIGTERM");
                var code = await _servers[at].TerminateAsync();
                if (code != 0)
                    _fallen.Add($"a server that was asked to go ended with {code}");
                _servers[at] = await FaultServerProcess.StartAsync(_store, _ledger!.Address);
                break;
            case < 73:
                Count("connections cut");
                await _postgres!.CutConnectionsAsync();
                break;
            case < 83:
                Count("model refuses");
                _ledger!.StormyUntil = TimeProvider.System.GetUtcNow().AddMilliseconds(_random.Next(200, 1_500));
                break;
            case < 88:
                Count("clock jumps");
                await _servers[at].SetClockAsync(TimeSpan.FromMinutes(_random.Next(-180, 180)));
                break;
            case < 94:
                Count("PostgreSQL is slow");
                await _postgres!.SlowDownAsync();
                break;
            case < 97 when _postgres!.HasOwnDisk:
                Count("disk full");
                await _postgres.FillDiskAsync();
                break;
            default:
                Count("PostgreSQL crashes");
                await _postgres!.CrashAsync();
                break;
        }
    }

    private static async Task KeepAskingAsync(RunsHost asker, CancellationToken cancellationToken)
    {
        var random = new Random(Seed + 1);
        for (var number = 1; !cancellationToken.IsCancellationRequested; number++)
        {
            await FaultyPostgres.RetryAsync(async () =>
            {
                while (!cancellationToken.IsCancellationRequested && await UnendedAsync(asker) >= AtOnce)
                    await Task.Delay(100, CancellationToken.None);
            });
            try
            {
                await asker.Chat.AskAsync(new AskRequest(FaultScript.Random(number, random).Question), CancellationToken.None);
            }
            catch (Exception e) when (StoreFault.IsIn(e))
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
            catch (Exception e) when (StoreFault.IsIn(e))
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
            await FaultyPostgres.RetryAsync(async () => left = await UnendedAsync(asker));
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
        (
            await RowsAsync(
                asker,
                """
                select s.run_id || ' ' || s.seq || ' ' || s.duration_ms from steps s
                where s.ended_at < s.started_at or s.duration_ms < 0 or s.duration_ms > 600000
                union all
                select id || ' ' || duration_ms from runs where duration_ms < 0 or duration_ms > 600000 or ended_at < asked_at
                """
            )
        ).ShouldBeEmpty("no clock that jumps makes time of a run");
        var entries = _ledger!.Entries;

        // By key of the step, when its end was on record.
        var ended = (
            await RowsAsync(asker, "select idempotency_key || '|' || to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') from steps")
        )
            .Select(r => r.Split('|'))
            .ToDictionary(r => r[0], r => DateTimeOffset.Parse(r[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
        entries
            .Where(e => ended.TryGetValue(e.Key, out var end) && e.SentAt > end)
            .Select(e => $"{e.What} {e.Key}")
            .ShouldBeEmpty("nobody turns to a step again after its end is on record");
        var late = entries.Count(e => ended.TryGetValue(e.Key, out var end) && e.BeganAt > end);
        TestContext.Current.TestOutputHelper!.WriteLine($"{late} requests of steps that had ended came from a server that was stopped while it sent them.");

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
            await RowsAsync(
                asker,
                """
                select s.run_id || ' ' || s.seq from steps s
                left join (select run_id, seq, sum(cost_usd) as usd, sum(input + output) as tokens from usage group by run_id, seq) u using (run_id, seq)
                where coalesce(s.cost_usd, 0) <> coalesce(u.usd, 0) or s.tokens <> coalesce(u.tokens, 0)
                """
            )
        ).ShouldBeEmpty("each step of the trace says what is on its bill");
        (
            await RowsAsync(
                asker,
                """
                select r.id::text from runs r
                where (r.cost_usd, r.tokens, r.step_count) <> (select sum(coalesce(cost_usd, 0)), sum(tokens), count(*) from steps s where s.run_id = r.id)
                """
            )
        ).ShouldBeEmpty("a run's sums are those of its steps");
        (
            await RowsAsync(asker, "select r.id::text from runs r where r.cost_usd <> (select coalesce(sum(u.cost_usd), 0) from usage u where u.run_id = r.id)")
        ).ShouldBeEmpty("each run costs what its calls cost");
        (await asker.ScalarAsync("select coalesce(sum(cost_usd), 0) from runs")).ShouldBe(billed.Count * FaultLedger.PriceUsd);
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var costs = await asker.Costs.ReportAsync(new CostQuery(today.AddDays(-2), today.AddDays(2), CostGrouping.Agent), Cancellation);
        costs.Totals.CostUsd.ShouldBe(billed.Count * FaultLedger.PriceUsd, "and so does the page of costs");
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
        output.WriteLine($"{lost} replies lost on their way. Taken over after the last sign of life: {await TakenAfterAsync(asker)}");
    }

    private async Task<string> TakenAfterAsync(RunsHost asker)
    {
        await using var command = asker.Store.CreateCommand(TakenAfter);
        command.Parameters.Add(new() { Value = _postgres!.Away.Select(a => a.From.UtcDateTime).ToArray() });
        command.Parameters.Add(new() { Value = _postgres!.Away.Select(a => a.To.UtcDateTime).ToArray() });
        return (string)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    /// <summary>From the last thing that an executor wrote to the claim of the next one, where the run did not wait in between and the store was there.</summary>
    private const string TakenAfter = """
        select 'p50 ' || round(percentile_cont(0.5) within group (order by gap)::numeric, 2) || ' s, p95 ' || round(percentile_cont(0.95) within group (order by gap)::numeric, 2)
            || ' s, most ' || round(max(gap)::numeric, 2) || ' s'
        from (
            select extract(epoch from c.at - greatest(
                (select max(started_at) from step_starts s where s.run_id = c.run_id and s.fence < c.fence),
                (select max(ended_at) from steps s where s.run_id = c.run_id and s.fence < c.fence),
                (select max(at) from run_claims b where b.run_id = c.run_id and b.fence < c.fence))) as gap
            from run_claims c
            where c.fence > 1 and not exists (select from unnest($1::timestamptz[], $2::timestamptz[]) w(away, back) where c.at between w.away and w.back)
                and not exists (select from steps q where q.run_id = c.run_id and q.kind = 'question' and q.fence = c.fence - 1)
        ) g
        """;

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

    private void Count(string fault)
    {
        _counts[fault] = _counts.GetValueOrDefault(fault) + 1;
        TestContext.Current.TestOutputHelper!.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss.f} {fault}");
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
