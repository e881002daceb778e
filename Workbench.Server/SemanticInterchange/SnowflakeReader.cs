using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Reads the YAML of Snowflake semantic views, and of the semantic models before them.</summary>
internal static partial class SnowflakeReader
{
    public static DatasetModel Read(ForeignMap map, LayerBuild build, ForeignNames names, InterchangeNotes notes)
    {
        var model = new DatasetModel { Name = map.Needed("name") ?? "model", Description = map.Text("description") };
        foreach (var table in map.Maps("tables"))
            if (ReadTable(table, model, names, notes) is { } dataset)
                model.Datasets.Add(dataset);
        foreach (var relation in map.Maps("relationships"))
            if (ReadRelation(relation, notes) is { } read)
                model.Relations.Add(read);
        foreach (var metric in map.Maps("metrics"))
            ReadMetric(metric, null, model, notes);
        if (map.Text("custom_instructions") is { } instructions)
            model.Rules.Add(("instructions", instructions));
        if (map.Map("module_custom_instructions") is { } modules)
        {
            if (modules.Text("sql_generation") is { } generation)
                model.Rules.Add(("sql generation", generation));
            if (modules.Text("question_categorization") is { } categorization)
                model.Rules.Add(("question categorization", categorization));
        }
        Tags(map, "model", notes);
        foreach (var query in map.Maps("verified_queries"))
            ReadQuery(query, model, build, notes);
        return model;
    }

    private static Dataset? ReadTable(ForeignMap map, DatasetModel model, ForeignNames names, InterchangeNotes notes)
    {
        if (map.Needed("name") is not { } name)
            return null;
        var about = $"table {name}";
        string? table = null;
        string? sql = null;
        string? where = null;
        string? definition = null;
        if (map.Map("base_table") is { } based)
        {
            if ((definition = based.Text("definition")) is not null)
                (table, sql, where) = ForeignTable.Of(definition, about, based.At, notes);
            else if (based.Needed("table") is { } named)
            {
                var written = string.Join('.', new[] { based.Text("database"), based.Text("schema"), named }.OfType<string>());
                sql = ForeignTable.AsQuery(Quoted(based, "database", "schema", "table"), about, based.At, notes);
                if (sql is null)
                {
                    table = ForeignTable.Named(written, about, based.At, notes);
                    names.Remember("table", table, written);
                }
            }
        }
        else
            map.Needed("base_table");
        var dataset = new Dataset
        {
            Name = name,
            Description = map.Text("description"),
            Synonyms = map.Texts("synonyms"),
            Table = table,
            Sql = sql,
            Where = where is null ? null : SnowflakeSql.ToPlain(where),
            Query = where is null ? null : definition!.Trim().TrimEnd(';'),
            Key = map.Map("primary_key")?.Texts("columns") ?? [],
            UniqueKeys = map.TextLists("unique_keys"),
            At = map.At,
        };
        foreach (var field in map.Maps("dimensions"))
            ReadField(field, dataset, isTime: false, isFact: false, notes);
        foreach (var field in map.Maps("time_dimensions"))
            ReadField(field, dataset, isTime: true, isFact: false, notes);
        foreach (var field in map.Maps("facts"))
            ReadField(field, dataset, isTime: false, isFact: true, notes);
        foreach (var measure in map.Maps("measures"))
            ReadMeasure(measure, dataset, model, notes);
        foreach (var metric in map.Maps("metrics"))
            ReadMetric(metric, name, model, notes);
        foreach (var filter in map.Maps("filters"))
            if (filter.Needed("name") is { } filterName && filter.Needed("expr") is { } condition)
            {
                dataset.Segments.Add(
                    new DatasetSegment(filterName, SnowflakeSql.ToPlain(condition), filter.Text("description"), filter.Texts("synonyms"), filter.At)
                );
                Tags(filter, $"filter {name}.{filterName}", notes);
            }
        Tags(map, about, notes);
        return dataset;
    }

    private static void ReadField(ForeignMap map, Dataset dataset, bool isTime, bool isFact, InterchangeNotes notes)
    {
        if (map.Needed("name") is not { } name || map.Needed("expr") is not { } written)
            return;
        var expr = SnowflakeSql.ToPlain(written);
        var about = $"{(isFact ? "fact" : isTime ? "time dimension" : "dimension")} {dataset.Name}.{name}";
        string? type = null;
        if (map.Text("data_type") is { } stored && (type = ForeignSql.TypeOf(stored)) is null)
            notes.Kept(about, $"The type {stored} is none that the layer knows.", map.At);
        if (map.Map("cortex_search_service") is { } search)
        {
            search.Use("service", "literal_column", "database", "schema");
            notes.Kept(about, "A search service has no place in the layer; `values: indexed` looks values up in the warehouse.", search.At);
        }
        var isSearched = map.Has("cortex_search_service") || map.Text("cortex_search_service_name") is not null;
        if (map.Text("cortex_search_service_name") is not null)
            notes.Kept(about, "A search service has no place in the layer; `values: indexed` looks values up in the warehouse.", map.At);
        if (map.Flag("unique") == true)
            dataset.UniqueFields.Add(name);
        var samples = map.Texts("sample_values");
        var isEnum = map.Flag("is_enum") == true;
        var isText = !isTime && !isFact && type is null or "text";
        if (samples.Count > 0 && !isEnum)
            notes.Kept(
                about,
                isText
                    ? "Its sample values are examples: the layer looks all of them up in the warehouse (`values: indexed`)."
                    : "Its sample values are examples, which have no place in the layer.",
                map.At
            );
        if (map.Texts("labels").Count > 0)
            notes.Kept(about, "Labels have no place in the layer.", map.At);
        dataset.Fields.Add(
            new DatasetField(name, expr, type, isTime, map.At)
            {
                Description = map.Text("description"),
                Synonyms = map.Texts("synonyms"),
                Values = isEnum ? samples : [],
                IsIndexed = isText && !isEnum && (samples.Count > 0 || isSearched),
                IsHidden = map.Text("access_modifier") == "private_access",
            }
        );
        Tags(map, about, notes);
    }

    /// <summary>The form before facts and metrics: a column with the aggregation that it is usually added up by.</summary>
    private static void ReadMeasure(ForeignMap map, Dataset dataset, DatasetModel model, InterchangeNotes notes)
    {
        if (map.Needed("name") is not { } name || map.Needed("expr") is not { } written)
            return;
        var expr = SnowflakeSql.ToPlain(written);
        var aggregation = map.Text("default_aggregation")?.ToLowerInvariant() ?? "sum";
        map.Use("sample_values", "data_type");
        var sql =
            AggregateSql.Parse(expr, out _) is { Calls.Length: > 0 } ? expr
            : aggregation == "count_distinct" ? $"COUNT(DISTINCT {expr})"
            : $"{aggregation.ToUpperInvariant()}({expr})";
        model.Metrics.Add(
            new DatasetMetric(name, sql, map.At)
            {
                Dataset = dataset.Name,
                Description = map.Text("description"),
                Synonyms = map.Texts("synonyms"),
            }
        );
        Tags(map, $"measure {dataset.Name}.{name}", notes);
    }

    private static void ReadMetric(ForeignMap map, string? dataset, DatasetModel model, InterchangeNotes notes)
    {
        if (map.Needed("name") is not { } name || map.Needed("expr") is not { } written)
            return;
        var expr = SnowflakeSql.ToPlain(written);
        var about = $"metric {name}";
        var balances = map.Maps("non_additive_dimensions");
        if (map.Texts("using_relationships").Count > 0)
            notes.Changed(about, "It names the relationships that it goes over: in the layer the fields of a query name them.", map.At);
        (string, bool)? nonAdditive = null;
        if (balances is [var balance, ..])
        {
            balance.Use("null_order", "table");
            if (balance.Text("dimension") is { } dimension)
                nonAdditive = (dimension, balance.Text("sort_direction")?.StartsWith("desc", StringComparison.OrdinalIgnoreCase) != true);
            if (balances.Count > 1)
                notes.Kept(about, "It is not additive over several dimensions; the layer has one time for a balance, and takes the first.", balance.At);
            foreach (var other in balances.Skip(1))
                other.Use("table", "dimension", "sort_direction", "null_order");
        }
        model.Metrics.Add(
            new DatasetMetric(name, expr, map.At)
            {
                Dataset = dataset,
                Description = map.Text("description"),
                Synonyms = map.Texts("synonyms"),
                IsHidden = map.Text("access_modifier") == "private_access",
                NonAdditive = nonAdditive,
            }
        );
        Tags(map, about, notes);
    }

    private static DatasetRelation? ReadRelation(ForeignMap map, InterchangeNotes notes)
    {
        if (map.Needed("name") is not { } name || map.Needed("left_table") is not { } left || map.Needed("right_table") is not { } right)
            return null;
        var columns = map.Maps("relationship_columns").Select(c => (c.Needed("left_column"), c.Needed("right_column"))).ToList();
        if (columns.Count == 0 || columns.Exists(c => c.Item1 is null || c.Item2 is null))
        {
            notes.Kept($"relationship {name}", "It needs relationship_columns, each with a left and a right one: it stays out.", map.At);
            return null;
        }
        map.Use("join_type");
        var type = map.Text("relationship_type");
        if (type is not null and not "many_to_one" and not "one_to_one")
            notes.Changed($"relationship {name}", $"It is {type}: the layer joins towards one, from {left} to {right}.", map.At);
        return new DatasetRelation(name, left, right, [.. columns.Select(c => (c.Item1!, c.Item2!))], map.At);
    }

    private static void ReadQuery(ForeignMap map, DatasetModel model, LayerBuild build, InterchangeNotes notes)
    {
        if (map.Needed("question") is not { } question || map.Needed("sql") is not { } sql)
            return;
        map.Use("name", "use_as_onboarding_question");
        var at = map.Text("verified_at");
        DateOnly? day =
            long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 253402300800
                ? DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime)
            : DateOnly.TryParse(at, CultureInfo.InvariantCulture, out var written) ? written
            : null;
        if (build.Verified.Exists(v => string.Equals(v["question"]!.GetValue<string>(), question, StringComparison.OrdinalIgnoreCase)))
        {
            notes.Kept($"verified query {question}", "The question is there already: this one stays out.", map.At);
            return;
        }
        var physical = Physical(sql, model);
        if (physical != sql)
            notes.Changed(
                $"verified query {question}",
                "Its SQL is over logical tables: their columns are put before it. Run it once before you rely on it.",
                map.At
            );
        notes.Guessed("verified queries", "Their SQL is Snowflake's and is kept as it is: on another warehouse look each of them over.");
        build.Verified.Add(
            LayerBuild.Map(
                ("question", question),
                ("sql", physical),
                ("owner", map.Text("verified_by")),
                ("verified_on", day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
            )
        );
        if (map.Text("use_as_onboarding_question")?.ToLowerInvariant() == "true")
            build.Examples.Add(LayerBuild.Map(("question", question), ("featured", true)));
    }

    /// <summary>SQL over logical tables (<c>__orders</c>) gets those tables put before it.</summary>
    private static string Physical(string sql, DatasetModel model)
    {
        var tables = model
            .Datasets.Where(d => d.Table is not null && Regex.IsMatch(sql, $@"\b__{Regex.Escape(d.Name)}\b", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1)))
            .ToList();
        if (tables.Count == 0)
            return sql;
        var logical = tables.Select(d =>
            $"__{d.Name} as (select {string.Join(", ", d.Fields.Select(f => $"{f.Sql} as {f.Name}").DefaultIfEmpty("*"))} from {d.Table})"
        );
        var rest = StartsWith().Match(sql);
        return $"with {string.Join(", ", logical)}{(rest.Success ? ", " + sql[rest.Length..] : " " + sql.TrimStart())}";
    }

    /// <summary>A name with parts in quotes where they hold signs that a bare name has not.</summary>
    private static string Quoted(ForeignMap map, params ReadOnlySpan<string> keys)
    {
        var parts = new List<string>();
        foreach (var key in keys)
            if (map.Text(key) is { } part)
                parts.Add(part.StartsWith('"') || part.All(c => char.IsLetterOrDigit(c) || c is '_') ? part : $"\"{part}\"");
        return string.Join('.', parts);
    }

    private static void Tags(ForeignMap map, string about, InterchangeNotes notes)
    {
        if (!map.Has("tags"))
            return;
        map.Use("tags");
        notes.Kept(about, "Tags have no place in the layer.", map.At);
    }

    [GeneratedRegex(@"^\s*with\s+", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex StartsWith();
}
