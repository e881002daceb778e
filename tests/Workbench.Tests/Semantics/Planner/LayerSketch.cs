using System.Collections.Immutable;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>Layers in a few lines, for tests.</summary>
internal sealed class LayerSketch(string name, LayerCalendar calendar)
{
    private static readonly SourceSpan Nowhere = new("3-metrics/sketch.yml", 1, 1);
    private readonly List<Entity> _entities = [];
    private readonly List<Metric> _metrics = [];
    private readonly List<LayerTable> _tables = [];

    public List<Product> Products { get; } = [];
    public List<GlossaryTerm> Glossary { get; } = [];

    /// <summary>An expression; a name that is none as it stands ("from") is quoted.</summary>
    public static LayerExpression Sql(string text) =>
        ExpressionParser.Parse(text) is ParsedExpression { Tree: var tree } ? new(text, tree, Nowhere) : Sql(string.Concat('"', text, '"'));

    public static Dimension Dim(
        string name,
        string type = "string",
        string? values = null,
        bool indexed = false,
        string? access = null,
        bool hidden = false,
        string? also = null
    ) =>
        new()
        {
            Name = name,
            Label = Label(name),
            Type = type,
            Expr = Sql(name),
            Values = new DimensionValues(
                indexed,
                [.. Words(values).Select(v => v.Split('=')).Select(v => new DeclaredValue(v[0], v.Length > 1 ? [.. v[1].Split('|')] : []))]
            ),
            Access = access,
            IsHidden = hidden,
            Synonyms = [.. Words(also)],
        };

    public static EntityTime At(string name, bool isDefault = false, string type = "timestamptz", string grain = "minute") =>
        new(name, Label(name), null, Sql(name), type, grain, isDefault, Nowhere);

    public static EntityJoin To(string to, string? name = null, string? also = null) =>
        new(name ?? to, to, Sql($"{name ?? to}_id = {name ?? to}.id"), JoinType.ManyToOne, false, Nowhere) { Synonyms = [.. Words(also)] };

    public LayerSketch Entity(
        string entity,
        string plural,
        string? title,
        Dimension[] dimensions,
        EntityTime[]? times = null,
        EntityJoin[]? joins = null,
        Segment[]? segments = null,
        string? also = null,
        string? access = null,
        string? key = "id",
        string? where = null
    )
    {
        _entities.Add(
            new Entity
            {
                Where = where is null ? null : Sql(where),
                Name = entity,
                Label = Label(entity),
                LabelPlural = plural,
                Source = new TableSource($"main.{plural.Replace(' ', '_')}"),
                Key = [.. key!.Split(' ')],
                Title = title,
                Dimensions = [.. dimensions],
                Times = [.. times ?? []],
                Joins = [.. joins ?? []],
                Segments = [.. segments ?? []],
                Synonyms = [.. Words(also)],
                Access = access,
                Description = $"One row per {entity}.",
            }
        );
        _tables.Add(
            new LayerTable
            {
                Schema = "main",
                Name = plural.Replace(' ', '_'),
                Description = $"The {plural}.",
                Access = access,
                Columns =
                [
                    .. key.Split(' ')
                        .Concat(dimensions.Select(d => d.Name))
                        .Concat((times ?? []).Select(t => t.Name))
                        .Distinct()
                        .Select(c => new LayerColumn(c, "text", null, null, null, Nowhere)),
                ],
                Freshness = times is { Length: > 0 } ? new TableFreshness(times[0].Name, TimeSpan.FromDays(2)) : null,
                At = Nowhere,
            }
        );
        return this;
    }

    public static Segment Only(string name, string where, bool isDefault = true) => new(name, Label(name), null, Sql(where), isDefault, Nowhere);

    public LayerSketch Metric(
        string metric,
        string label,
        MetricDefinition definition,
        string? also = null,
        string? unit = null,
        string? description = null,
        string? access = null,
        MetricDirection better = MetricDirection.None,
        string? currency = null
    )
    {
        _metrics.Add(
            new Metric
            {
                Name = metric,
                Label = label,
                Definition = definition,
                Synonyms = [.. Words(also)],
                Unit = unit,
                Description = description,
                Access = access,
                Better = better,
                Currency = currency,
                At = Nowhere with { Line = _metrics.Count + 1 },
            }
        );
        return this;
    }

    public static SimpleMetric Count(string entity, string? where = null, string? time = null) =>
        new(entity, new Aggregation(AggregationKind.Count), null, where is null ? null : Sql(where), time);

    public static SimpleMetric Of(string entity, AggregationKind kind, string expr, string? where = null, string? time = null) =>
        new(entity, new Aggregation(kind), Sql(expr), where is null ? null : Sql(where), time);

    public static SemiAdditiveMetric Balance(string entity, string expr, string over) =>
        new(entity, new Aggregation(AggregationKind.Sum), Sql(expr), null, new BalanceOver(over, BalanceTake.Last, []));

    public static RatioMetric Ratio(string over, string under) => new(new MetricInput(over, over), new MetricInput(under, under));

    public static DerivedMetric Derived(string expr, params string[] inputs) => new(Sql(expr), [.. inputs.Select(i => new MetricInput(i, i))]);

    public SemanticLayer Build() =>
        new(
            EffectiveAccess.Complete(
                new LayerContent
                {
                    Name = name,
                    Account = name,
                    Tables = [.. _tables],
                    Entities = [.. _entities],
                    Metrics = [.. _metrics],
                    Products = [.. Products],
                    Glossary = [.. Glossary],
                    Calendar = calendar,
                    Access = new LayerAccess([
                        new AccessLevel("public", null, null, [], null),
                        new AccessLevel("internal", null, null, [], null),
                        new AccessLevel("restricted", null, null, [], "the data office"),
                    ]),
                }
            )
        );

    private static string Label(string name) => char.ToUpperInvariant(name[0]) + name[1..].Replace('_', ' ');

    private static IEnumerable<string> Words(string? list) => list?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
