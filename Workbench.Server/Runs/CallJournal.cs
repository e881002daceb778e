using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Npgsql;
using Workbench.Server.Semantics;
using Workbench.Server.Workspace;

namespace Workbench.Server.Runs;

/// <summary>
/// Writes the calls of other programs to the journal, many at once and not while anybody waits. What is not written yet is bounded: when
/// the store is lost, calls are refused before they cost what nobody would record.
/// </summary>
internal sealed partial class CallJournal(
    NpgsqlDataSource store,
    KnownBlobs known,
    ISemanticLayers layers,
    Today today,
    IOptions<CallJournalOptions> options,
    TimeProvider time,
    ILogger<CallJournal> log
) : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private readonly ConcurrentQueue<RecordedCall> _waiting = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private long _bytes;
    private int _open;
    private int _writing;

    /// <summary>Calls that are under way or not written yet.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>A place for a call that begins. It is given back with <see cref="Record"/> or <see cref="GiveUp"/>.</summary>
    /// <returns>False: too much waits to be written.</returns>
    public bool TryEnter()
    {
        if (Interlocked.Read(ref _bytes) > options.Value.MaxBytes)
            return false;
        if (Interlocked.Increment(ref _open) <= options.Value.MaxCalls)
            return true;
        Interlocked.Decrement(ref _open);
        return false;
    }

    /// <summary>As <see cref="TryEnter"/>, but waits a moment for a place: a burst is slowed down before it is refused.</summary>
    public async ValueTask<bool> TryEnterAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (!TryEnter())
        {
            if (time.GetElapsedTime(began) > options.Value.Patience)
                return false;
            await Task.Delay(options.Value.Gather / 4, time, cancellationToken);
        }
        return true;
    }

    /// <summary>The call did not take place.</summary>
    public void GiveUp() => Interlocked.Decrement(ref _open);

    public void Record(RecordedCall call)
    {
        Interlocked.Add(ref _bytes, call.Bytes);
        _waiting.Enqueue(call);
        _arrived.Release();
    }

    /// <summary>Returns when everything that was recorded before is written.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        while (!_waiting.IsEmpty || Volatile.Read(ref _writing) > 0)
            await Task.Delay(options.Value.Gather / 4, time, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await _arrived.WaitAsync(stoppingToken);
                // Others come meanwhile, and go along.
                await Task.Delay(options.Value.Gather, time, stoppingToken);
                await DrainAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The rest is written in StopAsync, when no call is under way any more.
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await DrainAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Told below.
        }
        if (!_waiting.IsEmpty)
            TellLost([.. _waiting]);
    }

    /// <summary>Writes until nothing waits, also when the store has to be waited for.</summary>
    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        var pause = options.Value.Gather;
        while (!_waiting.IsEmpty)
        {
            Interlocked.Increment(ref _writing);
            try
            {
                var batch = _waiting.Take(options.Value.BatchSize).ToList();
                while (_arrived.CurrentCount > 0 && _arrived.Wait(0, CancellationToken.None)) { }
                if (await TryWriteAsync(batch, cancellationToken))
                {
                    Forget(batch);
                    pause = options.Value.Gather;
                    continue;
                }
            }
            finally
            {
                Interlocked.Decrement(ref _writing);
            }
            await Task.Delay(pause, time, cancellationToken);
            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
        }
    }

    private void Forget(List<RecordedCall> written)
    {
        foreach (var call in written)
        {
            _waiting.TryDequeue(out _);
            Interlocked.Add(ref _bytes, -call.Bytes);
            Interlocked.Decrement(ref _open);
        }
    }

    /// <returns>False: the store is in trouble, and they are to be written later.</returns>
    private async Task<bool> TryWriteAsync(List<RecordedCall> calls, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(calls.ConvertAll(c => CallRows.Of(c, DayOf(c))), cancellationToken);
            return true;
        }
        catch (Exception e) when (IsOfTheCall(e))
        {
            // One of them is at fault; the others must not wait for it.
            foreach (var call in calls)
                if (!await TryWriteAloneAsync(call, cancellationToken))
                    return false;
            return true;
        }
        catch (Exception e) when (IsOfTheStore(e))
        {
            StoreLost(calls.Count, e.Message);
            return false;
        }
    }

    private async Task<bool> TryWriteAloneAsync(RecordedCall call, CancellationToken cancellationToken)
    {
        foreach (var rows in (Func<RecordedCall, DateOnly, CallRows>[])[CallRows.Of, CallRows.WithoutContent])
        {
            try
            {
                await WriteAsync([rows(call, DayOf(call))], cancellationToken);
                return true;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                return true; // An earlier try was stored, though its answer was lost.
            }
            catch (Exception e) when (IsOfTheCall(e))
            {
                Refused(call.Caller.Run, e.Message);
            }
            catch (Exception e) when (IsOfTheStore(e))
            {
                StoreLost(1, e.Message);
                return false;
            }
        }
        TellLost([call]);
        return true;
    }

    private DateOnly DayOf(RecordedCall call) => today.In(CompanyDays.ZoneOf(layers).Id, call.StartedAt);

    private void TellLost(IReadOnlyCollection<RecordedCall> calls)
    {
        var cost = calls.Sum(c => c.Attempts.Sum(a => a.CostUsd ?? 0));
        Lost(calls.Count, cost);
    }

    /// <summary>Trying again would bring the same.</summary>
    private static bool IsOfTheCall(Exception e) => e is not OperationCanceledException && !IsOfTheStore(e);

    /// <summary>It cannot be reached, or does not answer in time.</summary>
    private static bool IsOfTheStore(Exception e) =>
        e is PostgresException refusal
            ? StoreTrouble.Is(refusal)
            : e is NpgsqlException or IOException or TimeoutException or System.Net.Sockets.SocketException;

    private async Task WriteAsync(List<CallRows> calls, CancellationToken cancellationToken)
    {
        var sent = known.Now();
        var blobs = calls
            .SelectMany(c => c.Blobs)
            .Where(b => !known.Contains(b.Hash))
            .DistinctBy(b => b.Hash, BlobHash.Comparer)
            .Select(b => Blob.Of(b.Hash, b.Content))
            .OrderBy(b => b.Hash, BlobHash.Order)
            .ToList();
        await using var connection = await store.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (blobs.Count > 0)
        {
            await using var batch = new NpgsqlBatch(connection, transaction);
            foreach (var blob in blobs)
                batch.BatchCommands.Add(JournalSql.Write(default, new BlobKept(blob)));
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        foreach (var rows in calls.SelectMany(c => c.Inserts()).GroupBy(i => i.CommandText, StringComparer.Ordinal))
            await CopyAsync(connection, rows.Key, rows, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        foreach (var blob in blobs)
            known.Add(blob.Hash, sent);
    }

    /// <summary>Many inserts into one table as one COPY, several times as fast.</summary>
    /// <param name="insert">With each column as a parameter, in order.</param>
    private static async Task CopyAsync(NpgsqlConnection connection, string insert, IEnumerable<NpgsqlBatchCommand> rows, CancellationToken cancellationToken)
    {
        var target = insert["insert into ".Length..insert.IndexOf("values (", StringComparison.Ordinal)];
        await using var copy = await connection.BeginBinaryImportAsync($"copy {target} from stdin (format binary)", cancellationToken);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(cancellationToken);
            foreach (NpgsqlParameter value in row.Parameters)
            {
                if (value.Value is null or DBNull)
                    await copy.WriteNullAsync(cancellationToken);
                else
                    await copy.WriteAsync(value.Value, value.NpgsqlDbType, cancellationToken);
            }
        }
        await copy.CompleteAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store does not take {Count} recorded calls now ({Reason}); they wait")]
    private partial void StoreLost(int count, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The store does not take what call {RunId} sent or got: {Reason}")]
    private partial void Refused(Guid runId, string reason);

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Count} calls of other programs, ${CostUsd} together, could not be recorded")]
    private partial void Lost(int count, decimal costUsd);
}
