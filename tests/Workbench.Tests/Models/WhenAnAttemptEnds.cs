using Microsoft.Extensions.AI;
using Shouldly;
using Workbench.Server.Budgets;
using Workbench.Server.Models;
using Workbench.Server.Models.Catalog;
using Workbench.Server.Models.Policy;

namespace Workbench.Tests.Models;

/// <summary>Two may end an attempt, and a third may call it off, at the same moment.</summary>
public sealed class WhenAnAttemptEnds
{
    [Fact]
    public async Task It_ends_once_whoever_ends_it_and_whoever_calls_it_off_meanwhile()
    {
        for (var i = 0; i < 3_000; i++)
        {
            var told = 0;
            var hold = new OneHold();
            var attempt = Make(hold, _ => Interlocked.Increment(ref told));
            await attempt.BeginAsync(TestContext.Current.CancellationToken);
            using var together = new Barrier(3);

            var ends = await Task.WhenAll(
                Task.Run(() => At(together, () => attempt.EndAsync("first"))),
                Task.Run(() => At(together, () => attempt.EndAsync("second"))),
                Task.Run(() =>
                    At(
                        together,
                        () =>
                        {
                            attempt.CallOff();
                            return attempt.EndAsync("third");
                        }
                    )
                )
            );

            ends.ShouldAllBe(e => ReferenceEquals(e, ends[0]));
            (told, hold.Settled).ShouldBe((1, 1));
        }
    }

    [Fact]
    public async Task Who_is_told_of_it_may_use_it()
    {
        Attempt<int>? attempt = null;
        var isFree = false;
        attempt = Make(new OneHold(), _ => isFree = Task.Run(() => attempt!.CallOff()).Wait(TimeSpan.FromSeconds(10)));
        await attempt.EndAsync();
        isFree.ShouldBeTrue("no lock is held while others are told");
    }

    [Fact]
    public async Task What_goes_wrong_while_it_ends_is_told_to_all_who_end_it()
    {
        var attempt = Make(new OneHold(), _ => throw new InvalidOperationException("The journal is full."));
        await Should.ThrowAsync<InvalidOperationException>(() => attempt.EndAsync());
        await Should.ThrowAsync<InvalidOperationException>(() => attempt.EndAsync());
    }

    private static Task<T> At<T>(Barrier together, Func<Task<T>> act)
    {
        together.SignalAndWait();
        return act();
    }

    private static Attempt<int> Make(IBudgetHold hold, Action<ModelAttempt> attempted)
    {
        var model = Catalog.Models[0];
        var call = new PolicyCall<int>(ModelRoute.To(model), Catalog.Prices, TestGateway.Caller, (_, token) => new OneToken(token))
        {
            Size = PromptSize.Of([new ChatMessage(ChatRole.User, "?")], new ChatOptions()),
            Attempted = attempted,
        };
        return new Attempt<int>(model, "first choice", call, 1, hold, DateTimeOffset.UnixEpoch, TimeProvider.System);
    }

    private static readonly ModelCatalog Catalog = new TestGateway(
        """
        providers: [{ name: p, address: "http://127.0.0.1:9", key_env: KEY }]
        models: [{ name: m, provider: p }]
        """
    ).Catalog;

    private sealed class OneHold : IBudgetHold
    {
        private int _settled;

        public int Settled => _settled;

        public ValueTask SettleAsync(decimal costUsd)
        {
            Interlocked.Increment(ref _settled);
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class OneToken(CancellationToken stopped) : ProviderStream<int>
    {
        public override int Current => 1;
        public override bool IsToken => true;
        public override bool IsSent => true;
        public override bool IsMetered => false;

        public override ValueTask<bool> MoveNextAsync()
        {
            stopped.ThrowIfCancellationRequested();
            return ValueTask.FromResult(true);
        }

        public override TokenUsage Measure(bool isWhole) => TokenUsage.None;

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
