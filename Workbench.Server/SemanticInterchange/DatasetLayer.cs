using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Makes a layer of datasets: tables, entities with fields and joins; metrics are <see cref="DatasetMetrics"/>'s.</summary>
internal sealed class DatasetLayer(DatasetModel model, LayerBuild build, ForeignNames names, InterchangeNotes notes)
{
    private readonly LayerNames _entityNames = new();

    public List<DatasetEntity> Entities { get; } = [];

    public DatasetEntity? Find(string dataset) => Entities.Find(e => string.Equals(e.Dataset.Name, dataset, StringComparison.OrdinalIgnoreCase));

    public void Build()
    {
        build.Name = model.Name;
        build.Description = model.Description;
        foreach (var dataset in model.Datasets)
            AddEntity(dataset);
        foreach (var relation in model.Relations)
            AddJoin(relation);
        foreach (var entity in Entities)
            Finish(entity);
        foreach (var (name, text) in model.Rules)
            build.Rules.Add(LayerBuild.Map(("name", name), ("text", text), ("always", true)));
        new DatasetMetrics(model, this, build, names, notes).Build();
    }

    private void AddEntity(Dataset dataset)
    {
        var name = _entityNames.Take(dataset.Name);
        names.Remember("entity", name, dataset.Name);
        if (name != LayerNames.Normal(dataset.Name))
            notes.Changed(
                $"dataset {dataset.Name}",
                $"Another dataset is called {LayerNames.Normal(dataset.Name)} in the layer: this one is {name}.",
                dataset.At
            );
        var always = Condition(ref dataset);
        var entity = new DatasetEntity(name, dataset, dataset.Table is { } table ? build.Table(table) : null);
        Entities.Add(entity);
        foreach (var field in dataset.Fields)
            if (ForeignSql.Parse(field.Sql, out var whyNot) is { } tree)
                entity.Expressions[field.Name.ToLowerInvariant()] = tree;
            else
                notes.Kept($"field {dataset.Name}.{field.Name}", $"Its expression is no scalar SQL of the layer and stays out: {whyNot}", field.At);
        foreach (var field in dataset.Fields)
            if (entity.Expressions.GetValueOrDefault(field.Name.ToLowerInvariant()) is { } tree)
                AddField(entity, field, tree);
        foreach (var segment in dataset.Segments)
            if (ForeignSql.Parse(segment.Sql, out var whyNot) is { } where && entity.Physical(where) is { } own)
            {
                entity.Segments.Add(
                    LayerBuild.Map(
                        ("name", entity.Names.Take(segment.Name)),
                        ("description", segment.Description),
                        ("synonyms", LayerBuild.Texts(segment.Synonyms)),
                        ("where", ExpressionTree.Print(own))
                    )
                );
                TypeHints.OfCondition(own, entity.Column);
            }
            else
                notes.Kept(
                    $"filter {dataset.Name}.{segment.Name}",
                    $"It is no condition of the layer and stays out: {whyNot ?? "it names other tables."}",
                    segment.At
                );
        if (always is not null)
        {
            entity.Where = ExpressionTree.Print(always);
            TypeHints.OfCondition(always, entity.Column);
        }
    }

    /// <summary>The condition of the source, over the columns of its table. One that the layer cannot say leaves the source the query that it is.</summary>
    private ScalarExpr? Condition(ref Dataset dataset)
    {
        if (dataset is not { Where: { } written, Table: { } table })
            return null;
        var bare = table[(table.LastIndexOf('.') + 1)..];
        if (
            ForeignSql.Parse(written, out var whyNot) is { } tree
            && ExpressionTree.Rewrite(
                tree,
                c => c.Path.Length == 1 || string.Equals(c.Path[^2], bare, StringComparison.OrdinalIgnoreCase) ? new ColumnRef([c.Path[^1]]) : null
            )
                is { } own
        )
            return own;
        notes.Changed(
            $"dataset {dataset.Name}",
            $"The condition of its source is none that the layer can say ({whyNot?.TrimEnd('.') ?? "it names another table"}): the source stays a query (`sql:`), with the condition in it.",
            dataset.At
        );
        dataset = dataset.AsQuery();
        return null;
    }

    private void AddField(DatasetEntity entity, DatasetField field, ScalarExpr tree)
    {
        if (entity.Physical(tree, field.Name.ToLowerInvariant()) is not { } own)
        {
            notes.Kept($"field {entity.Dataset.Name}.{field.Name}", "Its expression names columns of other datasets, or itself, and stays out.", field.At);
            return;
        }
        var about = $"field {entity.Dataset.Name}.{field.Name}";
        var isTime = IsTime(field, own, about, out var timeType);
        var name = isTime ? entity.TimeNames.Take(field.Name) : entity.Names.Take(field.Name);
        names.Remember("field", $"{entity.Name}.{name}", field.Name);
        entity.Fields.Add((name, field, own, isTime));
        if (own is ColumnRef { Path: [var column] })
        {
            if (entity.Table?.Column(column) is { } stored)
            {
                stored.Declared ??= isTime ? field.Type ?? timeType : field.Type;
                stored.Description ??= field.Description;
            }
        }
        else
            TypeHints.Of(own, entity.Column);
        foreach (var mentioned in own.Columns())
            _ = entity.Column(mentioned);
        var expr = own is ColumnRef { Path: [var same] } && same == name ? null : ExpressionTree.Print(own);
        if (isTime && (field.Values.Count > 0 || field.IsHidden))
            notes.Kept(about, "A time of the layer has no values to choose from and is never hidden.", field.At);
        if (isTime)
            entity.Times.Add(
                LayerBuild.Map(
                    ("name", name),
                    ("label", field.Label),
                    ("description", field.Description),
                    ("synonyms", LayerBuild.Texts(field.Synonyms)),
                    ("expr", expr),
                    ("type", timeType)
                )
            );
        else
            entity.Dimensions.Add(
                LayerBuild.Map(
                    ("name", name),
                    ("label", field.Label),
                    ("description", field.Description),
                    ("synonyms", LayerBuild.Texts(field.Synonyms)),
                    ("expr", expr),
                    ("type", own is ColumnRef ? null : DimensionType(field.Type)),
                    ("values", LayerBuild.Texts(field.Values) ?? (field.IsIndexed ? JsonValue.Create("indexed") : (JsonNode?)null)),
                    ("hidden", field.IsHidden ? true : null)
                )
            );
    }

    /// <summary>A time needs a date or a timestamp; a year, a quarter's name or a key of a calendar is a dimension.</summary>
    private bool IsTime(DatasetField field, ScalarExpr own, string about, out string timeType)
    {
        timeType = field.Type is "date" or "timestamp" or "timestamptz" ? field.Type : "date";
        if (field.Type is not null)
        {
            var isTemporal = field.Type is "date" or "timestamp" or "timestamptz";
            if (field.IsTime == true && !isTemporal)
                notes.Changed(
                    about,
                    $"It is marked as a time, but holds {field.Type}: it comes over as a dimension, since times of the layer are dates and timestamps.",
                    field.At
                );
            return isTemporal && field.IsTime != false;
        }
        if (own is CastExpr { Type: "date" or "timestamp" or "timestamptz" } cast)
            timeType = cast.Type;
        else if (field.IsTime == true)
        {
            if (!TimeWords.LooksLikeTime(field.Name))
            {
                notes.Changed(
                    about,
                    "It is marked as a time without a type, and its name is of a part of the calendar: it comes over as a dimension.",
                    field.At
                );
                return false;
            }
            timeType = TimeWords.TypeOf(field.Name);
            notes.Guessed(about, $"The source names no type: {timeType} is taken from the name.", field.At);
        }
        else
            return false;
        return field.IsTime != false;
    }

    private static string? DimensionType(string? stored) =>
        stored is null
            ? null
            : ExpressionTypes.Of(stored) switch
            {
                ScalarType.Text => "string",
                ScalarType.Integer => "integer",
                ScalarType.Decimal => "decimal",
                ScalarType.Boolean => "boolean",
                ScalarType.Date => "date",
                ScalarType.Timestamp or ScalarType.TimestampTz => "timestamp",
                _ => null,
            };

    private void AddJoin(DatasetRelation relation)
    {
        if (Find(relation.From) is not { } from || Find(relation.To) is not { } to)
        {
            var missing = Find(relation.From) is null ? relation.From : relation.To;
            notes.Kept($"relationship {relation.Name}", $"There is no dataset {missing}: it stays out.", relation.At);
            return;
        }
        var prefix = $"{from.Dataset.Name}_to_";
        var written =
            relation.Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && relation.Name.Length > prefix.Length
                ? relation.Name[prefix.Length..]
                : relation.Name;
        var name = from.Names.Take(written);
        names.Remember("join", $"{from.Name}.{name}", relation.Name);
        var pairs = relation.Columns.Select(c => (From: from.ColumnOf(c.From), To: to.ColumnOf(c.To))).ToList();
        ScalarExpr? on = null;
        foreach (var (own, other) in pairs)
        {
            on = ExpressionTree.And(on, new BinaryExpr("=", new ColumnRef([own]), new ColumnRef([name, other])));
            from.Table?.Column(own);
            to.Table?.Column(other);
        }
        to.JoinedBy.Add([.. pairs.Select(p => p.To)]);
        from.Joins.Add(new DatasetJoin(name, to, pairs));
        from.JoinTrees.Add(
            LayerBuild.Map(("name", name), ("to", to.Name), ("on", ExpressionTree.Print(on!)), ("synonyms", LayerBuild.Texts(relation.Synonyms)))
        );
    }

    private void Finish(DatasetEntity entity)
    {
        var dataset = entity.Dataset;
        var key = dataset.Key.Select(entity.ColumnOf).ToList();
        var about = $"dataset {dataset.Name}";
        List<IReadOnlyList<string>> unique = [.. dataset.UniqueKeys, .. dataset.UniqueFields.Select(f => (IReadOnlyList<string>)[f])];
        if (key.Count == 0 && unique is [var first, ..])
        {
            key = [.. first.Select(entity.ColumnOf)];
            notes.Guessed(
                about,
                $"It names no primary key: its {(unique.Count == 1 ? "" : "first ")}unique key ({string.Join(", ", key)}) is taken.",
                dataset.At
            );
            unique.RemoveAt(0);
        }
        else if (key.Count == 0 && entity.JoinedBy is [var joined, ..])
        {
            key = [.. joined];
            notes.Guessed(about, $"It names no key: {string.Join(", ", key)} is taken, since a relationship meets one row by it.", dataset.At);
        }
        else if (key.Count == 0)
        {
            key = [.. entity.Table?.ColumnNames ?? []];
            notes.Guessed(
                about,
                key.Count == 0
                    ? "It names no key and no column: write the columns that make a row unique."
                    : $"It names no key: all of its named columns ({string.Join(", ", key)}) stand in for it. Write the columns that make a row unique; `semantic validate` checks them.",
                dataset.At
            );
        }
        foreach (var other in unique.Where(u => !u.Select(entity.ColumnOf).SequenceEqual(key)))
            notes.Kept(about, $"The layer has one key: that {string.Join(", ", other)} is unique too is not said.", dataset.At);
        foreach (var column in key)
            entity.Table?.Column(column);
        if (entity.Times.Count > 1)
        {
            entity.Times[0]["default"] = true;
            notes.Guessed(about, $"It has {entity.Times.Count} times and names none as the usual one: {entity.Times[0]["name"]} is.", dataset.At);
        }
        // A column that a key or a relationship of known type meets has the same type.
        foreach (var join in entity.Joins)
        foreach (var (own, other) in join.Columns)
        {
            var (left, right) = (entity.Table?.Column(own), join.To.Table?.Column(other));
            if (left is not null && right is not null)
            {
                left.Declared ??= right.Declared;
                right.Declared ??= left.Declared;
            }
        }
        var tree = LayerBuild.Map(
            ("entity", entity.Name),
            ("description", dataset.Description),
            ("synonyms", LayerBuild.Texts(dataset.Synonyms)),
            ("table", dataset.Table),
            ("sql", dataset.Sql),
            ("key", LayerBuild.Texts(key)),
            ("where", entity.Where),
            ("times", Trees(entity.Times)),
            ("dimensions", Trees(entity.Dimensions)),
            ("segments", Trees(entity.Segments)),
            ("joins", Trees(entity.JoinTrees))
        );
        build.Entities.Add(tree);
    }

    private static JsonArray Trees(List<JsonObject> trees) => new([.. trees.Select(t => (JsonNode)t)]);
}
