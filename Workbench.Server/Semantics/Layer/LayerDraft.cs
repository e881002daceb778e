namespace Workbench.Server.Semantics.Layer;

/// <summary>What has been read so far, and what could not be: a name that stands in a broken place is not called unknown elsewhere.</summary>
internal sealed class LayerDraft
{
    private readonly HashSet<(string Kind, string Name)> _broken = [];
    private readonly HashSet<string> _unreadFolders = new(StringComparer.Ordinal);
    private readonly Dictionary<SourceSpan, YamlMap> _written = [];
    private readonly Dictionary<string, LayerDraft> _files = new(StringComparer.Ordinal);

    public string? Name { get; set; }
    public string? Description { get; set; }
    public string? Account { get; set; }
    public LayerCalendar? Calendar { get; set; }
    public LayerAccess? Access { get; set; }
    public List<LayerTable> Tables { get; } = [];
    public List<DraftEntity> Entities { get; } = [];
    public List<Metric> Metrics { get; } = [];
    public List<Product> Products { get; } = [];
    public List<GlossaryTerm> Glossary { get; } = [];
    public List<LayerRule> Rules { get; } = [];
    public List<VerifiedQuery> Verified { get; } = [];
    public List<ExampleQuestion> Examples { get; } = [];

    /// <summary>What one file was read as, beside those before it.</summary>
    public void Add(string path, LayerDraft file)
    {
        _files[path] = file;
        _broken.UnionWith(file._broken);
        _unreadFolders.UnionWith(file._unreadFolders);
        (Name, Description, Account) = (file.Name ?? Name, file.Description ?? Description, file.Account ?? Account);
        (Calendar, Access) = (file.Calendar ?? Calendar, file.Access ?? Access);
        Tables.AddRange(file.Tables);
        Entities.AddRange(file.Entities);
        Metrics.AddRange(file.Metrics);
        Products.AddRange(file.Products);
        Glossary.AddRange(file.Glossary);
        Rules.AddRange(file.Rules);
        Verified.AddRange(file.Verified);
        Examples.AddRange(file.Examples);
    }

    /// <summary>Remembers how a file is written, so that a problem found later can name the place of a value.</summary>
    public void Remember(YamlValue value)
    {
        switch (value)
        {
            case YamlMap map:
                _written[map.At] = map;
                foreach (var entry in map.Entries)
                    Remember(entry.Value);
                break;
            case YamlList list:
                foreach (var item in list.Items)
                    Remember(item);
                break;
        }
    }

    /// <summary>Where the value of a key of an object stands, or of a key inside that (<c>over.time</c>); the object itself when it is not written.</summary>
    public SourceSpan PlaceOf(SourceSpan objectAt, string key)
    {
        var at = objectAt;
        foreach (var part in key.Split('.'))
        {
            if (WrittenAt(at) is not { } map || map.Find(part) is not { } value)
                break;
            at = value.At;
        }
        return at;
    }

    private YamlMap? WrittenAt(SourceSpan at) =>
        _written.TryGetValue(at, out var map) ? map
        : at.File is { } path && _files.TryGetValue(path, out var file) ? file.WrittenAt(at)
        : null;

    public void Broken(string kind, string? name)
    {
        if (name is not null)
            _broken.Add((kind, name));
    }

    public void Unread(string path) =>
        _unreadFolders.Add(path.Contains('/', StringComparison.Ordinal) ? path[..path.IndexOf('/', StringComparison.Ordinal)] : "");

    /// <summary>Whether nothing can be said of a name: it was declared in a place that could not be read, or may have been.</summary>
    public bool MayBe(string kind, string name) =>
        _broken.Contains((kind, name))
        || _unreadFolders.Contains(
            kind is "table" ? LayerFormat.WarehouseFolder
            : kind is "metric" ? LayerFormat.MetricsFolder
            : LayerFormat.EntitiesFolder
        );

    public bool IsUnread(string folder) => _unreadFolders.Contains(folder);
}

/// <param name="ValidFrom">Columns of a validity range; both or none.</param>
internal sealed record DraftEntity(Entity Entity, string? ValidFrom, string? ValidTo, System.Collections.Immutable.ImmutableArray<string> Partition);
