using System.Collections.Immutable;
using System.Text;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Yaml;

namespace Workbench.Server.SemanticDraft;

/// <summary>Writes tables, entities and metrics as the files of a layer, each with how sure it is at its top.</summary>
internal static class LayerWriter
{
    public const string High = "high";
    public const string Medium = "medium";
    public const string Low = "low";

    public static DraftedFile Schema(string schema, string file, IReadOnlyList<EntityDraft> entities, IEnumerable<LeftOut> leftOut)
    {
        var personal = entities.Sum(e => e.Personal.Count);
        var byContent = entities.Sum(e => e.Personal.Values.Count(p => p.Why.Contains('%', StringComparison.Ordinal)));
        var sure = byContent > 0 ? Medium : High;
        var why = personal == 0 ? "Read from the catalog." : $"Read from the catalog; {personal} columns are taken for personal data and restricted.";
        var text = Head(sure, why);
        foreach (var gone in leftOut)
            Comment(text, $"Left out: {gone.What}: {gone.Why}.");

        text.Append($"schema: {YamlScalar.Write(schema)}\ntables:\n");
        foreach (var entity in entities)
        {
            var table = entity.Table;
            text.Append($"  - name: {YamlScalar.Write(table.Name)}\n");
            if (table.Comment is { } comment && YamlScalar.OneLine(comment) is { Length: > 0 } said)
                text.Append($"    description: {YamlScalar.Write(said)}\n");

            if (entity.Freshness is { } fresh)
                text.Append($"    freshness: {{ column: {InFlow(fresh.Column)}, within: {fresh.Days} days }}   # {fresh.Why}\n");

            text.Append("    columns:\n");
            foreach (var column in entity.Columns)
            {
                var suspicion = entity.Personal.GetValueOrDefault(column.Name);
                var description = column.Comment is { } words && YamlScalar.OneLine(words) is { Length: > 0 } line ? line : null;
                var unit = column.IsNumber ? UnitOf(column) : null;
                text.Append("      - ")
                    .Append(
                        YamlFlow.Map(
                            ("name", InFlow(column.Name)),
                            ("type", InFlow(SqlTypes.Normalise(column.Type) ?? column.Type)),
                            ("unit", unit is null ? null : InFlow(unit)),
                            ("description", description is null ? null : InFlow(description)),
                            ("access", suspicion is null ? null : OperationsWriter.Restricted)
                        )
                    )
                    .Append(suspicion is null ? "" : $"   # looks like {suspicion.What}, {suspicion.Why}")
                    .Append('\n');
            }
        }

        return new DraftedFile($"1-warehouse/{file}.yml", text.ToString(), sure, why);
    }

    private static string? UnitOf(SurveyedColumn column)
    {
        var unit = NumberUnit.Of(column, null);
        return unit is { Divisor: 100, Unit: not "percent" } ? $"cents {unit.Unit}".TrimEnd() : unit.Unit;
    }

    public static DraftedFile Entity(EntityDraft entity)
    {
        var table = entity.Table;
        var (sure, why) = Sure(entity);
        var text = Head(sure, why);
        var kind = table.IsView ? "view" : "table";
        Comment(
            text,
            $"From the {kind} {table.FullName}, {(table.IsWhole ? $"{table.RowCount:N0} rows, all looked at" : $"about {table.RowCount:N0} rows, a sample looked at")}."
        );
        Comment(text, $"Key ({string.Join(", ", entity.Key.Columns)}): {entity.Key.Why}.");
        foreach (var join in entity.Joins.Where(j => j.Certainty != Certainty.Declared))
            Comment(text, $"Join {join.Name}: {join.Why}.");

        foreach (var column in entity.StoredTimes)
        {
            var stored = column.Stored!;
            Comment(
                text,
                $"{column.Name} is {column.Type} and holds times ({stored.Form}): {stored.Fitting:P1} of {stored.Looked:N0} values looked at have that form{(stored.IsPartial ? "; others are read as none" : "")}."
            );
        }

        foreach (var (column, suspicion) in entity.Personal.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            Comment(
                text,
                suspicion.IsSecret
                    ? $"{column} holds {suspicion.What} and is not in the layer at all."
                    : $"{column} looks like {suspicion.What} ({suspicion.Why}): restricted."
            );
        }

        if (!entity.Unused.IsEmpty)
        {
            Comment(
                text,
                $"No fields: {string.Join("; ", entity.Unused.GroupBy(u => u.Why, StringComparer.Ordinal).Select(g => $"{string.Join(", ", g.Select(u => u.What))} ({g.Key})"))}."
            );
        }

        text.Append($"entity: {entity.Name}\nlabel: {YamlScalar.Write(entity.Label)}\nplural: {YamlScalar.Write(entity.Plural)}\n");
        if (table.Comment is { } comment && YamlScalar.OneLine(comment) is { Length: > 0 } said)
            text.Append($"description: {YamlScalar.Write(said)}\n");

        if (!entity.Synonyms.IsEmpty)
            text.Append($"synonyms: {YamlFlow.List(entity.Synonyms)}\n");

        text.Append($"table: {YamlScalar.Write(table.FullName)}\nkey: {YamlFlow.List(entity.Key.Columns)}\n");
        if (entity.Title is { } title)
            text.Append($"title: {title}\n");

        Section(text, "times", entity.Times.Select(Time));
        Section(text, "dimensions", entity.Dimensions.Select(Dimension));
        Section(text, "joins", entity.Joins.Select(Join));
        return new DraftedFile($"2-entities/{File(entity.Name)}.yml", text.ToString(), sure, why);
    }

    public static DraftedFile Metrics(EntityDraft entity, ImmutableArray<MetricDraft> metrics)
    {
        var isPlain = metrics.Length == 1;
        var sure =
            entity.Key.Certainty == Certainty.Guessed && !entity.Table.Rows.IsEmpty ? Low
            : isPlain ? High
            : Medium;
        var why =
            sure == Low ? "The key is not sure, so rows may count twice."
            : isPlain ? "A count of rows."
            : "What is added up and what is averaged is guessed from names; units and synonyms want a look.";
        var text = Head(sure, why);
        text.Append("metrics:\n");
        foreach (var metric in metrics)
        {
            text.Append($"  - name: {metric.Name}\n");
            foreach (
                var (key, value) in new (string, string?)[]
                {
                    ("label", YamlScalar.Write(metric.Label)),
                    ("description", YamlScalar.Write(metric.Description)),
                    ("synonyms", metric.Synonyms.IsEmpty ? null : YamlFlow.List(metric.Synonyms)),
                    ("unit", metric.Unit is null ? null : YamlScalar.Write(metric.Unit)),
                    ("type", metric.Type),
                    ("entity", metric.Entity),
                    ("agg", metric.Agg),
                    ("expr", metric.Expr is null ? null : YamlScalar.Write(metric.Expr)),
                    ("where", metric.Where is null ? null : YamlScalar.Write(metric.Where)),
                    ("time", metric.Time),
                    ("over", metric.Over is null ? null : $"{{ time: {metric.Over}, take: last{(metric.Per is { } per ? $", per: [{per}]" : "")} }}"),
                    ("currency", metric.Currency),
                    ("hidden", metric.IsHidden ? "true" : null),
                    ("numerator", metric.Numerator),
                    ("denominator", metric.Denominator),
                }
            )
            {
                if (value is not null)
                    text.Append($"    {key}: {value}\n");
            }
        }

        return new DraftedFile($"3-metrics/{File(entity.Name)}.yml", text.ToString(), sure, why);
    }

    public static StringBuilder Head(string sure, string why)
    {
        var text = new StringBuilder();
        Comment(text, $"Drafted by `semantic init`. How sure: {sure}. {why}");
        return text;
    }

    public static void Comment(StringBuilder text, string line) => text.Append("# ").Append(YamlScalar.OneLine(line)).Append('\n');

    public static string File(string name) => name.Replace('_', '-');

    private static (string Sure, string Why) Sure(EntityDraft entity)
    {
        if (entity.Key.Certainty == Certainty.Guessed && !entity.Table.Rows.IsEmpty)
            return (Low, "The key is a guess.");

        var guessed = entity.Joins.Where(j => j.Certainty == Certainty.Guessed).Select(j => j.Name).ToList();
        if (guessed.Count > 0)
            return (Low, $"Guessed joins: {string.Join(", ", guessed)}.");

        var stored = entity.StoredTimes.Select(c => c.Name).ToList();
        if (stored.Count > 0 && entity.Key.Certainty == Certainty.Declared)
            return (Medium, $"Times that are kept as text or numbers, found by their values: {string.Join(", ", stored)}.");

        var measured = entity.Joins.Where(j => j.Certainty == Certainty.Measured).Select(j => j.Name).ToList();
        return entity.Key.Certainty != Certainty.Declared ? (Medium, "The key was found in the data, not declared.")
            : measured.Count > 0 ? (Medium, $"Joins found in the data, not declared: {string.Join(", ", measured)}.")
            : (High, "Key and joins are declared in the database.");
    }

    private static string Time(TimeDraft time) =>
        YamlFlow.Map(
            ("name", time.Name),
            ("label", InFlow(time.Label)),
            ("expr", InFlow(time.Expr)),
            ("type", time.Type),
            ("grain", time.Grain),
            ("default", time.IsDefault ? "true" : null),
            ("synonyms", time.Synonyms.IsEmpty ? null : YamlFlow.List(time.Synonyms))
        );

    private static string Dimension(DimensionDraft dimension) =>
        YamlFlow.Map(
            ("name", dimension.Name),
            ("label", InFlow(dimension.Label)),
            ("description", dimension.Description is { } said && YamlScalar.OneLine(said) is { Length: > 0 } line ? InFlow(line) : null),
            ("expr", InFlow(dimension.Expr)),
            ("type", dimension.Type),
            ("unit", dimension.Unit is null ? null : InFlow(dimension.Unit)),
            ("synonyms", dimension.Synonyms.IsEmpty ? null : YamlFlow.List(dimension.Synonyms)),
            (
                "values",
                dimension.Values switch
                {
                    ValuesDraft.Indexed => "indexed",
                    ValuesDraft.Listed => YamlFlow.List(dimension.Listed),
                    _ => null,
                }
            )
        );

    private static string Join(JoinDraft join) =>
        YamlFlow.Map(
            ("name", join.Name),
            ("to", join.To),
            (
                "on",
                InFlow(
                    string.Join(" and ", join.Columns.Zip(join.ToColumns, (own, other) => $"{ColumnName.Print(own)} = {join.Name}.{ColumnName.Print(other)}"))
                )
            ),
            ("type", join.IsOneToOne ? "one_to_one" : "many_to_one"),
            ("optional", join.IsOptional ? "true" : null)
        );

    private static string InFlow(string text) => YamlScalar.Write(text, isFlow: true);

    private static void Section(StringBuilder text, string key, IEnumerable<string> items)
    {
        var first = true;
        foreach (var item in items)
        {
            text.Append(first ? $"{key}:\n" : "").Append($"  - {item}\n");
            first = false;
        }
    }
}
