using Microsoft.Extensions.Options;
using Npgsql;
using Workbench.Shared.Runs;

namespace Workbench.Server.Runs;

/// <summary>
/// Writes the journal of one held run. Entries are collected and go out together: whoever commits takes along what others have added, so
/// that the end of one step and the start of the next are one round trip. A lost run or a lost store ends the writer for good; after
/// entries that the store does not take, it writes the run's end and nothing else.
/// </summary>
internal sealed class JournalWriter(
    NpgsqlDataSource store,
    KnownBlobs known,
    IOptions<RunsOptions> options,
    HeldRun held,
    Action<IReadOnlyList<JournalEntry>> committed,
    TimeProvider time
) : IRunJournal
{
    private const string RefusedCode = "journal_refused";

    private readonly Lock _adding = new();
    private readonly SemaphoreSlim _writing = new(1);
    private List<JournalEntry> _pending = [];
    private int _commits;
    private long _heldAt = time.GetTimestamp();
    private Exception? _broken;
    private Exception? _refused;

    public void Add(params IReadOnlyList<JournalEntry> entries)
    {
        lock (_adding)
            _pending.AddRange(entries);
    }

    public byte[] Keep(ReadOnlyMemory<byte> content)
    {
        var hash = Blob.HashOf(content);
        if (!known.Contains(hash))
            Add(new BlobKept(Blob.Of(hash, content)));
        return hash;
    }

    /// <summary>Returns when everything that was added before is stored.</summary>
    /// <exception cref="RunTakenOverException">The run belongs to another executor now; nothing was stored.</exception>
    /// <exception cref="RunStopAskedException">Somebody asked to stop the run before it could pause; all but the pause was stored.</exception>
    /// <exception cref="StoreLostException">It may or may not be stored. Whoever takes the run after the lease reads what is.</exception>
    /// <exception cref="RunFailedException">The store does not take what was added, now or before, however often it is tried. The run's end can be written.</exception>
    /// <remarks>Cannot be cancelled: half a write would leave it open whether a step has ended.</remarks>
    public async Task CommitAsync()
    {
        await _writing.WaitAsync(CancellationToken.None);
        try
        {
            ThrowIfBroken();
            List<JournalEntry> entries;
            lock (_adding)
            {
                if (_refused is not null && !_pending.Exists(e => e is RunFinished))
                    throw Refused(_refused);
                if (_pending.Count == 0)
                    return;
                (entries, _pending) = (_pending, []);
            }
            var isPauseRefused = !await WriteAsync(entries);
            committed(isPauseRefused ? entries.FindAll(e => e is not RunPaused) : entries);
            await HaltIfAskedAsync();
            if (isPauseRefused)
                throw new RunStopAskedException(held.Id);
        }
        finally
        {
            _writing.Release();
        }
    }

    public async Task EnsureHeldAsync()
    {
        if (time.GetElapsedTime(Volatile.Read(ref _heldAt)) < options.Value.Lease / 2)
            return;
        await _writing.WaitAsync(CancellationToken.None);
        try
        {
            ThrowIfBroken();
            await WriteAsync([]);
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();

    private void ThrowIfBroken()
    {
        if (_broken is NpgsqlException lost and not PostgresException { SqlState: RunTakenOverException.SqlState })
            throw new StoreLostException(lost);
        if (_broken is not null)
            throw new RunTakenOverException(held.Id, held.Fence, _broken);
    }

    /// <returns>False when all but the pause among them was stored.</returns>
    private async Task<bool> WriteAsync(List<JournalEntry> entries)
    {
        var isPaused = true;
        var asked = time.GetTimestamp();
        try
        {
            await using var batch = store.CreateBatch();
            batch.BatchCommands.Add(JournalSql.Hold(held.Id, held.Fence, options.Value.Lease));
            NpgsqlBatchCommand? pause = null;
            foreach (var entry in InOrder(entries))
            {
                var command = JournalSql.Write(held.Id, entry);
                batch.BatchCommands.Add(command);
                if (entry is RunPaused)
                    pause = command;
            }
            await batch.ExecuteNonQueryAsync(CancellationToken.None);
            Volatile.Write(ref _heldAt, asked);
            isPaused = pause is not { RecordsAffected: 0 };
        }
        catch (PostgresException e) when (e.SqlState == RunTakenOverException.SqlState)
        {
            _broken = e;
            throw new RunTakenOverException(held.Id, held.Fence, e);
        }
        catch (NpgsqlException e) when (e is not PostgresException { IsTransient: false } refusal || StoreTrouble.IsClass(refusal.SqlState))
        {
            _broken = e;
            throw new StoreLostException(e);
        }
        catch (Exception e)
        {
            // The same entries would be refused for ever: what came of the steps is given up, and that they were there is written with the run's end.
            _refused = e;
            lock (_adding)
                _pending.InsertRange(0, entries.Select(entry => Salvaged(entry, e)).OfType<JournalEntry>());
            throw Refused(e);
        }

        foreach (var entry in entries)
            if (entry is BlobKept { Blob.Hash: var hash })
                known.Add(hash, asked);
        return isPaused;
    }

    /// <summary>Blobs first and in one order, so that two runs that write the same ones wait for each other and not in a circle.</summary>
    private static IEnumerable<JournalEntry> InOrder(List<JournalEntry> entries) =>
        entries.OfType<BlobKept>().OrderBy(b => b.Blob.Hash, BlobHash.Order).Concat(entries.Where(e => e is not BlobKept));

    private static JournalEntry? Salvaged(JournalEntry entry, Exception reason) =>
        entry switch
        {
            StepEnded { Step: var step } => new StepEnded(
                StepEndRow.Of(step.AsStart()) with
                {
                    Status = StepStatus.Failed,
                    Outcome = StepOutcome.Failed,
                    EndedAt = step.EndedAt,
                    DurationMs = step.DurationMs,
                    Attempts = step.Attempts,
                    ErrorCode = RefusedCode,
                    Error = $"What came of it could not be stored: {reason.Message}",
                }
            ),
            RunPaused or RunFinished or FileKept => null,
            _ => entry,
        };

    private static RunFailedException Refused(Exception reason) =>
        new(RefusedCode, $"The store does not take what the run wrote down: {reason.Message} What came before it is in the trace.", canRetry: true);

    private async Task HaltIfAskedAsync()
    {
        if (options.Value.HaltAfterCommit is { } boundary && Interlocked.Increment(ref _commits) == boundary)
        {
            await Console.Error.WriteLineAsync($"Halted after commit {boundary} of run {held.Id}");
            await Task.Delay(Timeout.InfiniteTimeSpan, CancellationToken.None);
        }
    }
}
