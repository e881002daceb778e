using System.Collections.Immutable;
using Workbench.Server.Models.Accounting;
using Workbench.Server.Models.Local;
using Workbench.Server.Yaml;

namespace Workbench.Server.Models.Catalog;

/// <summary>
/// <c>models.yml</c>, read again when it (or a key's file) changes. A provider whose settings stay keeps its connections and its state; a broken file
/// changes nothing, and is told of once; one that is broken at the start leaves what there is without it.
/// </summary>
internal sealed partial class ModelsFile : IDisposable
{
    public const string FileName = "models.yml";

    /// <summary>How often the file's date is looked at, when calls come.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly string? _default;
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

    /// <summary>The local model costs nothing, also where no file says so.</summary>
    private static readonly ModelPrices LocalPrices = new([
        new ModelPrice(LocalChatClient.ModelName, ModelPrice.AnyModel, DateOnly.MinValue, Until: null, Input: 0, Output: 0),
    ]);

    /// <param name="known">What there is besides the file. Where it is nothing, there is nothing to start with, and a broken file is thrown.</param>
    /// <param name="connect">Makes a provider of its settings, and why it cannot be used.</param>
    /// <exception cref="YamlFileException">With file, line and column.</exception>
    public ModelsFile(
        string path,
        string? defaultModel,
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
        try
        {
            (_current, _seen) = Read(earlier: []);
        }
        catch (Exception e) when (IsBroken(e) && known.Models.Length > 0)
        {
            (_current, _seen) = (WithoutFile(), [Look(path)]);
            _fault = e;
            BrokenAtStart(FullPath, _current.Default, e.Message);
        }
    }

    public string Name { get; }

    public string FullPath => Path.GetFullPath(_path);

    /// <summary>When it was last taken into use; null: never yet.</summary>
    public DateTimeOffset? ReadAt => Interlocked.Read(ref _readAt) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

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
        catch (Exception e) when (IsBroken(e) || e is InvalidOperationException)
        {
            _seen = [.. _seen.Select(f => Look(f.Path))];
            _fault = e;
            Broken(Name, e.Message);
        }
    }

    /// <summary>The local model, and the endpoints of the configuration. The default may be a name that only the file has.</summary>
    private ModelCatalog WithoutFile()
    {
        var providers = _known.Providers.ToDictionary(p => p.Name, p => _connect(p, Keys.Read(p, _variable).Key), StringComparer.OrdinalIgnoreCase);
        var models = _known.Models.Select(m => new LiveModel(m, providers[m.Provider], _time)).ToList();
        return new ModelCatalog(models, [], LocalPrices, models.Exists(m => m.Name == (_default ?? ModelProviders.Local)) ? _default : models[0].Name);
    }

    private static bool IsBroken(Exception e) => e is YamlFileException or IOException or UnauthorizedAccessException;

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

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{File} cannot be used, so what it names is not there, and auto means {Model}. {Problem} Correct it: it is read again when it changes"
    )]
    private partial void BrokenAtStart(string file, string model, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{File} was changed and cannot be used, so what it said before still holds. {Problem}")]
    private partial void Broken(string file, string problem);
}
