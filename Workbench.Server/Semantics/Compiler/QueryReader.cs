using System.Collections.Immutable;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Answers;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Compiler;

/// <summary>Finds every name of a query, or says what is wrong with it and what would work.</summary>
internal sealed partial class QueryReader(LevelView view, SemanticQuery query, DateOnly today)
{
    private const int LargestLimit = 1_000_000;

    /// <summary>Periods that a result lists one by one.</summary>
    private const int MostPeriods = 10_000;

    private readonly ProblemList _problems = new();
    private readonly Dictionary<string, QueryMetric> _metrics = new(StringComparer.Ordinal);
    private readonly List<AppliedFilter> _applied = [];
    private readonly List<AnswerWarning> _warnings = [];
    private readonly RangeReader _ranges = new(view.Calendar, today);
    private Entity[] _homes = [];

    public IReadOnlyList<AppliedFilter> Applied => _applied;
    public IReadOnlyList<AnswerWarning> Warnings => _warnings;
    public ImmutableArray<QueryProblem> Problems => _problems.ToImmutable();

    /// <summary>Null when there are <see cref="Problems"/>.</summary>
    public ResolvedQuery? Read()
    {
        var shown = ReadMetrics();
        if (!_problems.IsEmpty)
            return null;
        return query.Metrics.Count == 0 ? ReadListing() : ReadMeasured(shown);
    }

    private ResolvedQuery? ReadMeasured(ImmutableArray<QueryMetric> shown)
    {
        var hidden = ReadHiddenMetrics();
        ImmutableArray<QueryMetric> metrics = [.. shown, .. hidden];
        _homes = [.. metrics.SelectMany(m => m.Leaves, (_, l) => l.Home).DistinctBy(h => h.Name)];
        if (!_problems.IsEmpty)
            return null;
        var keys = ReadKeys(metrics);
        var range = ReadRange(query.Time?.Range, "time.range") ?? PeriodRange.Everything;
        var period = (PeriodKey?)keys.FirstOrDefault(k => k is PeriodKey);
        RequireTimes(metrics, range, keys);
        var comparison = IsTooFine(range, period) ? null : ReadComparison(range, period, keys);
        var filters = ReadFilters(metrics, range);
        RequireFilters(metrics);
        RequireCurrency(metrics, keys);
        var having = ReadHaving(keys, comparison is not null);
        var order = ReadOrder(keys, comparison is not null);
        var shares = ReadShares(keys);
        var ranks = ReadRanks();
        var limit = ReadLimit();
        var steps = ReadSteps(query.Steps, "steps", keys, having, limit);
        var growth = ReadSteps(query.Growth, "growth", keys, having, limit);
        var running = ReadRunning(keys, having, limit);
        var within = ReadWithin(keys);
        RequireSenseOfExtraRows(keys, limit, comparison);
        if (!_problems.IsEmpty)
            return null;
        WarnOfPartial(range, period);
        return new ResolvedQuery
        {
            Query = Completed(range, period),
            View = view,
            Today = today,
            Keys = keys,
            Metrics = metrics,
            Filters = filters,
            Range = range,
            Comparison = comparison,
            Having = having,
            OrderBy = order,
            Limit = limit,
            Shares = shares,
            Ranks = ranks,
            Steps = steps,
            Growth = growth,
            Running = running,
            Within = within,
            HasTotals = query.Totals,
            HasOthers = query.Others,
            // Beside periods the limit of "others" counts groups, and each of them has every period.
            FillsGaps = FillsGaps(range, period, keys, order, query.Others ? null : limit, having),
        };
    }

    private ImmutableArray<QueryMetric> ReadMetrics()
    {
        var found = ImmutableArray.CreateBuilder<QueryMetric>();
        for (var i = 0; i < query.Metrics.Count; i++)
            if (FindMetric(query.Metrics[i], $"metrics[{i}]", isShown: true) is { } metric && !found.Any(m => m.Metric == metric.Metric))
                found.Add(metric);
        return found.ToImmutable();
    }

    /// <summary>Metrics that only order, filter or are shared.</summary>
    private List<QueryMetric> ReadHiddenMetrics()
    {
        var hidden = new List<QueryMetric>();
        for (var i = 0; i < query.Having.Count; i++)
            if (!query.GroupBy.Contains(query.Having[i].Metric, StringComparer.Ordinal))
                Add(query.Having[i].Metric, $"having[{i}].metric");
        for (var i = 0; i < query.Shares.Count; i++)
            Add(query.Shares[i].Metric, $"shares[{i}]");
        for (var i = 0; i < query.Ranks?.Count; i++)
            Add(query.Ranks[i], $"ranks[{i}]");
        for (var i = 0; i < query.Steps?.Count; i++)
            Add(query.Steps[i], $"steps[{i}]");
        for (var i = 0; i < query.Growth?.Count; i++)
            Add(query.Growth[i], $"growth[{i}]");
        for (var i = 0; i < query.Running?.Count; i++)
            Add(query.Running[i], $"running[{i}]");
        for (var i = 0; i < query.OrderBy.Count; i++)
            if (view.Layer.FindMetric(MetricPart(query.OrderBy[i].Field)) is not null)
                Add(query.OrderBy[i].Field, $"order_by[{i}].field");
        return hidden;

        void Add(string written, string path)
        {
            if (!_metrics.ContainsKey(MetricPart(written)) && FindMetric(MetricPart(written), path, isShown: false) is { } metric)
                hidden.Add(metric);
        }
    }

    private static string MetricPart(string written) => written.Split('.')[0];

    private QueryMetric? FindMetric(string name, string path, bool isShown)
    {
        if (_metrics.TryGetValue(name, out var known))
            return known;
        if (view.Layer.FindMetric(name) is not { } metric)
        {
            var nearest = Near(name, view.Metrics.SelectMany(m => new[] { m.Name }.Concat(m.Synonyms)));
            ImmutableArray<string> names = [.. nearest.Select(n => view.Metrics.FirstOrDefault(m => m.Synonyms.Contains(n))?.Name ?? n).Distinct()];
            _problems.Add("unknown_metric", path, $"There is no metric \"{name}\".{DidYouMean(names)}", names);
            return null;
        }
        if (!view.IsVisible(metric))
        {
            _problems.Add("denied", path, view.DeniedMessage);
            return null;
        }
        if (view.FindRead(metric) is not { } read)
        {
            if (new MetricReader(view, _problems).Read(metric, path) is not { } value)
                return null;
            read = view.Remember(new QueryMetric(metric, value, TypeOf(value), IsShown: true));
        }
        return _metrics[name] = isShown ? read : read with { IsShown = false };
    }

    private string TypeOf(MetricValue value) =>
        value switch
        {
            LeafValue { Leaf: var leaf } => leaf.Aggregation.Kind switch
            {
                AggregationKind.Count or AggregationKind.CountDistinct => leaf.Over?.Take == BalanceTake.Average
                || leaf.PeriodAggregation == PeriodAggregation.Average
                    ? "decimal"
                    : "integer",
                AggregationKind.Average or AggregationKind.Median or AggregationKind.Percentile => "decimal",
                _ when leaf.Over?.Take == BalanceTake.Average || leaf.PeriodAggregation == PeriodAggregation.Average => "decimal",
                _ => ColumnTypes.Of(view.Layer, leaf.Home, leaf.Expr?.Tree),
            },
            RatioValue => "decimal",
            DerivedValue derived => derived.Inputs.All(i => TypeOf(i.Value) == "integer") && IsWhole(derived.Expr) ? "integer" : "decimal",
            _ => "decimal",
        };

    private static bool IsWhole(ScalarExpr expr) =>
        expr switch
        {
            ColumnRef => true,
            NumberLiteral number => number.Value == decimal.Truncate(number.Value),
            UnaryExpr unary => IsWhole(unary.Operand),
            BinaryExpr { Op: "+" or "-" or "*" } binary => IsWhole(binary.Left) && IsWhole(binary.Right),
            _ => false,
        };

    private PeriodRange? ReadRange(TimeRange? written, string path)
    {
        var range = _ranges.Read(written, out var problem);
        if (range is null)
            _problems.Add("bad_range", path, problem);
        return range;
    }

    private bool IsTooFine(PeriodRange range, PeriodKey? period)
    {
        if (period is not { Grain: { IsWithinDay: false } grain } || range is not { From: { } from, To: { } to })
            return false;
        if ((to.DayNumber - from.DayNumber) / grain.Days <= MostPeriods)
            return false;
        _problems.Add("bad_range", "time", $"That range has more than 10,000 {grain}s; ask for a shorter range or a coarser grain.");
        return true;
    }

    private Comparison? ReadComparison(PeriodRange range, PeriodKey? period, ImmutableArray<QueryKey> keys)
    {
        if (query.Compare is not { } compare)
            return null;
        if (keys.OfType<OwnTimeKey>().FirstOrDefault(k => k.Grain is not null) is { } odd)
        {
            _problems.Add(
                "bad_query",
                "compare",
                $"{odd.Written} does not lie within {period?.Written}: a comparison needs grains that nest, such as month and quarter."
            );
            return null;
        }
        var comparison = new ComparisonReader(view.Calendar, today).Read(range, period?.Grain, compare.To, out var problem);
        if (comparison is null)
            _problems.Add("bad_range", "compare.to", problem);
        return comparison;
    }

    private void RequireSenseOfExtraRows(ImmutableArray<QueryKey> keys, int? limit, Comparison? comparison)
    {
        if (query.Others && limit is null)
            _problems.Add("bad_query", "others", "\"others\" sums up what a limit cuts off; give a limit.");
        if (query.Others && keys.Any(k => k is PeriodKey))
        {
            if (keys.All(k => k is PeriodKey or CoarserKey))
                _problems.Add(
                    "bad_query",
                    "others",
                    "Beside periods, \"others\" are the groups that the limit leaves out; add a field to \"group_by\", or leave others out."
                );
            else if (query.Having.Count > 0)
                _problems.Add(
                    "unsupported",
                    "having",
                    "The others of each period cannot be told apart from rows that \"having\" leaves out; ask without having, without others, or without a grain."
                );
        }
        if ((query.Totals || query.Others) && comparison is { HasWhole: false })
            _problems.Add(
                "bad_query",
                query.Totals ? "totals" : "others",
                comparison.Range.From is null
                    ? "Beside a comparison, totals and others need a time range with both ends, for example last_12_months."
                    : "A total is of whole days, and this comparison moves by less; compare with {\"shift\": 1, \"unit\": \"day\"}, or leave totals and others out."
            );
    }

    private int? ReadLimit()
    {
        if (query.Limit is null or (>= 1 and <= LargestLimit))
            return query.Limit;
        _problems.Add("bad_value", "limit", "A limit lies between 1 and 1,000,000.");
        return null;
    }

    private bool FillsGaps(
        PeriodRange range,
        PeriodKey? period,
        ImmutableArray<QueryKey> keys,
        ImmutableArray<ValueOrder> order,
        int? limit,
        ImmutableArray<ValueFilter> having
    )
    {
        if (period is null || query.Gaps == GapHandling.Skip || keys.Any(k => k is OwnTimeKey))
            return false;
        if (query.Gaps == GapHandling.Fill)
            return true;
        // A ranking and a threshold pick rows: what they leave out is no gap.
        return having.Length == 0 && (limit is null || order.Length == 0 || order[0].Key is not null);
    }

    /// <summary>The metrics without a time cannot be asked by time.</summary>
    private void RequireTimes(ImmutableArray<QueryMetric> metrics, PeriodRange range, ImmutableArray<QueryKey> keys)
    {
        var needs = range != PeriodRange.Everything || keys.Any(k => k is PeriodKey or CoarserKey or OwnTimeKey);
        var period = (PeriodKey?)keys.FirstOrDefault(k => k is PeriodKey);
        foreach (var metric in metrics)
        foreach (var leaf in metric.Leaves)
        {
            if (leaf.Time is null && (needs || leaf.Steps.Count > 0))
                _problems.Add(
                    "no_time",
                    "time",
                    $"{metric.Metric.Label} has no time of its own, so it cannot be asked for a period; ask without a time range or grain."
                );
            else if (leaf.Time?.Leaf is TimeLeaf { Time: var time } && !view.IsVisible(leaf.Time.Path.Target, time))
                _problems.Add("denied", "time", view.DeniedMessage);
            else if (period is { Grain.IsWithinDay: true } fine && (leaf.Over is not null || leaf.Steps.Count > 0))
                _problems.Add("bad_grain", "time.grain", $"{metric.Metric.Label} is measured by whole days, not by {fine.Grain}; use the grain day.", "day");
            else if (
                period is { } key
                && leaf.Time?.Leaf is TimeLeaf { Time: var own }
                && view.Calendar.FindGrain(own.Grain) is { } finest
                && key.Grain.Unit < finest.Unit
            )
                _problems.Add(
                    "bad_grain",
                    "time.grain",
                    $"{metric.Metric.Label} is known by {finest.Unit.ToString().ToLowerInvariant()}, not by {key.Grain}; use the grain {finest}.",
                    finest.Name
                );
            var needsRange = period is not null || leaf.PeriodAggregation == PeriodAggregation.Average || leaf.Steps.Any(s => s is ShiftStep or AtStartStep);
            if (leaf.Steps.Count > 0 && !range.IsBounded && needsRange)
                _problems.Add(
                    "bad_range",
                    "time.range",
                    $"{metric.Metric.Label} looks at other periods than its own; give a time range with both ends, for example last_12_months.",
                    "last_12_months"
                );
        }
    }

    /// <summary>An hour that comes twice is one row: clocks give both the same name.</summary>
    private void WarnOfClocks(Grain grain, DateOnly from, DateOnly to)
    {
        foreach (var (day, shift) in view.Calendar.ClockChanges(from, to))
            if (shift < TimeSpan.Zero)
                _warnings.Add(
                    new AnswerWarning(
                        "repeated_hour",
                        FormattableString.Invariant(
                            $"Clocks went back on {day:yyyy-MM-dd}: {(grain.Unit == GrainUnit.Hour ? "the hour that came twice is one row" : "each minute of the hour that came twice is one row")}."
                        )
                    )
                );
    }

    private void WarnOfPartial(PeriodRange range, PeriodKey? period)
    {
        if (range.IsPartial)
            _warnings.Add(
                new AnswerWarning(
                    "partial_period",
                    range.To <= today && range.WholeTo is { } whole && whole > today
                        ? FormattableString.Invariant($"{range.Label} is not over: the numbers go to {today.AddDays(-1):yyyy-MM-dd}.")
                        : $"{range.Label} is not over: the numbers are those so far."
                )
            );
        else if (period is { Grain: var grain } && !grain.IsWithinDay && range.To is null && view.Calendar.StartOf(grain, today) != today)
            _warnings.Add(new AnswerWarning("partial_period", $"{PeriodLabel.Of(grain, view.Calendar.StartOf(grain, today), view.Calendar)} is not over."));
        if (period is { Grain: { IsWithinDay: false } cut } && range.From is { } from && view.Calendar.StartOf(cut, from) != from)
            _warnings.Add(
                new AnswerWarning(
                    "partial_period",
                    $"The first period, {PeriodLabel.Of(cut, view.Calendar.StartOf(cut, from), view.Calendar)}, is cut by the range."
                )
            );
        if (period is { Grain: { IsWithinDay: true } fine } && range is { From: { } first, To: { } end })
            WarnOfClocks(fine, first, end);
        foreach (var home in _homes)
            if (home.Source is SqlSource)
                _warnings.Add(new AnswerWarning("layer_sql", $"{home.Label} rests on SQL written by hand in the semantic layer ({home.At.File})."));
    }

    private SemanticQuery Completed(PeriodRange range, PeriodKey? period)
    {
        var segments = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var (name, isOn) in query.Segments)
            segments[name] = isOn;
        foreach (var applied in _applied.Where(a => a.From == FilterOrigin.Segment))
            segments[applied.Field] = true;
        return query with
        {
            Segments = segments,
            Time = period is null ? query.Time : new QueryTime(query.Time?.Range, period.Grain.Name),
            Limit = query.Limit,
        };
    }

    private static ImmutableArray<string> Near(string name, IEnumerable<string> known) => [.. NearestNames.Of(name, known)];

    private static string DidYouMean(ImmutableArray<string> nearest) => nearest.Length == 0 ? "" : $" Did you mean {string.Join(" or ", nearest)}?";
}
