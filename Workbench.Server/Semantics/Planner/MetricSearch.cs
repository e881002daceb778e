using System.Collections.Concurrent;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Finds metrics by what they compute rather than by name. One a revision; safe to share between threads.</summary>
internal sealed class MetricSearch(LayerLexicon lexicon)
{
    private readonly ConcurrentDictionary<string, Metric?> _counts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string?> _periods = new(StringComparer.Ordinal);

    private SemanticLayer Layer => lexicon.Layer;

    /// <summary>What stands behind counts.</summary>
    public RowSearch Rows { get; } = new(lexicon);

    /// <summary>The metric that counts all rows of an entity; else one that counts some of them and says so by name.</summary>
    public Metric? CountOf(Entity entity) => _counts.GetOrAdd(entity.Name, _ => FindCount(entity));

    /// <summary>A metric that counts an entity; else the number of its rows, for things that no metric counts.</summary>
    public Metric? CountOrRowsOf(Entity entity)
    {
        var count = CountOf(entity);
        // "canceled subscriptions" are a part of the subscriptions.
        return count is { Definition: SimpleMetric { Where: not null } } && Likeness(count, entity) < 1 && !BearsName(count, entity)
            ? Layer.RowsOf(entity) ?? count
            : count ?? Layer.RowsOf(entity);
    }

    private Metric? FindCount(Entity entity)
    {
        Metric? best = null;
        var bestScore = double.MinValue;
        foreach (var metric in Layer.Metrics)
        {
            if (metric.IsHidden || metric.Definition is not SimpleMetric simple || simple.Entity != entity.Name || !Counts(simple, entity))
                continue;
            var score = (simple.Where is null ? 2 : 0) + (BearsName(metric, entity) ? 3 : 0) + Likeness(metric, entity) - 0.01 * metric.Label.Length;
            if (score > bestScore)
                (best, bestScore) = (metric, score);
        }
        return best ?? DistinctOf(entity);
    }

    /// <summary>Whether a count is none that the layer declares.</summary>
    public bool IsRowCount(Metric metric) =>
        metric.Definition is SimpleMetric simple && Layer.FindEntity(simple.Entity) is { } entity && Layer.RowsOf(entity) == metric;

    /// <summary>A count of different partners: patients by the patient of each admission.</summary>
    private Metric? DistinctOf(Entity entity) =>
        Layer.Metrics.FirstOrDefault(m =>
            !m.IsHidden
            && m.Definition is SimpleMetric { Aggregation.Kind: AggregationKind.CountDistinct, Expr.Tree: ColumnRef { Path: [var column] } } distinct
            && Layer.FindEntity(distinct.Entity) is { } home
            && home.Joins.Any(j => j.To == entity.Name && j.On.Tree.Columns().Any(c => c.Path is [var own] && own == column))
        );

    /// <summary>Whether a metric counts rows of an entity, all or some.</summary>
    public static bool Counts(Metric metric, Entity entity) =>
        metric.Definition is SimpleMetric simple && simple.Entity == entity.Name && Counts(simple, entity);

    private static bool Counts(SimpleMetric simple, Entity entity) =>
        simple.Aggregation.Kind == AggregationKind.Count
        || simple.Aggregation.Kind == AggregationKind.CountDistinct
            && simple.Expr?.Tree is ColumnRef { Path.Length: 1 } column
            && entity.Key.Length == 1
            && entity.Key[0] == column.Path[0];

    /// <summary>"Students", of those who are there now, is what the count of students means, rather than "New students".</summary>
    private static bool BearsName(Metric metric, Entity entity)
    {
        var own = ((string[])[metric.Label, metric.Name, .. metric.Synonyms]).Select(Plain).ToHashSet(StringComparer.Ordinal);
        return own.Contains(Plain(entity.LabelPlural)) || own.Contains(Plain(entity.Label));

        // "number of employees" names the employees.
        static string Plain(string name) =>
            string.Join(
                ' ',
                LayerLexicon
                    .SplitWords(name)
                    .Where(w => w is not ("number" or "count" or "total" or "current" or "present" or "of" or "all" or "our" or "the"))
                    .Select(WordForms.Singular)
            );
    }

    private static double Likeness(Metric metric, Entity entity)
    {
        var names = new HashSet<string>(
            ((string[])[entity.Label, entity.LabelPlural, entity.Name, .. entity.Synonyms]).SelectMany(LayerLexicon.SplitWords).Select(WordForms.Singular),
            StringComparer.Ordinal
        );
        var words = LayerLexicon.SplitWords(metric.Label).Select(WordForms.Singular).ToList();
        return words.Count == 0 ? 0 : words.Count(names.Contains) / (double)words.Count;
    }

    /// <summary>Whether a metric tells a span of time, by its unit.</summary>
    public static bool IsDuration(Metric metric) => Measures.IsDuration(metric.Unit);

    /// <summary>A metric of the layer that divides one by the other: tickets per account, refunds as a part of revenue.</summary>
    public Metric? RatioOf(Metric over, Metric under)
    {
        foreach (var metric in Layer.Metrics)
            switch (metric.Definition)
            {
                case RatioMetric ratio when Same(ratio.Numerator.Metric, over) && Same(ratio.Denominator.Metric, under):
                    return metric;
                case DerivedMetric derived when Divides(derived, over, under):
                    return metric;
            }
        return null;
    }

    /// <summary>The one percentage whose part the metric is, of rows of the same kind: the overtime share of overtime hours, and no target that was reached.</summary>
    public Metric? PercentageOf(Metric part) =>
        part.Definition is SimpleMetric { Entity: var rows }
        && Layer
            .Metrics.Where(m =>
                m is { Unit: "percent", Definition: RatioMetric ratio }
                && Same(ratio.Numerator.Metric, part)
                && Layer.FindMetric(ratio.Denominator.Metric)?.Definition is SimpleMetric whole
                && whole.Entity == rows
            )
            .ToList()
            is [var only]
            ? only
            : null;

    private static bool Same(string name, Metric metric) => string.Equals(name, metric.Name, StringComparison.Ordinal);

    private static bool Divides(DerivedMetric derived, Metric over, Metric under)
    {
        if (derived.Inputs.Length != 2 || Division(derived.Expr.Tree) is not { } division)
            return false;
        string? MetricOf(ScalarExpr side) =>
            side.Columns().Select(c => c.ToString()).Distinct(StringComparer.Ordinal).ToList() is [var alias]
                ? derived.Inputs.FirstOrDefault(i => i.Alias == alias)?.Metric
                : null;
        return MetricOf(division.Left) is { } left && MetricOf(division.Right) is { } right && Same(left, over) && Same(right, under);
    }

    private static BinaryExpr? Division(ScalarExpr expr) =>
        expr switch
        {
            BinaryExpr { Op: "/" } division => division,
            BinaryExpr { Op: "*" } product => Division(product.Left) ?? Division(product.Right),
            FunctionExpr { Arguments: [var only] } => Division(only),
            CastExpr cast => Division(cast.Operand),
            _ => null,
        };

    /// <summary>The running total of a metric, from the start of the period that was asked for if there is one like that.</summary>
    public Metric? CumulativeOf(Metric metric, string? grain)
    {
        var all = Layer.Metrics.Where(m => m.Definition is CumulativeMetric c && Same(c.Metric.Metric, metric)).ToList();
        return all.FirstOrDefault(m =>
                grain is not null && m.Definition is CumulativeMetric { Span: ToDate toDate } && toDate.Grain.EndsWith(Bare(grain), StringComparison.Ordinal)
            )
            ?? all.FirstOrDefault(m => m.Definition is CumulativeMetric { Span: AllTime })
            ?? all.FirstOrDefault();
    }

    private static string Bare(string grain) => grain[(grain.LastIndexOf('_') + 1)..];

    /// <summary>The average of what a metric adds up: average order value beside order value.</summary>
    public Metric? AverageOf(Metric metric)
    {
        if (metric.Definition is not SimpleMetric { Aggregation.Kind: AggregationKind.Sum, Expr: { } expr } sum)
            return null;
        return Layer.Metrics.FirstOrDefault(m =>
                m.Definition is SimpleMetric { Aggregation.Kind: AggregationKind.Average, Expr: { } other } average
                && average.Entity == sum.Entity
                && other.Text.Trim() == expr.Text.Trim()
                && average.Where?.Text.Trim() == sum.Where?.Text.Trim()
            )
            ?? Layer.Metrics.FirstOrDefault(m =>
                m.Definition is RatioMetric ratio
                && Same(ratio.Numerator.Metric, metric)
                && Layer.FindMetric(ratio.Denominator.Metric)?.Definition is SimpleMetric { Aggregation.Kind: AggregationKind.Count } count
                && count.Entity == sum.Entity
            );
    }

    /// <summary>The amount of money per month or year that a threshold speaks of, with the factor to the metric's own period.</summary>
    public (Metric Metric, decimal Factor)? AmountPer(string unit, string? period, Entity? per)
    {
        var candidates = Layer
            .Metrics.Where(m => !m.IsHidden && string.Equals(m.Unit, unit, StringComparison.OrdinalIgnoreCase) && IsReachable(m, per))
            .Select(m => (Metric: m, Period: PeriodOf(m), IsBalance: IsBalance(m)))
            .ToList();
        if (period is null)
            return null;
        var same = candidates.Where(c => c.Period == period && c.IsBalance).Select(c => c.Metric).OrderBy(Depth).FirstOrDefault();
        if (same is not null)
            return (same, 1);
        var (other, factor) = period == "month" ? ("year", 12m) : ("month", 1m / 12m);
        var scaled = candidates.Where(c => c.Period == other && c.IsBalance).Select(c => c.Metric).OrderBy(Depth).FirstOrDefault();
        return scaled is null ? null : (scaled, factor);
    }

    private bool IsReachable(Metric metric, Entity? per) => per is null || lexicon.Reach.HomesOf(metric).All(h => lexicon.Reach.Reaches(h, per.Name));

    /// <summary>Simple things first: MRR before an MRR of some kind.</summary>
    private static int Depth(Metric metric) =>
        metric.Definition switch
        {
            SemiAdditiveMetric { Where: null } => 0,
            SemiAdditiveMetric => 1,
            DerivedMetric => 2,
            _ => 3,
        };

    /// <summary>How much there is, which a time takes and does not add up.</summary>
    public bool IsBalance(Metric metric) =>
        metric.Definition switch
        {
            SemiAdditiveMetric => true,
            DerivedMetric derived => derived.Inputs.Length == 1 && Layer.FindMetric(derived.Inputs[0].Metric) is { } input && IsBalance(input),
            _ => false,
        };

    /// <summary>"Monthly recurring revenue" is an amount a month by its own names; else its description says so.</summary>
    private string? PeriodOf(Metric metric) =>
        _periods.GetOrAdd(
            metric.Name,
            _ => PeriodIn((string[])[metric.Label, metric.Name, .. metric.Synonyms]) ?? (metric.Description is { } description ? PeriodIn([description]) : null)
        );

    private static string? PeriodIn(IEnumerable<string> texts)
    {
        var words = new HashSet<string>(texts.SelectMany(LayerLexicon.SplitWords), StringComparer.Ordinal);
        return words.Contains("monthly") || words.Contains("month") ? "month"
            : words.Contains("annual") || words.Contains("annualised") || words.Contains("annualized") || words.Contains("yearly") || words.Contains("year")
                ? "year"
            : null;
    }

    /// <summary>A base metric's conversion within the time that was named.</summary>
    public IEnumerable<Metric> ConversionsOf(Metric metric) =>
        Layer.Metrics.Where(m => m.Definition is ConversionMetric conversion && Same(conversion.Base, metric));
}
