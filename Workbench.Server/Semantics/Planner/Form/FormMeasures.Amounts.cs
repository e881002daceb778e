using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>Which column a phrase means, and how the layer counts it.</summary>
internal sealed partial class FormMeasures
{
    /// <summary>"total sales", "total payments received": how many, where the question counts; else their amount.</summary>
    private FormMeasure? OfEntity(Entity entity, FormNoun noun, List<FormCondition> conditions, bool isBare)
    {
        if (isBare && !AsksCount)
            return null;
        if (AsksCount || names.MainAmount(entity) is not { } amount)
            return Counted("number of " + entity.LabelPlural.ToLowerInvariant()) is AggMeasure count ? WithNoun(count, noun, conditions) : null;
        return conditions.Count == 0 ? Measure(amount, "sum") : null;
    }

    private AggMeasure? WithNoun(AggMeasure count, FormNoun noun, List<FormCondition> conditions)
    {
        var where = conditions.Select(c => Sql(c, count.Home)).ToList();
        if (where.Contains(null) || where.Count < conditions.Count)
            return null;
        if (noun.IsWeekend && count.Home.DefaultTime is { } time)
            where.Add($"extract(dow from {Local(time.Type, time.Expr.Text)}) in (0, 6)");
        return count with { Where = [.. where.OfType<string>()] };
    }

    /// <summary>A column that the layer counts in its own way (a balance, one currency at a time, certain rows only) is counted so, or doubted, or not read.</summary>
    private FormMeasure? Measure(FormField field, string agg)
    {
        var over = names.Layer.Metrics.Where(m => !m.IsHidden && IsOver(m, field)).ToList();
        if (
            over.Count == 0
            && field.IsBare
            && names.Layer.Metrics.Any(m => m.Definition is SimpleMetric { Expr: not null } any && any.Entity == field.Entity.Name)
        )
            Doubts.Add(($"no metric counts {field.Name.Replace('_', ' ')} as it stands", 0.3));
        if (over.Exists(m => IsPlain(m, field) && AggOf(m) == agg) || !over.Exists(m => !IsPlain(m, field)))
            return new AggMeasure(field.Entity, agg, field.Expr);
        if (over.FindAll(m => AggOf(m) == agg) is [var only])
            return Named(only);
        if (over.Exists(m => m.Currency is not null))
            return null;
        if (!over.Exists(m => IsPlain(m, field)))
            Doubts.Add(
                ($"the layer never counts {field.Name.Replace('_', ' ')} as it stands: {string.Join(", ", over.Where(names.IsOpen).Select(m => m.Label))}", 0.3)
            );
        return new AggMeasure(field.Entity, agg, field.Expr);

        static string? AggOf(Metric metric) =>
            metric.Definition switch
            {
                SimpleMetric simple => AggName(simple.Aggregation.Kind),
                SemiAdditiveMetric balance => AggName(balance.Aggregation.Kind),
                _ => null,
            };
    }

    private static bool IsOver(Metric metric, FormField field) =>
        metric.Definition switch
        {
            SimpleMetric simple => simple.Entity == field.Entity.Name && simple.Expr is { } expr && Names(expr.Text, field),
            SemiAdditiveMetric balance => balance.Entity == field.Entity.Name && balance.Expr is { } expr && Names(expr.Text, field),
            _ => false,
        };

    /// <summary>The column itself, or only that column in another unit: <c>amount_minor / 100.0</c>.</summary>
    private static bool Names(string expr, FormField field) =>
        expr.Trim() == field.Expr.Trim()
        || Column().Matches(expr).Select(m => m.Value).Distinct(StringComparer.OrdinalIgnoreCase).ToList() is [var only] && only == field.Expr.Trim();

    [System.Text.RegularExpressions.GeneratedRegex(@"\b[a-z_]\w*(?:\.\w+)*\b(?!\s*\()", System.Text.RegularExpressions.RegexOptions.IgnoreCase, 2_000)]
    private static partial System.Text.RegularExpressions.Regex Column();

    /// <summary>Of all rows, as they stand.</summary>
    private static bool IsPlain(Metric metric, FormField field) =>
        metric is { Definition: SimpleMetric { Where: null } simple, Currency: null, RequiredFilters.IsEmpty: true }
        && simple.Expr?.Text.Trim() == field.Expr.Trim();

    /// <summary>The column that these words name; a bare word for money means the amount of what the question speaks of.</summary>
    private FormField? Number(List<string> words)
    {
        var roots = words.Select(FormText.Root).ToList();
        var found = names.Numbers(roots);
        if (found.Count > 0)
        {
            var best = found.Where(f => f.Score >= found[0].Score - 0.01).Select(f => f.Field).ToList();
            // A word that only names part of a column is one guess among others: those in focus first.
            var near = found.Where(f => Focus.Contains(f.Field.Entity)).ToList();
            if (best.Count > 1 || near.Count > 0 && !Focus.Contains(best[0].Entity))
                best = [.. near.Where(f => f.Score >= near[0].Score - 0.01).Select(f => f.Field)];
            if (best.Count > 1)
                best = [.. best.Where(f => f.Entity == best.Select(b => b.Entity).MinBy(e => Focus.IndexOf(e) is var i && i < 0 ? 99 : i))];
            return best is [var one] ? one : null;
        }
        if (
            !words.TrueForAll(w =>
                Money.Contains(w) || names.Entity([FormText.Root(w)]) is not null || Focus.Exists(f => names.IsEntityWord(f, FormText.Root(w)))
            )
        )
            return null;
        // "trading volume" of quotes that have a volume: the column of that very name is meant.
        if (
            words.Count > 1
            && words
                .SelectMany(w => names.Fields([FormText.Root(w)]))
                .Where(f => f.IsNumber && !f.IsKey && FormNames.Roots(f.Name).Length == 1)
                .Distinct()
                .ToList()
                is [var named]
            && !words.Exists(w => w == "amount")
            && names.MainAmount(Focus.FirstOrDefault() ?? named.Entity) != named
            && words.Exists(w => names.Entity([FormText.Root(w)]) is { } e && e != named.Entity)
        )
        {
            Doubts.Add(($"{string.Join(' ', words)} is taken for {named.Name.Replace('_', ' ')} of {named.Entity.LabelPlural.ToLowerInvariant()}", 0.1));
            return named;
        }
        var of =
            words.Select(w => names.Entity([FormText.Root(w)])).FirstOrDefault(e => e is not null && names.MainAmount(e) is not null)
            ?? Focus.Find(f => names.MainAmount(f) is not null && f.Joins.Length > 0)
            ?? Focus.Find(f => names.MainAmount(f) is not null);
        return of is null ? null : names.MainAmount(of);
    }
}
