using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Workbench.Server.Warehouses;

namespace Workbench.Server.AnswerDiffs;

/// <summary>
/// Runs pairs of statements under the login of their level, both on one state of the data. What was run a few minutes ago is kept, for
/// whoever compares again after the next word that he typed.
/// </summary>
internal sealed class PairRuns(IWarehouseAccounts accounts, IOptions<AnswerDiffsOptions> options, TimeProvider time)
{
    private const int MostKept = 500;

    /// <summary>Milliseconds of a statement that is run once more to see whether it is steady.</summary>
    private const double Quick = 250;

    private readonly ConcurrentDictionary<(StatementPair Pair, DateOnly? DataThrough), (DateTimeOffset At, PairOutcome Outcome)> _kept = [];

    /// <param name="dataThrough">Last day of the data: numbers of another day are not used again.</param>
    /// <param name="again">Numbers that are kept are not used.</param>
    /// <param name="told">Called after each pair with how many are done.</param>
    public async Task<PairResults> RunAsync(
        IReadOnlyDictionary<StatementPair, (Statement Old, Statement New)> pairs,
        DateOnly? dataThrough,
        bool again,
        Action<int> told,
        CancellationToken cancellationToken
    )
    {
        var results = new ConcurrentDictionary<StatementPair, PairOutcome>();
        var (statements, reused, done) = (0, 0, 0);
        await Parallel.ForEachAsync(
            pairs,
            new ParallelOptions { MaxDegreeOfParallelism = options.Value.Parallel, CancellationToken = cancellationToken },
            async (pair, token) =>
            {
                if (!again && Kept(pair.Key, dataThrough) is { } kept)
                {
                    results[pair.Key] = kept;
                    Interlocked.Increment(ref reused);
                }
                else
                {
                    var (outcome, ran) = await RunAsync(pair.Key, pair.Value.Old, pair.Value.New, token);
                    results[pair.Key] = outcome;
                    Interlocked.Add(ref statements, ran);
                    Keep(pair.Key, dataThrough, outcome);
                }
                told(Interlocked.Increment(ref done));
            }
        );
        return new PairResults(results, statements, reused);
    }

    private async Task<(PairOutcome Outcome, int Statements)> RunAsync(StatementPair pair, Statement old, Statement now, CancellationToken cancellationToken)
    {
        if (accounts.Find(pair.Account) is null)
            return (Failed($"There is no warehouse account {pair.Account} any more."), 0);
        if (accounts.WhyClosed(pair.Account) is { } closed)
            return (Failed(closed), 0);
        var warehouse = accounts.Open(pair.Account);
        var both = await warehouse.QueryTogetherAsync([Query(pair, old), Query(pair, now)], cancellationToken);
        if (both is not [WarehouseRows { IsTruncated: false } before, WarehouseRows { IsTruncated: false } after] || ResultDifference.IsSame(before, after))
            return (new PairOutcome(both[0], both[1], OldAgain: null), 2);
        // Both saw the same data; only what somebody wrote, or a view that he did, says something else each time. Of the latter only the quick ones are tried.
        if (!old.IsWritten && before.DurationMs > Quick)
            return (new PairOutcome(both[0], both[1], OldAgain: null), 2);
        return (new PairOutcome(before, after, await warehouse.QueryAsync(Query(pair, old), cancellationToken)), 3);
    }

    private WarehouseQuery Query(StatementPair pair, Statement statement) =>
        new()
        {
            Level = pair.Level,
            Sql = statement.Sql,
            MaxRows = options.Value.MaxRows,
            Timeout = options.Value.Timeout,
        };

    private PairOutcome? Kept(StatementPair pair, DateOnly? dataThrough) =>
        _kept.TryGetValue((pair, dataThrough), out var kept) && time.GetUtcNow() - kept.At < options.Value.KeepNumbers ? kept.Outcome : null;

    private void Keep(StatementPair pair, DateOnly? dataThrough, PairOutcome outcome)
    {
        // A fault may be over with the next try, and long results are not worth their memory.
        if (outcome is not { Old: WarehouseRows { Rows.Count: < 1_000 }, New: WarehouseRows { Rows.Count: < 1_000 } })
            return;
        if (_kept.Count >= MostKept)
            _kept.Clear();
        _kept[(pair, dataThrough)] = (time.GetUtcNow(), outcome);
    }

    private static PairOutcome Failed(string reason)
    {
        var fault = new WarehouseFault(WarehouseFaultKind.Transient, null, reason, 0);
        return new PairOutcome(fault, fault, OldAgain: null);
    }
}

/// <param name="Statements">That ran now.</param>
/// <param name="Reused">Pairs that did not have to.</param>
internal sealed record PairResults(IReadOnlyDictionary<StatementPair, PairOutcome> Outcomes, int Statements, int Reused)
{
    public static PairResults None { get; } = new(new Dictionary<StatementPair, PairOutcome>(), 0, 0);
}
