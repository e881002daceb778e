using System.Text.Json;

namespace Workbench.Server.Storage;

/// <summary>
/// The right to be the one server on a data directory, held by a file lock, and beside it a note for the command line: where it answers.
/// </summary>
public sealed class ServerLease : IDisposable
{
    private readonly DataDirectory _directory;
    private readonly FileLock _taken;

    private ServerLease(DataDirectory directory, FileLock taken)
    {
        _directory = directory;
        _taken = taken;
    }

    /// <returns>Null when another server has it; <see cref="FindRunning"/> tells which.</returns>
    public static ServerLease? TryTake(DataDirectory directory)
    {
        if (FileLock.TryTakeExclusive(LockFile(directory)) is not { } taken)
            return null;

        File.Delete(NoteFile(directory));
        return new ServerLease(directory, taken);
    }

    /// <summary>The server that runs on the data directory now; null when there is none, or when it does not answer yet.</summary>
    public static RunningServer? FindRunning(DataDirectory directory)
    {
        using (var free = FileLock.TryTakeExclusive(LockFile(directory)))
        {
            if (free is not null)
                return null;
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(NoteFile(directory)), StorageJson.Default.RunningServer);
        }
        catch (Exception e) when (e is FileNotFoundException or JsonException)
        {
            return null;
        }
    }

    public void Announce(RunningServer server)
    {
        var unfinished = NoteFile(_directory) + ".new";
        File.WriteAllText(unfinished, JsonSerializer.Serialize(server, StorageJson.Default.RunningServer));
        File.Move(unfinished, NoteFile(_directory), overwrite: true);
    }

    public void Dispose()
    {
        File.Delete(NoteFile(_directory));
        _taken.Dispose();
    }

    private static string LockFile(DataDirectory directory) => directory.File("server.lock");

    private static string NoteFile(DataDirectory directory) => directory.File("server.json");
}
