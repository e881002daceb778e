using System.Collections.Concurrent;
using Workbench.Server.Warehouses;

namespace Workbench.Server.SemanticLanguage;

/// <summary>The schema of a warehouse as it was last seen. Nobody who types waits for it: it is read behind, and again when it is old.</summary>
internal sealed partial class SeenWarehouse(IWarehouseAccounts accounts, TimeProvider time, ILogger<SeenWarehouse> logger)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(10);

    /// <summary>For a form, which may be opened because of a table that was just made.</summary>
    private static readonly TimeSpan FreshForForms = TimeSpan.FromSeconds(5);

    /// <summary>How long a save waits for a warehouse that does not answer.</summary>
    private static readonly TimeSpan LongestCheck = TimeSpan.FromSeconds(5);

    /// <summary>How long a form waits for a look that is due while it could do with the one before.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Seen> _seen = new(StringComparer.Ordinal);

    /// <summary>Null while it was never seen.</summary>
    public WarehouseSchema? Last(string account) => Look(account, Fresh).Schema;

    /// <summary>To find what is missing there: null also while its tables are being written.</summary>
    public WarehouseSchema? LastWhole(string account)
    {
        if (Last(account) is null || accounts.IsBeingFilled(account))
            return null;
        var seen = _seen[account];
        lock (seen)
            return seen.IsInPart ? null : seen.Schema;
    }

    /// <summary>To refuse what is missing there: null when it does not answer now, or is still being written.</summary>
    /// <param name="isSure">It is looked again, however short ago it was: a table may have been made a moment ago.</param>
    public async Task<WarehouseSchema?> ReadNowAsync(string account, bool isSure, CancellationToken cancellationToken)
    {
        var (_, reading) = Look(account, isSure ? TimeSpan.Zero : FreshForForms);
        if (!_seen.TryGetValue(account, out var seen) || accounts.IsBeingFilled(account))
            return null;
        if (reading is not null && reading != seen.GivenUp)
        {
            await Task.WhenAny(reading, Task.Delay(LongestCheck, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            // Whoever comes next does not wait for the same look again.
            seen.GivenUp = reading;
        }
        lock (seen)
            return seen is { IsFault: false, IsInPart: false, Reading: null } ? seen.Schema : null;
    }

    /// <summary>For forms, which cannot do without it: waits for the first look, and a moment for a new one: a table may be new.</summary>
    public async Task<WarehouseSchema?> ReadAsync(string account, CancellationToken cancellationToken)
    {
        var (last, reading) = Look(account, FreshForForms);
        if (reading is null)
            return last;
        await Task.WhenAny(reading, Task.Delay(last is null ? Timeout.InfiniteTimeSpan : Patience, time, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        return Last(account);
    }

    private (WarehouseSchema? Schema, Task? Reading) Look(string account, TimeSpan fresh)
    {
        if (accounts.Find(account) is null)
            return (null, null);
        var seen = _seen.GetOrAdd(account, _ => new Seen());
        lock (seen)
        {
            if (seen.Reading is null && (seen.At is not { } at || IsOver(seen, account) || time.GetUtcNow() >= at + (seen.IsFault ? AfterFault : fresh)))
                seen.Reading = ReadAsync(account, seen);
            return (seen.Schema, seen.Reading);
        }
    }

    /// <summary>What was seen in part is there by now.</summary>
    private bool IsOver(Seen seen, string account) => seen.IsInPart && !accounts.IsBeingFilled(account);

    private async Task ReadAsync(string account, Seen seen)
    {
        await Task.Yield();
        var isInPart = accounts.IsBeingFilled(account);
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
            (seen.At, seen.IsFault, seen.IsInPart) = (time.GetUtcNow(), schema is null, isInPart);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The schema of {Account} could not be read for the editor: {Reason}")]
    private partial void NotSeen(string account, string reason);

    private sealed class Seen
    {
        public WarehouseSchema? Schema { get; set; }
        public Task? Reading { get; set; }

        /// <summary>When the last look ended; null: there was none.</summary>
        public DateTimeOffset? At { get; set; }

        public bool IsFault { get; set; }

        /// <summary>A look that was waited for: in vain, if it goes on.</summary>
        public Task? GivenUp { get; set; }

        /// <summary>Its tables were being written when the look began.</summary>
        public bool IsInPart { get; set; }
    }
}
