using System.Collections.Immutable;
using Workbench.Server.Models.Accounting;
using Workbench.Server.Yaml;

namespace Workbench.Server.Models.Catalog;

/// <summary>
/// <c>models.yml</c>, read again when it (or a key's file) changes. A provider whose settings stay keeps its connections and its state; a broken file
/// changes nothing, and is told of once.
/// </summary>
internal sealed partial class ModelsFile : IDisposable
{
    public const string FileName = "models.yml";

    /// <summary>How often the file's date is looked at, when calls come.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly string _default;
    private readonly ModelsDocument _known;
    private readonly Func<ProviderSettings, string?, LiveProvider> _connect;
    private readonly Func<string, string?> _variable;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Lock _reading = new();
    private ModelCatalog _current;
    private ImmutableArray<(string Path, DateTime Written, long Length)> _seen;
    private long _looked;
    private volatile Exception? _fault;
    private long _readAt;

    /// <param name="known">What there is besides the file.</param>
    /// <param name="connect">Makes a provider of its settings, and why it cannot be used.</param>
    /// <exception cref="YamlFileException">With file, line and column.</exception>
    public ModelsFile(
        string path,
        string defaultModel,
        ModelsDocument known,
        Func<ProviderSettings, string?, LiveProvider> connect,
        Func<string, string?> variable,
        ILogger logger,
        TimeProvider time
    )
    {
        (_path, _default, _known, _connect, _variable, _logger, _time) = (path, defaultModel, known, connect, variable, logger, time);
        _looked = time.GetTimestamp();
        Name = Path.GetFileName(path);
        (_current, _seen) = Read(earlier: []);
    }

    public string Name { get; }

    public string FullPath => Path.GetFullPath(_path);

    /// <summary>When it was last taken into use.</summary>
    public DateTimeOffset ReadAt => new(Interlocked.Read(ref _readAt), TimeSpan.Zero);

    /// <summary>Why the file as it is now is not in use; null: it is.</summary>
    public Exception? Fault => _fault;

    /// <summary><see cref="Fault"/> in words.</summary>
    public string? Problem => _fault?.Message;

    public ModelCatalog Current
    {
        get
        {
            if (_time.GetElapsedTime(Volatile.Read(ref _looked)) >= LookEvery && _reading.TryEnter())
                try
                {
                    Volatile.Write(ref _looked, _time.GetTimestamp());
                    ReadAgain();
                }
                finally
                {
                    _reading.Exit();
                }
            return Volatile.Read(ref _current);
        }
    }

    public void Dispose()
    {
        foreach (var provider in Providers(_current))
            provider.Dispose();
    }

    private void ReadAgain()
    {
        if (_seen.All(f => Look(f.Path) == f))
            return;
        var before = Providers(_current);
        try
        {
            var (catalog, seen) = Read(before);
            Volatile.Write(ref _current, catalog);
            _seen = seen;
            _fault = null;
            Changed(Name, catalog.Models.Length);
            // Calls under way keep the connections of a provider that went; they are closed by the collector after the last of them.
        }
        catch (Exception e) when (e is YamlFileException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            _seen = [.. _seen.Select(f => Look(f.Path))];
            _fault = e;
            Broken(Name, e.Message);
        }
    }

    private (ModelCatalog Catalog, ImmutableArray<(string, DateTime, long)> Seen) Read(IReadOnlyCollection<LiveProvider> earlier)
    {
        var written = Look(_path);
        var root = SettingsMap.Parse(File.ReadAllText(_path), Name);
        root.Allow("providers", "models", "tiers", "prices");
        var document = ModelsFileReader.Read(root, _known);
        var prices = PriceFile.Read(root);
        var providers = new Dictionary<string, LiveProvider>(StringComparer.OrdinalIgnoreCase);
        foreach (var settings in document.Providers)
        {
            var (key, problem) = Keys.Read(settings, _variable);
            providers[settings.Name] =
                earlier.FirstOrDefault(p => problem is null && p.Problem is null && p.IsStill(settings, key))
                ?? (problem is null ? _connect(settings, key) : LiveProvider.Unusable(settings, problem, _time));
        }
        var still = earlier.Count == 0 ? [] : _current.Models.ToDictionary(m => (m.Settings, m.Provider));
        var models = document.Models.Select(m => still.GetValueOrDefault((m, providers[m.Provider])) ?? new LiveModel(m, providers[m.Provider], _time));
        var catalog = new ModelCatalog(models, document.Tiers, prices, _default) { Providers = [.. providers.Values] };
        Interlocked.Exchange(ref _readAt, _time.GetUtcNow().UtcTicks);
        var keys = document.Providers.Select(p => p.Key).OfType<FileKey>().Select(k => Look(k.Path));
        return (catalog, [written, .. keys]);
    }

    private static (string Path, DateTime Written, long Length) Look(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? (path, file.LastWriteTimeUtc, file.Length) : (path, default, -1);
    }

    private static HashSet<LiveProvider> Providers(ModelCatalog catalog) => [.. catalog.Providers];

    [LoggerMessage(Level = LogLevel.Information, Message = "{File} was read again: {Models} models")]
    private partial void Changed(string file, int models);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{File} was changed and cannot be used, so what it said before still holds. {Problem}")]
    private partial void Broken(string file, string problem);
}
