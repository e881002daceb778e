using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Finds what stands behind a count: the things that it counts, their amounts, the same count by another time.</summary>
internal sealed class RowSearch(LayerLexicon lexicon)
{
    private SemanticLayer Layer => lexicon.Layer;

    /// <summary>What a metric counts: deals of won deals, customers of churned customers.</summary>
    public Entity? CountedBy(Metric metric)
    {
        if (metric.Definition is CumulativeMetric { Span: AllTime } cumulative)
            return Layer.FindMetric(cumulative.Metric.Metric) is { } counted ? CountedBy(counted) : null;
        if (
            metric.Definition is SemiAdditiveMetric
            {
                Aggregation.Kind: AggregationKind.CountDistinct,
                Expr.Tree: ColumnRef { Path: { Length: > 0 } of }
            } balance
        )
            return Layer.FindEntity(balance.Entity) is { } rows ? Partner(rows, of) : null;
        if (metric.Definition is not SimpleMetric simple || Layer.FindEntity(simple.Entity) is not { } home)
            return null;
        if (MetricSearch.Counts(metric, home))
            return home;
        return simple.Aggregation.Kind == AggregationKind.CountDistinct && simple.Expr?.Tree is ColumnRef { Path: { Length: > 0 } path }
            ? Partner(home, path)
            : null;
    }

    /// <summary>The entity whose key a column holds: <c>account_id</c>, <c>project.account_id</c>.</summary>
    private Entity? Partner(Entity home, IReadOnlyList<string> path)
    {
        var entity = home;
        for (var i = 0; i < path.Count - 1; i++)
            if (entity.FindJoin(path[i]) is { } join && Layer.FindEntity(join.To) is { } next)
                entity = next;
            else
                return null;
        var column = path[^1];
        if (entity != home && entity.Key.Length == 1 && entity.Key[0] == column)
            return entity;
        return entity.Joins.FirstOrDefault(j => j.On.Tree.Columns().Any(c => c.Path is [var own] && own == column)) is { } to ? Layer.FindEntity(to.To) : null;
    }

    /// <summary>What each row that a count counts is worth: the value of open deals for the number of open deals.</summary>
    /// <param name="unit">Of the limit that was named; null: an amount of money.</param>
    public Metric? AmountOf(Entity entity, string? where, string? unit)
    {
        var amounts = Layer
            .Metrics.Where(m =>
                !m.IsHidden
                && m.Definition is SimpleMetric { Aggregation.Kind: AggregationKind.Sum or AggregationKind.Average, Expr: not null } simple
                && simple.Entity == entity.Name
                && string.Equals(simple.Where?.Text.Trim(), where?.Trim(), StringComparison.OrdinalIgnoreCase)
                && (unit is null ? IsMoney(m.Unit) : Measures.Factor(unit, m.Unit) is not null)
            )
            .ToList();
        // Of one row, the sum and the average are the same.
        return amounts.Select(m => ((SimpleMetric)m.Definition).Expr!.Text.Trim()).Distinct(StringComparer.OrdinalIgnoreCase).Count() == 1
            ? amounts.OrderBy(m => ((SimpleMetric)m.Definition).Aggregation.Kind == AggregationKind.Sum ? 0 : 1).First()
            : null;
    }

    public static bool IsMoney(string? unit) => unit is { Length: 3 } && unit.All(char.IsAsciiLetterUpper);

    /// <summary>What one row is worth: an amount of its own, else the only sum over the rows right below it that bears its name.</summary>
    public Metric? WorthOf(Entity rows, string? unit)
    {
        if (AmountOf(rows, null, unit) is { } own)
            return own;
        if (rows.Key.Length != 1)
            return null;
        var below = Layer
            .Metrics.Where(m =>
                !m.IsHidden
                && m.Definition is SimpleMetric { Aggregation.Kind: AggregationKind.Sum } simple
                && (unit is null ? IsMoney(m.Unit) : Measures.Factor(unit, m.Unit) is not null)
                && lexicon.Reach.Between(simple.Entity, rows.Name).Any(p => p.Joins.Length == 1)
                && LayerLexicon.SplitWords(m.Label).Any(w => WordForms.Root(w) == WordForms.Root(rows.Name))
            )
            .OrderBy(m => LayerLexicon.SplitWords(m.Label).Count())
            .ToList();
        return below is [var only] || below.Count > 1 && LayerLexicon.SplitWords(below[0].Label).Count() < LayerLexicon.SplitWords(below[1].Label).Count()
            ? below[0]
            : null;
    }

    /// <summary>Counts different things of a kind that had some of another metric: projects with requests.</summary>
    public Metric? DistinctWith(Entity entity, Metric some)
    {
        if (some.Definition is not SimpleMetric measured)
            return null;
        return Layer.Metrics.FirstOrDefault(m =>
            !m.IsHidden
            && m.Definition is SimpleMetric { Aggregation.Kind: AggregationKind.CountDistinct } distinct
            && distinct.Entity == measured.Entity
            && CountedBy(m) == entity
            && CountsAnyOf(distinct, measured)
        );
    }

    /// <summary>Counts different things of a kind by what happened to them: members who borrowed.</summary>
    public Metric? DistinctOn(Entity entity, Entity happening) =>
        Layer
            .Metrics.Where(m =>
                !m.IsHidden
                && m.Definition is SimpleMetric { Aggregation.Kind: AggregationKind.CountDistinct, Where: null } distinct
                && distinct.Entity == happening.Name
                && CountedBy(m) == entity
            )
            .FirstOrDefault();

    /// <summary>Nothing else is left out than rows that hold none of it.</summary>
    private static bool CountsAnyOf(SimpleMetric distinct, SimpleMetric measured)
    {
        var same = string.Equals(distinct.Where?.Text.Trim(), measured.Where?.Text.Trim(), StringComparison.OrdinalIgnoreCase);
        if (measured.Expr is not { } expr)
            return same;
        return measured.Where is null
            && distinct.Where?.Tree is BinaryExpr { Op: ">", Right: NumberLiteral { Value: 0 } } above
            && above.Left.Columns().Select(c => c.ToString()).SequenceEqual(expr.Tree.Columns().Select(c => c.ToString()), StringComparer.Ordinal);
    }

    /// <summary>The only plain metric that is measured in such a unit, within reach of what is listed.</summary>
    public Metric? OnlyMetricIn(string unit, Entity? per)
    {
        var found = Layer
            .Metrics.Where(m =>
                !m.IsHidden
                && m.Definition is SimpleMetric
                && Measures.Factor(unit, m.Unit) is not null
                && (per is null || lexicon.Reach.HomesOf(m).All(h => lexicon.Reach.Reaches(h, per.Name)))
            )
            .Take(2)
            .ToList();
        return found is [var only] ? only : null;
    }

    /// <summary>The same rows by another of their times: tickets by the day they were resolved.</summary>
    public Metric? AtTime(Metric metric, Entity owner, EntityTime time)
    {
        if (metric.Definition is not SimpleMetric simple || simple.Entity != owner.Name)
            return null;
        return Layer.Metrics.FirstOrDefault(m =>
            !m.IsHidden
            && m.Definition is SimpleMetric other
            && other.Entity == simple.Entity
            && TimeOf(other) == time.Name
            && other.Aggregation == simple.Aggregation
            && other.Expr?.Text == simple.Expr?.Text
            && (
                other.Where?.Text == simple.Where?.Text
                || simple.Where is null && other.Where!.Text.Trim().EndsWith("is not null", StringComparison.OrdinalIgnoreCase)
            )
        );
    }

    /// <summary>All rows of a thing, whatever happened to them.</summary>
    public Metric? AllOf(Entity entity) => Layer.RowsOf(entity);

    /// <summary>The time that a metric counts its rows by.</summary>
    public string? TimeOf(SimpleMetric simple) => simple.Time ?? Layer.FindEntity(simple.Entity)?.DefaultTime?.Name;

    public Metric? Find(string name) => Layer.FindMetric(name);
}
