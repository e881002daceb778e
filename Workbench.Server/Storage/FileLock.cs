namespace Workbench.Server.Storage;

/// <summary>
/// A lock on a file between processes. The operating system lets go of it when the process ends, however it ends, so that a killed
/// process never leaves one behind.
/// </summary>
public sealed class FileLock : IDisposable
{
    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Nobody else holds the lock while this one does; null when somebody holds it, shared or not.</summary>
    public static FileLock? TryTakeExclusive(string path) => TryTake(path, FileAccess.ReadWrite, FileShare.None);

    /// <summary>Any number of processes hold it at once, but none exclusively; null when one does.</summary>
    public static FileLock? TryTakeShared(string path)
    {
        if (!File.Exists(path))
            TryTake(path, FileAccess.ReadWrite, FileShare.ReadWrite)?.Dispose();

        return TryTake(path, FileAccess.Read, FileShare.Read);
    }

    /// <summary>Waits for the exclusive lock, asking every 20 ms.</summary>
    /// <exception cref="TimeoutException">Nobody let go of it in time.</exception>
    public static async Task<FileLock> TakeExclusiveAsync(string path, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            if (TryTakeExclusive(path) is { } taken)
                return taken;

            if (time.GetElapsedTime(began) > patience)
                throw new TimeoutException($"Another process has held {path} for {patience.TotalSeconds:0} s.");

            await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancellationToken);
        }
    }

    public void Dispose() => _file.Dispose();

    private static FileLock? TryTake(string path, FileAccess access, FileShare share)
    {
        try
        {
            return new FileLock(new FileStream(path, FileMode.OpenOrCreate, access, share));
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException))
        {
            return null;
        }
    }
}
