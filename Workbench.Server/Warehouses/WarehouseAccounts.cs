using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Npgsql;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Storage;

namespace Workbench.Server.Warehouses;

/// <summary>The accounts of the configuration, and the demo company in a database beside the store.</summary>
internal sealed class WarehouseAccounts : IWarehouseAccounts, IAsyncDisposable
{
    private readonly Dictionary<string, Opened> opened = new(StringComparer.Ordinal);

    public WarehouseAccounts(IOptions<WarehouseOptions> options, StoreConnection store, TimeProvider time)
    {
        var settings = options.Value;
        if (settings.Demo.Enabled && !settings.Accounts.ContainsKey(settings.Demo.Account))
        {
            Add(settings.Demo.Account, settings.Demo.Label, store.Sibling(settings.Demo.Account));
        }

        foreach (var (name, account) in settings.Accounts)
        {
            Add(name, account.Label ?? name, PostgresUrl.Parse(account.Url));
        }

        All = [.. opened.Values.Select(o => o.Account)];

        void Add(string name, string label, NpgsqlConnectionStringBuilder owner)
        {
            owner.ApplicationName = "workbench";
            var warehouse = new PostgresWarehouse(NpgsqlDataSource.Create(owner), time);
            var grants = new WarehouseGrants(warehouse, new PostgresLogins(owner, store.Directory), name);
            opened.Add(name, new Opened(new WarehouseAccount(name, label, "postgres"), owner, warehouse, grants));
        }
    }

    public ImmutableArray<WarehouseAccount> All { get; }

    public WarehouseAccount? Find(string name) => opened.GetValueOrDefault(name)?.Account;

    public IWarehouse Open(string account) => Get(account).Warehouse;

    /// <summary>Connection settings of the account's owner.</summary>
    internal NpgsqlConnectionStringBuilder Owner(string account) => Get(account).Owner;

    internal NpgsqlDataSource OwnerSource(string account) => Get(account).Warehouse.Owner;

    /// <summary>Makes the rights of the levels at the layer's account those that the layer says.</summary>
    internal Task<int> GrantAsync(SemanticLayer layer, CancellationToken cancellationToken) => Get(layer.Account).Grants.ApplyAsync(layer, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var each in opened.Values)
        {
            await each.Warehouse.DisposeAsync();
        }
    }

    private Opened Get(string account) =>
        opened.GetValueOrDefault(account)
        ?? throw new InvalidOperationException(
            $"There is no warehouse account \"{account}\"; there {(opened.Count == 1 ? "is" : "are")} {(opened.Count == 0 ? "none" : string.Join(", ", opened.Keys))}. Set Warehouses__Accounts__{account}__Url."
        );

    private sealed record Opened(WarehouseAccount Account, NpgsqlConnectionStringBuilder Owner, PostgresWarehouse Warehouse, WarehouseGrants Grants);
}
