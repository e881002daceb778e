namespace Workbench.Server.Semantics;

/// <summary>Tells of changes below a folder, also of one that comes later, or is replaced by another of its name.</summary>
internal sealed class WatchedFolder : IDisposable
{
    private readonly string _path;
    private readonly Action _changed;
    private FileSystemWatcher? _watcher;
    private DateTime? _born;

    /// <param name="changed">May be called often, and from any thread.</param>
    public WatchedFolder(string path, Action changed)
    {
        (_path, _changed) = (path, changed);
        Attach(BirthOf(path));
    }

    /// <summary>A watcher stays with the folder that it began with; this sees whether it is still that one.</summary>
    public void Look()
    {
        if (BirthOf(_path) is var born && born == _born)
            return;
        Attach(born);
        _changed();
    }

    public void Dispose() => _watcher?.Dispose();

    private void Attach(DateTime? born)
    {
        _watcher?.Dispose();
        (_watcher, _born) = (null, born);
        if (born is null)
            return;
        try
        {
            var watcher = new FileSystemWatcher(_path) { IncludeSubdirectories = true };
            watcher.Changed += Tell;
            watcher.Created += Tell;
            watcher.Deleted += Tell;
            watcher.Renamed += Tell;
            watcher.Error += (_, _) => _changed();
            watcher.EnableRaisingEvents = true;
            _watcher = watcher;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Gone again, or it may not be listed: looked at again the next time.
            _born = null;
        }
    }

    // What begins with a dot is not read: Git and editors write there without end.
    private void Tell(object sender, FileSystemEventArgs change)
    {
        if (change.Name is not { } name || !IsPassedOver(name))
            _changed();
        else if (change is RenamedEventArgs { OldName: { } before } && !IsPassedOver(before))
            _changed();
    }

    private static bool IsPassedOver(string name) =>
        name.StartsWith('.') || name.Contains("/.", StringComparison.Ordinal) || name.Contains("\\.", StringComparison.Ordinal);

    private static DateTime? BirthOf(string path) => Directory.Exists(path) ? Directory.GetCreationTimeUtc(path) : null;
}
