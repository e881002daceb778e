using System.Threading.Channels;
using Npgsql;
using Workbench.Server.Access;
using Workbench.Server.Storage;

namespace Workbench.Server.Audit;

/// <summary>
/// Takes entries into memory, where nobody waits for them, and writes them to the chain behind that. While the store does not answer they wait here, up to a number; what is
/// more is counted, said in the program's log, and noted in the chain once it can be.
/// </summary>
internal sealed partial class AuditLog : IAuditLog, IAsyncDisposable
{
    /// <summary>Entries that wait for the store; a few hundred bytes each.</summary>
    public const int MostWaiting = 20_000;

    private const int Together = 500;

    /// <summary>What a process may take to write its last entries when it ends.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly AuditChain _chain;
    private readonly IAsker _asker;
    private readonly AuditOrigins _origins;
    private readonly TimeProvider _time;
    private readonly ILogger<AuditLog> _logger;
    private readonly Channel<object> _waiting = Channel.CreateBounded<object>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly CancellationTokenSource _end = new();
    private readonly SeenLately _seen = new();
    private readonly Task _writing;
    private long _lost;

    public AuditLog(AuditChain chain, IAsker asker, AuditOrigins origins, TimeProvider time, ILogger<AuditLog> logger)
    {
        (_chain, _asker, _origins, _time, _logger) = (chain, asker, origins, time, logger);
        _writing = Task.Run(WriteAllAsync);
    }

    public void Note(AuditEntry entry)
    {
        var pending = Stamp(entry);
        if (pending.IsOncePerHour && !_seen.IsNew(pending))
            return;
        if (!_waiting.Writer.TryWrite(pending))
            Lose(1, "too many wait for the store", null);
    }

    public PendingEntry Stamp(AuditEntry entry) => PendingEntry.Of(entry, _asker.Current.User, _origins.Current, _time.GetUtcNow());

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _waiting.Writer.WriteAsync(written, cancellationToken);
        await written.Task.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_waiting.Writer.TryComplete())
            return;
        _end.CancelAfter(Farewell);
        await _writing;
        _end.Dispose();
    }

    private async Task WriteAllAsync()
    {
        List<PendingEntry> batch = [];
        List<TaskCompletionSource> flushed = [];
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (batch.Count < Together && _waiting.Reader.TryRead(out var item))
                if (item is PendingEntry entry)
                    batch.Add(entry);
                else
                    flushed.Add((TaskCompletionSource)item);
            await WriteAsync(batch);
            foreach (var who in flushed)
                who.SetResult();
            batch.Clear();
            flushed.Clear();
        }
    }

    /// <summary>Until it is written, or can never be.</summary>
    private async Task WriteAsync(List<PendingEntry> batch)
    {
        var pause = TimeSpan.FromMilliseconds(50);
        for (var isFirst = true; batch.Count > 0; isFirst = false)
        {
            try
            {
                await _chain.AppendAsync(batch, _end.Token);
                await TellLossAsync();
                return;
            }
            catch (Exception e) when (IsAway(e) && !_end.IsCancellationRequested)
            {
                if (isFirst)
                    Waits(batch.Count, e);
                await Task.Delay(pause, _time, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
            catch (Exception) when (batch.Count > 1 && !_end.IsCancellationRequested)
            {
                // One of them cannot be written, whatever it is: the others can.
                foreach (var one in batch)
                    await WriteAsync([one]);
                return;
            }
            catch (Exception e)
            {
                Lose(batch.Count, "the store does not take them", e);
                return;
            }
        }
    }

    private async Task TellLossAsync()
    {
        var lost = Interlocked.Exchange(ref _lost, 0);
        if (lost == 0)
            return;
        var loss = new AuditEntry(AuditVerb.Lost, AuditKinds.Audit, "entries")
        {
            Who = "",
            Details = new() { ["entries"] = lost },
        };
        try
        {
            await _chain.AppendAsync([PendingEntry.Of(loss, who: "", AuditOrigins.Server, _time.GetUtcNow())], _end.Token);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            Interlocked.Add(ref _lost, lost);
        }
    }

    private void Lose(int count, string why, Exception? fault)
    {
        if (Interlocked.Add(ref _lost, count) == count || fault is not null)
            Lost(count, why, fault);
    }

    private static bool IsAway(Exception e) =>
        StoreFault.IsIn(e)
        || e is TimeoutException or PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected };

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} entries of the audit log wait for the store")]
    private partial void Waits(int count, Exception exception);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{Count} entries of the audit log are lost, and those after them until the log says otherwise: {Why}. How many it was is noted in the log itself"
    )]
    private partial void Lost(int count, string why, Exception? exception);
}
