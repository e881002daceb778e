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

    /// <summary>What was leased this short a time ago was leased for a call that is about to hold it.</summary>
    private static readonly TimeSpan JustLeased = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Reconcile = TimeSpan.FromMinutes(1);

    /// <summary>One word with the store at a time: amounts that are told stand for themselves.</summary>
    private readonly SemaphoreSlim _talking = new(1);
    private readonly SemaphoreSlim _work = new(0);
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
            if (_node != 0)
                await TellAsync(cancellationToken);
            if (_node == 0)
                await EnterAsync(cancellationToken);
        }
        finally
        {
            _talking.Release();
        }
    }

    /// <returns>Null: the block was forgotten meanwhile, there is another one.</returns>
    public async Task<(decimal Granted, BudgetShortage Picture)?> LeaseAsync(
        BudgetBlock block,
        decimal needed,
        decimal wanted,
        CancellationToken cancellationToken
    )
    {
        await _talking.WaitAsync(cancellationToken);
        try
        {
            // What this process spent until now is told first: others and this one then see the same.
            await TellAsync(cancellationToken);
            if (_node == 0)
                await EnterAsync(cancellationToken);
            if (!ledger.Owns(block))
                return null;
            var spentHere = ledger.SpentOf(block);
            var (granted, picture) = await store.LeaseAsync(block, _node, needed, wanted, time.GetTimestamp(), cancellationToken);
            if (granted > 0)
                ledger.Grant(block, granted);
            return (granted, picture with { SpentByOthers = picture.SpentByOthers - spentHere });
        }
        finally
        {
            _talking.Release();
            if (_work.CurrentCount == 0)
                _work.Release();
        }
    }

    public async Task RefusedAsync(BudgetBlock block, decimal spent, CancellationToken cancellationToken)
    {
        if (await store.RaiseSpentAsync(block, spent, cancellationToken))
            alerts.Rouse();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var reconciledAt = 0L;
        try
        {
            while (true)
            {
                // Without a lease there is nothing to say: the next one wakes this up.
                if (Volatile.Read(ref _node) == 0)
                    await _work.WaitAsync(stoppingToken);
                await Task.Delay(options.Value.Flush, time, stoppingToken);
                await TryAsync(FlushAsync, stoppingToken);
                await TryAsync(ServeAsync, stoppingToken);
                if (reconciledAt == 0 || time.GetElapsedTime(reconciledAt) > Reconcile)
                {
                    reconciledAt = time.GetTimestamp();
                    await TryAsync(store.CountUncountedAsync, stoppingToken);
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
        await TryAsync(LeaveAsync, cancellationToken);
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
        foreach (var (block, needed) in ledger.Wanting())
        {
            if (await LeaseAsync(block, needed, needed, cancellationToken) is not ({ } granted, { } picture) || granted > 0)
                continue;
            block.Shortage = picture;
            ledger.Refuse(block, (picture.Limit ?? 0) - picture.SpentByOthers - ledger.SpentOf(block));
        }
    }

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
                (_wanted.Contains((block.Budget.Id, block.Window.StartsOn)) && time.GetElapsedTime(block.LeasedAt) > JustLeased)
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
