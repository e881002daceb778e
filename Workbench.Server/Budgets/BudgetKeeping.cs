using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Workbench.Server.Budgets;

/// <summary>
/// This process at the store: leases, says what was spent and what runs, gives back what nobody uses, and ends the leases of processes that are gone.
/// A process that holds nothing asks the store for nothing.
/// </summary>
internal sealed partial class BudgetKeeping(
    BudgetStore store,
    BudgetLedger ledger,
    BudgetList list,
    BudgetAlerts alerts,
    IOptions<BudgetsOptions> options,
    TimeProvider time,
    ILogger<BudgetKeeping> logger
) : BackgroundService
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    /// <summary>How long to go by the store's word that there is too little.</summary>
    private static readonly TimeSpan ShortageHolds = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Reconcile = TimeSpan.FromMinutes(1);

    /// <summary>One word with the store at a time: amounts that are told stand for themselves.</summary>
    private readonly SemaphoreSlim _talking = new(1);
    private readonly SemaphoreSlim _work = new(0);
    private readonly ConcurrentQueue<(Budget Budget, BudgetWindow Window, decimal Spent)> _refusals = new();
    private ImmutableHashSet<(int, DateOnly)> _wanted = [];
    private long _toldAt;
    private long _lookedAt;
    private long _busyAt;
    private long _node;

    /// <summary>Whether the store still knows this process, by this process's clock: with a third of the lease to spare.</summary>
    public bool IsAlive => Volatile.Read(ref _node) != 0 && time.GetElapsedTime(Volatile.Read(ref _toldAt)) < options.Value.Lease * 2 / 3;

    public async ValueTask StayAliveAsync(CancellationToken cancellationToken)
    {
        if (IsAlive)
            return;
        await _talking.WaitAsync(cancellationToken);
        try
        {
            if (IsAlive)
                return;
            // From here on it is everybody's: a caller that hangs up must not break it off.
            if (_node != 0)
                await TellAsync(CancellationToken.None);
            if (_node == 0)
                await EnterAsync(CancellationToken.None);
        }
        finally
        {
            _talking.Release();
        }
    }

    /// <summary>
    /// Leases what is missing on every block, and holds it, in one conversation with the store: what was leased for the first block cannot be given
    /// back while the last one is leased, nor before it is held.
    /// </summary>
    /// <returns>A hold, or the block that cannot be made large enough; neither: another call was faster, or the blocks are no more.</returns>
    public async Task<(BudgetHold? Hold, BudgetBlock? Short)> HoldAsync(
        ImmutableArray<BudgetBlock> blocks,
        decimal worst,
        decimal wanted,
        BudgetCall call,
        CancellationToken cancellationToken
    )
    {
        await _talking.WaitAsync(cancellationToken);
        try
        {
            return await LeaseAsync(blocks, worst, wanted, CancellationToken.None) is { } tooSmall
                ? (null, tooSmall)
                : (blocks.All(ledger.Owns) ? ledger.TryHold(blocks, worst, call) : null, null);
        }
        finally
        {
            _talking.Release();
            Rouse();
        }
    }

    /// <summary>A call was refused: an alert says so, once, and nobody waits for that.</summary>
    public void Refused(BudgetBlock block, decimal spent)
    {
        if (!ledger.IsFirstRefusal(block))
            return;
        // As it is now: the limit may be raised before it is told.
        _refusals.Enqueue((block.Budget, block.Window, spent));
        Rouse();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var reconciledAt = 0L;
        try
        {
            while (true)
            {
                // Without a lease there is nothing to say: the next one wakes this up.
                if (Volatile.Read(ref _node) == 0 && _refusals.IsEmpty)
                    await _work.WaitAsync(stoppingToken);
                await Task.Delay(options.Value.Flush, time, stoppingToken);
                await TryAsync(FlushAsync, stoppingToken);
                await TryAsync(ServeAsync, stoppingToken);
                await TryAsync(TellRefusalsAsync, stoppingToken);
                if (reconciledAt == 0 || time.GetElapsedTime(reconciledAt) > Reconcile)
                {
                    reconciledAt = time.GetTimestamp();
                    await TryAsync(token => store.ReconcileAsync(options.Value.LostAfter, token), stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(TellRefusalsAsync, cancellationToken);
        await TryAsync(LeaveAsync, cancellationToken);
    }

    private void Rouse()
    {
        if (_work.CurrentCount == 0)
            _work.Release();
    }

    private async Task TellRefusalsAsync(CancellationToken cancellationToken)
    {
        while (_refusals.TryPeek(out var refusal))
        {
            if (await store.RaiseSpentAsync(refusal.Budget, refusal.Window, refusal.Spent, cancellationToken))
                alerts.Rouse();
            _refusals.TryDequeue(out _);
        }
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _talking.WaitAsync(cancellationToken);
        try
        {
            await TellAsync(cancellationToken);
            if (_node == 0 || !ledger.IsQuiet)
                _busyAt = time.GetTimestamp();
            else if (time.GetElapsedTime(_busyAt) > Quiet)
                await EndAsync(cancellationToken);
        }
        finally
        {
            _talking.Release();
        }
    }

    /// <summary>Asks the store for those in line: another process may have given something back, or spent the rest.</summary>
    private async Task ServeAsync(CancellationToken cancellationToken)
    {
        foreach (var waiter in ledger.Wanting())
        {
            await _talking.WaitAsync(cancellationToken);
            try
            {
                if (await LeaseAsync(waiter.Blocks, waiter.Worst, wanted: 0, cancellationToken) is { } tooSmall)
                    ledger.Refuse(tooSmall);
            }
            finally
            {
                _talking.Release();
            }
        }
    }

    /// <summary>Within a conversation.</summary>
    /// <returns>The block for which the store has too little; null: there is none.</returns>
    private async Task<BudgetBlock?> LeaseAsync(ImmutableArray<BudgetBlock> blocks, decimal worst, decimal wanted, CancellationToken cancellationToken)
    {
        var missing = blocks.Where(b => ledger.FreeOf(b) < worst).ToList();
        if (missing.Count == 0)
            return null;
        if (missing.Find(b => IsKnownShort(b, worst - ledger.FreeOf(b))) is { } known)
            return known;
        // What this process spent until now is told first: others and this one then see the same.
        await TellAsync(cancellationToken);
        if (_node == 0)
            await EnterAsync(cancellationToken);
        // The smallest budget first: where that has too little, nothing of the others is taken.
        foreach (var block in blocks.OrderBy(b => b.Budget.LimitUsd))
        {
            // Telling may have given back what was free.
            var needed = worst - ledger.FreeOf(block);
            if (needed <= 0)
                continue;
            if (!ledger.Owns(block))
                return null;
            var spentHere = ledger.SpentOf(block);
            var (granted, limit, spent) = await store.LeaseAsync(block, _node, needed, wanted, cancellationToken);
            if (granted > 0)
            {
                ledger.Grant(block, granted);
                continue;
            }
            block.Shortage = new BudgetShortage(limit, spent - spentHere, needed, time.GetTimestamp());
            return block;
        }
        return null;
    }

    private bool IsKnownShort(BudgetBlock block, decimal needed) =>
        block.Shortage is { } known && known.Limit == block.Budget.LimitUsd && known.Needed <= needed && time.GetElapsedTime(known.At) < ShortageHolds;

    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        await _talking.WaitAsync(cancellationToken);
        try
        {
            if (_node == 0)
                return;
            await TellAsync(cancellationToken);
            await EndAsync(cancellationToken);
        }
        finally
        {
            _talking.Release();
        }
    }

    /// <summary>What runs now counts with the most that it could cost.</summary>
    private async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_node == 0)
            return;
        await store.EndNodeAsync(_node, cancellationToken);
        Volatile.Write(ref _node, 0);
        ledger.Forget();
    }

    private async Task EnterAsync(CancellationToken cancellationToken)
    {
        var at = time.GetTimestamp();
        await store.EndLostNodesAsync(own: 0, cancellationToken);
        var node = await store.EnterAsync(options.Value.Lease, cancellationToken);
        ledger.Forget();
        ledger.Node = node;
        Volatile.Write(ref _toldAt, at);
        Volatile.Write(ref _node, node);
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        if (_node == 0)
            return;
        var at = time.GetTimestamp();
        var known = list.TryCurrent;
        var flush = ledger.TakeFlush(
            at - (long)(Idle.TotalSeconds * time.TimestampFrequency),
            block =>
                _wanted.Contains((block.Budget.Id, block.Window.StartsOn))
                || (known is not null && known.Find(block.Budget.Id)?.LimitUsd != block.Budget.LimitUsd),
            time.GetUtcNow()
        );
        // Nothing new: a beat now and then is enough, and to hear whether others want something.
        if (flush is null && time.GetElapsedTime(Volatile.Read(ref _toldAt)) < options.Value.Lease / 10)
            return;
        try
        {
            if (await store.TellAsync(_node, options.Value.Lease, flush, ledger.Held(), cancellationToken) is not { } told)
            {
                GivenUp(_node);
                Volatile.Write(ref _node, 0);
                ledger.Forget();
                return;
            }
            _wanted = told.Wanted;
            if (told.HasAlerts)
                alerts.Rouse();
            Volatile.Write(ref _toldAt, at);
        }
        catch (Exception) when (flush is not null)
        {
            ledger.PutBack(flush);
            throw;
        }
        if (time.GetElapsedTime(_lookedAt) > options.Value.Lease / 3)
        {
            _lookedAt = at;
            await store.EndLostNodesAsync(_node, cancellationToken);
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException)
        {
            NotTold(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Budgets: the store could not be told what was spent; trying again")]
    private partial void NotTold(Exception exception);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Budgets: the store gave process {Node} up after it was silent; what it held counts as spent, and it begins anew"
    )]
    private partial void GivenUp(long node);
}
