using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Npgsql;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Storage;
using Workbench.Server.Warehouses.Demo;

namespace Workbench.Server.Warehouses;

/// <summary>The accounts of the configuration, and the demo company in a database beside the store.</summary>
internal sealed class WarehouseAccounts : IWarehouseAccounts, IWarehouseSetup, IAsyncDisposable
{
    private readonly Dictionary<string, Opened> _opened = new(StringComparer.Ordinal);
    private readonly WarehouseOptions.DemoOptions _demo;
    private readonly StoreConnection _store;

    public WarehouseAccounts(IOptions<WarehouseOptions> options, StoreConnection store, TimeProvider time)
    {
        var settings = options.Value;
        _demo = settings.Demo;
        _store = store;
        if (settings.Demo.Enabled && !settings.Accounts.ContainsKey(settings.Demo.Account))
            Add(settings.Demo.Account, settings.Demo.Label, store.Sibling(settings.Demo.Account));

        foreach (var (name, account) in settings.Accounts)
            Add(name, account.Label ?? name, PostgresUrl.Parse(account.Url));

        All = [.. _opened.Values.Select(o => o.Account)];

        void Add(string name, string label, NpgsqlConnectionStringBuilder owner)
        {
            owner.ApplicationName = "workbench";
            var warehouse = new PostgresWarehouse(NpgsqlDataSource.Create(owner), time);
            var grants = new WarehouseGrants(warehouse, new PostgresLogins(owner, store.Directory), name);
            _opened.Add(name, new Opened(new WarehouseAccount(name, label, "postgres"), owner, warehouse, grants));
        }
    }

    public ImmutableArray<WarehouseAccount> All { get; }

    public WarehouseAccount? Find(string name) => _opened.GetValueOrDefault(name)?.Account;

    public IWarehouse Open(string account) => Get(account).Warehouse;

    /// <summary>Connection settings of the account's owner.</summary>
    internal NpgsqlConnectionStringBuilder Owner(string account) => Get(account).Owner;

    public async Task<DemoGeneration?> GenerateDemoAsync(DateOnly today, IProgress<DemoProgress> progress, CancellationToken cancellationToken)
    {
        if (!_demo.Enabled)
            return null;

        if (Owner(_demo.Account).Host == new NpgsqlConnectionStringBuilder(_store.ConnectionString).Host)
        {
            await using var server = NpgsqlDataSource.Create(_store.ConnectionString);
            await PostgresDatabases.EnsureAsync(server, _demo.Account, cancellationToken);
        }

        return await DemoWarehouse.GenerateAsync(Get(_demo.Account).Warehouse.Owner, today, _demo.Seed, progress, cancellationToken);
    }

    public Task<int> GrantAsync(SemanticLayer layer, CancellationToken cancellationToken) => Get(layer.Account).Grants.ApplyAsync(layer, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var each in _opened.Values)
            await each.Warehouse.DisposeAsync();
    }

    private Opened Get(string account) =>
        _opened.GetValueOrDefault(account)
        ?? throw new InvalidOperationException(
            $"There is no warehouse account \"{account}\"; there {(_opened.Count == 1 ? "is" : "are")} {(_opened.Count == 0 ? "none" : string.Join(", ", _opened.Keys))}. Set Warehouses__Accounts__{account}__Url."
        );

    private sealed record Opened(WarehouseAccount Account, NpgsqlConnectionStringBuilder Owner, PostgresWarehouse Warehouse, WarehouseGrants Grants);
}
