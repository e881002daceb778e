using System.Text.Json.Nodes;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>What MetricFlow can say of a layer: in its present form, inside dbt models; in the old one where that is wanted, or the layer came from it.</summary>
internal sealed partial class MetricFlowWriter(LayerContent content, ForeignNames names, InterchangeNotes notes, bool isOld)
{
    /// <summary>What dbt calls the form with <c>semantic_models</c> and measures.</summary>
    public const string OldForm = "semantic_models";

    private readonly bool _isOld = isOld || names.Find("form", "") == OldForm;
    private readonly MetricFlowScope _scope = new(content, names);
    private readonly Dictionary<string, Metric> _metrics = content.Metrics.ToDictionary(m => m.Name, StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _sayable = new(StringComparer.Ordinal);

    public JsonObject Write()
    {
        var models = new JsonArray();
        foreach (var entity in content.Entities)
        {
            if (entity.Source is SqlSource)
                notes.Changed($"entity {entity.Name}", $"It is a query: dbt needs a model {entity.Name} with that SQL.");
            if (entity.Where is not null)
                notes.Changed($"entity {entity.Name}", "Its condition stands in each of its metrics, since a semantic model has none.");
            models.Add((JsonNode)(_isOld ? OldModel(entity) : NewModel(entity)));
        }
        var metrics = new JsonArray();
        foreach (var metric in content.Metrics)
        {
            if (!IsSayable(metric, 0))
            {
                notes.Kept($"metric {metric.Name}", $"MetricFlow has no words for {WhyNot(metric)}: it is left out of what others read.");
                continue;
            }
            var tree =
                _isOld ? Old(metric)
                : metric.Definition is SimpleMetric or SemiAdditiveMetric ? null
                : Composite(metric);
            if (tree is not null)
                metrics.Add((JsonNode)tree);
        }
        foreach (var entity in content.Entities)
        foreach (var segment in entity.Segments.Where(s => s.IsDefault))
            notes.Changed(
                $"segment {entity.Name}.{segment.Name}",
                "It applies to every metric here unless switched off; MetricFlow has no such filter, so others count the rows outside of it too."
            );
        var saved = new JsonArray([.. content.Verified.Select(v => new MetricFlowSaved(_scope, names).Of(v)).OfType<JsonObject>().Select(v => (JsonNode)v)]);
        return _isOld
            ? LayerBuild.Map((OldForm, models), ("metrics", metrics), ("saved_queries", saved))
            : LayerBuild.Map(("models", models), ("metrics", metrics), ("saved_queries", saved));
    }

    private JsonObject NewModel(Entity entity)
    {
        var (schema, table) = TableOf(entity);
        var columns = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        var entities = new JsonArray();
        var dimensions = new JsonArray();
        foreach (var link in _scope.Links(entity))
        {
            var tree = LayerBuild.Map(("type", link.Type), ("name", link.Name));
            if (!Column(columns, link.Column).ContainsKey("entity"))
                Column(columns, link.Column)["entity"] = tree;
            else
                entities.Add((JsonNode)LayerBuild.Map(("name", link.Name), ("type", link.Type), ("expr", link.Column)));
        }
        foreach (var field in _scope.Fields(entity))
        {
            var tree = LayerBuild.Map(
                ("type", field.IsTime ? "time" : "categorical"),
                ("name", field.Name),
                ("label", field.Label),
                ("description", field.Description),
                ("is_partition", field.IsPartition ? true : null),
                ("validity_params", Validity(field)),
                ("config", Meta(("synonyms", LayerBuild.Texts(field.Synonyms))))
            );
            if (field.Column is { } stored && !Column(columns, stored).ContainsKey("dimension"))
            {
                if (field.Grain is { } grain)
                    columns[stored]["granularity"] = grain;
                columns[stored]["dimension"] = tree;
                continue;
            }
            tree["expr"] = field.Sql;
            if (field.Grain is { } own)
                tree["granularity"] = own;
            dimensions.Add((JsonNode)tree);
        }
        var metrics = content.Metrics.Where(m => IsSayable(m, 0) && HomeOf(m) == entity.Name).Select(m => (JsonNode)Aggregate(m, entity, isOld: false)!);
        return LayerBuild.Map(
            ("name", table),
            ("description", entity.Description),
            ("semantic_model", LayerBuild.Map(("enabled", true), ("name", _scope.ModelOf(entity)))),
            ("label", entity.Label == TextForms.Label(entity.Name) ? null : entity.Label),
            ("agg_time_dimension", DefaultTime(entity)),
            ("primary_entity", entity.Key.Length == 1 ? null : _scope.PrimaryOf(entity)),
            ("config", Meta(("schema", schema), ("synonyms", LayerBuild.Texts(entity.Synonyms)))),
            ("columns", new JsonArray([.. columns.Select(c => (JsonNode)Typed(entity, c.Key, c.Value))])),
            ("derived_semantics", Some(LayerBuild.Map(("dimensions", dimensions), ("entities", entities)))),
            ("metrics", new JsonArray([.. metrics]))
        );
    }

    private JsonObject OldModel(Entity entity)
    {
        var (schema, table) = TableOf(entity);
        var measures = content.Metrics.Where(m => IsSayable(m, 0) && HomeOf(m) == entity.Name).Select(m => (JsonNode)Aggregate(m, entity, isOld: true)!);
        var links = _scope
            .Links(entity)
            .Select(l => (JsonNode)LayerBuild.Map(("name", l.Name), ("type", l.Type), ("expr", l.Column == l.Name ? null : l.Column)));
        var fields = _scope
            .Fields(entity)
            .Select(f =>
                (JsonNode)
                    LayerBuild.Map(
                        ("name", f.Name),
                        ("type", f.IsTime ? "time" : "categorical"),
                        ("label", f.Label),
                        ("description", f.Description),
                        ("expr", f.Sql == f.Name ? null : f.Sql),
                        ("is_partition", f.IsPartition ? true : null),
                        ("type_params", Some(LayerBuild.Map(("time_granularity", f.Grain), ("validity_params", Validity(f))))),
                        ("config", Meta(("synonyms", LayerBuild.Texts(f.Synonyms)), ("data_type", f.DataType)))
                    )
            );
        return LayerBuild.Map(
            ("name", _scope.ModelOf(entity)),
            ("label", entity.Label == TextForms.Label(entity.Name) ? null : entity.Label),
            ("description", entity.Description),
            ("model", $"ref('{table}')"),
            ("config", Meta(("schema", schema), ("synonyms", LayerBuild.Texts(entity.Synonyms)))),
            ("defaults", DefaultTime(entity) is { } time ? LayerBuild.Map(("agg_time_dimension", time)) : null),
            ("primary_entity", entity.Key.Length == 1 ? null : _scope.PrimaryOf(entity)),
            ("entities", new JsonArray([.. links])),
            ("dimensions", new JsonArray([.. fields])),
            ("measures", new JsonArray([.. measures]))
        );
    }

    private JsonObject Typed(Entity entity, string name, JsonObject column)
    {
        var stored = entity.Source is TableSource table ? content.Tables.FirstOrDefault(t => t.FullName == table.FullName)?.FindColumn(name) : null;
        var typed = LayerBuild.Map(
            ("name", name),
            ("data_type", stored is { Type: not TableBuild.UnknownType } ? stored.Type : null),
            ("description", stored?.Description)
        );
        return Joined(typed, column);
    }

    private static JsonObject Column(Dictionary<string, JsonObject> columns, string name)
    {
        if (!columns.TryGetValue(name, out var column))
            columns[name] = column = new JsonObject { ["name"] = name };
        return column;
    }

    private (string? Schema, string Table) TableOf(Entity entity)
    {
        if (entity.Source is not TableSource { FullName: var full })
            return (null, entity.Name);
        var dot = full.IndexOf('.', StringComparison.Ordinal);
        return (full[..dot], names.Of("table", full, full[(dot + 1)..]));
    }

    private string? DefaultTime(Entity entity) => entity.DefaultTime is { } time ? names.Of("field", $"{entity.Name}.{time.Name}", time.Name) : null;

    private static JsonObject? Validity(MetricFlowField field) =>
        field.IsValidFrom ? new JsonObject { ["is_start"] = true }
        : field.IsValidTo ? new JsonObject { ["is_end"] = true }
        : null;

    /// <summary>What dbt leaves to its users.</summary>
    private static JsonObject? Meta(params ReadOnlySpan<(string Key, JsonNode? Value)> pairs) =>
        Some(LayerBuild.Map(pairs)) is { } meta ? new JsonObject { ["meta"] = meta } : null;

    private static JsonObject? Some(JsonObject map) => map.Count == 0 ? null : map;

    private static string? HomeOf(Metric metric) =>
        metric.Definition switch
        {
            SimpleMetric m => m.Entity,
            SemiAdditiveMetric m => m.Entity,
            _ => null,
        };

    private string NameOf(string metric) => names.Of("metric", metric, names.Of("measure", metric, metric));

    private static string WhyNot(Metric metric) =>
        metric.Definition switch
        {
            SimpleMetric { Time: { } time } when time.Contains('.', StringComparison.Ordinal) => "a time over a join",
            SimpleMetric { Aggregation.Kind: AggregationKind.First or AggregationKind.Last } => "the first or last value",
            SimpleMetric { Expr: { } expr } when expr.Tree.Columns().Any(c => c.Path.Length > 1) => "an expression over a join",
            SimpleMetric { Where: not null } => "its condition, or a model without a time,",
            SimpleMetric => "a model without a time",
            SemiAdditiveMetric => "this kind of balance",
            CumulativeMetric { Span: ToDate } => "a period of the fiscal calendar",
            _ => "one of the metrics that it is made of, or for a condition or a period of an input",
        };

    private bool IsSayable(Metric metric, int depth)
    {
        if (depth > 40)
            return false;
        if (_sayable.TryGetValue(metric.Name, out var known))
            return known;
        return _sayable[metric.Name] = metric.Definition switch
        {
            SimpleMetric or SemiAdditiveMetric => content.Entities.FirstOrDefault(e => e.Name == HomeOf(metric)) is { } entity
                && Aggregate(metric, entity, _isOld) is not null,
            CumulativeMetric { Span: ToDate { Grain: var grain } } when !MetricFlowFilter.IsGrain(grain) => false,
            CumulativeMetric { Metric: { Shift: not null } or { AtStartOf: not null } } => false,
            RatioMetric r when new[] { r.Numerator, r.Denominator }.Any(i => i.Shift is not null || i.AtStartOf is not null) => false,
            _ => MetricInputs
                .Of(metric.Definition)
                .All(i =>
                    _metrics.TryGetValue(i.Metric, out var source)
                    && IsSayable(source, depth + 1)
                    && (i.AtStartOf is null || MetricFlowFilter.IsGrain(i.AtStartOf))
                    && (i.Where is null || Filter(i) is not null)
                ),
        };
    }

    /// <summary>A measure, or a simple metric of the new form; null when MetricFlow cannot say it.</summary>
    private JsonObject? Aggregate(Metric metric, Entity entity, bool isOld)
    {
        var (aggregation, expr, where, time, over) = metric.Definition switch
        {
            SimpleMetric m => (m.Aggregation, m.Expr?.Tree, m.Where?.Tree, m.Time, null),
            SemiAdditiveMetric m => (m.Aggregation, m.Expr?.Tree, m.Where?.Tree, m.Over.Time, m.Over),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        if (aggregation.Kind is AggregationKind.First or AggregationKind.Last || expr?.Columns().Any(c => c.Path.Length > 1) == true)
            return null;
        // MetricFlow aggregates nothing without a time of the model.
        if (time is null ? entity.DefaultTime is null : entity.FindTime(time) is null)
            return null;
        if (over is { Take: not (BalanceTake.Last or BalanceTake.First) } || over?.Per.Any(p => _scope.EntityOf(entity, p) is null) == true)
            return null;
        // A hidden one is a measure alone, and a measure has no filter.
        var (said, folded) = where is null || (isOld && metric.IsHidden) ? (null, where) : Split(entity, where);
        var filter = Said(entity, said);
        if (folded?.Columns().Any(c => c.Path.Length > 1) == true)
            return null;
        if (entity.Where is { } always)
            folded = folded is null ? always.Tree : ExpressionTree.And(always.Tree, folded);
        var agg = MetricText.Of(aggregation).Agg;
        JsonNode? of;
        if (expr is null && folded is not null)
            (agg, of) = ("sum_boolean", SqlText.Print(folded));
        else if (expr is null)
            of = 1;
        else
            of = SqlText.Print(folded is null ? expr : new CaseExpr(null, [new CaseWhen(folded, expr)], null));
        var own = time is not null && time != entity.DefaultTime?.Name ? names.Of("field", $"{entity.Name}.{time}", time) : null;
        var tree = LayerBuild.Map(
            ("name", NameOf(metric.Name)),
            ("type", isOld ? null : "simple"),
            ("label", isOld ? null : metric.Label),
            ("description", isOld ? null : metric.Description),
            ("agg", agg),
            ("expr", of),
            ("agg_params", isOld && aggregation.Percentile is { } p ? LayerBuild.Map(("percentile", p)) : null),
            ("percentile", isOld ? null : aggregation.Percentile),
            ("filter", isOld ? null : filter),
            ("agg_time_dimension", own),
            ("fill_nulls_with", isOld ? null : metric.Absent),
            (
                "non_additive_dimension",
                over is null
                    ? null
                    : LayerBuild.Map(
                        ("name", names.Of("field", $"{entity.Name}.{over.Time}", over.Time)),
                        (isOld ? "window_choice" : "window_agg", over.Take == BalanceTake.Last ? "max" : "min"),
                        (isOld ? "window_groupings" : "group_by", LayerBuild.Texts(over.Per.Select(p => _scope.EntityOf(entity, p)!)))
                    )
            ),
            ("config", isOld ? null : MetaOf(metric))
        );
        return tree;
    }

    /// <summary>The parts of a condition that are over dimensions, which a filter can say; and the rest, which goes into the expression.</summary>
    private (ScalarExpr? Said, ScalarExpr? Folded) Split(Entity entity, ScalarExpr where)
    {
        if (_scope.Filter(entity, where) is not null)
            return (where, null);
        var parts = ExpressionTree.Conjuncts(where).ToLookup(c => _scope.Filter(entity, c) is not null);
        var said = parts[true].Aggregate((ScalarExpr?)null, ExpressionTree.And);
        var rest = parts[false].Aggregate((ScalarExpr?)null, ExpressionTree.And);
        // Split only where it must be: what one place can say stands in one place.
        return rest is null || rest.Columns().Any(c => c.Path.Length > 1) || !where.Columns().Any(c => c.Path.Length > 1) ? (null, where) : (said, rest);
    }

    private string? Said(Entity entity, ScalarExpr? condition) => condition is null ? null : _scope.Filter(entity, condition);

    private static JsonObject? MetaOf(Metric metric) =>
        Meta(
            ("synonyms", LayerBuild.Texts(metric.Synonyms)),
            ("unit", metric.Unit),
            (
                "better",
                metric.Better == MetricDirection.None ? null
                : metric.Better == MetricDirection.Up ? "up"
                : "down"
            ),
            ("owner", metric.Owner),
            ("hidden", metric.IsHidden ? true : null)
        );

    private JsonObject? Old(Metric metric)
    {
        if (metric.Definition is not (SimpleMetric or SemiAdditiveMetric))
            return Composite(metric);
        // A hidden one is a measure alone.
        if (metric.IsHidden)
            return null;
        var where = metric.Definition is SimpleMetric simple ? simple.Where : ((SemiAdditiveMetric)metric.Definition).Where;
        var entity = content.Entities.First(e => e.Name == HomeOf(metric));
        JsonNode measure = metric.Absent is { } absent ? LayerBuild.Map(("name", NameOf(metric.Name)), ("fill_nulls_with", absent)) : NameOf(metric.Name);
        return Head(metric, "simple", LayerBuild.Map(("measure", measure)), where is null ? null : Said(entity, Split(entity, where.Tree).Said));
    }

    private JsonObject Composite(Metric metric)
    {
        var parameters = metric.Definition switch
        {
            RatioMetric m => LayerBuild.Map(("numerator", Input(m.Numerator)), ("denominator", Input(m.Denominator))),
            DerivedMetric m => LayerBuild.Map(
                ("expr", SqlText.Print(m.Expr.Tree)),
                (_isOld ? "metrics" : "input_metrics", new JsonArray([.. m.Inputs.Select(i => (JsonNode)Named(i))]))
            ),
            CumulativeMetric m when _isOld => LayerBuild.Map(
                ("measure", MeasureOf(m.Metric.Metric, m.Metric.Where?.Tree)),
                ("cumulative_type_params", Some(Span(m)))
            ),
            CumulativeMetric m => Joined(LayerBuild.Map(("input_metric", Input(m.Metric))), Span(m)),
            ConversionMetric m => Conversion(m),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        var type = metric.Definition switch
        {
            RatioMetric => "ratio",
            DerivedMetric => "derived",
            CumulativeMetric => "cumulative",
            _ => "conversion",
        };
        return Head(metric, type, _isOld && type == "conversion" ? LayerBuild.Map(("conversion_type_params", parameters)) : parameters, null);
    }

    private JsonObject Head(Metric metric, string type, JsonObject parameters, string? filter)
    {
        var head = LayerBuild.Map(
            ("name", NameOf(metric.Name)),
            ("label", metric.Label),
            ("description", metric.Description),
            ("type", type),
            ("config", MetaOf(metric))
        );
        if (_isOld)
            head["type_params"] = parameters;
        else
            Joined(head, parameters);
        if (filter is not null)
            head["filter"] = filter;
        return head;
    }

    private static JsonObject Joined(JsonObject one, JsonObject other)
    {
        foreach (var (key, value) in other)
            one[key] = value?.DeepClone();
        return one;
    }

    private static JsonObject Span(CumulativeMetric metric) =>
        LayerBuild.Map(
            ("window", metric.Span is MovingWindow window ? Text(window) : null),
            ("grain_to_date", metric.Span is ToDate to ? to.Grain : null),
            ("period_agg", metric.PeriodAggregation == PeriodAggregation.Last ? null : metric.PeriodAggregation.ToString().ToLowerInvariant())
        );

    private static string Text(MovingWindow window) => $"{window.Count} {window.Unit}{(window.Count == 1 ? "" : "s")}";
}
