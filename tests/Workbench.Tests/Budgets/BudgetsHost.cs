using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Workbench.Server.Budgets;
using Workbench.Shared.Costs;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Runs;

namespace Workbench.Tests.Budgets;

/// <summary>A process with budgets on a real store. Several may share one.</summary>
internal sealed class BudgetsHost(RunsHost host) : IAsyncDisposable
{
    public IBudgets Budgets => host.Get<IBudgets>();
    public IBudgetBook Book => host.Get<IBudgetBook>();
    public RunsHost Host => host;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<BudgetsHost> StartAsync(string connectionString, Dictionary<string, string?>? settings = null)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Budgets:Patience"] = "00:00:10" })
            .AddInMemoryCollection(settings ?? [])
            .Build();
        return new BudgetsHost(
            await RunsHost.StartAsync(connectionString, more: services => services.AddBudgets(configuration).AddSingleton<IKnownSpenders, SpendersOfTests>())
        );
    }

    public static BudgetCall Call(string agent = "d0", string model = "m", string? key = null) =>
        new(agent, "somebody", null, key, model, TimeProvider.System.GetUtcNow());

    public async Task<BudgetState> SetAsync(
        decimal limit,
        BudgetScope scope = BudgetScope.Agent,
        string? subject = "d0",
        BudgetPeriod period = BudgetPeriod.Month
    ) => Assert.IsType<BudgetSet>(await Book.SetAsync(new BudgetDraft(scope, subject, period, limit), Cancellation)).State;

    public async Task<IBudgetHold> HoldAsync(decimal worst, BudgetCall? call = null) =>
        Assert.IsType<BudgetHeld>(await Budgets.ReserveAsync(call ?? Call(), worst, Cancellation)).Hold;

    public async Task<BudgetDecision> ReserveAsync(decimal? worst, BudgetCall? call = null) => await Budgets.ReserveAsync(call ?? Call(), worst, Cancellation);

    /// <summary>Writes the line of the bill that the attempt's journal would have written.</summary>
    public async Task BillAsync(IBudgetHold hold, decimal cost, BudgetCall? call = null)
    {
        call ??= Call();
        var mark = hold.Mark;
        var ids = mark is null ? "null" : $"'{{{string.Join(',', mark.Budgets)}}}'";
        await host.ScalarAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                insert into usage (run_id, seq, number, at, agent, agent_version, user_name, conversation_id, provider, model, duration_ms,
                    input, cache_read, cache_write, output, reasoning, is_estimated, cost_usd, key_name, budget_node, budget_hold, budget_ids)
                values (gen_random_uuid(), 1, 1, '{call.At:O}', '{call.Agent}', 'v1', '{call.User}', gen_random_uuid(), 'p', '{call.Model}', 1, 100, 10, 0, 5, 0, false,
                    {cost}, {(call.Key is null ? "null" : $"'{call.Key}'")}, {mark?.Node.ToString(CultureInfo.InvariantCulture) ?? "null"},
                    {mark?.Number.ToString(CultureInfo.InvariantCulture) ?? "null"}, {ids})
                """
            )
        );
    }

    /// <summary>As the store counts what is gone of all budgets: ended leases, what no lease counted, and all that is leased.</summary>
    public async Task<decimal> TakenAsync() =>
        (decimal)
            (
                await host.ScalarAsync(
                    "select coalesce((select sum(spent_usd + uncounted_usd + gone_usd) from budget_periods), 0) + coalesce((select sum(amount_usd) from budget_leases), 0)"
                )
            )!;

    public async Task<decimal> SpentAsync() =>
        (decimal)
            (
                await host.ScalarAsync(
                    "select coalesce((select sum(spent_usd + uncounted_usd + gone_usd) from budget_periods), 0) + coalesce((select sum(spent_usd) from budget_leases), 0)"
                )
            )!;

    public static async Task UntilAsync(string what, Func<Task<bool>> isSo)
    {
        for (var i = 0; !await isSo(); i++)
        {
            if (i > 600)
                Assert.Fail($"It did not come to that: {what}.");
            await Task.Delay(50, Cancellation);
        }
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private sealed class SpendersOfTests : IKnownSpenders
    {
        public ValueTask<IReadOnlyList<string>> NamesAsync(BudgetScope scope, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<string>>(
                scope switch
                {
                    BudgetScope.Agent => ["d0", "night-watch"],
                    BudgetScope.Model => ["a", "dear"],
                    BudgetScope.Key => ["reports"],
                    _ => [],
                }
            );
    }
}
