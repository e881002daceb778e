using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Workbench.Server.Storage;

namespace Workbench.Server.Semantics.Layer;

/// <summary>
/// Several files of a layer's folder written all or none. What is to be written lies beside them first, in <see cref="Area"/>; then a journal
/// says that it counts, and the files are moved to their places. A process that ends before the journal has changed nothing; one that
/// ends after it is finished by whoever reads the folder next.
/// </summary>
public sealed class LayerFolderWrite
{
    /// <summary>Folder below the layer's that Git, the reader and the watcher pass over.</summary>
    public const string Area = ".workbench";

    private const string JournalName = "journal.json";
    private const string HealedName = "healed.json";

    /// <summary>How long a reader waits for a save that is being written.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly string _folder;
    private readonly Journal _journal;

    /// <summary>What each file holds once it is written; null: it is removed.</summary>
    private readonly ImmutableArray<string?> _after;

    private LayerFolderWrite(string folder, Journal journal, ImmutableArray<string?> after) => (_folder, _journal, _after) = (folder, journal, after);

    /// <summary>Keeps other processes from saving into the folder, and first finishes what a killed one began.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    /// <exception cref="TimeoutException">Another process has been saving for too long.</exception>
    public static async Task<FileLock> LockAsync(string folder, TimeProvider time, CancellationToken cancellationToken)
    {
        var area = Open(folder);
        var taken = await FileLock.TakeExclusiveAsync(LockOf(area), TimeSpan.FromSeconds(20), time, cancellationToken);
        try
        {
            Heal(folder);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
        return taken;
    }

    /// <summary>Why nothing can be written into the folder; null when it can.</summary>
    public static string? ObstacleOf(string folder)
    {
        if (!Directory.Exists(folder))
            return $"There is no folder {folder}.";
        try
        {
            var probe = Path.Combine(Open(folder), $"probe-{Environment.ProcessId}-{Environment.CurrentManagedThreadId}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"The folder {folder} cannot be written ({e.Message.TrimEnd('.')}).";
        }
    }

    /// <summary>Called before the folder is read: waits for a save that is being written, and finishes one that a killed process left.</summary>
    internal static void Settle(string folder)
    {
        var area = Path.Combine(folder, Area);
        if (File.Exists(Path.Combine(area, JournalName)))
            SpinWait.SpinUntil(() => IsSettled(folder, area), Patience);
    }

    private static bool IsSettled(string folder, string area)
    {
        try
        {
            if (!File.Exists(Path.Combine(area, JournalName)))
                return true;
            using var taken = FileLock.TryTakeExclusive(LockOf(area));
            if (taken is null)
                return false; // Its process is at work on it.
            Heal(folder);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true; // Cannot be finished from here: the files are read as they are.
        }
    }

    /// <summary>A save that was finished after its process had been killed; null when there is none.</summary>
    public static HealedWrite? FindHealed(string folder)
    {
        var area = Path.Combine(folder, Area);
        try
        {
            if (!File.Exists(Path.Combine(area, HealedName)) || Read(Path.Combine(area, HealedName)) is not { } journal)
                return null;
            return new HealedWrite(
                journal.Note,
                [
                    .. from file in journal.Files
                    where file.New is not null && File.Exists(Path.Combine(area, file.New))
                    select new LayerFileWrite(file.Path, TextIn(area, file.Old), TextIn(area, file.New)),
                ]
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static void ForgetHealed(string folder)
    {
        if (Path.Combine(folder, Area, HealedName) is var healed && File.Exists(healed))
            File.Delete(healed);
    }

    /// <summary>Lays the texts beside the files, on disk for good. Nothing of the layer is changed yet.</summary>
    /// <param name="changes">Each with the text that is there now: a file that holds another one when its turn comes is not overwritten.</param>
    /// <param name="note">For whoever has to finish it.</param>
    /// <returns>Null: a file was changed by somebody else meanwhile.</returns>
    public static LayerFolderWrite? Prepare(string folder, IEnumerable<LayerFileWrite> changes, string note)
    {
        var area = Open(folder);
        Clear(area);
        try
        {
            return Lay(folder, area, changes, note);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // On a full disk what was laid there so far is in the way of whoever makes room.
            TryClear(area);
            throw;
        }
    }

    private static LayerFolderWrite? Lay(string folder, string area, IEnumerable<LayerFileWrite> changes, string note)
    {
        List<JournalFile> files = [];
        List<string?> texts = [];
        foreach (var change in changes)
        {
            var target = Path.Combine(folder, change.Path);
            if (Directory.Exists(target))
                throw new IOException($"{change.Path} is a folder.");
            var (next, before) = (change.After is null ? null : $"{files.Count}.new", change.Before is null ? null : $"{files.Count}.old");
            if (change.After is { } after)
                WriteThrough(Path.Combine(area, next!), after, LikeThat(target));
            if (File.Exists(target) != before is not null)
                return null;
            if (before is not null)
            {
                File.Copy(target, Path.Combine(area, before));
                if (TextIn(area, before) != change.Before)
                    return null;
            }
            files.Add(new JournalFile(change.Path, next, before));
            texts.Add(change.After);
        }
        foreach (var path in files.Where(f => f.New is not null).Select(f => Path.GetDirectoryName(Path.Combine(folder, f.Path))!).Distinct())
            Directory.CreateDirectory(path);
        return new LayerFolderWrite(folder, new Journal(note, [.. files]), [.. texts]);
    }

    /// <summary>Moves the files to their places.</summary>
    /// <returns>False: a file was changed by somebody else at this very moment, and nothing was written.</returns>
    /// <exception cref="IOException">A file cannot be written; those that were are as before.</exception>
    public bool Apply()
    {
        WriteJournal(Path.Combine(_folder, Area));
        var done = 0;
        try
        {
            for (; done < _journal.Files.Length; done++)
            {
                if (!HoldsOld(_folder, _journal.Files[done]))
                {
                    TakeBack(done);
                    return false;
                }
                Place(_folder, _journal.Files[done]);
            }
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TakeBack(done);
            throw;
        }
    }

    private void WriteJournal(string area)
    {
        var next = Path.Combine(area, JournalName + ".tmp");
        try
        {
            WriteThrough(next, JsonSerializer.Serialize(_journal), mode: null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TryClear(area);
            throw;
        }
        File.Move(next, Path.Combine(area, JournalName), overwrite: true);
    }

    /// <summary>The files stay as they are now.</summary>
    public void Keep() => Clear(Path.Combine(_folder, Area));

    /// <summary>Everything as it was before <see cref="Apply"/>, but for what somebody else has written since.</summary>
    public void TakeBack() => TakeBack(_journal.Files.Length);

    private void TakeBack(int done)
    {
        var area = Path.Combine(_folder, Area);
        for (var at = done - 1; at >= 0; at--)
        {
            var file = _journal.Files[at];
            var target = Path.Combine(_folder, file.Path);
            if (!HoldsOurs(target, _after[at]))
                continue;
            if (file.Old is not null)
                File.Move(Path.Combine(area, file.Old), target, overwrite: true);
            else if (File.Exists(target))
                File.Delete(target);
        }
        Clear(area);
    }

    /// <summary>Finishes the journal that a killed process left. The lock is held.</summary>
    private static void Heal(string folder)
    {
        var area = Path.Combine(folder, Area);
        var path = Path.Combine(area, JournalName);
        if (!File.Exists(path))
            return;
        // A journal is moved to its place whole: one that cannot be read is not ours.
        if (Read(path) is { } journal)
        {
            foreach (var file in journal.Files)
                // Somebody else's text since then stays; ours is kept beside it until it is a draft of its author.
                if (HoldsOld(folder, file))
                    Place(folder, file);
        }
        File.Move(path, Path.Combine(area, HealedName), overwrite: true);
    }

    private static void Place(string folder, JournalFile file)
    {
        var target = Path.Combine(folder, file.Path);
        if (file.New is null)
            File.Delete(target);
        else if (Path.Combine(folder, Area, file.New) is var next && File.Exists(next))
            File.Move(next, target, overwrite: true);
    }

    private static bool HoldsOld(string folder, JournalFile file)
    {
        var target = new FileInfo(Path.Combine(folder, file.Path));
        if (file.Old is null)
            return !target.Exists;
        var old = Path.Combine(folder, Area, file.Old);
        return target.Exists && File.Exists(old) && File.ReadAllBytes(target.FullName).AsSpan().SequenceEqual(File.ReadAllBytes(old));
    }

    private static bool HoldsOurs(string target, string? text) =>
        text is null ? !File.Exists(target) : File.Exists(target) && File.ReadAllBytes(target).AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(text));

    private static string? TextIn(string area, string? name) =>
        name is null ? null : LayerFileBytes.Decode(name, File.ReadAllBytes(Path.Combine(area, name))).Text;

    private static string LockOf(string area) => Path.Combine(area, "lock");

    private static string Open(string folder)
    {
        var area = Path.Combine(folder, Area);
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no folder {folder}.");
        // Empty where the disk was full when it was written.
        if (new FileInfo(Path.Combine(area, ".gitignore")) is not { Exists: true, Length: > 0 })
        {
            Directory.CreateDirectory(area);
            File.WriteAllText(Path.Combine(area, ".gitignore"), "*\n");
        }
        return area;
    }

    /// <summary>The journal goes first: without it the rest is litter.</summary>
    private static void Clear(string area)
    {
        File.Delete(Path.Combine(area, JournalName));
        foreach (var left in Directory.EnumerateFiles(area).Where(f => Path.GetExtension(f) is ".new" or ".old" or ".tmp"))
            File.Delete(left);
    }

    private static void TryClear(string area)
    {
        try
        {
            Clear(area);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next save clears it; what was in its own way is told.
        }
    }

    private static Journal? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Journal>(File.ReadAllText(path));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static UnixFileMode? LikeThat(string target) => OperatingSystem.IsWindows() || !File.Exists(target) ? null : File.GetUnixFileMode(target);

    private static void WriteThrough(string path, string text, UnixFileMode? mode)
    {
        using (var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }
        if (mode is { } given && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, given);
    }

    private sealed record Journal(string Note, ImmutableArray<JournalFile> Files);

    /// <param name="New">File beside it with its next text; null removes it.</param>
    /// <param name="Old">File beside it with the text before; null when it was not there.</param>
    private sealed record JournalFile(string Path, string? New, string? Old);
}

/// <param name="Left">Files that somebody else had changed by then: theirs stayed, and these texts were not written.</param>
public sealed record HealedWrite(string Note, ImmutableArray<LayerFileWrite> Left);

/// <summary>One file of a <see cref="LayerFolderWrite"/>.</summary>
/// <param name="Before">Null: it is not there.</param>
/// <param name="After">Null removes it.</param>
public sealed record LayerFileWrite(string Path, string? Before, string? After);
