using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Compiler;

/// <summary>Takes a metric apart into leaves.</summary>
internal sealed class MetricReader(LevelView view, ProblemList problems)
{
    public const int DeepestNesting = 12;

    /// <summary>Null after a problem was noted at <paramref name="path"/>.</summary>
    public MetricValue? Read(Metric metric, string path) => Read(metric, [], [], path, depth: 0);

    private MetricValue? Read(Metric metric, EquatableArray<LayerExpression> where, EquatableArray<FrameStep> steps, string path, int depth)
    {
        if (depth > DeepestNesting)
        {
            problems.Add("invalid_metric", path, $"The metric {metric.Name} is defined through itself; break the circle in {metric.At}.");
            return null;
        }
        switch (metric.Definition)
        {
            case SimpleMetric simple:
                return ReadLeaf(metric, simple.Entity, simple.Aggregation, simple.Expr, simple.Where, simple.Time, where, steps, path);
            case SemiAdditiveMetric balance:
                var value = ReadLeaf(metric, balance.Entity, balance.Aggregation, balance.Expr, balance.Where, balance.Over.Time, where, steps, path);
                // What a period opens with is the last snapshot before it, whichever stands for the period itself.
                var over = steps.Any(s => s is AtStartStep) ? balance.Over with { Take = BalanceTake.Last } : balance.Over;
                return value is LeafValue leaf ? new LeafValue(leaf.Leaf with { Over = over }) : null;
            case RatioMetric ratio:
                return
                    ReadInput(ratio.Numerator, metric, where, steps, path, depth) is { } numerator
                    && ReadInput(ratio.Denominator, metric, where, steps, path, depth) is { } denominator
                    ? new RatioValue(numerator, denominator, metric.Absent)
                    : null;
            case DerivedMetric derived:
                var inputs = new List<DerivedInput>();
                foreach (var input in derived.Inputs)
                {
                    if (ReadInput(input, metric, where, steps, path, depth) is not { } read)
                        return null;
                    inputs.Add(new DerivedInput(input.Alias, read));
                }
                return new DerivedValue(derived.Expr.Tree, [.. inputs], metric.Absent);
            case CumulativeMetric cumulative:
                return ReadCumulative(metric, cumulative, where, steps, path, depth);
            case ConversionMetric conversion:
                return ReadConversion(metric, conversion, where, steps, path);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private MetricValue? ReadInput(
        MetricInput input,
        Metric user,
        EquatableArray<LayerExpression> where,
        EquatableArray<FrameStep> steps,
        string path,
        int depth
    )
    {
        if (view.Layer.FindMetric(input.Metric) is not { } metric)
        {
            problems.Add("invalid_metric", path, $"The metric {user.Name} uses {input.Metric}, which does not exist; correct it in {user.At}.");
            return null;
        }
        if (input.Where is { } filter)
            where = [.. where, filter];
        if (input.Shift is { } shift)
            steps = [.. steps, new ShiftStep(shift.Count, shift.Unit)];
        if (input.AtStartOf is { } start)
        {
            var grain = view.Calendar.FindGrain(start);
            if (grain is null && start != "period")
            {
                problems.Add(
                    "invalid_metric",
                    path,
                    $"The metric {user.Name} looks at the start of \"{start}\", which is neither a grain nor \"period\"; correct it in {user.At}."
                );
                return null;
            }
            steps = [.. steps, new AtStartStep(grain)];
        }
        return Read(metric, where, steps, path, depth + 1);
    }

    private MetricValue? ReadCumulative(
        Metric metric,
        CumulativeMetric cumulative,
        EquatableArray<LayerExpression> where,
        EquatableArray<FrameStep> steps,
        string path,
        int depth
    )
    {
        FrameStep? step = cumulative.Span switch
        {
            MovingWindow window when view.Calendar.FindGrain(Singular(window.Unit)) is { IsWithinDay: false } unit => new WindowStep(window.Count, unit),
            ToDate toDate when view.Calendar.FindGrain(toDate.Grain) is { IsWithinDay: false } grain => new ToDateStep(grain),
            AllTime => new AllTimeStep(),
            _ => null,
        };
        if (step is null)
        {
            problems.Add("invalid_metric", path, $"The window of the metric {metric.Name} is no length of time; correct it in {metric.At}.");
            return null;
        }
        var read = ReadInput(cumulative.Metric, metric, where, [.. steps, step], path, depth);
        if (read is null)
            return null;
        if (read.Leaves.FirstOrDefault(l => l.Over is not null) is { } balance)
        {
            problems.Add(
                "invalid_metric",
                path,
                $"The metric {metric.Name} adds up {balance.Metric.Name} over time, which is a balance; correct it in {metric.At}."
            );
            return null;
        }
        return Rename(
            read,
            leaf =>
                leaf with
                {
                    Name = metric.Name == leaf.Name || read is not LeafValue ? leaf.Name : metric.Name,
                    PeriodAggregation = cumulative.PeriodAggregation,
                }
        );
    }

    private MetricValue? ReadConversion(
        Metric metric,
        ConversionMetric conversion,
        EquatableArray<LayerExpression> where,
        EquatableArray<FrameStep> steps,
        string path
    )
    {
        if (ReadEvent(metric, conversion.Base, where, steps, path) is not { } first || ReadEvent(metric, conversion.Conversion, [], [], path) is not { } then)
            return null;
        if (FieldOf(metric, first.Home, conversion.Per, path) is not { } per || FieldOf(metric, then.Home, conversion.Per, path) is not { } eventPer)
            return null;
        var properties = new List<FollowedByProperty>();
        foreach (var property in conversion.ConstantProperties)
        {
            if (FieldOf(metric, first.Home, property.Base, path) is not { } left || FieldOf(metric, then.Home, property.Conversion, path) is not { } right)
                return null;
            properties.Add(new FollowedByProperty(left, right));
        }
        if (first.Time is null || then.Time is null)
        {
            problems.Add("invalid_metric", path, $"Both events of the metric {metric.Name} need a time; give one in {metric.At}.");
            return null;
        }
        var converted = new LeafValue(first with { Name = metric.Name, FollowedBy = new FollowedBy(then, per, eventPer, conversion.Within, [.. properties]) });
        return conversion.Calculation == ConversionCalculation.Count ? converted : new RatioValue(converted, new LeafValue(first), metric.Absent);
    }

    private Leaf? ReadEvent(Metric user, string name, EquatableArray<LayerExpression> where, EquatableArray<FrameStep> steps, string path)
    {
        if (view.Layer.FindMetric(name) is { Definition: SimpleMetric } found && Read(found, where, steps, path, depth: 1) is LeafValue leaf)
            return leaf.Leaf;
        problems.Add("invalid_metric", path, $"The metric {user.Name} needs \"{name}\" to be a simple metric; correct it in {user.At}.");
        return null;
    }

    private FieldPath? FieldOf(Metric user, Entity home, string field, string path)
    {
        var written =
            field.Contains('.', StringComparison.Ordinal) || view.FindEntity(field) is not null || home.FindJoin(field) is not null
                ? field
                : $"{home.Name}.{field}";
        if (view.Resolve(home, written) is FieldFound found)
            return found.Field;
        problems.Add("invalid_metric", path, $"The metric {user.Name} needs {field}, which no single path from {home.Name} reaches; correct it in {user.At}.");
        return null;
    }

    private LeafValue? ReadLeaf(
        Metric metric,
        string entity,
        Aggregation aggregation,
        LayerExpression? expr,
        LayerExpression? own,
        string? time,
        EquatableArray<LayerExpression> where,
        EquatableArray<FrameStep> steps,
        string path
    )
    {
        if (view.FindEntity(entity) is not { } home)
        {
            problems.Add("invalid_metric", path, $"The metric {metric.Name} counts {entity}, which does not exist; correct it in {metric.At}.");
            return null;
        }
        if (expr is null && aggregation.Kind != AggregationKind.Count)
        {
            problems.Add("invalid_metric", path, $"The metric {metric.Name} needs an \"expr\" to aggregate; add it in {metric.At}.");
            return null;
        }
        FieldPath? timePath = null;
        if (time is not null)
        {
            var written = time.Contains('.', StringComparison.Ordinal) ? time : $"{home.Name}.{time}";
            // With a grain, because a dimension may have the same name.
            if (view.Resolve(home, $"{written}.day") is not FieldFound { Field: { Leaf: PeriodLeaf { Time: var named } } found })
            {
                problems.Add(
                    "invalid_metric",
                    path,
                    $"The time \"{time}\" of the metric {metric.Name} is not found from {home.Name}; correct it in {metric.At}."
                );
                return null;
            }
            timePath = found with { Leaf = new TimeLeaf(named) };
        }
        else if (home.DefaultTime is { } defaultTime)
            timePath = new FieldPath(JoinPath.Of(home), new TimeLeaf(defaultTime));
        return new LeafValue(
            new Leaf
            {
                Name = metric.Name,
                Metric = metric,
                Home = home,
                Aggregation = aggregation,
                Expr = expr,
                Where = own is null ? where : [own, .. where],
                Time = timePath,
                Steps = steps,
            }
        );
    }

    private static MetricValue Rename(MetricValue value, Func<Leaf, Leaf> change) =>
        value switch
        {
            LeafValue leaf => new LeafValue(change(leaf.Leaf)),
            RatioValue ratio => ratio with { Over = Rename(ratio.Over, change), Under = Rename(ratio.Under, change) },
            DerivedValue derived => derived with { Inputs = [.. derived.Inputs.Select(i => i with { Value = Rename(i.Value, change) })] },
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static string Singular(string unit) => unit.EndsWith('s') ? unit[..^1] : unit;
}
