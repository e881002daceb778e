using System.Collections.Immutable;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
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
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<LayerPart>> _parts = new(StringComparer.Ordinal);
    private readonly Dictionary<(string User, string Path), LayerPart> _lastGood = [];
    private readonly List<LanguageState> _states = [];
    private ImmutableArray<LayerFileText> _disk = [];
    private long? _readAt;

    public LanguageFiles(ISemanticLayers layers, TimeProvider time)
    {
        (_layers, _time) = (layers, time);
        layers.Changed += Forget;
    }

    /// <summary>What was last without errors; null when nothing was yet.</summary>
    public LayerContent? InUse => _layers.TryCurrent?.Layer.Content;

    public void Dispose() => _layers.Changed -= Forget;

    /// <param name="user">Whose texts they are: what was last good of them stands in for what is half typed.</param>
    public LanguageState Read(LayerTexts unsaved, string user)
    {
        lock (_lock)
        {
            var files = Disk();
            if (unsaved.Files.Count > 0)
                files =
                [
                    .. files.Where(f => !unsaved.Files.ContainsKey(f.Path)),
                    .. unsaved.Files.Where(f => f.Value is not null).Select(f => new LayerFileText(f.Key, f.Value!)),
                ];
            ImmutableArray<LayerPart> parts = [.. files.Select(PartOf).OrderBy(p => p.File.Path, StringComparer.Ordinal)];
            ImmutableArray<LayerPart> good = [.. parts.Select(p => GoodOf(p, user))];
            if (_states.Find(s => s.IsOf(parts, good)) is { } known)
                return known;
            if (_states.Count >= States)
                _states.RemoveAt(0);
            var state = new LanguageState(parts, good, _states.Find(s => s.HasGood(good)));
            _states.Add(state);
            return state;
        }
    }

    private ImmutableArray<LayerFileText> Disk()
    {
        if (_readAt is { } at && _time.GetElapsedTime(at) < Fresh)
            return _disk;
        _disk = Directory.Exists(_layers.Folder) ? Semantics.Layer.LayerFolder.Read(_layers.Folder) : [];
        _readAt = _time.GetTimestamp();
        return _disk;
    }

    private void Forget()
    {
        lock (_lock)
            _readAt = null;
    }

    private LayerPart PartOf(LayerFileText file)
    {
        // Paths come from whoever writes: there is no end of them.
        if (_parts.Count > Paths)
            _parts.Clear();
        if (!_parts.TryGetValue(file.Path, out var known))
            _parts[file.Path] = known = [];
        if (known.Find(p => p.File.Text == file.Text && p.File.Fault == file.Fault) is { } part)
            return part;
        if (known.Count >= TextsPerFile)
            known.RemoveAt(0);
        part = LayerPart.Read(file);
        known.Add(part);
        return part;
    }

    /// <summary>The file itself, or while it is no YAML what it said before.</summary>
    private LayerPart GoodOf(LayerPart part, string user)
    {
        var key = (user, part.File.Path);
        if (_lastGood.Count > Paths)
            _lastGood.Clear();
        if (part.Tree is not null)
            return _lastGood[key] = part;
        return _lastGood.GetValueOrDefault(key) ?? _disk.Where(f => f.Path == part.File.Path).Select(PartOf).FirstOrDefault() ?? part;
    }
}
