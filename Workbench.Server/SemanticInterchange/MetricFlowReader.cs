using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Reads semantic models, metrics and saved queries of MetricFlow: the form with <c>semantic_models</c> and measures, and the one inside <c>models</c>.</summary>
internal sealed partial class MetricFlowReader(ForeignReading reading, LayerBuild build, ForeignNames names, InterchangeNotes notes)
{
    public List<MetricFlowModel> Models { get; } = [];

    public List<MetricFlowMetric> Metrics { get; } = [];

    public void Read()
    {
        foreach (var document in reading.Documents)
        {
            foreach (var map in Both(document, "semantic_model", "semantic_models"))
                ReadOld(map);
            foreach (var map in document.Maps("models"))
                ReadNew(map);
            foreach (var map in Both(document, "metric", "metrics"))
                ReadMetric(map, null);
            document.Use("version");
            foreach (var key in new[] { "time_spine", "project_configuration", "exposures", "sources", "seeds", "groups", "macros" })
                if (document.Has(key))
                {
                    document.Use(key);
                    notes.Kept(key, "It is no part of a semantic layer.", document.At);
                }
        }
        Name();
        foreach (var model in Models)
            AddFields(model);
        foreach (var model in Models)
            AddJoins(model);
        foreach (var model in Models)
            build.Entities.Add(Entity(model));
        build.Name = "MetricFlow";
        var metrics = new MetricFlowMetrics(this, build, names, notes);
        metrics.Build();
        foreach (var document in reading.Documents)
        foreach (var map in Both(document, "saved_query", "saved_queries"))
            new MetricFlowQueries(this, build, names, notes).Read(map);
    }

    private static IEnumerable<ForeignMap> Both(ForeignMap document, string one, string many) => document.Maps(one).Concat(document.Maps(many));

    private void ReadOld(ForeignMap map)
    {
        if (map.Needed("name") is not { } name)
            return;
        var about = $"semantic model {name}";
        map.Use("config");
        var meta = Meta(map);
        var model = NewModel(name, map, TableOf(map, about, meta), meta);
        model.DefaultTime = map.Map("defaults")?.Text("agg_time_dimension");
        model.Primary = map.Text("primary_entity");
        foreach (var entity in map.Maps("entities"))
            if (entity.Needed("name") is { } entityName)
            {
                var type = entity.Text("type")?.ToLowerInvariant() ?? "foreign";
                entity.Use("description", "label", "role", "config");
                model.Entities.Add(new MetricFlowEntity(entityName, type, entity.Text("expr") ?? entityName, entity));
                if (type == "primary")
                    model.Primary ??= entityName;
            }
        foreach (var dimension in map.Maps("dimensions"))
            if (dimension.Needed("name") is { } dimensionName)
                model.Dimensions.Add(Dimension(dimensionName, dimension.Text("expr") ?? dimensionName, dimension, dimension, dimension.Map("type_params")));
        foreach (var measure in map.Maps("measures"))
            if (measure.Needed("name") is { } measureName && measure.Needed("agg") is { } aggregation)
                model.Measures.Add(Measure(measureName, model, aggregation, measure.Text("expr") ?? measureName, measure, measure.Map("agg_params")));
    }

    private void ReadNew(ForeignMap map)
    {
        if (map.Needed("name") is not { } name)
            return;
        if (map.Has("time_spine"))
        {
            map.Use("time_spine", "columns", "description");
            notes.Kept($"model {name}", "It is a time spine; the layer makes its own calendar (5-operations/calendar.yml).", map.At);
            return;
        }
        var semantic = map.Map("semantic_model");
        var isOff = semantic?.Text("enabled")?.ToLowerInvariant() == "false" || map.Text("semantic_model")?.ToLowerInvariant() == "false";
        if (isOff || !map.Has("semantic_model"))
        {
            map.Use("columns", "description", "config", "data_tests", "tests", "metrics", "semantic_model");
            notes.Kept($"model {name}", "It is no semantic model.", map.At);
            return;
        }
        map.Use("config", "data_tests", "tests", "access", "docs", "latest_version", "versions");
        semantic?.Use("config", "group");
        var meta = Meta(map);
        var schema = meta?.Text("schema");
        if (schema is null)
            notes.Guessed($"model {name}", "A dbt model names no schema here: public is taken. Write the one that it is built in.", map.At);
        var model = NewModel(semantic?.Text("name") ?? name, map, ForeignTable.Named($"{schema ?? "public"}.{name}", $"model {name}", map.At, notes), meta);
        model.DefaultTime = map.Text("agg_time_dimension");
        model.Primary = map.Text("primary_entity");
        foreach (var column in map.Maps("columns"))
            if (column.Needed("name") is { } columnName)
            {
                column.Use("data_tests", "tests", "config", "quote", "constraints");
                var stored = model.Columns.Column(columnName);
                stored.Description ??= column.Text("description");
                if (column.Text("data_type") is { } type)
                    stored.Declared ??= ForeignSql.TypeOf(type);
                if (Inner(column, "entity", columnName) is (var entityName, var entityMap))
                    AddEntity(model, entityName, entityMap, columnName);
                if (Inner(column, "dimension", columnName) is (var dimensionName, var dimensionMap))
                    model.Dimensions.Add(Dimension(dimensionName, columnName, dimensionMap, column, dimensionMap));
            }
        if (map.Map("derived_semantics") is { } derived)
        {
            foreach (var entity in derived.Maps("entities"))
                if (entity.Needed("name") is { } entityName)
                    AddEntity(model, entityName, entity, entity.Text("expr") ?? entityName);
            foreach (var dimension in derived.Maps("dimensions"))
                if (dimension.Needed("name") is { } dimensionName)
                    model.Dimensions.Add(Dimension(dimensionName, dimension.Text("expr") ?? dimensionName, dimension, dimension, dimension));
        }
        foreach (var metric in map.Maps("metrics"))
            ReadMetric(metric, model);
    }

    private static void AddEntity(MetricFlowModel model, string name, ForeignMap map, string sql)
    {
        var type = (map.Text("type") ?? map.Text("entity"))?.ToLowerInvariant() ?? "foreign";
        map.Use("description", "label", "config");
        model.Entities.Add(new MetricFlowEntity(name, type, sql, map));
        if (type == "primary")
            model.Primary ??= name;
    }

    /// <summary><c>dimension: {type: time}</c>, or the type alone: <c>dimension: time</c>.</summary>
    private static (string Name, ForeignMap Map)? Inner(ForeignMap column, string key, string columnName) =>
        column.Map(key) is { } map ? (map.Text("name") ?? columnName, map)
        : column.Text(key) is not null ? (columnName, column)
        : null;

    private MetricFlowModel NewModel(string name, ForeignMap map, string table, ForeignMap? meta)
    {
        var model = new MetricFlowModel(name, map)
        {
            Table = table,
            Columns = build.Table(table),
            Description = map.Text("description")?.Trim(),
            Label = map.Text("label"),
            Synonyms = meta?.Texts("synonyms") ?? [],
        };
        Models.Add(model);
        return model;
    }

    private string TableOf(ForeignMap map, string about, ForeignMap? meta)
    {
        if (map.Map("node_relation") is { } relation)
        {
            relation.Use("relation_name");
            var parts = new[] { relation.Text("database"), relation.Text("schema_name"), relation.Text("alias") };
            return ForeignTable.Named(string.Join('.', parts.OfType<string>().Select(p => p.TrimStart('$'))), about, relation.At, notes);
        }
        var written = map.Text("model") ?? map.Needed("model") ?? "unnamed";
        var quoted = written.Split('\'', '"');
        var table =
            written.Contains("source(", StringComparison.Ordinal) && quoted.Length > 3 ? $"{quoted[1]}.{quoted[3]}"
            : quoted.Length > 1 ? quoted[^2]
            : written;
        if (meta?.Text("schema") is { } schema && !table.Contains('.', StringComparison.Ordinal))
            table = $"{schema}.{table}";
        return ForeignTable.Named(table, about, map.At, notes);
    }

    public static ForeignMap? Meta(ForeignMap map) => map.Map("config")?.Map("meta") ?? map.Map("meta");

    private static MetricFlowDimension Dimension(string name, string sql, ForeignMap map, ForeignMap outer, ForeignMap? parameters)
    {
        map.Use("config");
        var validity = parameters?.Map("validity_params");
        var type = (map.Text("type") ?? map.Text("dimension"))?.ToLowerInvariant();
        return new MetricFlowDimension(name, type == "time", sql, map)
        {
            Grain = (parameters?.Text("time_granularity") ?? outer.Text("granularity") ?? map.Text("granularity"))?.ToLowerInvariant(),
            IsPartition = map.Text("is_partition")?.ToLowerInvariant() == "true",
            IsValidFrom = validity?.Text("is_start")?.ToLowerInvariant() == "true",
            IsValidTo = validity?.Text("is_end")?.ToLowerInvariant() == "true",
            DataType =
                Meta(map)?.Text("data_type") is { } declared && ForeignSql.TypeOf(declared) is "date" or "timestamp" or "timestamptz"
                    ? ForeignSql.TypeOf(Meta(map)!.Text("data_type")!)
                    : null,
            Label = map.Text("label"),
            Description = map.Text("description")?.Trim(),
            Synonyms = Meta(map)?.Texts("synonyms") ?? [],
        };
    }

    public static MetricFlowMeasure Measure(string name, MetricFlowModel model, string aggregation, string? sql, ForeignMap map, ForeignMap? parameters)
    {
        (string, bool, ImmutableArray<string>)? nonAdditive = null;
        if (map.Map("non_additive_dimension") is { } balance && balance.Text("name") is { } time)
            nonAdditive = (
                time,
                (balance.Text("window_choice") ?? balance.Text("window_agg"))?.ToLowerInvariant() != "min",
                [.. balance.Texts("window_groupings"), .. balance.Texts("group_by")]
            );
        return new MetricFlowMeasure(name, model, aggregation.ToLowerInvariant(), sql, map)
        {
            Percentile = parameters?.Text("percentile") ?? map.Text("percentile"),
            IsDiscrete = parameters?.Flag("use_discrete_percentile") == true || map.Text("percentile_type")?.ToLowerInvariant() == "discrete",
            IsApproximate = parameters?.Flag("use_approximate_percentile") == true,
            Time = map.Text("agg_time_dimension"),
            NonAdditive = nonAdditive,
            MakesMetric = map.Flag("create_metric") == true,
            Label = map.Text("label"),
            Description = map.Text("description"),
        };
    }

    private void ReadMetric(ForeignMap map, MetricFlowModel? model)
    {
        if (map.Needed("name") is { } name)
            Metrics.Add(new MetricFlowMetric(name, map.Text("type")?.ToLowerInvariant() ?? "simple", map, model));
    }

    /// <summary>A model is called by its primary entity where no other one is of it, else by its own name.</summary>
    private void Name()
    {
        var taken = new LayerNames();
        var shared = Models
            .GroupBy(m => m.Primary ?? "", StringComparer.OrdinalIgnoreCase)
            .Where(g => g.Skip(1).Any())
            .Select(g => g.Key)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var model in Models)
        {
            var isOwn = model.Primary is { } primary && !shared.Contains(primary);
            model.Layer = taken.Take(isOwn ? model.Primary! : model.Name);
            names.Remember("entity", model.Layer, model.Name);
            if (model.Primary is { } named)
                names.Remember("primary", model.Layer, named);
        }
    }

    private void AddFields(MetricFlowModel model)
    {
        foreach (var dimension in model.Dimensions)
        {
            var about = $"dimension {model.Name}.{dimension.Name}";
            if (ForeignSql.Parse(dimension.Sql, out var whyNot) is not { } tree || tree.Columns().Any(c => c.Path.Length > 1))
            {
                notes.Kept(about, $"Its expression is no scalar SQL of the layer and stays out: {whyNot ?? "it names another table."}", dimension.Source.At);
                continue;
            }
            if (dimension is { IsTime: true, DataType: { } known } && tree is ColumnRef { Path: [var own] })
                model.Columns.Column(own).Declared ??= known;
            if (dimension.IsTime)
                tree = TimeExpr(model, dimension, tree, about);
            var name = dimension.IsTime ? model.TimeNames.Take(dimension.Name) : model.Names.Take(dimension.Name);
            names.Remember("field", $"{model.Layer}.{name}", dimension.Name);
            model.Fields[dimension.Name] = (name, tree, dimension.IsTime);
            foreach (var column in tree.Columns())
                _ = model.Column(column);
            TypeHints.Of(tree, model.Column);
        }
        foreach (var entity in model.Entities)
            if (ForeignSql.Parse(entity.Sql, out _) is { } key)
                foreach (var column in key.Columns())
                    _ = model.Column(column);
    }

    private void AddJoins(MetricFlowModel model)
    {
        foreach (var entity in model.Entities)
        {
            // The model that is called by the entity is the one that people mean; others of the same entity hang on it, so that there is one way to each.
            var family = Models
                .Where(m => m.One(entity.Name) is not null)
                .OrderByDescending(m => m.Layer == LayerNames.Normal(entity.Name))
                .ThenByDescending(m => string.Equals(m.Primary, entity.Name, StringComparison.OrdinalIgnoreCase))
                .ThenByDescending(m => m.Dimensions.Count)
                .ToList();
            var isOne = family.Contains(model);
            var targets =
                !isOne ? family.Take(1).ToList()
                : family[0] == model ? family.Skip(1).ToList()
                : [];
            if (isOne && family[0] != model)
                notes.Changed(
                    $"entity {model.Name}.{entity.Name}",
                    $"It is one of {family.Count} models of this entity: fields of it are reached over {family[0].Name}.",
                    entity.Source.At
                );
            if (family.Count == 0 && entity.Type == "foreign" && ForeignSql.Parse(entity.Sql, out _) is { } own)
            {
                // No model says more of it: what is left is its key.
                var name = model.Names.Take(entity.Name);
                names.Remember("foreign", $"{model.Layer}.{name}", entity.Name);
                model.Fields.TryAdd(entity.Name, (name, own, false));
            }
            foreach (var target in targets)
            {
                var written = isOne ? $"{entity.Name}_{target.Name}" : entity.Name;
                if (Column(entity) is null || Column(target.One(entity.Name)!) is null)
                {
                    notes.Kept(
                        $"entity {model.Name}.{entity.Name}",
                        $"It joins {target.Name} by an expression; the layer joins by columns, so it stays out.",
                        entity.Source.At
                    );
                    continue;
                }
                if (target.One(entity.Name) is { Type: "unique" } && target.Entities.Exists(e => e.Type == "primary"))
                {
                    notes.Kept(
                        $"entity {model.Name}.{entity.Name}",
                        $"It joins {target.Name} by a column that is unique there, but not its key; the layer joins by keys, so it stays out.",
                        entity.Source.At
                    );
                    continue;
                }
                var name = model.Names.Take(written);
                model.Joins.Add(new MetricFlowJoin(name, entity.Name, target));
                names.Remember("join", $"{model.Layer}.{name}", entity.Name);
            }
        }
    }

    private static string? Column(MetricFlowEntity entity) => ForeignSql.Parse(entity.Sql, out _) is ColumnRef { Path: [var column] } ? column : null;

    private JsonObject Entity(MetricFlowModel model)
    {
        var about = $"semantic model {model.Name}";
        var key = new List<string>();
        var one =
            model.Entities.Find(e => e.Type == "primary") ?? model.Entities.Find(e => e.Type == "unique") ?? model.Entities.Find(e => e.Type == "natural");
        if (one is not null && Column(one) is { } column)
            key.Add(column);
        var (from, to) = (model.Dimensions.Find(d => d.IsValidFrom), model.Dimensions.Find(d => d.IsValidTo));
        JsonObject? valid = null;
        if (from is not null && to is not null && ColumnOf(from) is { } first && ColumnOf(to) is { } last)
        {
            valid = LayerBuild.Map(("from", first), ("to", last));
            if (one is { Type: "natural" })
                key.Add(first);
        }
        if (key.Count == 0)
        {
            key = [.. model.Columns.ColumnNames];
            notes.Guessed(
                about,
                key.Count == 0
                    ? "No column holds its primary entity: write the columns that make a row unique."
                    : $"No column holds its primary entity: all of its named columns ({string.Join(", ", key)}) stand in for a key. Write the columns that make a row unique.",
                model.Source.At
            );
        }
        var partition = model.Dimensions.Where(d => d.IsPartition).Select(ColumnOf).OfType<string>();
        return LayerBuild.Map(
            ("entity", model.Layer),
            ("label", model.Label),
            ("description", model.Description),
            ("synonyms", LayerBuild.Texts(model.Synonyms)),
            ("table", model.Table),
            ("key", LayerBuild.Texts(key)),
            ("times", new JsonArray([.. model.Dimensions.Where(d => d.IsTime && model.Fields.ContainsKey(d.Name)).Select(d => (JsonNode)Time(model, d))])),
            ("dimensions", new JsonArray([.. Dimensions(model).Select(d => (JsonNode)d)])),
            ("joins", new JsonArray([.. model.Joins.Select(j => (JsonNode)Join(model, j))])),
            ("valid", valid),
            ("partition", LayerBuild.Texts(partition))
        );

        static string? ColumnOf(MetricFlowDimension d) => ForeignSql.Parse(d.Sql, out _) is ColumnRef { Path: [var c] } ? c : null;
    }

    private static IEnumerable<JsonObject> Dimensions(MetricFlowModel model)
    {
        foreach (var dimension in model.Dimensions.Where(d => !d.IsTime && model.Fields.ContainsKey(d.Name)))
            yield return LayerBuild.Map(
                ("name", model.Fields[dimension.Name].Name),
                ("label", dimension.Label),
                ("description", dimension.Description),
                ("synonyms", LayerBuild.Texts(dimension.Synonyms)),
                ("expr", ExpressionTree.Print(model.Fields[dimension.Name].Expr))
            );
        foreach (var entity in model.Entities.Where(e => e.Type == "foreign" && !model.Dimensions.Exists(d => d.Name == e.Name)))
            if (model.Fields.TryGetValue(entity.Name, out var field))
                yield return LayerBuild.Map(("name", field.Name), ("expr", ExpressionTree.Print(field.Expr)));
    }

    private static JsonObject Join(MetricFlowModel model, MetricFlowJoin join)
    {
        var own = Column(model.Find(join.Entity)!)!;
        var other = Column(join.To.One(join.Entity)!)!;
        var left = model.Columns.Column(own);
        var right = join.To.Columns.Column(other);
        left.Declared ??= right.Declared;
        right.Declared ??= left.Declared;
        var isOne = model.One(join.Entity) is { Type: not "natural" };
        return LayerBuild.Map(
            ("name", join.Name),
            ("to", join.To.Layer),
            ("on", ExpressionTree.Print(new BinaryExpr("=", new ColumnRef([own]), new ColumnRef([join.Name, other])))),
            ("type", isOne ? "one_to_one" : null),
            ("optional", isOne ? true : null)
        );
    }
}
