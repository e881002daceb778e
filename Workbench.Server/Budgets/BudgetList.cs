using System.Collections.Frozen;
using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Workbench.Server.Semantics;
using Workbench.Shared.Costs;

namespace Workbench.Server.Budgets;

/// <summary>Which budgets cover a call, as this process knows them: a moment old at most.</summary>
internal sealed partial class BudgetList(
    BudgetStore store,
    ISemanticLayers layers,
    IOptions<BudgetsOptions> options,
    TimeProvider time,
    ILogger<BudgetList> logger
)
{
    private readonly SemaphoreSlim _reading = new(1);
    private volatile Known? _known;

    /// <summary>The time zone in which days and months are counted.</summary>
    public TimeZoneInfo Zone => CompanyDays.ZoneOf(layers);

    /// <summary>Budgets as last read; null: never read, or too long ago to go by.</summary>
    public Known? TryCurrent
    {
        get
        {
            if (_known is not { } known)
                return null;
            var age = time.GetElapsedTime(known.ReadAt);
            if (age > options.Value.Refresh * 5)
                return null;
            if (age > options.Value.Refresh && _reading.CurrentCount > 0)
                _ = RefreshSoonAsync();
            return known;
        }
    }

    public async ValueTask<Known> CurrentAsync(CancellationToken cancellationToken) => TryCurrent ?? await ReadAsync(isForced: false, cancellationToken);

    /// <summary>They were changed by this process.</summary>
    public Task RefreshAsync(CancellationToken cancellationToken) => ReadAsync(isForced: true, cancellationToken);

    private async Task<Known> ReadAsync(bool isForced, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (!isForced && _known is { } known && time.GetElapsedTime(known.ReadAt) <= options.Value.Refresh)
                return known;
            var at = time.GetTimestamp();
            return _known = new Known(await store.ListAsync(cancellationToken), at);
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task RefreshSoonAsync()
    {
        try
        {
            await ReadAsync(isForced: false, CancellationToken.None);
        }
        catch (Exception e)
        {
            NotRead(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The budgets could not be read; going by those that were known")]
    private partial void NotRead(Exception exception);

    internal sealed class Known
    {
        private readonly FrozenDictionary<(BudgetScope, string), ImmutableArray<Budget>> _bySpender;

        public Known(ImmutableArray<Budget> all, long readAt)
        {
            All = all;
            ReadAt = readAt;
            _bySpender = all.GroupBy(b => (b.Scope, b.Subject)).ToFrozenDictionary(g => g.Key, g => g.ToImmutableArray());
        }

        public ImmutableArray<Budget> All { get; }
        public long ReadAt { get; }

        public Budget? Find(int id) => All.FirstOrDefault(b => b.Id == id);

        public ImmutableArray<Budget> Covering(BudgetCall call)
        {
            if (All.IsEmpty)
                return [];
            var covering = ImmutableArray.CreateBuilder<Budget>();
            Add(BudgetScope.Everything, "");
            Add(BudgetScope.Agent, call.Agent);
            Add(BudgetScope.User, call.User);
            Add(BudgetScope.Team, call.Team);
            Add(BudgetScope.Key, call.Key);
            Add(BudgetScope.Model, call.Model);
            return covering.DrainToImmutable();

            void Add(BudgetScope scope, string? subject)
            {
                if (subject is not null && _bySpender.TryGetValue((scope, subject), out var found))
                    covering.AddRange(found);
            }
        }
    }
}
