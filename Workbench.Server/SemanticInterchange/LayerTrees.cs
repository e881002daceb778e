using System.Text.Json.Nodes;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>What a layer says, in one form however its files write it: to compare two layers object by object and key by key.</summary>
public static class LayerTrees
{
    /// <summary>Objects by their names for people: "metric mrr".</summary>
    public static IReadOnlyDictionary<string, JsonObject> Of(LayerContent content)
    {
        var objects = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal)
        {
            ["layer"] = Map(("name", content.Name), ("description", content.Description), ("account", content.Account)),
            ["calendar"] = JsonSerializerNode(content.Calendar),
        };
        foreach (var table in content.Tables)
        {
            objects[$"table {table.FullName}"] = Map(
                ("description", table.Description),
                ("owner", table.Owner),
                ("access", table.Access),
                ("freshness", table.Freshness is { } f ? $"{f.Column} within {f.Within}" : null)
            );
            foreach (var column in table.Columns)
                objects[$"column {table.FullName}.{column.Name}"] = Map(
                    ("type", column.Type),
                    ("description", column.Description),
                    ("unit", column.Unit),
                    ("access", column.Access)
                );
        }
        foreach (var entity in content.Entities)
            AddEntity(objects, entity);
        foreach (var metric in content.Metrics)
            objects[$"metric {metric.Name}"] = Of(metric);
        foreach (var product in content.Products)
            objects[$"product {product.Name}"] = JsonSerializerNode(product);
        foreach (var level in content.Access.Levels)
            objects[$"level {level.Name}"] = JsonSerializerNode(level);
        foreach (var term in content.Glossary)
            objects[$"term {term.Term}"] = JsonSerializerNode(term);
        foreach (var rule in content.Rules)
            objects[$"rule {rule.Name}"] = JsonSerializerNode(rule);
        foreach (var query in content.Verified)
            objects[$"verified query {query.Question}"] = JsonSerializerNode(query);
        foreach (var example in content.Examples)
            objects[$"example {example.Question}"] = JsonSerializerNode(example);
        return objects;
    }

    public static JsonObject Of(Metric metric)
    {
        var tree = Map(
            ("label", metric.Label),
            ("description", metric.Description),
            ("synonyms", Texts(metric.Synonyms)),
            ("unit", metric.Unit),
            ("better", metric.Better == MetricDirection.None ? null : metric.Better.ToString()),
            ("owner", metric.Owner),
            ("access", metric.Access),
            ("hidden", metric.IsHidden ? "true" : null),
            ("absent", metric.Absent is { } absent ? JsonValue.Create(absent) : null),
            ("required_filters", Texts(metric.RequiredFilters)),
            ("currency", metric.Currency)
        );
        var definition = metric.Definition switch
        {
            SimpleMetric m => Map(("entity", m.Entity), ("agg", Text(m.Aggregation)), ("expr", Text(m.Expr)), ("where", Text(m.Where)), ("time", m.Time)),
            SemiAdditiveMetric m => Map(
                ("type", "semi_additive"),
                ("entity", m.Entity),
                ("agg", Text(m.Aggregation)),
                ("expr", Text(m.Expr)),
                ("where", Text(m.Where)),
                ("over", Map(("time", m.Over.Time), ("take", m.Over.Take.ToString()), ("per", Texts(m.Over.Per))))
            ),
            RatioMetric m => Map(("type", "ratio"), ("numerator", Of(m.Numerator)), ("denominator", Of(m.Denominator))),
            DerivedMetric m => Map(
                ("type", "derived"),
                ("expr", Text(m.Expr)),
                ("inputs", new JsonArray([.. m.Inputs.OrderBy(i => i.Alias, StringComparer.Ordinal).Select(i => (JsonNode)Of(i))]))
            ),
            CumulativeMetric m => Map(
                ("type", "cumulative"),
                ("metric", Of(m.Metric)),
                ("span", m.Span.ToString()),
                ("coarser_grain", m.PeriodAggregation == PeriodAggregation.Last ? null : m.PeriodAggregation.ToString())
            ),
            ConversionMetric m => Map(
                ("type", "conversion"),
                ("base", m.Base),
                ("conversion", m.Conversion),
                ("per", m.Per),
                ("within", m.Within?.ToString()),
                ("calculation", m.Calculation.ToString()),
                ("constant_properties", Texts(m.ConstantProperties.Select(p => $"{p.Base} = {p.Conversion}")))
            ),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        foreach (var (key, value) in definition)
            tree[key] = value?.DeepClone();
        return tree;
    }

    private static void AddEntity(SortedDictionary<string, JsonObject> objects, Entity entity)
    {
        objects[$"entity {entity.Name}"] = Map(
            ("label", entity.Label),
            ("plural", entity.LabelPlural),
            ("description", entity.Description),
            ("synonyms", Texts(entity.Synonyms)),
            ("source", entity.Source is TableSource table ? table.FullName : ((SqlSource)entity.Source).Sql),
            ("key", Texts(entity.Key)),
            ("title", entity.Title),
            ("where", Text(entity.Where)),
            ("valid", entity.Valid is { } valid ? $"{valid.From} to {valid.To}" : null),
            ("partition", Texts(entity.Partition)),
            ("access", entity.Access)
        );
        foreach (var time in entity.Times)
            objects[$"time {entity.Name}.{time.Name}"] = Map(
                ("label", time.Label),
                ("description", time.Description),
                ("synonyms", Texts(time.Synonyms)),
                ("expr", Text(time.Expr)),
                ("type", time.Type),
                ("grain", time.Grain),
                ("default", entity.DefaultTime == time ? "true" : null),
                ("access", time.Access)
            );
        foreach (var dimension in entity.Dimensions)
            objects[$"dimension {entity.Name}.{dimension.Name}"] = Map(
                ("label", dimension.Label),
                ("description", dimension.Description),
                ("synonyms", Texts(dimension.Synonyms)),
                ("expr", Text(dimension.Expr)),
                ("type", dimension.Type),
                ("unit", dimension.Unit),
                ("values", Of(dimension.Values)),
                ("hidden", dimension.IsHidden ? "true" : null),
                ("access", dimension.Access)
            );
        foreach (var join in entity.Joins)
            objects[$"join {entity.Name}.{join.Name}"] = Map(
                ("to", join.To),
                ("on", Text(join.On)),
                ("type", join.Type == JoinType.ManyToOne ? null : join.Type.ToString()),
                ("optional", join.IsOptional ? "true" : null),
                ("label", join.Label),
                ("synonyms", Texts(join.Synonyms))
            );
        foreach (var segment in entity.Segments)
            objects[$"segment {entity.Name}.{segment.Name}"] = Map(
                ("label", segment.Label),
                ("description", segment.Description),
                ("synonyms", Texts(segment.Synonyms)),
                ("where", Text(segment.Where)),
                ("default", segment.IsDefault ? "true" : null),
                ("access", segment.Access)
            );
    }

    private static JsonNode? Of(DimensionValues values) =>
        values.IsIndexed ? "indexed"
        : values.Declared.IsEmpty ? null
        : new JsonArray([.. values.Declared.Select(v => (JsonNode)Map(("value", v.Stored), ("label", v.Label), ("synonyms", Texts(v.Synonyms))))]);

    private static JsonObject Of(MetricInput input) =>
        Map(
            ("metric", input.Metric),
            ("alias", input.Alias == input.Metric ? null : input.Alias),
            ("where", Text(input.Where)),
            ("shift", input.Shift?.ToString()),
            ("at_start_of", input.AtStartOf)
        );

    private static string? Text(LayerExpression? expression) => expression is null ? null : ExpressionPrinter.Print(expression.Tree);

    private static string Text(Aggregation aggregation) => aggregation.ToString();

    private static JsonArray? Texts(IEnumerable<string> texts) => LayerBuild.Texts(texts);

    private static JsonObject Map(params ReadOnlySpan<(string Key, JsonNode? Value)> pairs) => LayerBuild.Map(pairs);

    private static JsonObject JsonSerializerNode<T>(T value)
    {
        var node = System.Text.Json.JsonSerializer.SerializeToNode(value)!.AsObject();
        node.Remove("At");
        foreach (var list in node.Select(p => p.Value).OfType<JsonArray>())
        foreach (var item in list.OfType<JsonObject>())
            item.Remove("At");
        return node;
    }
}
