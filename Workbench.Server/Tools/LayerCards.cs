using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Server.Answers;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared;

namespace Workbench.Server.Tools;

/// <summary>One thing of the layer in full, as a model reads it: what it takes to write a right query with it. Nothing above the level is on it.</summary>
internal sealed class LayerCards(CompileScope scope)
{
    private const int MaxValues = 40;
    private const int MaxFields = 30;
    private const int MaxWays = 14;
    private const int MaxJoins = 3;

    private SemanticLayer Layer => scope.Layer;

    public JsonObject Of(LayerThing thing) =>
        thing.Kind switch
        {
            LayerThingKind.Metric => OfMetric(Layer.FindMetric(thing.Name)!),
            LayerThingKind.Entity => OfEntity(Layer.FindEntity(thing.Name)!),
            LayerThingKind.Field => OfField(thing.Name),
            LayerThingKind.Product => OfProduct(Layer.Products.First(p => p.Name == thing.Name)),
            LayerThingKind.Term => OfTerm(Layer.Content.Glossary.First(t => t.Term == thing.Name)),
            LayerThingKind.Rule => Card("rule", thing.Name, ("text", Layer.Content.Rules.First(r => r.Name == thing.Name).Text.Trim())),
            LayerThingKind.VerifiedQuery => OfVerified(Layer.Content.Verified.First(v => v.Question == thing.Name)),
            LayerThingKind.Table => OfTable(Layer.FindTable(thing.Name)!),
            _ => throw new UnreachableException(),
        };

    private JsonObject OfMetric(Metric metric)
    {
        var homes = MetricInputs.HomesOf(metric, Layer.FindMetric).Select(Layer.FindEntity).OfType<Entity>().ToList();
        return Card(
            "metric",
            metric.Name,
            ("label", metric.Label),
            ("unit", metric.Unit),
            ("definition", MetricFormula.Of(metric)),
            ("of", Names(homes.Select(h => h.Name))),
            ("time", TimeOf(metric, homes)),
            ("is", metric.Definition is SemiAdditiveMetric ? "a balance: never summed over time, as of the end of each period" : null),
            ("also_called", Names(metric.Synonyms)),
            ("required_filters", Names(metric.RequiredFilters)),
            ("amounts_are_in", metric.Currency is { } currency ? $"the currency of {currency}: filter to one, or group by it" : null),
            ("group_by_and_filter", WaysOf(homes)),
            ("applied_unless_false", Names(homes.SelectMany(DefaultSegmentsOf).Distinct(StringComparer.Ordinal))),
            ("rules", Names(RulesOf(metric.Name).Concat(homes.SelectMany(h => RulesOf(h.Name))).Distinct(StringComparer.Ordinal))),
            ("verified", Names(VerifiedOf(metric.Name)))
        );
    }

    private JsonObject OfEntity(Entity entity) =>
        Card(
            "entity",
            entity.Name,
            ("label", entity.Label),
            ("about", entity.Description?.Trim()),
            ("table", (entity.Source as TableSource)?.FullName),
            ("only_rows_where", entity.Where?.Text),
            ("key", Names(entity.Key)),
            ("named_by", entity.Title),
            ("also_called", Names(entity.Synonyms)),
            ("fields", Array(FieldsOf(entity).Select(d => Brief(entity, d)))),
            (
                "times",
                Array(
                    TimesOf(entity)
                        .Select(t =>
                            (JsonNode)$"{entity.Name}.{t.Name} ({t.Type}{(t.IsDefault ? ", the default" : "")}), grouped by as {entity.Name}.{t.Name}.month"
                        )
                )
            ),
            (
                "segments",
                Array(
                    SegmentsOf(entity)
                        .Select(s => (JsonNode)$"{entity.Name}.{s.Name}: {s.Label}, {s.Where.Text}{(s.IsDefault ? " (on unless set to false)" : "")}")
                )
            ),
            ("joins", Names(JoinsOf(entity).Select(j => j.Name == j.To ? j.To : $"{j.To} as {j.Name}"))),
            ("metrics", Names(MetricsOf(entity)))
        );

    private JsonObject OfField(string name)
    {
        var at = name.IndexOf('.', StringComparison.Ordinal);
        var entity = Layer.FindEntity(name[..at])!;
        var dimension = entity.FindDimension(name[(at + 1)..])!;
        var values = dimension.Values.Declared;
        return Card(
            "field",
            name,
            ("label", dimension.Label),
            ("type", dimension.Type),
            ("unit", dimension.Unit),
            ("about", dimension.Description?.Trim()),
            ("computed_as", dimension.Expr.Text),
            ("also_called", Names(dimension.Synonyms)),
            ("values", Array(values.Take(MaxValues).Select(v => (JsonNode)(v.Synonyms.IsEmpty ? v.Stored : $"{v.Stored} ({string.Join(", ", v.Synonyms)})")))),
            ("more_values", values.Length > MaxValues ? $"{values.Length - MaxValues} more" : null),
            (
                "values_are",
                values.IsEmpty && dimension.Values.IsIndexed ? $"as in the warehouse: query_metrics with group_by [\"{name}\"] and no metrics lists them" : null
            ),
            ("used_by", Names(MetricsOf(entity).Take(MaxFields)))
        );
    }

    private JsonObject OfProduct(Product product) =>
        Card(
            "product",
            product.Name,
            ("is_a", product.Kind),
            ("about", product.Description?.Trim()),
            ("also_called", Names(product.Synonyms)),
            ("means", Names(product.Means.Select(Meaning))),
            ("may_also_mean", Names(product.AmbiguousWith.Where(m => Layer.Content.Allows(scope.Level, [m.Field])).Select(Meaning))),
            ("always_ask", product.AlwaysAsk ? "yes" : null)
        );

    private static JsonObject OfTerm(GlossaryTerm term) =>
        Card("term", term.Term, ("definition", term.Definition.Trim()), ("also_called", Names(term.Synonyms)), ("see", Names(term.See)));

    private JsonObject OfVerified(VerifiedQuery verified) =>
        Card(
            "verified_query",
            verified.Question,
            ("also_asked", Names(verified.AlsoAsked)),
            ("query", verified.Query is { } query ? JsonSerializer.SerializeToNode(query, Compact) : null),
            ("sql", verified.Sql),
            ("verified_by", verified.Owner),
            ("verified_on", verified.VerifiedOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            ("expired", verified.Expires is { } expires && expires < scope.Today ? "yes: nobody has looked at it since" : null),
            ("note", verified.Note?.Trim())
        );

    private JsonObject OfTable(LayerTable table) =>
        Card(
            "table",
            table.FullName,
            ("about", table.Description?.Trim()),
            (
                "columns",
                Array(
                    table
                        .Columns.Where(c => Sees(c.Access ?? table.Access))
                        .Select(c =>
                            (JsonNode)
                                $"{c.Name} {c.Type}{(c.Unit is { } unit ? $" [{unit}]" : "")}{(LayerThings.OneLine(c.Description) is { } about ? $": {about}" : "")}"
                        )
                )
            ),
            (
                "entities",
                Names(Layer.Entities.Where(e => Sees(e.Access) && e.Source is TableSource source && source.FullName == table.FullName).Select(e => e.Name))
            )
        );

    /// <summary>The fields of a metric's own entities, and of those that they lead to, by the shortest way; fields that do not belong to all of them are left out.</summary>
    private JsonObject? WaysOf(List<Entity> homes)
    {
        if (homes.Count == 0)
            return null;
        var ways = WaysFrom(homes[0]);
        foreach (var other in homes.Skip(1).Select(WaysFrom))
            ways = [.. ways.Where(w => other.Any(o => o.To.Name == w.To.Name))];
        var fields = new JsonObject();
        foreach (var (path, to) in ways.Take(MaxWays))
        {
            var names = FieldsOf(to).Select(d => d.Name).ToList();
            if (names.Count > 0 || to.Title is not null)
                fields[path] = string.Join(", ", names.Take(MaxFields)) + (names.Count > MaxFields ? $", … (look_up {to.Name})" : "");
        }
        if (ways.Count > MaxWays)
            fields["…"] = string.Join(", ", ways.Skip(MaxWays).Select(w => w.Path));
        return fields;
    }

    /// <summary>An entity that is reached in one way only is called by its own name; the others by theirs.</summary>
    private List<(string Path, Entity To)> WaysFrom(Entity home)
    {
        List<(string Path, Entity To)> found = [(home.Name, home)];
        for (var (from, depth) = (0, 0); depth < MaxJoins; depth++)
        {
            var until = found.Count;
            for (; from < until; from++)
            {
                var (path, entity) = found[from];
                foreach (var join in JoinsOf(entity))
                    if (Layer.FindEntity(join.To) is { } next && found.TrueForAll(f => f.To != next || path.Split('.').Length == f.Path.Split('.').Length - 1))
                        found.Add(($"{path}.{join.Name}", next));
            }
        }
        return [.. found.Select(f => (found.Count(o => o.To == f.To) == 1 ? f.To.Name : f.Path, f.To))];
    }

    private string? TimeOf(Metric metric, List<Entity> homes)
    {
        var time = metric.Definition switch
        {
            SimpleMetric { Time: { } own } => own,
            SemiAdditiveMetric balance => balance.Over.Time,
            _ => homes is [var home] && home.DefaultTime is { } byDefault && Sees(byDefault.Access ?? home.Access) ? byDefault.Name : null,
        };
        return time is null ? null : $"{time}: group by time.month, time.quarter, …";
    }

    private static JsonNode Brief(Entity entity, Dimension dimension)
    {
        var values = dimension.Values.Declared;
        var shown = values.IsEmpty ? "" : $" = {string.Join(" | ", values.Take(MaxValues).Select(v => v.Stored))}{(values.Length > MaxValues ? " | …" : "")}";
        return $"{entity.Name}.{dimension.Name} ({dimension.Type}){shown}";
    }

    private IEnumerable<string> DefaultSegmentsOf(Entity home) =>
        WaysFrom(home).Select(w => w.To).Distinct().SelectMany(e => SegmentsOf(e).Where(s => s.IsDefault).Select(s => $"{e.Name}.{s.Name}"));

    private IEnumerable<string> RulesOf(string name) =>
        Layer
            .Content.Rules.Where(r => r.AppliesTo.Contains(name) && Layer.Content.Allows(scope.Level, r.AppliesTo))
            .Select(r => string.Join(' ', r.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    private IEnumerable<string> VerifiedOf(string metric) =>
        Layer
            .Content.Verified.Where(v => v.Query?.Metrics.Contains(metric) == true && LayerThings.SeesVerified(Layer.Content, scope.Level, v))
            .Select(v => v.Question);

    private IEnumerable<string> MetricsOf(Entity entity) =>
        Layer.Metrics.Where(m => !m.IsHidden && Sees(m.Access) && MetricInputs.HomesOf(m, Layer.FindMetric).Contains(entity.Name)).Select(m => m.Name);

    private IEnumerable<Dimension> FieldsOf(Entity entity) => entity.Dimensions.Where(d => !d.IsHidden && Sees(d.Access ?? entity.Access));

    private IEnumerable<EntityTime> TimesOf(Entity entity) => entity.Times.Where(t => Sees(t.Access ?? entity.Access));

    private IEnumerable<Segment> SegmentsOf(Entity entity) => entity.Segments.Where(s => Sees(s.Access ?? entity.Access));

    private IEnumerable<EntityJoin> JoinsOf(Entity entity) => entity.Joins.Where(j => Layer.FindEntity(j.To) is { } to && Sees(to.Access));

    private bool Sees(string? access) => Layer.Access.Allows(scope.Level, access);

    private static string Meaning(FieldMeaning meaning) => $"{meaning.Field} is {string.Join(" or ", meaning.Is)}";

    private static readonly JsonSerializerOptions Compact = new(WireJson.Options)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    private static JsonArray? Names(IEnumerable<string> names) => Array(names.Select(n => (JsonNode)n));

    private static JsonArray? Array(IEnumerable<JsonNode> items) => items.ToArray() is { Length: > 0 } some ? new JsonArray(some) : null;

    /// <summary>What is not known is left out.</summary>
    private static JsonObject Card(string kind, string name, params ReadOnlySpan<(string Key, JsonNode? Value)> parts)
    {
        var card = new JsonObject { [kind] = name };
        foreach (var (key, value) in parts)
            if (value is not null)
                card[key] = value;
        return card;
    }
}
