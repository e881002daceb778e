using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;
using Workbench.Shared.Runs;

namespace Workbench.Server.Runs;

/// <summary>Executes the runs that this process holds: renews their leases, stops them when they are cancelled or taken over, and never leaves one hanging.</summary>
internal sealed partial class RunExecutor : IAsyncDisposable
{
    private readonly NpgsqlDataSource _store;
    private readonly KnownBlobs _known;
    private readonly RunClaims _claims;
    private readonly JournalReader _journals;
    private readonly RunStates _states;
    private readonly RunFeed _feed;
    private readonly RunSignals _signals;
    private readonly IRunLoop _loop;
    private readonly IOptions<RunsOptions> _options;
    private readonly TimeProvider _time;
    private readonly ILogger<RunExecutor> _logger;
    private readonly ConcurrentDictionary<Guid, Execution> _executions = new();
    private readonly CancellationTokenSource _stopping = new();
    private int _taken;
    private volatile bool _mayWait;
    private volatile bool _isDraining;

    public RunExecutor(
        NpgsqlDataSource store,
        KnownBlobs known,
        RunClaims claims,
        JournalReader journals,
        RunStates states,
        RunFeed feed,
        RunSignals signals,
        IRunLoop loop,
        IOptions<RunsOptions> options,
        TimeProvider time,
        ILogger<RunExecutor> logger
    )
    {
        (_store, _known, _claims, _journals, _states) = (store, known, claims, journals, states);
        (_feed, _signals, _loop, _options, _time, _logger) = (feed, signals, loop, options, time, logger);
        signals.Received += signal =>
        {
            if (signal is CancelAsked(var run, var by))
                TryCancel(run, by);
        };
    }

    /// <summary>Keeps a place for a run that is about to be held; <see cref="Start"/> or <see cref="GiveBackSlot"/> must follow.</summary>
    public bool TryTakeSlot()
    {
        if (_isDraining || _stopping.IsCancellationRequested)
            return false;
        if (Interlocked.Increment(ref _taken) <= _options.Value.Slots)
            return true;
        Interlocked.Decrement(ref _taken);
        return false;
    }

    public bool HasSlot => Volatile.Read(ref _taken) < _options.Value.Slots;

    /// <summary>Runs may wait for a slot: who asks now goes behind them.</summary>
    public bool MayWait => _mayWait;

    /// <summary>A run waits for a slot.</summary>
    public void Waits() => _mayWait = true;

    public void GiveBackSlot() => Interlocked.Decrement(ref _taken);

    public bool IsExecuting(Guid run) => _executions.ContainsKey(run);

    /// <summary>Takes the run if nobody else has it and it may go on, and executes it.</summary>
    /// <returns>The execution; null when somebody else has it, when it needs none, when it has to wait, or when all slots are taken.</returns>
    public async Task<Task?> TryExecuteAsync(Guid run, CancellationToken cancellationToken) =>
        TryTakeSlot() ? await UseSlotAsync(() => _claims.TryClaimAsync(run, cancellationToken)) : null;

    /// <summary>Takes the runs whose turn it is, as long as there are slots.</summary>
    public async Task TakeWaitingAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!TryTakeSlot())
            {
                // Whoever ends next looks again.
                _mayWait = true;
                return;
            }
            if (await UseSlotAsync(() => _claims.TryClaimNextAsync(cancellationToken)) is null)
            {
                _mayWait = false;
                return;
            }
        }
    }

    /// <summary>Executes a run that was asked or claimed with a slot of ours.</summary>
    /// <param name="isNew">It has no journal yet.</param>
    public Task Start(HeldRun held, bool isNew)
    {
        var execution = new Execution(CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token));
        _executions[held.Id] = execution;
        _claims.Served(held.Run.UserName);
        var live = _feed.Open(RunPictures.First(held.Run), held.Clock);
        execution.Done = Task.Run(() => ExecuteAsync(held, live, execution, isNew), CancellationToken.None);
        return execution.Done;
    }

    /// <summary>Stops a run that this process executes.</summary>
    /// <returns>False when it does not.</returns>
    public bool TryCancel(Guid run, string by)
    {
        if (!_executions.TryGetValue(run, out var execution))
            return false;
        execution.Stop(new Stopped.ByPerson(by));
        return true;
    }

    /// <summary>It takes no run any more.</summary>
    public bool IsDraining => _isDraining;

    /// <summary>Takes no run any more, and lets those that it has come to their end: a model call that is cut off is paid for and lost.</summary>
    /// <returns>How many are left after <paramref name="patience"/>.</returns>
    public async Task<int> DrainAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        _isDraining = true;
        await Task.WhenAll(_executions.Values.Select(e => e.Done))
            .WaitAsync(patience, _time, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _executions.Count;
    }

    /// <summary>Lets go of all runs, for other executors to go on with.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_executions.Values.Select(e => e.Done));
        _stopping.Dispose();
    }

    /// <summary>Fills a slot that was taken, or gives it back.</summary>
    private async Task<Task?> UseSlotAsync(Func<Task<HeldRun?>> claim)
    {
        HeldRun? held = null;
        try
        {
            held = await claim();
        }
        finally
        {
            if (held is null)
                GiveBackSlot();
        }
        if (held is null)
            return null;
        TookOver(held.Id, held.Fence);
        return Start(held, isNew: false);
    }

    /// <summary>The slot of a run that ended goes to the one whose turn it is, not to who happens to ask just now.</summary>
    private async Task HandOnSlotAsync()
    {
        if (!_mayWait || !_options.Value.TakesOthers || _isDraining || _stopping.IsCancellationRequested)
        {
            GiveBackSlot();
            return;
        }
        try
        {
            if (await UseSlotAsync(() => _claims.TryClaimNextAsync(CancellationToken.None)) is null)
                _mayWait = false;
        }
        catch (NpgsqlException e)
        {
            NotHandedOn(e);
        }
    }

    private async Task ExecuteAsync(HeldRun held, LiveRun live, Execution execution, bool isNew)
    {
        using var relaying = new CancellationTokenSource();
        var relay = _feed.RelayAsync(held.Id, live, relaying.Token);
        var heartbeat = RenewAsync(held, execution, relaying.Token);
        try
        {
            await ExecuteHeldAsync(held, live, execution, isNew);
        }
        catch (RunTakenOverException e)
        {
            LostRun(held.Id, held.Fence, e);
        }
        catch (Exception e) when (e is StoreLostException or NpgsqlException)
        {
            // The store is gone: nothing can be written down. The lease runs out, and whoever finds the run goes on from the journal.
            LostStore(held.Id, e);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Not even its end could be written as the journal has it.
            await FailAsync(held, new RunFailure("internal_error", $"The run could not be written down: {e.Message}", CanRetry: true), e);
        }
        finally
        {
            await relaying.CancelAsync();
            await Task.WhenAll(relay, heartbeat).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _executions.TryRemove(held.Id, out _);
            _feed.Close(held.Run, live);
            await execution.DisposeAsync();
            await HandOnSlotAsync();
        }
    }

    private async Task ExecuteHeldAsync(HeldRun held, LiveRun live, Execution execution, bool isNew)
    {
        if (held.Run.JournalFormat < JournalFormats.Oldest)
        {
            await FailAsync(
                held,
                new RunFailure(
                    "journal_too_old",
                    "The run was begun by a program whose journals this one does not read any more. Its steps are in the trace. Ask again.",
                    CanRetry: true
                ),
                reason: null
            );
            return;
        }
        var (journal, state) = (RunJournal.Empty, new RunState());
        if (!isNew)
        {
            try
            {
                journal = await _journals.ReadAsync(held.Id, CancellationToken.None);
                live.Restore(journal);
                state = await _states.FoldAsync(journal, CancellationToken.None);
            }
            catch (Exception e) when (e is not NpgsqlException || held.Fence > _options.Value.MaxClaims)
            {
                // No later executor would read it either.
                await FailAsync(
                    held,
                    new RunFailure("journal_unreadable", $"What the run has done so far cannot be read: {e.Message} Ask again.", CanRetry: true),
                    e
                );
                return;
            }
        }
        using var writer = new JournalWriter(
            _store,
            _known,
            _options,
            held,
            entries =>
            {
                live.Apply(entries);
                _signals.Changed(held.Run);
            },
            _time
        );
        using var session = new RunSession(held, state, journal, writer, live);
        if (held.Run.CancelledBy is { } by)
            execution.Stop(new Stopped.ByPerson(by));
        try
        {
            if (held.Fence > _options.Value.MaxClaims)
                throw new RunFailedException("crashed_repeatedly", $"{held.Fence - 1} executors took this run and none of them finished it.", canRetry: true);
            execution.Token.ThrowIfCancellationRequested();
            var wallClock = await _loop.WallClockAsync(held.Run, execution.Token);
            execution.StopAfter(wallClock, _time);
            await _loop.RunAsync(session, execution.Token);
        }
        catch (OperationCanceledException) when (execution.Token.IsCancellationRequested)
        {
            await StopAsync(session, execution.Reason);
        }
        catch (RunStopAskedException)
        {
            await StopAsync(session, await WhoStoppedAsync(held, execution));
        }
        catch (RunFailedException e)
        {
            await FailAsync(session, new RunFailure(e.Code, e.Message, e.CanRetry));
        }
        catch (Exception e) when (e is not (RunTakenOverException or StoreLostException or NpgsqlException))
        {
            Broke(held.Id, e);
            await FailAsync(
                session,
                new RunFailure("internal_error", $"Something in Workbench broke: {e.Message} What was done so far is in the trace.", CanRetry: true)
            );
        }
    }

    private async Task StopAsync(RunSession session, Stopped? reason)
    {
        switch (reason)
        {
            case Stopped.ByPerson { By: var by }:
                session.Finish(
                    new RunFinished
                    {
                        Status = RunStatus.Cancelled,
                        EndedAt = session.Now,
                        Sums = session.State.Sums(session.ElapsedMs),
                        CancelledBy = by,
                    }
                );
                await session.CommitAsync();
                break;
            case Stopped.ByClock { Limit: var limit }:
                await _loop.EndEarlyAsync(
                    session,
                    string.Create(CultureInfo.InvariantCulture, $"the limit of {limit.TotalSeconds:0.#} s"),
                    CancellationToken.None
                );
                break;
            case Stopped.TakenOver:
                throw new RunTakenOverException(session.Held.Id, session.Held.Fence);
            default:
                // The process stops: the run is handed to the next one.
                await session.CommitAsync();
                await _claims.ReleaseAsync(session.Held, CancellationToken.None);
                break;
        }
    }

    private async Task<Stopped> WhoStoppedAsync(HeldRun held, Execution execution) =>
        await _claims.RenewAsync(held, CancellationToken.None) is { CancelledBy: { } by }
            ? new Stopped.ByPerson(by)
            : execution.Reason ?? new Stopped.TakenOver();

    private static async Task FailAsync(RunSession session, RunFailure failure)
    {
        session.Finish(
            new RunFinished
            {
                Status = RunStatus.Failed,
                EndedAt = session.Now,
                Sums = session.State.Sums(session.ElapsedMs),
                Failure = failure,
            }
        );
        await session.CommitAsync();
    }

    /// <summary>Ends the run without its journal.</summary>
    private async Task FailAsync(HeldRun held, RunFailure failure, Exception? reason)
    {
        Broke(held.Id, reason);
        try
        {
            await _claims.FailAsync(held, failure, CancellationToken.None);
        }
        catch (NpgsqlException e)
        {
            LostStore(held.Id, e);
        }
    }

    /// <summary>Renews the lease, and looks for a cancellation whose signal was lost.</summary>
    private async Task RenewAsync(HeldRun held, Execution execution, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_options.Value.Heartbeat, _time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                switch (await _claims.RenewAsync(held, cancellationToken))
                {
                    case { IsHeld: false }:
                        execution.Stop(new Stopped.TakenOver());
                        return;
                    case { CancelledBy: { } by }:
                        execution.Stop(new Stopped.ByPerson(by));
                        break;
                }
            }
            catch (NpgsqlException e)
            {
                NotRenewed(held.Id, e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {RunId}: taken with fence {Fence}")]
    private partial void TookOver(Guid runId, int fence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A free slot could not look for the next run; the search of every second will")]
    private partial void NotHandedOn(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {RunId}: lost to another executor, fence {Fence} does not hold any more")]
    private partial void LostRun(Guid runId, int fence, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Run {RunId}: the store does not answer; the run is left for the next executor")]
    private partial void LostStore(Guid runId, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {RunId}: the lease could not be renewed")]
    private partial void NotRenewed(Guid runId, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Run {RunId}: broke")]
    private partial void Broke(Guid runId, Exception? exception);

    /// <summary>Why an execution stops before its run has ended.</summary>
    private abstract record Stopped
    {
        private Stopped() { }

        public sealed record ByPerson(string By) : Stopped;

        public sealed record ByClock(TimeSpan Limit) : Stopped;

        public sealed record TakenOver : Stopped;
    }

    private sealed class Execution(CancellationTokenSource stop) : IAsyncDisposable
    {
        private readonly Lock _lock = new();
        private ITimer? _clock;
        private bool _isDisposed;
        private Task _cancelling = Task.CompletedTask;

        public Task Done { get; set; } = Task.CompletedTask;
        public Stopped? Reason { get; private set; }
        public CancellationToken Token => stop.Token;

        /// <summary>The first reason counts.</summary>
        public void Stop(Stopped reason)
        {
            lock (_lock)
            {
                if (_isDisposed || Reason is not null)
                    return;
                Reason = reason;
                // Off this thread: the callbacks cancel statements at the warehouse.
                _cancelling = Task.Run(stop.Cancel);
            }
        }

        public void StopAfter(TimeSpan limit, TimeProvider time) =>
            _clock = time.CreateTimer(_ => Stop(new Stopped.ByClock(limit)), null, limit, Timeout.InfiniteTimeSpan);

        public async ValueTask DisposeAsync()
        {
            lock (_lock)
                _isDisposed = true;
            if (_clock is not null)
                await _clock.DisposeAsync();
            await _cancelling;
            stop.Dispose();
        }
    }
}
