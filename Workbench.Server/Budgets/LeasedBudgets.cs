using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Options;

namespace Workbench.Server.Budgets;

/// <summary>
/// Holds calls back on blocks that this process has leased from the store: as a rule without asking it. Where a block is too small, it asks for more;
/// where money is only held back for calls that run, it waits a moment for them.
/// </summary>
internal sealed class LeasedBudgets(BudgetList list, BudgetLedger ledger, BudgetKeeping keeping, IOptions<BudgetsOptions> options, TimeProvider time) : IBudgets
{
    /// <summary>Calls for which a block lasts, while there is plenty.</summary>
    private const int CallsPerBlock = 64;

    /// <summary>How long to go by the store's word that there is nothing, unless something changes here.</summary>
    private static readonly TimeSpan ShortageHolds = TimeSpan.FromMilliseconds(50);

    public ValueTask<BudgetDecision> ReserveAsync(BudgetCall call, decimal? worstCaseUsd, CancellationToken cancellationToken)
    {
        if (worstCaseUsd == 0)
            return ValueTask.FromResult<BudgetDecision>(NothingHeld.Decision);
        if (list.TryCurrent is not { } known)
            return ReserveSlowlyAsync(call, worstCaseUsd, cancellationToken);
        var covering = known.Covering(call);
        if (covering.IsEmpty)
            return ValueTask.FromResult<BudgetDecision>(NothingHeld.Decision);
        if (worstCaseUsd is not { } worst)
            return ValueTask.FromResult<BudgetDecision>(Unpriced(call, covering[0]));
        return keeping.IsAlive && ledger.TryHold(BlocksOf(covering, call.At), worst, call.At) is { } hold
            ? ValueTask.FromResult<BudgetDecision>(new BudgetHeld(hold))
            : ReserveSlowlyAsync(call, worst, cancellationToken);
    }

    private async ValueTask<BudgetDecision> ReserveSlowlyAsync(BudgetCall call, decimal? worstCaseUsd, CancellationToken cancellationToken)
    {
        var covering = (await list.CurrentAsync(cancellationToken)).Covering(call);
        if (covering.IsEmpty)
            return NothingHeld.Decision;
        if (worstCaseUsd is not { } worst)
            return Unpriced(call, covering[0]);
        if (covering.MinBy(b => b.LimitUsd) is { } least && least.LimitUsd < worst)
            return await TooDearAsync(least, call, worst, cancellationToken);
        var started = time.GetTimestamp();
        while (true)
        {
            await keeping.StayAliveAsync(cancellationToken);
            var blocks = BlocksOf(covering, call.At);
            if (ledger.TryHold(blocks, worst, call.At) is { } hold)
                return new BudgetHeld(hold);
            if (await WantingAsync(blocks, worst, cancellationToken) is not { } wanting)
                continue;
            if (LeftOf(wanting) >= worst && options.Value.Patience - time.GetElapsedTime(started) is { Ticks: > 0 } patience)
            {
                // Money is held back for calls that run, here or elsewhere: some of it may come back.
                if (await WaitAsync(blocks, worst, call.At, patience, cancellationToken) is { } given)
                    return new BudgetHeld(given);
                if (!ledger.Owns(wanting))
                    continue;
            }
            var spent = SpentOf(wanting);
            await keeping.RefusedAsync(wanting, spent, cancellationToken);
            return Refused(wanting, spent, LeftOf(wanting), worst);
        }
    }

    /// <returns>The block that is too small, and cannot be made larger; null: none is.</returns>
    private async ValueTask<BudgetBlock?> WantingAsync(ImmutableArray<BudgetBlock> blocks, decimal worst, CancellationToken cancellationToken)
    {
        foreach (var block in blocks)
            if (ledger.FreeOf(block) < worst && !await TryLeaseAsync(block, worst, cancellationToken))
                return block;
        return null;
    }

    private async ValueTask<BudgetHold?> WaitAsync(
        ImmutableArray<BudgetBlock> blocks,
        decimal worst,
        DateTimeOffset at,
        TimeSpan patience,
        CancellationToken cancellationToken
    )
    {
        var waiter = ledger.Wait(blocks, worst, at);
        try
        {
            return await waiter.Given.Task.WaitAsync(patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return ledger.Leave(waiter);
        }
        catch (OperationCanceledException)
        {
            if (ledger.Leave(waiter) is { } late)
                await late.DisposeAsync();
            throw;
        }
    }

    /// <returns>False: the store has too little as well.</returns>
    private async ValueTask<bool> TryLeaseAsync(BudgetBlock block, decimal worst, CancellationToken cancellationToken)
    {
        await block.Asking.WaitAsync(cancellationToken);
        try
        {
            var needed = worst - ledger.FreeOf(block);
            if (needed <= 0)
                return true;
            if (block.Shortage is { } known && known.Limit == block.Budget.LimitUsd && time.GetElapsedTime(known.At) < ShortageHolds)
                return false;
            if (await keeping.LeaseAsync(block, needed, worst * CallsPerBlock, cancellationToken) is not var (granted, picture))
                return true;
            if (granted == 0)
                block.Shortage = picture;
            return granted > 0;
        }
        finally
        {
            block.Asking.Release();
        }
    }

    private ImmutableArray<BudgetBlock> BlocksOf(ImmutableArray<Budget> covering, DateTimeOffset at)
    {
        var zone = list.Zone;
        var blocks = ImmutableArray.CreateBuilder<BudgetBlock>(covering.Length);
        foreach (var budget in covering)
            blocks.Add(ledger.BlockOf(budget, at, zone));
        return blocks.MoveToImmutable();
    }

    /// <summary>By all processes: those of others as they told, this one's as it is.</summary>
    private decimal SpentOf(BudgetBlock block) => (block.Shortage?.SpentByOthers ?? 0) + ledger.SpentOf(block);

    private decimal LeftOf(BudgetBlock block) => (block.Shortage?.Limit ?? block.Budget.LimitUsd) - SpentOf(block);

    private async Task<BudgetDecision> TooDearAsync(Budget budget, BudgetCall call, decimal worst, CancellationToken cancellationToken)
    {
        var block = BlocksOf([budget], call.At)[0];
        await TryLeaseAsync(block, worst, cancellationToken);
        var spent = SpentOf(block);
        return Refused(block, spent, budget.LimitUsd - spent, worst);
    }

    private BudgetSpent Refused(BudgetBlock block, decimal spent, decimal left, decimal worst)
    {
        var budget = block.Budget;
        var zone = list.Zone;
        var resets = TimeZoneInfo.ConvertTime(block.Window.Until, zone);
        var why =
            budget.LimitUsd < worst ? $"One call may cost up to {Money(worst)}, which is more than that."
            : left < worst ? $"{Money(spent)} of it {(spent == 1 ? "is" : "are")} spent, and this call may cost up to {Money(worst)}."
            : $"{Money(spent)} of it are spent, the rest is held back for calls that run, and this call may cost up to {Money(worst)}.";
        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"The budget of {budget.Spender} is {Money(budget.LimitUsd)} {budget.Per}. {why} It begins anew on {resets:d MMMM yyyy} at {resets:HH:mm} ({zone.Id}). {budget.SetBy} set it; it can be raised under Costs, or with `./workbench budgets set`."
        );
        return new BudgetSpent(budget.Spender, budget.LimitUsd, spent, block.Window.Until, message);
    }

    private BudgetSpent Unpriced(BudgetCall call, Budget budget)
    {
        var window = BudgetWindow.Of(budget.Period, call.At, list.Zone);
        return new BudgetSpent(
            budget.Spender,
            budget.LimitUsd,
            0,
            window.Until,
            $"The model {call.Model} has no price in models.yml, so nobody could say what it spends of the budget of {budget.Spender} ({Money(budget.LimitUsd)} {budget.Per}). Add a row for it under `prices`, or choose a model that has one."
        );
    }

    private static string Money(decimal usd) =>
        usd < 0.01m && usd > 0 ? "$" + usd.ToString("0.0000##", CultureInfo.InvariantCulture) : "$" + usd.ToString("#,0.00", CultureInfo.InvariantCulture);
}
