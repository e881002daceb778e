using System.Collections.Immutable;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Npgsql;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Storage;
using Workbench.Server.Warehouses.Demo;

namespace Workbench.Server.Warehouses;

/// <summary>The accounts of the configuration, and the demo company in a database beside the store.</summary>
internal sealed partial class WarehouseAccounts : IWarehouseAccounts, IWarehouseSetup, IAsyncDisposable
{
    private readonly Dictionary<string, Opened> _opened = new(StringComparer.Ordinal);
    private readonly WarehouseOptions.DemoOptions? _demo;
    private readonly StoreConnection _store;
    private readonly ILogger<WarehouseAccounts> _logger;
    private ImmutableDictionary<string, string> _closed = ImmutableDictionary<string, string>.Empty;
    private volatile bool _isDemoBeingFilled;

    public WarehouseAccounts(IOptions<WarehouseOptions> options, StoreConnection store, TimeProvider time, ILogger<WarehouseAccounts> logger)
    {
        var settings = options.Value;
        // An account of the user's own is never filled with a demo, whatever its name.
        _demo = settings.Demo.Enabled && !settings.Accounts.ContainsKey(settings.Demo.Account) ? settings.Demo : null;
        (_store, _logger) = (store, logger);
        if (_demo is not null)
            Add(_demo.Account, _demo.Label, store.Sibling(_demo.Account), WarehouseOwnership.Database);

        foreach (var (name, account) in settings.Accounts)
            Add(name, account.Label ?? name, PostgresUrl.Parse(account.Url), WarehouseOwnership.User);

        All = [.. _opened.Values.Select(o => o.Account)];

        void Add(string name, string label, NpgsqlConnectionStringBuilder owner, WarehouseOwnership ownership)
        {
            owner.ApplicationName = "workbench";
            var warehouse = new PostgresWarehouse(NpgsqlDataSource.Create(owner), time);
            var grants = new WarehouseGrants(warehouse, new PostgresLogins(owner, store.Directory), name, ownership, logger);
            _opened.Add(name, new Opened(new WarehouseAccount(name, label, "postgres"), owner, warehouse, grants));
        }
    }

    public ImmutableArray<WarehouseAccount> All { get; }

    public WarehouseAccount? Find(string name) => _opened.GetValueOrDefault(name)?.Account;

    public string? WhyClosed(string account) => _closed.GetValueOrDefault(account);

    public bool IsBeingFilled(string account) => _isDemoBeingFilled && account == _demo?.Account;

    public IWarehouse Open(string account) => Get(account).Warehouse;

    /// <summary>Connection settings of the account's owner.</summary>
    internal NpgsqlConnectionStringBuilder Owner(string account) => Get(account).Owner;

    public async Task<DemoGeneration?> GenerateDemoAsync(DateOnly today, IProgress<DemoProgress> progress, CancellationToken cancellationToken)
    {
        if (_demo is null)
            return null;

        _isDemoBeingFilled = true;
        try
        {
            await using (var server = NpgsqlDataSource.Create(_store.ConnectionString))
                await PostgresDatabases.EnsureAsync(server, _demo.Account, cancellationToken);

            return await DemoWarehouse.GenerateAsync(Get(_demo.Account).Warehouse.Owner, today, _demo.Seed, progress, cancellationToken);
        }
        finally
        {
            _isDemoBeingFilled = false;
        }
    }

    /// <summary>For a process beside the server that has given the rights: asks under the same logins, and changes none of them.</summary>
    public async Task UseLoginsAsync(SemanticLayer layer)
    {
        foreach (var (_, account) in _opened)
            await account.Grants.UseAsync(layer);
    }

    public async Task<int> GrantAsync(SemanticLayer layer, CancellationToken cancellationToken)
    {
        var changed = await Get(layer.Account).Grants.ApplyAsync(layer, cancellationToken);
        var closed = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, other) in _opened.Where(o => o.Key != layer.Account))
        {
            try
            {
                var schema = await other.Warehouse.ReadSchemaAsync(cancellationToken);
                if (layer.Tables.Any(t => schema.Find(t.Schema, t.Name) is not null))
                    changed += await other.Grants.ApplyAsync(layer, cancellationToken);
                else
                    closed[name] =
                        $"The account {name} has none of the tables that the semantic layer describes; it is written for the account {layer.Account}.";
            }
            catch (Exception e) when (e is NpgsqlException or InvalidOperationException or SocketException or IOException)
            {
                // The layer's own account decides whether questions can be answered at all; another one is closed alone.
                NotReady(name, e);
                closed[name] = $"The account {name} is not ready: {e.Message}";
            }
        }

        _closed = closed.ToImmutable();
        return changed;
    }

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

    [LoggerMessage(Level = LogLevel.Warning, Message = "The access levels have no rights at the account {Account}; questions on it are refused")]
    private partial void NotReady(string account, Exception exception);

    private sealed record Opened(WarehouseAccount Account, NpgsqlConnectionStringBuilder Owner, PostgresWarehouse Warehouse, WarehouseGrants Grants);
}
