using System.Collections.Immutable;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticLanguage;

/// <summary>Goes through files along the format and notes every name with what it stands for. What a name stands for is read from the whole layer.</summary>
internal sealed class NameWalk
{
    private readonly FieldWalk _fields;
    private readonly ColumnScope _columns;
    private readonly Dictionary<string, Metric> _metrics;

    public NameWalk(LayerContent content)
    {
        _columns = new ColumnScope(content);
        _metrics = content.Metrics.DistinctBy(m => m.Name).ToDictionary(m => m.Name, StringComparer.Ordinal);
        _fields = new FieldWalk(_columns);
    }

    public List<NameUse> Uses { get; } = [];
    public List<ImpliedName> Implied { get; } = [];

    public void Read(LayerPart part)
    {
        if (part is { Tree: { } tree, Format: { } format })
            Visit(tree, format.Shape, new Place(part));
    }

    private void Visit(YamlValue value, Shape shape, Place place)
    {
        switch (QueryFormat.Of(shape))
        {
            case MapShape map when value is YamlMap written:
                VisitMap(written, map, Enter(map.Name, written, place));
                break;
            case VariantShape variant when value is YamlMap written:
                var kind = variant.Variants.FirstOrDefault(v => v.Value == (written.String(variant.Key) ?? variant.Default)) ?? variant.Variants[0];
                VisitMap(written, variant.Of(kind), Enter(variant.Name, written, place));
                break;
            case ListShape list:
                foreach (var item in value is YamlList items ? items.Items : [value])
                    Visit(item, list.Item, place);
                break;
            case DictionaryShape dictionary when value is YamlMap written:
                foreach (var entry in written.Entries)
                {
                    Name(new NameScalar(place.Part, KeyText(place.Part, entry), IsExpression: false), dictionary.Names, place);
                    Visit(entry.Value, dictionary.Value, place);
                }
                break;
            case EitherShape either:
                var fitting = value switch
                {
                    YamlMap => either.Shapes.FirstOrDefault(s => s is MapShape or VariantShape or DictionaryShape),
                    YamlList => either.Shapes.FirstOrDefault(s => s is ListShape),
                    _ => either.Shapes.FirstOrDefault(s => s is not (MapShape or VariantShape or DictionaryShape)),
                };
                if (fitting is not null)
                    Visit(value, fitting, place);
                break;
            case TextShape { Form: TextForm.Expression or TextForm.Condition } when value is YamlText { IsNull: false } text:
                Expression(new NameScalar(place.Part, text, IsExpression: true), place);
                break;
            case TextShape { Names: not NameKind.None and var names } when value is YamlText { IsNull: false } text:
                Name(new NameScalar(place.Part, text, IsExpression: false), names, place);
                break;
        }
    }

    private void VisitMap(YamlMap map, MapShape shape, Place place)
    {
        foreach (var entry in map.Entries)
            if (entry.Value is not YamlText { IsNull: true } && shape.Keys.FirstOrDefault(k => k.Key == entry.Key) is { } key)
                Visit(entry.Value, key.Shape, place with { Key = entry.Key });
    }

    /// <summary>What the names inside an object are looked up in.</summary>
    private Place Enter(string shape, YamlMap map, Place place)
    {
        switch (shape)
        {
            case "warehouse file":
                return place with { Schema = map.String("schema") ?? "" };
            case "table" when map.String("name") is { } name:
                return place with { Table = $"{place.Schema}.{name}", User = new LayerName("table", place.Schema, name) };
            case "column" when map.String("name") is { } name:
                return place with { User = new LayerName("column", place.Table ?? "", name) };
            case "entity" when map.String("entity") is { } name:
                return place with { Entity = _columns.Entity(name), Table = map.String("table"), User = new LayerName("entity", "", name) };
            case "time" or "dimension" or "segment" or "join" when map.String("name") is { } name && place.User is { Kind: "entity" } entity:
                var own = new LayerName(shape, entity.Name, name);
                Imply(shape, map, name, own, place);
                return place with { User = own };
            case "metric" when map.String("name") is { } name:
                var metric = _metrics.GetValueOrDefault(name);
                return place with
                {
                    Metric = metric,
                    Entity = HomeOf(metric) ?? _columns.Entity(map.String("entity") ?? ""),
                    User = new LayerName("metric", "", name),
                };
            case "input":
                return place with { Entity = HomeOf(_metrics.GetValueOrDefault(map.String("metric") ?? "")), Input = map.String("metric") };
            case "level" when map.String("name") is { } name:
                return place with { User = new LayerName("level", "", name) };
            case "product":
                return place with { Words = $"product {map.String("name")}" };
            case "term":
                return place with { Words = $"glossary term “{map.String("term")}”" };
            case "rule":
                return place with { Words = $"rule {map.String("name")}" };
            case "verified query":
                return place with { Words = $"verified query “{map.String("question")}”" };
            case "semantic query":
                return place with
                {
                    Entity = HomeOf(map.Strings("metrics").Select(m => _metrics.GetValueOrDefault(m.Split('.')[0])).FirstOrDefault(m => m is not null)),
                };
            default:
                return place;
        }
    }

    private void Imply(string shape, YamlMap map, string name, LayerName own, Place place)
    {
        if (shape is "time" or "dimension" && !map.Has("expr") && place.Table is { } table)
            Implied.Add(new ImpliedName(new LayerName("column", table, name), own, "expr", place.Part, map));
        else if (shape == "join" && !map.Has("to"))
            Implied.Add(new ImpliedName(new LayerName("entity", "", name), own, "to", place.Part, map));
    }

    private Entity? HomeOf(Metric? metric) =>
        metric is not null && MetricInputs.HomesOf(metric, _metrics.GetValueOrDefault) is [var home, ..] ? _columns.Entity(home) : null;

    private void Name(NameScalar scalar, NameKind kind, Place place)
    {
        var value = scalar.Text.Value;
        var owner = place.Entity?.Name ?? (place.User is { Kind: "entity" } entity ? entity.Name : "");
        switch (kind)
        {
            case NameKind.NewTable
            or NameKind.NewColumn
            or NameKind.NewEntity
            or NameKind.NewTime
            or NameKind.NewDimension
            or NameKind.NewSegment
            or NameKind.NewJoin
            or NameKind.NewMetric
            or NameKind.NewLevel:
                if (place.User is { } declared)
                    Add(scalar, declared, 0, value.Length, place, isDeclaration: true);
                break;
            case NameKind.NewAlias when place.User is { Kind: "metric" } metric:
                Add(scalar, new LayerName("alias", metric.Name, value), 0, value.Length, place, isDeclaration: true);
                break;
            case NameKind.Table:
                Table(scalar, place);
                break;
            case NameKind.Column when place.Table is { } table:
                Add(scalar, new LayerName("column", table, value), 0, value.Length, place);
                break;
            case NameKind.Title when place.Entity is { } titled:
                Add(
                    scalar,
                    titled.FindDimension(value) is null && place.Table is { } own
                        ? new LayerName("column", own, value)
                        : new LayerName("dimension", titled.Name, value),
                    0,
                    value.Length,
                    place
                );
                break;
            case NameKind.Entity:
                Add(scalar, new LayerName("entity", "", value), 0, value.Length, place);
                break;
            case NameKind.Time when owner.Length > 0:
                Add(scalar, new LayerName("time", owner, value), 0, value.Length, place);
                break;
            case NameKind.TimePath when place.Entity is { } home:
                Add(scalar, _fields.TimePath(home, value), place);
                break;
            case NameKind.Field:
                Add(
                    scalar,
                    _fields.Field(place.Metric is { Definition: ConversionMetric conversion } ? PropertyHome(conversion, place) : place.Entity, value),
                    place
                );
                break;
            case NameKind.Segment:
                Add(scalar, _fields.Segment(value), place);
                break;
            case NameKind.Metric:
                Metric(scalar, place);
                break;
            case NameKind.MetricOrField:
                if (_metrics.ContainsKey(value.Split('.')[0]) && _columns.Entity(value.Split('.')[0]) is null)
                    Metric(scalar, place);
                else
                    Add(scalar, _fields.Field(place.Entity, value), place);
                break;
            case NameKind.Level:
                Add(scalar, new LayerName("level", "", value), 0, value.Length, place);
                break;
            case NameKind.Any:
                if (_metrics.ContainsKey(value))
                    Metric(scalar, place);
                else if (_columns.Table(value) is not null)
                    Table(scalar, place);
                else
                    Add(scalar, _fields.Field(null, value), place);
                break;
        }
    }

    private Entity? PropertyHome(ConversionMetric conversion, Place place) =>
        place.Key is "base" or "conversion" or "constant_properties"
            ? HomeOf(_metrics.GetValueOrDefault(place.Key == "conversion" ? conversion.Conversion : conversion.Base))
            : place.Entity;

    private void Table(NameScalar scalar, Place place)
    {
        var value = scalar.Text.Value;
        var dot = value.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0 && dot < value.Length - 1)
            Add(scalar, new LayerName("table", value[..dot], value[(dot + 1)..]), dot + 1, value.Length - dot - 1, place);
    }

    /// <summary>With what is asked of it behind a dot: <c>arr.change</c>.</summary>
    private void Metric(NameScalar scalar, Place place)
    {
        var name = scalar.Text.Value.Split('.')[0];
        Add(scalar, new LayerName("metric", "", name), 0, name.Length, place);
    }

    private void Expression(NameScalar scalar, Place place)
    {
        foreach (var column in ExpressionNames.Of(scalar.Text.Value))
            if (place is { Metric: { Definition: DerivedMetric derived }, Input: null })
                Input(scalar, column, derived, place);
            else if (place.Entity is { } entity)
                Add(scalar, _fields.Column(entity, column), place);
    }

    private void Input(NameScalar scalar, ImmutableArray<NamePart> column, DerivedMetric derived, Place place)
    {
        if (column is not [var part])
            return;
        var isAlias = derived.Inputs.FirstOrDefault(i => i.Alias == part.Name) is { } input && input.Metric != part.Name;
        Add(scalar, isAlias ? new LayerName("alias", place.Metric!.Name, part.Name) : new LayerName("metric", "", part.Name), part.From, part.Length, place);
    }

    private void Add(NameScalar scalar, IEnumerable<(LayerName Name, int From, int Length)> names, Place place)
    {
        foreach (var (name, from, length) in names)
            Add(scalar, name, from, length, place);
    }

    private void Add(NameScalar scalar, LayerName name, int from, int length, Place place, bool isDeclaration = false) =>
        Uses.Add(new NameUse(name, scalar, from, length, isDeclaration, place.User) { UserWords = place.Words });

    private static YamlText KeyText(LayerPart part, YamlEntry entry)
    {
        var at = part.Lines.OffsetOf(entry.KeyAt.Line, entry.KeyAt.Column);
        var isPlain = at >= part.File.Text.Length || part.File.Text[at] is not ('\'' or '"');
        return new YamlText(entry.Key, isPlain, isPlain ? entry.KeyAt : entry.KeyAt with { Column = entry.KeyAt.Column + 1 }, entry.KeyAt);
    }

    private sealed record Place(LayerPart Part)
    {
        public string Schema { get; init; } = "";
        public string? Table { get; init; }
        public Entity? Entity { get; init; }
        public Metric? Metric { get; init; }

        /// <summary>The metric of an input of a metric, whose own filter is over its rows.</summary>
        public string? Input { get; init; }
        public LayerName? User { get; init; }

        /// <summary>What an object without a name of its own is called.</summary>
        public string? Words { get; init; }
        public string Key { get; init; } = "";
    }
}
