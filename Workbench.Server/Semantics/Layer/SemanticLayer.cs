using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Layer;

/// <summary>The five layers of one revision, read and checked. Immutable; safe to share between threads.</summary>
public sealed class SemanticLayer
{
    private readonly FrozenDictionary<string, LayerTable> _tables;
    private readonly FrozenDictionary<string, Entity> _entities;
    private readonly FrozenDictionary<string, Metric> _metrics;
    private readonly FrozenDictionary<string, Metric> _rows;

    public SemanticLayer(LayerContent content)
    {
        Content = content;
        _tables = content.Tables.ToFrozenDictionary(t => t.FullName, StringComparer.Ordinal);
        _entities = content.Entities.ToFrozenDictionary(e => e.Name, StringComparer.Ordinal);
        _metrics = content.Metrics.ToFrozenDictionary(m => m.Name, StringComparer.Ordinal);
        _rows = content.Entities.Where(e => e.Key.Length > 0).Select(CountOfRows).ToFrozenDictionary(m => m.Name, StringComparer.Ordinal);
    }

    public LayerContent Content { get; }
    public string Name => Content.Name;
    public string Account => Content.Account;
    public ImmutableArray<LayerTable> Tables => Content.Tables;
    public ImmutableArray<Entity> Entities => Content.Entities;
    public ImmutableArray<Metric> Metrics => Content.Metrics;
    public ImmutableArray<Product> Products => Content.Products;
    public LayerCalendar Calendar => Content.Calendar;
    public LayerAccess Access => Content.Access;

    public LayerTable? FindTable(string fullName) => _tables.GetValueOrDefault(fullName);

    public Entity? FindEntity(string name) => _entities.GetValueOrDefault(name);

    public Metric? FindMetric(string name) => _metrics.GetValueOrDefault(name) ?? _rows.GetValueOrDefault(name);

    /// <summary>The number of an entity's rows, for things that no metric counts. In no list of metrics, but found by its name.</summary>
    public Metric? RowsOf(Entity entity) => _rows.GetValueOrDefault(RowsName(entity));

    private static string RowsName(Entity entity) => $"rows_of_{entity.Name}";

    private static Metric CountOfRows(Entity entity) =>
        new()
        {
            Name = RowsName(entity),
            Label = $"Number of {entity.LabelPlural.ToLowerInvariant()}",
            Description = "Counts rows; the layer declares no metric for it.",
            Definition = new SimpleMetric(entity.Name, new Aggregation(AggregationKind.Count), null, null, null),
            Access = entity.Access,
            At = entity.At,
        };
}

/// <summary>What the files say, in file order.</summary>
public sealed record LayerContent
{
    public required string Name { get; init; }
    public string? Description { get; init; }

    /// <summary>The warehouse account that it describes.</summary>
    public required string Account { get; init; }

    public int FormatVersion { get; init; } = 1;
    public ImmutableArray<LayerTable> Tables { get; init; } = [];
    public ImmutableArray<Entity> Entities { get; init; } = [];
    public ImmutableArray<Metric> Metrics { get; init; } = [];
    public ImmutableArray<Product> Products { get; init; } = [];
    public required LayerCalendar Calendar { get; init; }
    public required LayerAccess Access { get; init; }
    public ImmutableArray<GlossaryTerm> Glossary { get; init; } = [];
    public ImmutableArray<LayerRule> Rules { get; init; } = [];
    public ImmutableArray<VerifiedQuery> Verified { get; init; } = [];
    public ImmutableArray<ExampleQuestion> Examples { get; init; } = [];
}

/// <summary>A place in a file of the layer. Line and column count from 1.</summary>
/// <param name="File">Relative to the layer's folder, with forward slashes.</param>
public readonly record struct SourceSpan(string File, int Line, int Column)
{
    public override string ToString() => $"{File}:{Line}:{Column}";
}
