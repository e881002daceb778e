using System.Text.Json.Nodes;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>What Ossie 0.2 can say of a layer.</summary>
internal sealed class OssieWriter(LayerContent content, ForeignNames names, InterchangeNotes notes)
{
    private readonly DatasetSql _sql = new(content, names, foldsWhere: false);

    public JsonObject Write()
    {
        var model = LayerBuild.Map(("name", content.Name), ("description", content.Description));
        if (content.Rules.FirstOrDefault(r => r is { Name: "instructions", IsAlways: true }) is { } rule)
            model["ai_context"] = new JsonObject { ["instructions"] = rule.Text };
        model["datasets"] = List(content.Entities.Select(Dataset));
        var relationships = List(content.Entities.SelectMany(e => e.Joins.Select(j => Relationship(e, j))));
        if (relationships.Count > 0)
            model["relationships"] = relationships;
        var metrics = List(content.Metrics.Where(m => !m.IsHidden).Select(Metric));
        if (metrics.Count > 0)
            model["metrics"] = metrics;
        NoteSegments();
        return new JsonObject { ["version"] = OssieFormat.Version, ["semantic_model"] = new JsonArray(model) };
    }

    private JsonObject Dataset(Entity entity)
    {
        var source = entity.Source switch
        {
            TableSource table when entity.Where is null => names.Of("table", table.FullName, table.FullName),
            TableSource table => $"SELECT * FROM {names.Of("table", table.FullName, table.FullName)} WHERE {SqlText.Print(entity.Where.Tree)}",
            SqlSource sql => sql.Sql,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return LayerBuild.Map(
            ("name", _sql.NameOf(entity)),
            ("source", source),
            ("primary_key", LayerBuild.Texts(entity.Key)),
            ("description", entity.Description),
            ("ai_context", Context(entity.Synonyms)),
            (
                "fields",
                List(
                    entity
                        .Times.Select(t => Field(entity, t.Name, t.Label, t.Description, t.Synonyms, t.Expr, TimeType(t.Type), isTime: true))
                        .Concat(entity.Dimensions.Select(d => Dimension(entity, d)))
                )
            )
        );
    }

    private JsonObject? Dimension(Entity entity, Dimension dimension) =>
        Field(
            entity,
            dimension.Name,
            dimension.Label == TextForms.Label(dimension.Name) ? null : dimension.Label,
            dimension.Description,
            dimension.Synonyms,
            dimension.Expr,
            DimensionType(entity, dimension),
            isTime: false
        );

    private JsonObject? Field(
        Entity entity,
        string name,
        string? label,
        string? description,
        IEnumerable<string> synonyms,
        LayerExpression expr,
        string? datatype,
        bool isTime
    )
    {
        if (expr.Tree.Columns().Any(c => c.Path.Length > 1))
            return null;
        return LayerBuild.Map(
            ("name", names.Of("field", $"{entity.Name}.{name}", name)),
            ("expression", Expression(SqlText.Print(expr.Tree))),
            ("dimension", new JsonObject { ["is_time"] = isTime }),
            ("label", label),
            ("description", description),
            ("datatype", datatype),
            ("ai_context", Context(synonyms))
        );
    }

    private JsonObject? Relationship(Entity entity, EntityJoin join) =>
        DatasetSql.Columns(join) is { Length: > 0 } columns && _sql.Entity(join.To) is { } to
            ? LayerBuild.Map(
                ("name", names.Of("join", $"{entity.Name}.{join.Name}", $"{_sql.NameOf(entity)}_to_{join.Name}")),
                ("from", _sql.NameOf(entity)),
                ("to", _sql.NameOf(to)),
                ("from_columns", new JsonArray([.. columns.Select(c => (JsonNode)JsonValue.Create(c.Own))])),
                ("to_columns", new JsonArray([.. columns.Select(c => (JsonNode)JsonValue.Create(c.Other))])),
                ("ai_context", Context(join.Synonyms))
            )
            : null;

    private JsonObject? Metric(Metric metric)
    {
        if (_sql.Of(metric, out var whyNot) is not { } sql)
        {
            notes.Kept($"metric {metric.Name}", $"Ossie has no words for {whyNot}: it is left out of what others read.");
            return null;
        }
        return LayerBuild.Map(
            ("name", names.Of("metric", metric.Name, metric.Name)),
            ("expression", Expression(sql)),
            ("description", metric.Description),
            ("ai_context", Context(metric.Synonyms))
        );
    }

    private void NoteSegments()
    {
        foreach (var entity in content.Entities)
        foreach (var segment in entity.Segments.Where(s => s.IsDefault))
            notes.Changed(
                $"segment {entity.Name}.{segment.Name}",
                "It applies to every metric here unless switched off; the format has no such filter, so others count the rows outside of it too."
            );
    }

    private static JsonObject Expression(string sql) =>
        new() { ["dialects"] = new JsonArray(new JsonObject { ["dialect"] = "ANSI_SQL", ["expression"] = sql }) };

    private static JsonObject? Context(IEnumerable<string> synonyms) =>
        LayerBuild.Texts(synonyms) is { } texts ? new JsonObject { ["synonyms"] = texts } : null;

    private static JsonArray List(IEnumerable<JsonObject?> items) => new([.. items.OfType<JsonObject>().Select(i => (JsonNode)i)]);

    private static string TimeType(string type) =>
        type switch
        {
            "date" => "Date",
            "timestamp" => "DateTime",
            _ => "DateTimeTz",
        };

    /// <summary>A stored column of a type that the layer does not know has none here either.</summary>
    private string? DimensionType(Entity entity, Dimension dimension)
    {
        if (
            dimension.Expr.Tree is ColumnRef { Path: [var column] }
            && entity.Source is TableSource table
            && content.Tables.FirstOrDefault(t => t.FullName == table.FullName)?.FindColumn(column) is { Type: var stored }
        )
            return SqlTypes.Base(SqlTypes.Normalise(stored) ?? "") switch
            {
                "smallint" or "integer" or "bigint" => "Integer",
                "numeric" => "Decimal",
                "real" or "double precision" => "Float",
                "text" => "String",
                "boolean" => "Boolean",
                "date" => "Date",
                "time" => "Time",
                "timestamp" => "DateTime",
                "timestamptz" => "DateTimeTz",
                _ => null,
            };
        return dimension.Type switch
        {
            "string" => "String",
            "integer" => "Integer",
            "decimal" => "Decimal",
            "boolean" => "Boolean",
            "date" => "Date",
            "timestamp" => "DateTime",
            _ => null,
        };
    }
}
