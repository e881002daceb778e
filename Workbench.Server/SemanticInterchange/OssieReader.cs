using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Reads Apache Ossie documents, in the form of 0.1 (<c>semantic_model</c> as a list) and of later ones (a model at the top, an ontology with mappings).</summary>
internal static class OssieReader
{
    /// <summary>Dialects in the order in which an expression is taken.</summary>
    private static readonly string[] Dialects = ["OSSIE_SQL_2026", "ANSI_SQL", "SNOWFLAKE", "DATABRICKS", "BIGQUERY"];

    public static IEnumerable<(ForeignMap Map, DatasetModel Model)> Read(ForeignMap document, InterchangeNotes notes)
    {
        foreach (var model in Models(document, notes))
            yield return (model, ReadModel(model, notes));
        document.Use("version");
    }

    private static IEnumerable<ForeignMap> Models(ForeignMap document, InterchangeNotes notes)
    {
        if (document.Maps("semantic_model") is { Count: > 0 } models)
            return models;
        if (document.Maps("ontology_mappings") is { Count: > 0 } mappings)
        {
            notes.Kept(
                "ontology",
                "The layer has no ontology: concepts, their relationships and rules are kept as they are; the datasets that they map to come over.",
                document.At
            );
            document.Use("ontology", "requires");
            return mappings.SelectMany(m =>
            {
                m.Use("concept_mappings", "name");
                return m.Maps("semantic_model");
            });
        }
        return document.Has("datasets") ? [document] : [];
    }

    private static DatasetModel ReadModel(ForeignMap map, InterchangeNotes notes)
    {
        var model = new DatasetModel { Name = map.Needed("name") ?? "model", Description = map.Text("description") };
        var (instructions, _) = Context(map, "model", notes);
        if (instructions is not null)
            model.Rules.Add(("instructions", instructions));
        foreach (var dataset in map.Maps("datasets"))
            if (ReadDataset(dataset, notes) is { } read)
                model.Datasets.Add(read);
        foreach (var relation in map.Maps("relationships"))
            if (ReadRelation(relation, notes) is { } read)
                model.Relations.Add(read);
        foreach (var metric in map.Maps("metrics"))
            if (metric.Needed("name") is { } name && Expression(metric, $"metric {name}", notes) is { } sql)
            {
                var (hint, synonyms) = Context(metric, $"metric {name}", notes);
                if (metric.Text("datatype") is not null)
                    notes.Kept($"metric {name}", "Its datatype has no place in the layer, where the aggregation says it.", metric.At);
                if (hint is not null)
                    model.Rules.Add(($"instructions for {name}", hint));
                model.Metrics.Add(new DatasetMetric(name, sql, metric.At) { Description = metric.Text("description"), Synonyms = synonyms });
                Extensions(metric, $"metric {name}", notes);
            }
        Extensions(map, $"model {model.Name}", notes);
        notes.Count("dataset", map.Maps("datasets").Count, model.Datasets.Count);
        return model;
    }

    private static Dataset? ReadDataset(ForeignMap map, InterchangeNotes notes)
    {
        if (map.Needed("name") is not { } name || map.Needed("source") is not { } source)
            return null;
        var about = $"dataset {name}";
        var (instructions, synonyms) = Context(map, about, notes);
        var (table, sql, where) = ForeignTable.Of(source, about, map.At, notes);
        if (instructions is not null)
            notes.Kept(about, "Instructions for one dataset have no place in the layer.", map.At);
        var dataset = new Dataset
        {
            Name = name,
            Description = map.Text("description"),
            Synonyms = synonyms,
            Table = table,
            Sql = sql,
            Where = where,
            Query = where is null ? null : source.Trim().TrimEnd(';'),
            Key = map.Texts("primary_key"),
            UniqueKeys = map.TextLists("unique_keys"),
            At = map.At,
        };
        foreach (var field in map.Maps("fields"))
            if (field.Needed("name") is { } fieldName && Expression(field, $"field {name}.{fieldName}", notes) is { } expression)
            {
                var aboutField = $"field {name}.{fieldName}";
                var (hint, words) = Context(field, aboutField, notes);
                if (hint is not null)
                    notes.Kept(aboutField, "Instructions for one field have no place in the layer.", field.At);
                var dimension = field.Map("dimension");
                var type = Type(field.Text("datatype"), aboutField, field.At, notes);
                dataset.Fields.Add(
                    new DatasetField(fieldName, expression, type, dimension?.Flag("is_time"), field.At)
                    {
                        Label = field.Text("label"),
                        Description = field.Text("description"),
                        Synonyms = words,
                    }
                );
                Extensions(field, aboutField, notes);
            }
        Extensions(map, about, notes);
        return dataset;
    }

    private static DatasetRelation? ReadRelation(ForeignMap map, InterchangeNotes notes)
    {
        if (map.Needed("name") is not { } name || map.Needed("from") is not { } from || map.Needed("to") is not { } to)
            return null;
        var about = $"relationship {name}";
        var (own, other) = (map.Texts("from_columns"), map.Texts("to_columns"));
        if (own.Count == 0 || own.Count != other.Count)
        {
            notes.Kept(about, "It needs as many from_columns as to_columns, and one at least: it stays out.", map.At);
            return null;
        }
        var (hint, synonyms) = Context(map, about, notes);
        if (hint is not null)
            notes.Kept(about, "Instructions for one relationship have no place in the layer.", map.At);
        Extensions(map, about, notes);
        return new DatasetRelation(name, from, to, [.. own.Zip(other)], map.At) { Synonyms = synonyms };
    }

    private static string? Expression(ForeignMap map, string about, InterchangeNotes notes)
    {
        var dialects = map.Map("expression")?.Maps("dialects") ?? [];
        var written = dialects.Select(d => (Dialect: d.Text("dialect") ?? "ANSI_SQL", Sql: d.Text("expression"))).Where(d => d.Sql is not null).ToList();
        var chosen = Dialects.Select(d => written.Find(w => w.Dialect == d)).FirstOrDefault(w => w.Sql is not null);
        if (chosen.Sql is null)
        {
            notes.Kept(
                about,
                written.Count == 0
                    ? "It has no expression: it stays out."
                    : $"It is written for {string.Join(", ", written.Select(w => w.Dialect))} alone, which is no SQL: it stays out.",
                map.At
            );
            return null;
        }
        if (written.Count > 1)
            notes.Kept(
                about,
                $"Taken in {chosen.Dialect}; written for {string.Join(", ", written.Select(w => w.Dialect).Where(d => d != chosen.Dialect))} as well, which the layer prints itself.",
                map.At
            );
        return chosen.Dialect == "SNOWFLAKE" ? SnowflakeSql.ToPlain(chosen.Sql) : chosen.Sql;
    }

    private static (string? Instructions, IReadOnlyList<string> Synonyms) Context(ForeignMap map, string about, InterchangeNotes notes)
    {
        if (map.Text("ai_context") is { } text)
            return (text, []);
        if (map.Map("ai_context") is not { } context)
            return (null, []);
        if (context.Texts("examples").Count > 0)
            notes.Kept(about, "Its examples have no place in the layer.", context.At);
        return (context.Text("instructions"), context.Texts("synonyms"));
    }

    private static void Extensions(ForeignMap map, string about, InterchangeNotes notes)
    {
        foreach (var extension in map.Maps("custom_extensions"))
        {
            var data = extension.Text("data") ?? "";
            if (extension.Text("vendor_name") is not { } vendor || vendor == OssieFormat.Vendor)
                continue;
            if (data.Contains("\"filter\"", StringComparison.Ordinal))
                notes.Changed(
                    about,
                    $"The extension of {vendor} holds a filter, which is not applied here: write it as the `where` of the entity that it is about.",
                    extension.At
                );
            notes.Kept(about, $"The extension of {vendor} means nothing to the layer.", extension.At);
        }
    }

    private static string? Type(string? datatype, string about, SourceSpan at, InterchangeNotes notes)
    {
        switch (datatype)
        {
            case null:
                return null;
            case "String":
                return "text";
            case "Integer":
                return "bigint";
            case "Decimal":
                return "numeric";
            case "Float":
                return "double precision";
            case "Boolean":
                return "boolean";
            case "Date":
                return "date";
            case "Time":
                return "time";
            case "DateTime":
                return "timestamp";
            case "DateTimeTz":
                return "timestamptz";
            default:
                notes.Kept(about, $"The datatype {datatype} is none of the layer's.", at);
                return null;
        }
    }
}
