namespace Workbench.Server.Semantics.Layer;

/// <summary>What has been read so far, and what could not be: a name that stands in a broken place is not called unknown elsewhere.</summary>
internal sealed class LayerDraft
{
    private readonly HashSet<(string Kind, string Name)> _broken = [];
    private readonly HashSet<string> _unreadFolders = new(StringComparer.Ordinal);
    private readonly Dictionary<SourceSpan, YamlMap> _written = [];

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
            if (!_written.TryGetValue(at, out var map) || map.Find(part) is not { } value)
                break;
            at = value.At;
        }
        return at;
    }

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
