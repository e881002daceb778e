using Microsoft.Extensions.Options;
using Npgsql;

namespace Workbench.Server.Runs;

/// <summary>
/// Writes the journal of one held run. Entries are collected and go out together: whoever commits takes along what others have added, so
/// that the end of one step and the start of the next are one round trip. A write that is refused ends the writer for good.
/// </summary>
internal sealed class JournalWriter(
    NpgsqlDataSource store,
    KnownBlobs known,
    IOptions<RunsOptions> options,
    HeldRun held,
    Action<IReadOnlyList<JournalEntry>> committed
) : IDisposable
{
    private readonly Lock _adding = new();
    private readonly SemaphoreSlim _writing = new(1);
    private List<JournalEntry> _pending = [];
    private int _commits;
    private Exception? _broken;

    public void Add(JournalEntry entry)
    {
        lock (_adding)
            _pending.Add(entry);
    }

    /// <summary>Keeps the content and says how to refer to it.</summary>
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
    /// <remarks>Cannot be cancelled: half a write would leave it open whether a step has ended.</remarks>
    public async Task CommitAsync()
    {
        await _writing.WaitAsync(CancellationToken.None);
        try
        {
            if (_broken is not null)
                throw new RunTakenOverException(held.Id, held.Fence, _broken);
            List<JournalEntry> entries;
            lock (_adding)
            {
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

    public void Dispose() => _writing.Dispose();

    /// <returns>False when all but the pause among them was stored.</returns>
    private async Task<bool> WriteAsync(List<JournalEntry> entries)
    {
        var isPaused = true;
        try
        {
            await using var batch = store.CreateBatch();
            batch.BatchCommands.Add(JournalSql.Hold(held.Id, held.Fence, options.Value.Lease));
            NpgsqlBatchCommand? pause = null;
            foreach (var entry in entries)
            {
                var command = JournalSql.Write(held.Id, entry);
                batch.BatchCommands.Add(command);
                if (entry is RunPaused)
                    pause = command;
            }
            batch.BatchCommands.Add(JournalSql.Notify(RunSignal.Changed(held.Run.ConversationId, held.Id)));
            await batch.ExecuteNonQueryAsync(CancellationToken.None);
            isPaused = pause is not { RecordsAffected: 0 };
        }
        catch (PostgresException e) when (e.SqlState == RunTakenOverException.SqlState)
        {
            _broken = e;
            throw new RunTakenOverException(held.Id, held.Fence, e);
        }
        catch (NpgsqlException e)
        {
            _broken = e;
            throw new StoreLostException(e);
        }

        foreach (var entry in entries)
            if (entry is BlobKept { Blob.Hash: var hash })
                known.Add(hash);
        return isPaused;
    }

    private async Task HaltIfAskedAsync()
    {
        if (options.Value.HaltAfterCommit is { } boundary && Interlocked.Increment(ref _commits) == boundary)
        {
            await Console.Error.WriteLineAsync($"Halted after commit {boundary} of run {held.Id}");
            await Task.Delay(Timeout.InfiniteTimeSpan, CancellationToken.None);
        }
    }
}
