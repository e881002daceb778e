using System.Collections.Immutable;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.SemanticWorkspace;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticLanguage;

/// <summary>The files on disk with unsaved texts in their place. A text that was read before is not read again: between two key presses one file changes.</summary>
internal sealed class LanguageFiles : IDisposable
{
    /// <summary>Texts of one file that stay read: the one on disk and those of a few people who edit it.</summary>
    private const int TextsPerFile = 8;

    /// <summary>Layers that stay checked, with what was found out about them.</summary>
    private const int States = 8;

    /// <summary>Files that are known, before all of them are forgotten.</summary>
    private const int Paths = 10_000;

    /// <summary>How long the folder is taken to be as it was, when nobody says that it changed.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly ISemanticLayers _layers;
    private readonly LayerDisk _disk;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Lock _looking = new();
    private readonly Dictionary<string, List<LayerPart>> _parts = new(StringComparer.Ordinal);
    private readonly Dictionary<(string User, string Path), LayerPart> _lastGood = [];
    private readonly List<LanguageState> _states = [];
    private volatile Look? _last;
    private int _changes;

    public LanguageFiles(ISemanticLayers layers, LayerDisk disk, TimeProvider time)
    {
        (_layers, _disk, _time) = (layers, disk, time);
        layers.Changed += Forget;
    }

    /// <summary>The files as they are used; null while they never could be.</summary>
    public LayerContent? InUse => _layers.TryCurrent?.Layer.Content;

    public void Dispose() => _layers.Changed -= Forget;

    /// <summary>The folder as it was at most a second ago.</summary>
    /// <remarks>Looking waits up to two seconds while a save settles: one does, and the others go on with what was there before, unless it is known to have changed.</remarks>
    public DiskState OnDisk()
    {
        if (_last is { } last && last.Changes == Volatile.Read(ref _changes))
        {
            if (_time.GetElapsedTime(last.At) < Fresh || !_looking.TryEnter())
                return last.Disk;
        }
        else
            _looking.Enter();
        try
        {
            var changes = Volatile.Read(ref _changes);
            if (_last is { } other && other.Changes == changes && _time.GetElapsedTime(other.At) < Fresh)
                return other.Disk;
            return (_last = new Look(_disk.Read(), _time.GetTimestamp(), changes)).Disk;
        }
        finally
        {
            _looking.Exit();
        }
    }

    /// <param name="user">Whose texts they are: what was last good of them stands in for what is half typed.</param>
    public LanguageState Read(LayerTexts unsaved, string user)
    {
        var disk = OnDisk().Files;
        lock (_lock)
            return StateOf([.. Together(disk, unsaved).Select(PartOf)], disk, user);
    }

    /// <summary>What is known around a text that somebody is typing. As long as he types in one line, the file is not read anew: it names nothing else yet.</summary>
    /// <returns>The state, and the file as it is; null when there is no such file.</returns>
    public (LanguageState State, LayerFileText? File) ReadAround(string path, LayerTexts unsaved, string user)
    {
        var disk = OnDisk().Files;
        lock (_lock)
        {
            var files = Together(disk, unsaved).ToList();
            var state = StateOf([.. files.Select(f => f.Path == path ? NearlyOf(f, user) : PartOf(f))], disk, user);
            return (state, files.Find(f => f.Path == path));
        }
    }

    private static IEnumerable<LayerFileText> Together(ImmutableArray<LayerFileText> disk, LayerTexts unsaved) =>
        unsaved.Files.Count == 0
            ? disk
            : disk.Where(f => !unsaved.Files.ContainsKey(f.Path))
                .Concat(unsaved.Files.Where(f => f.Value is not null).Select(f => new LayerFileText(f.Key, f.Value!)));

    private LanguageState StateOf(IEnumerable<LayerPart> read, ImmutableArray<LayerFileText> disk, string user)
    {
        ImmutableArray<LayerPart> parts = [.. read.OrderBy(p => p.File.Path, StringComparer.Ordinal)];
        ImmutableArray<LayerPart> good = [.. parts.Select(p => GoodOf(p, disk, user))];
        var state = _states.Find(s => s.IsOf(parts, good)) ?? new LanguageState(parts, good, _states.Find(s => s.HasGood(good)));
        Keep(_states, state, States);
        return state;
    }

    private void Forget() => Interlocked.Increment(ref _changes);

    private LayerPart NearlyOf(LayerFileText file, string user) =>
        _lastGood.TryGetValue((user, file.Path), out var last) && file.Fault is null && IsOneLineApart(last.File.Text, file.Text) ? last : PartOf(file);

    private static bool IsOneLineApart(string before, string now)
    {
        var start = before.AsSpan().CommonPrefixLength(now);
        var old = before.AsSpan(start);
        var typed = now.AsSpan(start);
        var end = 0;
        while (end < old.Length && end < typed.Length && old[^(end + 1)] == typed[^(end + 1)])
            end++;
        return old[..^end].IndexOfAny('\r', '\n') < 0 && typed[..^end].IndexOfAny('\r', '\n') < 0;
    }

    private LayerPart PartOf(LayerFileText file)
    {
        // Paths come from whoever writes: there is no end of them.
        if (_parts.Count > Paths)
            _parts.Clear();
        if (!_parts.TryGetValue(file.Path, out var known))
            _parts[file.Path] = known = [];
        var part = known.Find(p => p.File.Text == file.Text && p.File.Fault == file.Fault) ?? LayerPart.Read(file);
        Keep(known, part, TextsPerFile);
        return part;
    }

    /// <summary>What is used stays; what was not used for longest goes.</summary>
    private static void Keep<T>(List<T> known, T used, int most)
    {
        if (!known.Remove(used) && known.Count >= most)
            known.RemoveAt(0);
        known.Add(used);
    }

    /// <summary>The file itself, or while it is no YAML what it said before.</summary>
    private LayerPart GoodOf(LayerPart part, ImmutableArray<LayerFileText> disk, string user)
    {
        var key = (user, part.File.Path);
        if (_lastGood.Count > Paths)
            _lastGood.Clear();
        if (part.Tree is not null)
            return _lastGood[key] = part;
        return _lastGood.GetValueOrDefault(key) ?? disk.Where(f => f.Path == part.File.Path).Select(PartOf).FirstOrDefault() ?? part;
    }

    /// <param name="Changes">How often the layer had been said to have changed when the look began.</param>
    private sealed record Look(DiskState Disk, long At, int Changes);
}
