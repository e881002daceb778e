using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;
using LayerFolder = Workbench.Server.Semantics.Layer.LayerFolder;

namespace Workbench.Server.SemanticWorkspace.Revisions;

/// <summary>Writes the folder and the history, in step: the folder is the truth, the history says how it came about.</summary>
internal sealed partial class LayerSaving(
    ISemanticLayers layers,
    LayerDisk disk,
    SavePlanning planning,
    LayerHistory history,
    LayerDrafts drafts,
    TimeProvider time,
    ILogger<LayerSaving> logger
)
{
    /// <summary>Times that a save is planned again, because an editor wrote a file at the same moment.</summary>
    private const int Attempts = 5;

    /// <summary>What a save would come to.</summary>
    public async Task<LayerSaveOutcome> CheckAsync(SaveOrder order, CancellationToken cancellationToken) =>
        await planning.PlanAsync(order, cancellationToken) switch
        {
            SaveRefused refused => refused.Outcome,
            SaveReady ready => ready.Preview,
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    public async Task<LayerSaveOutcome> SaveAsync(SaveOrder order, CancellationToken cancellationToken)
    {
        LayerSaveOutcome outcome;
        try
        {
            await planning.PrepareAsync(order, cancellationToken);
            using var only = await LayerFolderWrite.LockAsync(layers.Folder, time, cancellationToken);
            outcome = await SaveLockedAsync(order, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or TimeoutException || IsOfStore(e))
        {
            NotWritten(e);
            return new LayerNotSaved(WhyNot(e));
        }
        if (outcome is LayerSaved { Entry: not null })
            await ReloadAsync(cancellationToken);
        return outcome;
    }

    /// <summary>What was written into the folder past this program becomes an entry of the history.</summary>
    /// <param name="isStart">Nobody saw when it was written.</param>
    public async Task RecordDiskAsync(bool isStart, CancellationToken cancellationToken)
    {
        await using var turn = await history.BeginAsync(cancellationToken);
        await AppendDiskAsync(turn, isStart, cancellationToken);
        await CommitAsync(turn, cancellationToken);
    }

    private async Task<LayerSaveOutcome> SaveLockedAsync(SaveOrder order, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            await using var turn = await history.BeginAsync(cancellationToken);
            await AppendDiskAsync(turn, isStart: false, cancellationToken);
            var plan = await planning.PlanAsync(order, cancellationToken);
            if (plan is SaveReady { Writes.IsEmpty: false } ready)
            {
                if (await WriteAsync(turn, ready, order.Words, cancellationToken) is { } saved)
                    return saved;
                continue;
            }
            await CommitAsync(turn, cancellationToken);
            return plan switch
            {
                SaveRefused refused => refused.Outcome,
                SaveReady same => same.Outcome,
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }
        return new LayerNotSaved("Another program keeps writing the same files. Your text is kept; save again when it is done.");
    }

    /// <returns>Null: a file was changed by somebody else at this very moment, and nothing was written.</returns>
    private async Task<LayerSaved?> WriteAsync(HistoryTurn turn, SaveReady ready, EntryWords words, CancellationToken cancellationToken)
    {
        if (LayerFolderWrite.Prepare(layers.Folder, ready.Writes, JsonSerializer.Serialize(words)) is not { } write)
            return null;
        var entry = await turn.AppendAsync(ready.After, !ready.Waits.IsEmpty, words, cancellationToken);
        if (!write.Apply())
            return null;
        try
        {
            // Not to be cancelled: the files are written, and their entry belongs to them.
            await CommitAsync(turn, CancellationToken.None);
        }
        catch
        {
            write.TakeBack();
            throw;
        }
        write.Keep();
        return ready.Outcome with { Entry = HistoryViews.IdOf(entry.Id) };
    }

    private async Task CommitAsync(HistoryTurn turn, CancellationToken cancellationToken)
    {
        await turn.CommitAsync(cancellationToken);
        LayerFolderWrite.ForgetHealed(layers.Folder);
    }

    private async Task AppendDiskAsync(HistoryTurn turn, bool isStart, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(layers.Folder))
            return;
        var state = disk.Read();
        var healed = LayerFolderWrite.FindHealed(layers.Folder);
        var changed = turn.Changed(state.Files);
        if (!changed.IsEmpty)
        {
            var words = WordsOf(healed) ?? new EntryWords(null, Describe(changed, turn.Head is null, isStart), RevisionOrigins.Disk);
            await turn.AppendAsync(state.Files, !state.Reading.IsUsable, words, cancellationToken);
        }
        if (healed is not null && WordsOf(healed)?.Author is { } author)
            foreach (var left in healed.Left)
                await drafts.KeepAsync(author, left.Path, Guid.NewGuid(), left.Before is { } b ? LayerText.HashOf(b) : "", left.After, cancellationToken);
    }

    /// <summary>What was in the way, and what to do.</summary>
    internal static string WhyNot(Exception e) =>
        e switch
        {
            _ when IsOfStore(e) && IsFull(e) =>
                "Nothing was saved: the disk of the workbench's own database is full, and a save is written there too. Make room and save again.",
            _ when IsOfStore(e) =>
                "Nothing was saved: the workbench's own database does not answer, and a save is written there too. Your text is still here; try again.",
            _ when IsFull(e) => "Nothing was saved: the disk that the layer's folder is on is full. Your text is kept; make room there and save again.",
            _ => $"Nothing was saved: {e.Message.TrimEnd('.')}. Your text is kept; mend that and save again.",
        };

    /// <summary>Entity Framework wraps what it takes for passing (a lost line, a full disk) once more.</summary>
    private static bool IsOfStore(Exception e) =>
        e is DbException or DbUpdateException or InvalidOperationException { InnerException: DbException or DbUpdateException };

    /// <summary>By the system's own number: no room, no quota left, or no larger file allowed.</summary>
    private static bool IsFull(Exception e) =>
        e is IOException
            ? (OperatingSystem.IsWindows() ? (e.HResult & 0xFFFF) is 112 or 39 : e.HResult is 28 or 122 or 27)
            : (e as PostgresException ?? e.InnerException as PostgresException ?? e.InnerException?.InnerException as PostgresException)?.SqlState
                == PostgresErrorCodes.DiskFull;

    private static EntryWords? WordsOf(HealedWrite? healed)
    {
        try
        {
            return healed is null ? null : JsonSerializer.Deserialize<EntryWords>(healed.Note);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Describe(ImmutableArray<string> changed, bool isFirst, bool isStart) =>
        isFirst
            ? $"As found: {changed.Length} {(changed.Length == 1 ? "file" : "files")}"
            : $"Changed on disk{(isStart ? " while no server was running" : "")}: {(changed.Length == 1 ? changed[0] : $"{changed.Length} files")}";

    private async Task ReloadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await layers.ReloadAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // It is saved; the watch of the folder reads it again.
            NotReloaded(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The semantic layer could not be written")]
    private partial void NotWritten(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The semantic layer was saved and could not be read again at once")]
    private partial void NotReloaded(Exception exception);
}
