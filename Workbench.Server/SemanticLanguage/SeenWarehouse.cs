using System.Collections.Concurrent;
using Workbench.Server.Warehouses;

namespace Workbench.Server.SemanticLanguage;

/// <summary>The schema of a warehouse as it was last seen. Nobody who types waits for it: it is read behind, and again when it is old.</summary>
internal sealed partial class SeenWarehouse(IWarehouseAccounts accounts, TimeProvider time, ILogger<SeenWarehouse> logger)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Seen> _seen = new(StringComparer.Ordinal);

    /// <summary>Null while it was never seen.</summary>
    public WarehouseSchema? Last(string account)
    {
        if (accounts.Find(account) is null)
            return null;
        var seen = _seen.GetOrAdd(account, _ => new Seen());
        lock (seen)
        {
            if (seen.Reading is null && time.GetUtcNow() >= seen.Due)
                seen.Reading = ReadAsync(account, seen);
            return seen.Schema;
        }
    }

    /// <summary>For forms, which cannot do without it: waits for the first look.</summary>
    public async Task<WarehouseSchema?> ReadAsync(string account, CancellationToken cancellationToken)
    {
        if (Last(account) is { } schema)
            return schema;
        if (_seen.GetValueOrDefault(account)?.Reading is { } reading)
            await reading.WaitAsync(cancellationToken);
        return Last(account);
    }

    private async Task ReadAsync(string account, Seen seen)
    {
        await Task.Yield();
        WarehouseSchema? schema = null;
        try
        {
            schema = await accounts.Open(account).ReadSchemaAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Editing goes on without it.
            NotSeen(account, e.Message);
        }
        lock (seen)
        {
            (seen.Schema, seen.Reading) = (schema ?? seen.Schema, null);
            seen.Due = time.GetUtcNow() + (schema is null ? AfterFault : Fresh);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The schema of {Account} could not be read for the editor: {Reason}")]
    private partial void NotSeen(string account, string reason);

    private sealed class Seen
    {
        public WarehouseSchema? Schema { get; set; }
        public Task? Reading { get; set; }
        public DateTimeOffset Due { get; set; }
    }
}
