using System.Collections.Immutable;

namespace Workbench.Server.Budgets;

/// <summary>What this process holds and has spent, in memory. Every number changes under one lock, and no lock is held over a wait.</summary>
internal sealed class BudgetLedger(TimeProvider time)
{
    private const int MostPassedOver = 8;

    private readonly Lock _lock = new();
    private readonly Dictionary<(int Budget, DateOnly StartsOn), BudgetBlock> _blocks = [];
    private readonly Dictionary<int, BudgetBlock> _current = [];
    private readonly Dictionary<long, OpenHold> _open = [];
    private readonly HashSet<long> _told = [];
    private readonly List<long> _ended = [];
    private readonly LinkedList<BudgetWaiter> _waiting = [];
    private long _number;

    /// <summary>Set once the store knows this process.</summary>
    public long Node { get; set; }

    /// <summary>Nothing runs, nothing is free, and the store knows it all.</summary>
    public bool IsQuiet
    {
        get
        {
            lock (_lock)
                return _open.Count == 0 && _ended.Count == 0 && _waiting.Count == 0 && _blocks.Values.All(b => b is { Free: <= 0, IsDirty: false });
        }
    }

    /// <summary>False: it was forgotten meanwhile.</summary>
    public bool Owns(BudgetBlock block)
    {
        lock (_lock)
            return _blocks.GetValueOrDefault((block.Budget.Id, block.Window.StartsOn)) == block;
    }

    public decimal FreeOf(BudgetBlock block)
    {
        lock (_lock)
            return block.Free;
    }

    public decimal SpentOf(BudgetBlock block)
    {
        lock (_lock)
            return block.Spent;
    }

    /// <summary>What is leased.</summary>
    public IReadOnlyCollection<(int Budget, DateOnly StartsOn)> Held()
    {
        lock (_lock)
            return [.. _blocks.Keys];
    }

    public BudgetBlock BlockOf(Budget budget, DateTimeOffset at, TimeZoneInfo zone)
    {
        lock (_lock)
        {
            if (!_current.TryGetValue(budget.Id, out var block) || !block.Window.Holds(at))
            {
                var window = BudgetWindow.Of(budget.Period, at, zone);
                if (!_blocks.TryGetValue((budget.Id, window.StartsOn), out block))
                    _blocks[(budget.Id, window.StartsOn)] = block = new BudgetBlock(budget, window);
                _current[budget.Id] = block;
            }
            block.Budget = budget;
            return block;
        }
    }

    /// <returns>Null: a block has too little free. Then nothing is held.</returns>
    public BudgetHold? TryHold(ImmutableArray<BudgetBlock> blocks, decimal worst, BudgetCall call)
    {
        lock (_lock)
            return Hold(blocks, worst, call);
    }

    /// <summary>Gets in line for what is settled, given back or leased next.</summary>
    public BudgetWaiter Wait(ImmutableArray<BudgetBlock> blocks, decimal worst, BudgetCall call)
    {
        var waiter = new BudgetWaiter(blocks, worst, call);
        lock (_lock)
        {
            _waiting.AddLast(waiter);
            Serve();
        }
        return waiter;
    }

    /// <returns>What it was given in the last moment after all.</returns>
    public BudgetHold? Leave(BudgetWaiter waiter)
    {
        lock (_lock)
        {
            _waiting.Remove(waiter);
            return waiter.Given.TrySetResult(null) ? null : waiter.Given.Task.Result;
        }
    }

    /// <summary>Who is the first in line for a block that is too small for him.</summary>
    public IReadOnlyList<BudgetWaiter> Wanting()
    {
        lock (_lock)
        {
            HashSet<BudgetBlock> seen = [];
            List<BudgetWaiter> first = [];
            foreach (var waiter in _waiting)
            {
                var tooSmall = waiter.Blocks.Where(b => b.Free < waiter.Worst).ToList();
                if (tooSmall.Exists(b => !seen.Contains(b)))
                    first.Add(waiter);
                seen.UnionWith(tooSmall);
            }
            return first;
        }
    }

    /// <summary>There is no more to come than is left: who needs more need not wait.</summary>
    public void Refuse(BudgetBlock block)
    {
        lock (_lock)
            for (var at = _waiting.First; at is not null; )
            {
                var next = at.Next;
                if (at.Value.Worst > block.Left && at.Value.Blocks.Contains(block))
                {
                    _waiting.Remove(at);
                    at.Value.Given.TrySetResult(null);
                }
                at = next;
            }
    }

    /// <summary>Spent by all, and left.</summary>
    public (decimal Spent, decimal Left) StateOf(BudgetBlock block)
    {
        lock (_lock)
            return (block.SpentByAll, block.Left);
    }

    /// <summary>Of its limit as it is now: a raised one that is spent again is told again.</summary>
    public bool IsFirstRefusal(BudgetBlock block)
    {
        lock (_lock)
        {
            if (block.RefusalTold == block.Budget.LimitUsd)
                return false;
            block.RefusalTold = block.Budget.LimitUsd;
            return true;
        }
    }

    public void Settle(BudgetHold hold, decimal cost)
    {
        lock (_lock)
        {
            foreach (var block in hold.Blocks)
            {
                block.Held -= hold.Worst;
                block.Spent += cost;
                block.Running--;
                block.IsDirty = true;
            }
            _open.Remove(hold.Mark.Number);
            if (_told.Remove(hold.Mark.Number))
                _ended.Add(hold.Mark.Number);
            Serve();
        }
    }

    public void Grant(BudgetBlock block, decimal amount)
    {
        lock (_lock)
        {
            block.Granted += amount;
            block.UsedAt = time.GetTimestamp();
            block.Shortage = null;
            Serve();
        }
    }

    /// <summary>The store ended this process's leases, for it was silent too long: they are leased anew.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            // Who waits for blocks that are no more begins anew.
            foreach (var waiter in _waiting)
                waiter.Given.TrySetResult(null);
            _waiting.Clear();
            _blocks.Clear();
            _current.Clear();
            _open.Clear();
            _told.Clear();
            _ended.Clear();
        }
    }

    /// <summary>What the store is to be told. Blocks that nobody used since <paramref name="idleSince"/>, or whose budget changed, give back what is free.</summary>
    public LedgerFlush? TakeFlush(long idleSince, Func<BudgetBlock, bool> mustGiveBack, DateTimeOffset now)
    {
        lock (_lock)
        {
            var lines = ImmutableArray.CreateBuilder<LedgerLine>();
            foreach (var (key, block) in _blocks)
            {
                var isOver = block is { Running: 0 } && block.Window.Until <= now;
                var givesBack = block.Free > 0 && (isOver || block.UsedAt <= idleSince || mustGiveBack(block)) ? block.Free : 0;
                if (givesBack == 0 && !block.IsDirty && !isOver)
                    continue;
                // A call that cost more than was held back for it has taken what was not leased: that is said as well.
                block.Granted -= block.Free < 0 ? block.Free : givesBack;
                block.IsDirty = false;
                lines.Add(new LedgerLine(block, key.StartsOn, block.Granted, block.Spent, isOver));
            }
            foreach (var line in lines)
                if (line.IsOver)
                {
                    _blocks.Remove((line.Block.Budget.Id, line.StartsOn));
                    if (_current.GetValueOrDefault(line.Block.Budget.Id) == line.Block)
                        _current.Remove(line.Block.Budget.Id);
                }
            var begun = _open.Where(o => !_told.Contains(o.Key)).Select(o => o.Value).ToImmutableArray();
            foreach (var hold in begun)
                _told.Add(hold.Mark.Number);
            var ended = _ended.ToImmutableArray();
            _ended.Clear();
            return lines.Count == 0 && begun.Length == 0 && ended.Length == 0 ? null : new LedgerFlush(lines.DrainToImmutable(), begun, ended, _number);
        }
    }

    /// <summary>The store may not have been told: it is told again, in numbers that stand for themselves.</summary>
    public void PutBack(LedgerFlush flush)
    {
        lock (_lock)
        {
            foreach (var line in flush.Lines)
            {
                line.Block.IsDirty = true;
                if (line.IsOver)
                    _blocks.TryAdd((line.Block.Budget.Id, line.StartsOn), line.Block);
            }
            foreach (var hold in flush.Begun)
                _told.Remove(hold.Mark.Number);
            _ended.AddRange(flush.Ended);
        }
    }

    private BudgetHold? Hold(ImmutableArray<BudgetBlock> blocks, decimal worst, BudgetCall call)
    {
        foreach (var block in blocks)
            if (block.Free < worst)
                return null;
        var now = time.GetTimestamp();
        foreach (var block in blocks)
        {
            block.Held += worst;
            block.Running++;
            block.UsedAt = now;
        }
        var number = ++_number;
        var mark = new BudgetMark(Node, number, [.. blocks.Select(b => b.Budget.Id)]);
        _open.Add(number, new OpenHold(call, worst, mark));
        return new BudgetHold(this, blocks, worst, mark);
    }

    /// <summary>In the order of the line; a few who need more, or another budget, are passed over.</summary>
    private void Serve()
    {
        var passed = 0;
        for (var at = _waiting.First; at is not null && passed < MostPassedOver; )
        {
            var (waiter, next) = (at.Value, at.Next);
            if (Hold(waiter.Blocks, waiter.Worst, waiter.Call) is { } hold)
            {
                _waiting.Remove(at);
                waiter.Given.TrySetResult(hold);
            }
            else
                passed++;
            at = next;
        }
    }
}

/// <summary>A call in line.</summary>
internal sealed class BudgetWaiter(ImmutableArray<BudgetBlock> blocks, decimal worst, BudgetCall call)
{
    public ImmutableArray<BudgetBlock> Blocks => blocks;
    public decimal Worst => worst;
    public BudgetCall Call => call;

    /// <summary>Null: nothing is to come.</summary>
    public TaskCompletionSource<BudgetHold?> Given { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

internal sealed record OpenHold(BudgetCall Call, decimal Worst, BudgetMark Mark);

/// <param name="Amount">All that is leased, after what was given back.</param>
/// <param name="IsOver">Its period has ended and nothing runs in it: the lease ends.</param>
internal sealed record LedgerLine(BudgetBlock Block, DateOnly StartsOn, decimal Amount, decimal Spent, bool IsOver);

/// <param name="Number">Of the last hold that it tells of.</param>
internal sealed record LedgerFlush(ImmutableArray<LedgerLine> Lines, ImmutableArray<OpenHold> Begun, ImmutableArray<long> Ended, long Number);
