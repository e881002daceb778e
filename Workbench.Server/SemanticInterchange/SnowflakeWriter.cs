using System.Globalization;
using System.Text.Json.Nodes;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>What a Snowflake semantic view can say of a layer.</summary>
internal sealed class SnowflakeWriter(LayerContent content, ForeignNames names, InterchangeNotes notes)
{
    private readonly DatasetSql _sql = new(content, names, foldsWhere: true, SnowflakeSql.Words);

    /// <summary>Metrics that stand in a table, so that others may name them.</summary>
    private readonly Dictionary<string, Entity> _homes = new(StringComparer.Ordinal);

    public JsonObject Write()
    {
        var entities = content.Entities.Where(e => e.Source is TableSource).ToList();
        foreach (var entity in content.Entities.Except(entities))
            notes.Kept(
                $"entity {entity.Name}",
                "It is a query, and a table of a semantic view is a table: it is left out of what others read. Make a view of it."
            );
        foreach (var entity in entities.Where(e => e.Where is not null))
            notes.Changed($"entity {entity.Name}", "Its condition stands in each of its metrics, since a table of a semantic view has none.");
        foreach (var metric in content.Metrics)
            if (HomeOf(metric) is { } home && entities.Contains(home))
                _homes[metric.Name] = home;
        var derived = content.Metrics.Where(m => !_homes.ContainsKey(m.Name)).Select(Derived).OfType<JsonObject>().ToList();
        var view = LayerBuild.Map(("name", content.Name), ("description", content.Description));
        view["tables"] = List(entities.Select(Table));
        var rest = LayerBuild.Map(
            ("relationships", List(entities.SelectMany(e => e.Joins.Select(j => Relationship(e, j))))),
            ("metrics", List(derived)),
            ("verified_queries", List(content.Verified.Where(v => v.Sql is not null).Select(Query)))
        );
        foreach (var (key, value) in rest)
            view[key] = value?.DeepClone();
        var modules = LayerBuild.Map(("sql_generation", Rule("sql generation")), ("question_categorization", Rule("question categorization")));
        if (Rule("instructions") is { } instructions)
            view["custom_instructions"] = instructions;
        if (modules.Count > 0)
            view["module_custom_instructions"] = modules;
        foreach (var (about, expression) in Expressions(entities))
        foreach (var otherwise in SnowflakeSql.Otherwise(expression))
            notes.Changed(about, otherwise);
        foreach (var entity in entities)
        foreach (var segment in entity.Segments.Where(s => s.IsDefault))
            notes.Changed(
                $"segment {entity.Name}.{segment.Name}",
                "It applies to every metric here unless switched off; as a filter of a semantic view it applies where a question asks for it."
            );
        return view;
    }

    private IEnumerable<(string About, ScalarExpr Expression)> Expressions(IReadOnlyList<Entity> entities)
    {
        foreach (var entity in entities)
        {
            foreach (var dimension in entity.Dimensions)
                yield return ($"dimension {entity.Name}.{dimension.Name}", dimension.Expr.Tree);
            foreach (var segment in entity.Segments)
                yield return ($"segment {entity.Name}.{segment.Name}", segment.Where.Tree);
        }
        foreach (var metric in content.Metrics)
        {
            var (expr, where) = metric.Definition switch
            {
                SimpleMetric m => (m.Expr, m.Where),
                SemiAdditiveMetric m => (m.Expr, m.Where),
                _ => (null, null),
            };
            foreach (var expression in new[] { expr, where }.OfType<LayerExpression>())
                yield return ($"metric {metric.Name}", expression.Tree);
        }
    }

    private string? Rule(string name) => content.Rules.FirstOrDefault(r => r.IsAlways && r.Name == name)?.Text;

    private Entity? HomeOf(Metric metric) =>
        metric.Definition switch
        {
            SimpleMetric m when Aggregate(m.Entity, m.Aggregation, m.Expr, m.Where) is not null => _sql.Entity(m.Entity),
            SemiAdditiveMetric { Over: { Per.IsEmpty: true, Take: BalanceTake.Last or BalanceTake.First } } m
                when Aggregate(m.Entity, m.Aggregation, m.Expr, m.Where) is not null => _sql.Entity(m.Entity),
            _ => null,
        };

    private string? Aggregate(string entity, Aggregation aggregation, LayerExpression? expr, LayerExpression? where) =>
        _sql.Aggregate(entity, aggregation, expr, where?.Tree, out _);

    private JsonObject Table(Entity entity)
    {
        var table = ((TableSource)entity.Source).FullName;
        return LayerBuild.Map(
            ("name", _sql.NameOf(entity)),
            ("description", entity.Description),
            ("synonyms", LayerBuild.Texts(entity.Synonyms)),
            ("base_table", BaseTable(table)),
            ("primary_key", LayerBuild.Texts(entity.Key) is { } key ? new JsonObject { ["columns"] = key } : null),
            ("dimensions", List(entity.Dimensions.Where(d => !IsFact(d)).Select(d => Dimension(entity, d)))),
            ("time_dimensions", List(entity.Times.Select(t => Time(entity, t)))),
            ("facts", List(entity.Dimensions.Where(IsFact).Select(d => Dimension(entity, d)))),
            ("filters", List(entity.Segments.Select(s => Filter(s)))),
            ("metrics", List(content.Metrics.Where(m => _homes.GetValueOrDefault(m.Name) == entity).Select(m => Metric(m, entity))))
        );
    }

    private JsonObject BaseTable(string table)
    {
        var parts = names.Of("table", table, $"{content.Account}.{table}").Split('.');
        return LayerBuild.Map(("database", parts.Length > 2 ? parts[^3] : null), ("schema", parts.Length > 1 ? parts[^2] : null), ("table", parts[^1]));
    }

    /// <summary>A number with a unit is added up rather than grouped by.</summary>
    private static bool IsFact(Dimension dimension) => dimension is { Type: "integer" or "decimal", Unit: not null };

    private JsonObject? Dimension(Entity entity, Dimension dimension)
    {
        if (dimension.Expr.Tree.Columns().Any(c => c.Path.Length > 1))
            return null;
        return LayerBuild.Map(
            ("name", names.Of("field", $"{entity.Name}.{dimension.Name}", dimension.Name)),
            ("expr", Sql(dimension.Expr.Tree)),
            ("description", dimension.Description),
            ("data_type", DataType(entity, dimension.Expr, dimension.Type)),
            ("synonyms", LayerBuild.Texts(dimension.Synonyms)),
            ("sample_values", LayerBuild.Texts(dimension.Values.Declared.Select(v => v.Stored))),
            ("is_enum", dimension.Values.Declared.IsEmpty || IsFact(dimension) ? null : true),
            ("access_modifier", IsFact(dimension) && dimension.IsHidden ? "private_access" : null)
        );
    }

    private static string Sql(ScalarExpr expression) => ExpressionTree.Print(SnowflakeSql.Words(SqlText.Safe(expression)));

    private JsonObject? Time(Entity entity, EntityTime time) =>
        time.Expr.Tree.Columns().Any(c => c.Path.Length > 1)
            ? null
            : LayerBuild.Map(
                ("name", names.Of("field", $"{entity.Name}.{time.Name}", time.Name)),
                ("expr", Sql(time.Expr.Tree)),
                ("description", time.Description),
                (
                    "data_type",
                    time.Type switch
                    {
                        "date" => "DATE",
                        "timestamp" => "TIMESTAMP_NTZ",
                        _ => "TIMESTAMP_TZ",
                    }
                ),
                ("synonyms", LayerBuild.Texts(time.Synonyms))
            );

    private static JsonObject? Filter(Segment segment) =>
        segment.Where.Tree.Columns().Any(c => c.Path.Length > 1)
            ? null
            : LayerBuild.Map(
                ("name", segment.Name),
                ("description", segment.Description),
                ("synonyms", LayerBuild.Texts(segment.Synonyms)),
                ("expr", Sql(segment.Where.Tree))
            );

    private JsonObject Metric(Metric metric, Entity home)
    {
        var (sql, over) = metric.Definition switch
        {
            SimpleMetric m => (Aggregate(m.Entity, m.Aggregation, m.Expr, m.Where), null),
            SemiAdditiveMetric m => (Aggregate(m.Entity, m.Aggregation, m.Expr, m.Where), m.Over),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return LayerBuild.Map(
            ("name", names.Of("metric", metric.Name, metric.Name)),
            ("expr", sql),
            ("description", metric.Description),
            ("synonyms", LayerBuild.Texts(metric.Synonyms)),
            ("access_modifier", metric.IsHidden ? "private_access" : null),
            (
                "non_additive_dimensions",
                over is null
                    ? null
                    : new JsonArray(
                        LayerBuild.Map(
                            ("table", _sql.NameOf(home)),
                            ("dimension", names.Of("field", $"{home.Name}.{over.Time}", over.Time)),
                            ("sort_direction", over.Take == BalanceTake.Last ? "ascending" : "descending")
                        )
                    )
            )
        );
    }

    /// <summary>A metric of the view: arithmetic over metrics of tables and of the view.</summary>
    private JsonObject? Derived(Metric metric)
    {
        var sql = metric.Definition switch
        {
            RatioMetric { Numerator: var over, Denominator: var under } when Reference(over) is { } a && Reference(under) is { } b => $"{a} / NULLIF({b}, 0)",
            DerivedMetric d when d.Inputs.All(i => Reference(i) is not null) => DatasetSql.Fill(
                d.Expr.Tree,
                [.. d.Inputs.Select(i => i.Alias)],
                [.. d.Inputs.Select(i => Reference(i)!)]
            ),
            RatioMetric or DerivedMetric => _sql.Of(metric, out _),
            _ => null,
        };
        if (sql is null)
        {
            notes.Kept($"metric {metric.Name}", "A semantic view has no words for it: it is left out of what others read.");
            return null;
        }
        return LayerBuild.Map(
            ("name", names.Of("metric", metric.Name, metric.Name)),
            ("expr", sql),
            ("description", metric.Description),
            ("synonyms", LayerBuild.Texts(metric.Synonyms)),
            ("access_modifier", metric.IsHidden ? "private_access" : null)
        );
    }

    private string? Reference(MetricInput input)
    {
        if (input.Where is not null || input.Shift is not null || input.AtStartOf is not null)
            return null;
        var name = names.Of("metric", input.Metric, input.Metric);
        if (_homes.GetValueOrDefault(input.Metric) is { } home)
            return $"{_sql.NameOf(home)}.{name}";
        return _sql.Metric(input.Metric)?.Definition switch
        {
            RatioMetric r when Reference(r.Numerator) is not null && Reference(r.Denominator) is not null => name,
            DerivedMetric d when d.Inputs.All(i => Reference(i) is not null) => name,
            _ => null,
        };
    }

    private JsonObject? Relationship(Entity entity, EntityJoin join) =>
        DatasetSql.Columns(join) is { Length: > 0 } columns && _sql.Entity(join.To) is { Source: TableSource } to
            ? LayerBuild.Map(
                ("name", names.Of("join", $"{entity.Name}.{join.Name}", $"{_sql.NameOf(entity)}_to_{join.Name}")),
                ("left_table", _sql.NameOf(entity)),
                ("right_table", _sql.NameOf(to)),
                (
                    "relationship_columns",
                    new JsonArray([.. columns.Select(c => (JsonNode)new JsonObject { ["left_column"] = c.Own, ["right_column"] = c.Other })])
                )
            )
            : null;

    private JsonObject Query(VerifiedQuery query) =>
        LayerBuild.Map(
            ("name", LayerNames.Normal(query.Question)),
            ("question", query.Question),
            ("sql", query.Sql),
            ("verified_at", query.VerifiedOn is { } day ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeSeconds() : null),
            ("verified_by", query.Owner)
        );

    private string? DataType(Entity entity, LayerExpression expr, string type)
    {
        if (
            expr.Tree is ColumnRef { Path: [var column] }
            && entity.Source is TableSource table
            && content.Tables.FirstOrDefault(t => t.FullName == table.FullName)?.FindColumn(column) is { Type: var stored }
        )
        {
            var normal = SqlTypes.Normalise(stored);
            return (normal is null ? "" : SqlTypes.Base(normal)) switch
            {
                "smallint" or "integer" or "bigint" => "NUMBER(38,0)",
                "numeric" => normal == "numeric" ? "NUMBER" : string.Create(CultureInfo.InvariantCulture, $"NUMBER{normal!["numeric".Length..]}"),
                "real" or "double precision" => "FLOAT",
                "text" => "VARCHAR",
                "boolean" => "BOOLEAN",
                "date" => "DATE",
                "time" => "TIME",
                "timestamp" => "TIMESTAMP_NTZ",
                "timestamptz" => "TIMESTAMP_TZ",
                _ => null,
            };
        }
        return type switch
        {
            "string" => "VARCHAR",
            "integer" => "NUMBER(38,0)",
            "decimal" => "NUMBER",
            "boolean" => "BOOLEAN",
            "date" => "DATE",
            "timestamp" => "TIMESTAMP_NTZ",
            _ => null,
        };
    }

    private static JsonArray List(IEnumerable<JsonObject?> items) => new([.. items.OfType<JsonObject>().Select(i => (JsonNode)i)]);
}
