using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Workbench.Server.Runs;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Storage;
using Workbench.Server.Warehouses;

namespace Workbench.Server.LayerHealth;

/// <summary>The warehouse accounts that questions are answered from: on each of them the same layer meets other data.</summary>
internal sealed class AskedAccounts(IDbContextFactory<WorkbenchDb> databases, IWarehouseAccounts accounts, TimeProvider time)
{
    /// <summary>An account that nobody asked for so long is left alone.</summary>
    private static readonly TimeSpan Recently = TimeSpan.FromDays(30);

    /// <summary>The layer's own first, then those that were asked lately and are still there.</summary>
    public async Task<ImmutableArray<string>> OfAsync(SemanticLayer layer, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - Recently;
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var asked = await database.Set<RunRow>().Where(r => r.AskedAt > since).Select(r => r.Account).Distinct().ToListAsync(cancellationToken);
        return [layer.Account, .. asked.Where(a => a != layer.Account && accounts.Find(a) is not null).Order(StringComparer.Ordinal)];
    }
}
