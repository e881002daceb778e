using Workbench.Server.Semantics.Expressions;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Layer;

/// <summary>Every name that one place uses is declared in another: tables, entities, fields, levels, metrics.</summary>
internal static class ReferenceCheck
{
    public static void Run(CheckContext check)
    {
        var fields = new FieldNames(check.Columns);
        CheckLevels(check);
        foreach (var table in check.Content.Tables)
            CheckFreshness(check, table);
        foreach (var entity in check.Content.Entities)
            CheckEntity(check, entity);
        foreach (var metric in check.Content.Metrics)
            CheckMetricFields(check, metric, fields);
        foreach (var product in check.Content.Products)
        foreach (var meaning in product.Means.Concat(product.AmbiguousWith))
            CheckMeaning(check, meaning, fields);
        foreach (var verified in check.Content.Verified)
            CheckQuery(check, verified, fields);
        foreach (var term in check.Content.Glossary)
        foreach (var see in term.See)
            CheckAnyName(check, see, check.Place(term.At, "see"), fields);
        foreach (var rule in check.Content.Rules)
        foreach (var name in rule.AppliesTo)
            CheckAnyName(check, name, check.Place(rule.At, "applies_to"), fields);
    }

    private static void CheckLevels(CheckContext check)
    {
        if (check.Draft.Access is null)
            return;
        var levels = check.Content.Access.Levels.Select(l => l.Name).ToList();
        void Level(string? level, SourceSpan at)
        {
            if (level is not null && !levels.Contains(level, StringComparer.Ordinal))
                check.Unknown("access level", level, levels, check.Place(at, "access"));
        }
        foreach (var editor in check.Content.Access.Editors.Where(e => !levels.Contains(e, StringComparer.Ordinal)))
            check.Unknown("access level", editor, levels, new SourceSpan($"{LayerFormat.OperationsFolder}/access.yml", 1, 1));
        foreach (var table in check.Content.Tables)
        {
            Level(table.Access, table.At);
            foreach (var column in table.Columns)
                Level(column.Access, column.At);
        }
        foreach (var entity in check.Content.Entities)
        {
            Level(entity.Access, entity.At);
            foreach (var dimension in entity.Dimensions)
                Level(dimension.Access, dimension.At);
            foreach (var time in entity.Times)
                Level(time.Access, time.At);
            foreach (var segment in entity.Segments)
                Level(segment.Access, segment.At);
        }
        foreach (var metric in check.Content.Metrics)
            Level(metric.Access, metric.At);
    }

    private static void CheckFreshness(CheckContext check, LayerTable table)
    {
        if (table.Freshness is { } freshness && table.FindColumn(freshness.Column) is null)
            check.Problems.Error(
                LayerProblemCodes.UnknownColumn,
                check.Place(table.At, "freshness.column"),
                $"The freshness of {table.FullName} names the column \"{freshness.Column}\", which it does not have.{NearestNames.Suggest(freshness.Column, table.Columns.Select(c => c.Name))}"
            );
    }

    private static void CheckEntity(CheckContext check, Entity entity)
    {
        foreach (var join in entity.Joins)
            check.Entity(join.To, check.Place(join.At, "to"));
        if (entity.Source is not TableSource { FullName: var name })
            return;
        if (check.Columns.Table(name) is not { } table)
        {
            check.Unknown("table", name, check.Columns.TableNames, check.Place(entity.At, "table"));
            return;
        }
        foreach (var column in entity.Key)
            if (table.FindColumn(column) is null)
                check.Problems.Error(
                    LayerProblemCodes.UnknownColumn,
                    check.Place(entity.At, "key"),
                    $"The key of {entity.Name} names the column \"{column}\", which {name} does not have.{NearestNames.Suggest(column, table.Columns.Select(c => c.Name))}"
                );
        if (entity.Title is { } title && entity.FindDimension(title) is null && table.FindColumn(title) is null)
            check.Problems.Error(
                LayerProblemCodes.UnknownReference,
                check.Place(entity.At, "title"),
                $"The title of {entity.Name} is \"{title}\", which is no dimension or column of it.{NearestNames.Suggest(title, entity.Dimensions.Select(d => d.Name))}"
            );
    }

    private static void CheckMetricFields(CheckContext check, Metric metric, FieldNames fields)
    {
        var home = metric.Definition switch
        {
            SimpleMetric m => check.Columns.Entity(m.Entity),
            SemiAdditiveMetric m => check.Columns.Entity(m.Entity),
            _ => null,
        };
        foreach (var field in metric.RequiredFilters)
            CheckField(check, field, home, check.Place(metric.At, "required_filters"), fields);
        if (metric.Currency is { } currency)
            CheckField(check, currency, home, check.Place(metric.At, "currency"), fields);
        if (metric.Definition is SemiAdditiveMetric { Over.Per: var per })
            foreach (var field in per)
                CheckField(check, field, home, check.Place(metric.At, "over.per"), fields);
    }

    private static void CheckMeaning(CheckContext check, FieldMeaning meaning, FieldNames fields)
    {
        CheckField(check, meaning.Field, home: null, check.Place(meaning.At, "field"), fields);
        if (fields.Dimension(meaning.Field) is not { Dimension.Values.Declared: { Length: > 0 } declared })
            return;
        foreach (var value in meaning.Is.Where(v => !declared.Any(d => d.Stored == v)))
            check.Problems.Error(
                LayerProblemCodes.UnknownReference,
                check.Place(meaning.At, "is"),
                $"{meaning.Field} has no value \"{value}\".{NearestNames.Suggest(value, declared.Select(d => d.Stored))}"
            );
    }

    private static void CheckQuery(CheckContext check, VerifiedQuery verified, FieldNames fields)
    {
        if (verified.Query is not { } query)
            return;
        foreach (var metric in query.Metrics.Concat(query.Having.Select(h => h.Metric)).Concat(query.Where.OfType<MetricFilter>().Select(f => f.Metric)))
            check.Metric(metric.Split('.')[0], check.Place(verified.At, "query.metrics"));
        var homes = query.Metrics.Select(m => Home(check, check.Metric(m), depth: 0)).OfType<Entity>().Distinct().ToList();
        foreach (var field in query.GroupBy.Concat(query.Where.OfType<FieldFilter>().Select(f => f.Field)))
            CheckField(check, field, homes.Count > 0 ? homes[0] : null, check.Place(verified.At, "query"), fields);
        foreach (var segment in query.Segments.Keys)
        {
            var parts = segment.Split('.');
            if (
                parts.Length < 2
                || check.Columns.Entity(parts[0]) is not { } first
                || check.Columns.Walk(first, parts.AsSpan()[1..^1])?.FindSegment(parts[^1]) is null
            )
                check.Unknown("segment", segment, check.Content.Entities.SelectMany(e => e.Segments.Select(s => $"{e.Name}.{s.Name}")), verified.At);
        }
    }

    private static Entity? Home(CheckContext check, Metric? metric, int depth) =>
        depth > 20
            ? null
            : metric?.Definition switch
            {
                SimpleMetric m => check.Columns.Entity(m.Entity),
                SemiAdditiveMetric m => check.Columns.Entity(m.Entity),
                RatioMetric m => Home(check, check.Metric(m.Numerator.Metric), depth + 1),
                DerivedMetric { Inputs: [var first, ..] } => Home(check, check.Metric(first.Metric), depth + 1),
                CumulativeMetric m => Home(check, check.Metric(m.Metric.Metric), depth + 1),
                ConversionMetric m => Home(check, check.Metric(m.Base), depth + 1),
                _ => null,
            };

    private static void CheckAnyName(CheckContext check, string name, SourceSpan at, FieldNames fields)
    {
        if (check.Metric(name) is null && check.Columns.Table(name) is null && !check.Draft.MayBe("metric", name))
            CheckField(check, name, home: null, at, fields);
    }

    private static void CheckField(CheckContext check, string field, Entity? home, SourceSpan at, FieldNames fields)
    {
        if (!check.Draft.IsUnread(LayerFormat.EntitiesFolder) && !check.Draft.MayBe("field", field) && fields.Fault(field, home) is { } fault)
            check.Problems.Error(LayerProblemCodes.UnknownReference, at, fault);
    }
}
