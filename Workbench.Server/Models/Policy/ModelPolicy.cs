using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Workbench.Server.Budgets;
using Workbench.Server.Models.Catalog;

namespace Workbench.Server.Models.Policy;

/// <summary>
/// Who answers a call: a member of its route that is well, has room and may be paid. Before the first token faults lead to the next member, or to the same one after a
/// while; from the first token on a call belongs to its attempt.
/// </summary>
internal sealed class ModelPolicy(IBudgets budgets, IOptions<PolicyOptions> options, TimeProvider time, Func<double> random)
{
    public async ValueTask<PolicyOutcome<T>> BeginAsync<T>(PolicyCall<T> call, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var tokens = call.Size.Likely;
        var candidates = new Candidates(call.Route, tokens, time, random);
        candidates.ExcludeHopeless(m => call.WhyNot(m) is null);
        var attempts = ImmutableArray.CreateBuilder<ModelAttempt>();
        for (var round = 1; ; )
        {
            if (candidates.Take() is { } model)
            {
                var decision = Decision(candidates.LastFault, attempts.Count, round);
                var (answering, fault) = call.Route.HedgeAfter is { } after
                    ? await RaceAsync(call, model, decision, after, candidates, attempts, Patience(started), cancellationToken)
                    : await TryAsync(call, model, decision, candidates, attempts, Patience(started), cancellationToken);
                if (answering is not null)
                    return new Answering<T>(answering, attempts.ToImmutable());
                if (IsFinal(fault!))
                    return new NobodyAnswered<T>(fault!, attempts.ToImmutable());
                continue;
            }
            var last = candidates.Why;
            if (candidates.UntilNext() is not { } until || (candidates.HasAsked && round >= options.Value.Rounds))
                return new NobodyAnswered<T>(last with { RetryAfter = candidates.UntilNext() ?? last.RetryAfter }, attempts.ToImmutable());
            var pause = candidates.HasAsked ? Later(until, Pause(round)) : until;
            if (pause > Patience(started))
                return new NobodyAnswered<T>(last with { RetryAfter = pause }, attempts.ToImmutable());
            // Those that all wait for the same moment shall not all come at it.
            await Task.Delay(pause + (TimeSpan.FromMilliseconds(50) * random()), time, cancellationToken);
            if (candidates.HasAsked)
                round++;
            candidates.NextRound();
        }
    }

    /// <summary>One attempt up to its first token. One that fails is ended, stands in the list, and is known to the candidates.</summary>
    private async ValueTask<(Attempt<T>? Answering, Fault? Fault)> TryAsync<T>(
        PolicyCall<T> call,
        LiveModel model,
        string decision,
        Candidates candidates,
        ImmutableArray<ModelAttempt>.Builder attempts,
        TimeSpan patience,
        CancellationToken cancellationToken
    )
    {
        var (attempt, refused) = await EnterAsync(call, model, decision, attempts.Count + 1, patience, cancellationToken);
        if (attempt is null)
            return (null, NotSent(call, model, decision, refused!, candidates, attempts));
        try
        {
            return await ConcludeAsync(attempt, await BeginAsync(attempt, model, cancellationToken), candidates, attempts);
        }
        catch
        {
            await attempt.EndAsync(HungUp);
            throw;
        }
    }

    /// <summary>One attempt, and another member as well if it is slow. Who sends the first token goes on, the other one is called off and paid for what it did.</summary>
    private async ValueTask<(Attempt<T>? Answering, Fault? Fault)> RaceAsync<T>(
        PolicyCall<T> call,
        LiveModel model,
        string decision,
        TimeSpan after,
        Candidates candidates,
        ImmutableArray<ModelAttempt>.Builder attempts,
        TimeSpan patience,
        CancellationToken cancellationToken
    )
    {
        var (first, refused) = await EnterAsync(call, model, decision, attempts.Count + 1, patience, cancellationToken);
        if (first is null)
            return (null, NotSent(call, model, decision, refused!, candidates, attempts));
        var firstBegins = BeginAsync(first, model, cancellationToken).AsTask();
        Attempt<T>? second = null;
        Task<Fault?>? secondBegins = null;
        try
        {
            if (await IsSlowAsync(firstBegins, after, cancellationToken) && candidates.Take() is { } other)
            {
                var words = $"hedge: {model.Name} sent no token within {after.TotalMilliseconds:0} ms";
                (second, refused) = await EnterAsync(call, other, words, attempts.Count + 2, TimeSpan.Zero, cancellationToken);
                if (second is not null)
                    secondBegins = BeginAsync(second, other, cancellationToken).AsTask();
                else
                    NotSent(call, other, words, refused!, candidates, attempts, before: 1);
            }
            if (secondBegins is null)
                return await ConcludeAsync(first, await firstBegins, candidates, attempts);
            var firstIsAhead = await Task.WhenAny(firstBegins, secondBegins) == firstBegins ? await firstBegins is null : await secondBegins is not null;
            var (winner, winnerBegins, loser, loserBegins) = firstIsAhead
                ? (first, firstBegins, second!, secondBegins)
                : (second!, secondBegins, first, firstBegins);
            var fault = await winnerBegins;
            if (fault is null)
                loser.CallOff();
            if (await SettleAsync(loserBegins) is { } losersFault)
                candidates.Failed(loser.Model, losersFault);
            attempts.Add(await loser.EndAsync("Called off: another member was faster."));
            return await ConcludeAsync(winner, fault, candidates, attempts);
        }
        catch
        {
            await GiveUpAsync(first, firstBegins);
            if (second is not null)
                await GiveUpAsync(second, secondBegins!);
            throw;
        }
    }

    private static async ValueTask<(Attempt<T>?, Fault?)> ConcludeAsync<T>(
        Attempt<T> attempt,
        Fault? fault,
        Candidates candidates,
        ImmutableArray<ModelAttempt>.Builder attempts
    )
    {
        if (fault is null)
            return (attempt, null);
        candidates.Failed(attempt.Model, fault);
        attempts.Add(await attempt.EndAsync());
        return (null, fault);
    }

    /// <summary>A member that was chosen and not asked: for what it cannot do, for want of money, or of a place. It is an attempt as others are, at no cost.</summary>
    /// <param name="before">How many attempts run that are not in the list yet.</param>
    private Fault NotSent<T>(
        PolicyCall<T> call,
        LiveModel model,
        string decision,
        Fault fault,
        Candidates candidates,
        ImmutableArray<ModelAttempt>.Builder attempts,
        int before = 0
    )
    {
        var (number, name) = (attempts.Count + 1 + before, model.Provider.Name);
        var attempt = new ModelAttempt(number, name, model.Name, time.GetUtcNow(), TimeSpan.Zero, TokenUsage.None, CostUsd: 0, fault.Message, fault.Kind)
        {
            Tier = call.Route.Tier,
            Decision = decision,
            IsSent = false,
        };
        attempts.Add(attempt);
        candidates.Failed(model, fault);
        call.Attempted?.Invoke(attempt);
        return fault;
    }

    /// <summary>What it can do, then money, then a place. While it stands in line for the place, it holds no money that others could spend.</summary>
    private async ValueTask<(Attempt<T>? Attempt, Fault? Fault)> EnterAsync<T>(
        PolicyCall<T> call,
        LiveModel model,
        string decision,
        int number,
        TimeSpan patience,
        CancellationToken cancellationToken
    )
    {
        if (call.WhyNot(model) is { } why)
            return (null, new Fault(ModelFault.BadRequest, $"{model.Name} {why}.") { IsUnable = true });
        var (hold, at, refused) = await HoldAsync(call, model, cancellationToken);
        if (hold is null)
            return (null, refused);
        var slot = model.Provider.Slots.TryTake(call.Size.Likely);
        if (slot is null)
        {
            await hold.DisposeAsync();
            slot = await TakeSlotAsync(model, call.Size.Likely, patience, cancellationToken);
            if (slot is null)
                return (null, Full(model));
            try
            {
                (hold, at, refused) = await HoldAsync(call, model, cancellationToken);
            }
            catch
            {
                slot.GiveUp();
                throw;
            }
            if (hold is null)
            {
                slot.GiveUp();
                return (null, refused);
            }
        }
        return (new Attempt<T>(model, decision, call, number, hold, at, time) { Slot = slot }, null);
    }

    /// <returns>The money, and the moment whose price it was reckoned by; or why there is none.</returns>
    private async ValueTask<(IBudgetHold? Hold, DateTimeOffset At, Fault? Refused)> HoldAsync<T>(
        PolicyCall<T> call,
        LiveModel model,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var caller = call.Caller;
        var counted = new BudgetCall(caller.Agent, caller.User, caller.Team, caller.Key, model.Name, now)
        {
            Provider = model.Provider.Name,
            OpenEnd = call.WhyOpen(model),
            Waited = call.Waited,
        };
        var asked = time.GetTimestamp();
        var decision = await budgets.ReserveAsync(counted, call.WorstCaseOf(model, now), cancellationToken);
        call.AddWaited(time.GetElapsedTime(asked));
        return decision switch
        {
            BudgetHeld held => (held.Hold, now, null),
            BudgetSpent spent => (
                null,
                now,
                new Fault(ModelFault.BudgetSpent, spent.Message) { RetryAfter = spent.ResetsAt is { } resets ? Later(resets - now, TimeSpan.Zero) : null }
            ),
            var other => throw new InvalidOperationException($"A budget decided {other.GetType().Name}."),
        };
    }

    /// <returns>Null: the line is full, or did not move within the time.</returns>
    private async ValueTask<ProviderSlots.Slot?> TakeSlotAsync(LiveModel model, long tokens, TimeSpan patience, CancellationToken cancellationToken)
    {
        var slots = model.Provider.Slots;
        if (patience <= TimeSpan.Zero)
            return null;
        using var late = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            return await slots.TakeAsync(tokens, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <returns>Null: a token came, or a whole reply without one.</returns>
    private static async ValueTask<Fault?> BeginAsync<T>(Attempt<T> attempt, LiveModel model, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            var outcome = await model.Breaker.ExecuteOutcomeAsync(
                static async (_, state) =>
                {
                    try
                    {
                        return Outcome.FromResult(await state.attempt.BeginAsync(state.cancellationToken));
                    }
                    catch (Exception e)
                    {
                        return Outcome.FromException<Began>(e);
                    }
                },
                context,
                (attempt, cancellationToken)
            );
            if (outcome.Exception is BrokenCircuitException)
                attempt.Refuse(new Fault(ModelFault.Overloaded, $"{model.Provider.Name} is cooling down: too many of its calls failed."));
            else
                outcome.ThrowIfException();
            return attempt.Fault;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async ValueTask<bool> IsSlowAsync(Task task, TimeSpan after, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var delay = Task.Delay(after, time, enough.Token);
        var first = await Task.WhenAny(task, delay);
        await enough.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return first == delay;
    }

    /// <summary>Ends an attempt however it went on: what went wrong is on its way to the caller already.</summary>
    private static async Task GiveUpAsync<T>(Attempt<T> attempt, Task<Fault?> begins)
    {
        attempt.CallOff();
        await ((Task)begins).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await attempt.EndAsync(HungUp);
    }

    /// <summary>Waits for an attempt that may have been called off.</summary>
    private static async ValueTask<Fault?> SettleAsync(Task<Fault?> begins)
    {
        try
        {
            return await begins;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private static bool IsFinal(Fault fault) => fault.Kind == ModelFault.BadRequest && !fault.IsMissing && !fault.IsTooLong && !fault.IsUnable;

    private static string Decision(Fault? last, int attempts, int round) =>
        last is null ? "first choice"
        : attempts == 0 ? $"instead: {last.Message}"
        : round > 1 ? $"round {round} after: {last.Message}"
        : $"after: {last.Message}";

    private static Fault Full(LiveModel model)
    {
        var quota = model.Provider.Settings.Quota;
        var limits = string.Join(
            ", ",
            new[]
            {
                quota.Concurrency is { } c ? $"{c} at once" : null,
                quota.RequestsPerMinute is { } r ? $"{r} calls a minute" : null,
                quota.TokensPerMinute is { } t ? $"{t} tokens a minute" : null,
            }.Where(l => l is not null)
        );
        return new Fault(
            ModelFault.RateLimited,
            $"{model.Provider.Name} takes {limits} by its limits in models.yml; {model.Provider.Slots.Running} run and {model.Provider.Slots.Waiting} wait."
        );
    }

    private TimeSpan Patience(long started) => Later(options.Value.Patience - time.GetElapsedTime(started), TimeSpan.Zero);

    private TimeSpan Pause(int round) => options.Value.Pause * Math.Pow(2, Math.Min(round - 1, 6)) * (0.5 + (random() / 2));

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;

    public const string HungUp = "The caller hung up.";
}
