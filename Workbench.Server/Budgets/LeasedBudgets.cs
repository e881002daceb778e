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
            return ValueTask.FromResult<BudgetDecision>(WithoutWorstCase(call, covering[0]));
        return keeping.IsAlive && ledger.TryHold(BlocksOf(covering, call.At), worst, call) is { } hold
            ? ValueTask.FromResult<BudgetDecision>(new BudgetHeld(hold))
            : ReserveSlowlyAsync(call, worst, cancellationToken);
    }

    private async ValueTask<BudgetDecision> ReserveSlowlyAsync(BudgetCall call, decimal? worstCaseUsd, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var covering = (await list.CurrentAsync(cancellationToken)).Covering(call);
            if (covering.IsEmpty)
                return NothingHeld.Decision;
            if (worstCaseUsd is not { } worst)
                return WithoutWorstCase(call, covering[0]);
            await keeping.StayAliveAsync(cancellationToken);
            var blocks = BlocksOf(covering, call.At);
            if (ledger.TryHold(blocks, worst, call) is { } free)
                return new BudgetHeld(free);
            var (hold, tooSmall) = await keeping.HoldAsync(blocks, worst, worst * CallsPerBlock, call, cancellationToken);
            if (hold is not null)
                return new BudgetHeld(hold);
            if (tooSmall is null)
                continue;
            var (spent, left) = ledger.StateOf(tooSmall);
            if (left >= worst && options.Value.Patience - call.Waited - time.GetElapsedTime(started) is { Ticks: > 0 } patience)
            {
                // Money is held back for calls that run, here or elsewhere: some of it may come back.
                if (await WaitAsync(blocks, worst, call, patience, cancellationToken) is { } given)
                    return new BudgetHeld(given);
                // It was no use, or the line was not served in time: asked once more before it is refused.
                continue;
            }
            keeping.Refused(tooSmall, spent);
            return Refused(tooSmall, spent, left, worst);
        }
    }

    private async ValueTask<BudgetHold?> WaitAsync(
        ImmutableArray<BudgetBlock> blocks,
        decimal worst,
        BudgetCall call,
        TimeSpan patience,
        CancellationToken cancellationToken
    )
    {
        var waiter = ledger.Wait(blocks, worst, call);
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

    private ImmutableArray<BudgetBlock> BlocksOf(ImmutableArray<Budget> covering, DateTimeOffset at)
    {
        var zone = list.Zone;
        var blocks = ImmutableArray.CreateBuilder<BudgetBlock>(covering.Length);
        foreach (var budget in covering)
            blocks.Add(ledger.BlockOf(budget, at, zone));
        return blocks.MoveToImmutable();
    }

    private BudgetSpent Refused(BudgetBlock block, decimal spent, decimal left, decimal worst)
    {
        var budget = block.Budget;
        var zone = list.Zone;
        var resets = TimeZoneInfo.ConvertTime(block.Window.Until, zone);
        var why =
            budget.LimitUsd < worst ? $"One call may cost up to {Money(worst)}, which is more than that."
            : left < worst ? $"{Money(spent)} of it is spent, and this call may cost up to {Money(worst)}."
            : $"{Money(spent)} of it is spent, the rest is held back for calls that run, and this call may cost up to {Money(worst)}.";
        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"The budget of {budget.Spender} is {Money(budget.LimitUsd)} {budget.Per}. {why} It resets on {resets:d MMMM yyyy} at {resets:HH:mm} ({zone.Id}). {budget.SetBy} set it; it can be raised under Costs, or with `./workbench budgets set`."
        );
        return new BudgetSpent(budget.Spender, budget.LimitUsd, spent, block.Window.Until, message);
    }

    private static BudgetSpent WithoutWorstCase(BudgetCall call, Budget budget) =>
        new(
            budget.Spender,
            budget.LimitUsd,
            0,
            ResetsAt: null,
            call.OpenEnd is { } why
                ? $"Nobody could say what this call may cost at most of the budget of {budget.Spender} ({Money(budget.LimitUsd)} {budget.Per}): {why}, or make it where no budget holds."
                : $"The model {call.Model} has no price in models.yml, so nobody could say what it spends of the budget of {budget.Spender} ({Money(budget.LimitUsd)} {budget.Per}). Add a row for it under `prices`, or choose a model that has one."
        );

    private static string Money(decimal usd) =>
        usd < 0.01m && usd > 0 ? "$" + usd.ToString("0.0000##", CultureInfo.InvariantCulture) : "$" + usd.ToString("#,0.00", CultureInfo.InvariantCulture);
}
