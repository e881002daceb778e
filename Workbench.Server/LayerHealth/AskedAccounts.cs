using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Workbench.Server.Runs;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Storage;
using Workbench.Server.Warehouses;

namespace Workbench.Server.LayerHealth;

/// <summary>The warehouse accounts that questions are answered from: on each of them the same layer meets other data.</summary>
internal sealed class AskedAccounts
{
    /// <summary>An account that nobody asked for so long is left alone.</summary>
    private static readonly TimeSpan Recently = TimeSpan.FromDays(30);

    /// <summary>Every open page asks with each tick of measuring.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    private readonly IDbContextFactory<WorkbenchDb> _databases;
    private readonly IWarehouseAccounts _accounts;
    private readonly TimeProvider _time;
    private readonly KeptReading<List<string>> _asked;

    public AskedAccounts(IDbContextFactory<WorkbenchDb> databases, IWarehouseAccounts accounts, TimeProvider time)
    {
        (_databases, _accounts, _time) = (databases, accounts, time);
        _asked = new(KeptFor, time, ReadAsync);
    }

    /// <summary>The layer's own first, then those that were asked lately and are still there.</summary>
    public async Task<ImmutableArray<string>> OfAsync(SemanticLayer layer, CancellationToken cancellationToken) =>
        [
            layer.Account,
            .. (await _asked.GetAsync(cancellationToken)).Where(a => a != layer.Account && _accounts.Find(a) is not null).Order(StringComparer.Ordinal),
        ];

    private async Task<List<string>> ReadAsync(CancellationToken cancellationToken)
    {
        var since = _time.GetUtcNow() - Recently;
        await using var database = await _databases.CreateDbContextAsync(cancellationToken);
        return await database.Set<RunRow>().Where(r => r.AskedAt > since).Select(r => r.Account).Distinct().ToListAsync(cancellationToken);
    }
}
