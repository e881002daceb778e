using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.Semantics.Layer;

/// <summary>Definitions of metrics hold together: aggregations, times, inputs, no circles.</summary>
internal static class MetricCheck
{
    public static void Run(CheckContext check)
    {
        foreach (var metric in check.Content.Metrics)
        {
            switch (metric.Definition)
            {
                case SimpleMetric simple:
                    CheckAggregation(check, metric, simple.Entity, simple.Aggregation, simple.Expr);
                    CheckTime(check, metric, simple);
                    break;
                case SemiAdditiveMetric balance:
                    CheckAggregation(check, metric, balance.Entity, balance.Aggregation, balance.Expr);
                    CheckBalance(check, metric, balance);
                    break;
                case DerivedMetric derived:
                    CheckDerived(check, metric, derived);
                    break;
                case ConversionMetric conversion:
                    CheckConversion(check, metric, conversion);
                    break;
            }
            foreach (var input in MetricInputs.Of(metric.Definition))
                CheckInput(check, metric, input);
        }
        CheckCircles(check);
    }

    private static void CheckAggregation(CheckContext check, Metric metric, string entityName, Aggregation aggregation, LayerExpression? expr)
    {
        if (expr is null && aggregation.Kind != AggregationKind.Count)
        {
            Fault(check, metric, $"{metric.Name} needs \"expr\": what its rows' {Name(aggregation.Kind)} is of. Only count does without.");
            return;
        }
        if (aggregation is { Kind: AggregationKind.Percentile, Percentile: null })
            Fault(check, metric, $"{metric.Name} needs a number for its percentile: write agg: percentile(0.9).");
        if (expr is null || check.Columns.Entity(entityName) is not { } entity)
            return;
        var isNumeric = aggregation.Kind is AggregationKind.Sum or AggregationKind.Average or AggregationKind.Median or AggregationKind.Percentile;
        var type = ExpressionTypes.Infer(expr.Tree, path => check.Columns.TypeOf(entity, path));
        if (isNumeric && type is ScalarType.Text or ScalarType.Boolean or ScalarType.Date or ScalarType.Timestamp or ScalarType.TimestampTz)
            check.Problems.Error(
                LayerProblemCodes.TypeMismatch,
                expr.At,
                $"\"{expr.Text.Trim()}\" is {ExpressionTypes.Words(type)}: the {Name(aggregation.Kind)} takes a number.{(type == ScalarType.Boolean ? " To count the true ones write agg: count and where." : "")}"
            );
    }

    private static void CheckTime(CheckContext check, Metric metric, SimpleMetric simple)
    {
        if (check.Columns.Entity(simple.Entity) is not { } entity)
            return;
        if (simple.Time is not { } path)
        {
            if (entity.DefaultTime is null && !entity.Times.IsEmpty)
                check.Problems.Error(
                    LayerProblemCodes.MissingTime,
                    metric.At,
                    $"{metric.Name} has no time: {entity.Name} has {string.Join(", ", entity.Times.Select(t => t.Name))} and no default. Write time: {entity.Times[0].Name}, or default: true there."
                );
            return;
        }
        var parts = path.Split('.');
        if (check.Columns.Walk(entity, parts.AsSpan()[..^1]) is not { } owner)
        {
            check.Unknown("join path", string.Join('.', parts[..^1]), entity.Joins.Select(j => j.Name), check.Place(metric.At, "time"));
            return;
        }
        if (owner.FindTime(parts[^1]) is null && !check.Draft.MayBe("field", $"{owner.Name}.{parts[^1]}"))
        {
            var prefix = string.Concat(parts[..^1].Select(p => p + "."));
            check.Unknown($"time of {owner.Name}", path, owner.Times.Select(t => prefix + t.Name), check.Place(metric.At, "time"));
        }
    }

    private static void CheckBalance(CheckContext check, Metric metric, SemiAdditiveMetric balance)
    {
        if (check.Columns.Entity(balance.Entity) is not { } entity || check.Draft.MayBe("field", $"{entity.Name}.{balance.Over.Time}"))
            return;
        if (entity.FindTime(balance.Over.Time) is null)
            check.Unknown($"time of {entity.Name}", balance.Over.Time, entity.Times.Select(t => t.Name), check.Place(metric.At, "over.time"));
    }

    private static void CheckDerived(CheckContext check, Metric metric, DerivedMetric derived)
    {
        var aliases = derived.Inputs.Select(i => i.Alias).ToList();
        foreach (var twice in aliases.GroupBy(a => a, StringComparer.Ordinal).Where(g => g.Skip(1).Any()))
            Fault(check, metric, $"Two inputs of {metric.Name} are called \"{twice.Key}\": give one an alias.");
        var used = derived.Expr.Tree.Columns().ToList();
        foreach (var column in used.Where(c => !aliases.Contains(c.ToString(), StringComparer.Ordinal)))
            check.Problems.Error(
                LayerProblemCodes.UnknownReference,
                CheckContext.PlaceOf(derived.Expr, column),
                $"\"{column}\" is no input of {metric.Name}.{(NearestNames.Suggest(column.ToString(), aliases) is { Length: > 0 } near ? near : $" Its inputs are {string.Join(", ", aliases)}.")}"
            );
        foreach (var alias in aliases.Where(a => !used.Exists(c => c.ToString() == a)).Distinct(StringComparer.Ordinal))
            Fault(check, metric, $"{metric.Name} does not use its input \"{alias}\": use it in the expression or remove it.");
        if (derived.Inputs.IsEmpty)
            Fault(check, metric, $"{metric.Name} is made of no metric: its expression has to name one.");
    }

    private static void CheckConversion(CheckContext check, Metric metric, ConversionMetric conversion)
    {
        foreach (var name in new[] { conversion.Base, conversion.Conversion })
        {
            if (check.Metric(name) is not { } side)
                continue;
            if (side.Definition is not SimpleMetric simple)
                Fault(check, metric, $"{name} is no simple metric: both sides of a conversion count rows of an entity.");
            else if (
                check.Columns.Entity(simple.Entity) is { } entity
                && entity.Name != conversion.Per
                && check.Columns.Entity(conversion.Per) is not null
                && !Reaches(check, entity, conversion.Per)
            )
                Fault(check, metric, $"{entity.Name}, whose rows {name} counts, has no join to {conversion.Per}: add one, or choose another \"per\".");
        }
        check.Entity(conversion.Per, check.Place(metric.At, "per"));
    }

    private static bool Reaches(CheckContext check, Entity from, string target)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { from.Name };
        var open = new Queue<Entity>([from]);
        while (open.TryDequeue(out var at))
        {
            foreach (var join in at.Joins)
            {
                if (join.To == target)
                    return true;
                if (seen.Add(join.To) && check.Columns.Entity(join.To) is { } next)
                    open.Enqueue(next);
            }
        }
        return false;
    }

    private static void CheckInput(CheckContext check, Metric metric, MetricInput input)
    {
        var at = metric.Definition switch
        {
            DerivedMetric derived => CheckContext.PlaceOf(derived.Expr, new ColumnRef([input.Alias])),
            RatioMetric ratio => check.Place(metric.At, ReferenceEquals(ratio.Numerator, input) ? "numerator" : "denominator"),
            CumulativeMetric => check.Place(metric.At, "metric"),
            ConversionMetric conversion => check.Place(metric.At, conversion.Base == input.Metric ? "base" : "conversion"),
            _ => metric.At,
        };
        if (check.Metric(input.Metric, at) is not { } source)
            return;
        if (input.Where is not null && MetricInputs.HomesOf(source, check.Metric) is { Length: > 1 } homes)
            Fault(
                check,
                metric,
                $"{input.Metric} counts rows of {string.Join(" and ", homes)}: a filter of its own fits the rows of one entity. Filter its inputs instead, in a metric of their own."
            );
    }

    /// <summary>Metrics that are made of metrics, at most; the compiler follows them by recursion.</summary>
    private const int MaxDepth = 50;

    /// <summary>Parts of a metric when what it is made of is written out, as the compiler does: a few lines that double each other would fill the memory.</summary>
    private const int MaxParts = 2_000;

    private static double SizeOf(MetricDefinition definition, Func<string, double> sizeOf) =>
        definition is DerivedMetric derived
            ? 1
                + derived
                    .Expr.Tree.Columns()
                    .Sum(c => derived.Inputs.FirstOrDefault(i => i.Alias == c.ToString()) is { } input ? Math.Max(1, sizeOf(input.Metric)) : 1)
            : 1 + MetricInputs.Of(definition).Sum(i => sizeOf(i.Metric));

    /// <summary>Without recursion: a file may hold a chain of any length.</summary>
    private static void CheckCircles(CheckContext check)
    {
        var depths = new Dictionary<string, int>(StringComparer.Ordinal);
        var sizes = new Dictionary<string, double>(StringComparer.Ordinal);
        var way = new List<(Metric Metric, Queue<Metric> Inputs)>();
        var onWay = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var start in check.Content.Metrics)
        {
            Enter(start);
            while (way.Count > 0)
            {
                var (metric, inputs) = way[^1];
                if (inputs.TryDequeue(out var next))
                    Enter(next);
                else
                    Leave(metric);
            }
        }

        void Enter(Metric metric)
        {
            if (depths.ContainsKey(metric.Name))
                return;
            if (onWay.TryAdd(metric.Name, way.Count))
            {
                way.Add((metric, new(MetricInputs.Of(metric.Definition).Select(i => check.Metric(i.Metric)).OfType<Metric>())));
                return;
            }
            var circle = way.Skip(onWay[metric.Name]).Select(w => w.Metric.Name).Append(metric.Name);
            check.Problems.Error(LayerProblemCodes.Cycle, metric.At, $"{string.Join(" → ", circle)}: these metrics are made of each other.");
        }

        void Leave(Metric metric)
        {
            way.RemoveAt(way.Count - 1);
            onWay.Remove(metric.Name);
            var depth = 1 + MetricInputs.Of(metric.Definition).Select(i => depths.GetValueOrDefault(i.Metric)).DefaultIfEmpty().Max();
            depths[metric.Name] = depth;
            var size = SizeOf(metric.Definition, name => sizes.GetValueOrDefault(name));
            sizes[metric.Name] = size;
            if (size > MaxParts)
            {
                // Those that are made of it are not at fault.
                sizes[metric.Name] = 1;
                Fault(
                    check,
                    metric,
                    $"{metric.Name}, written out in full, has more than {MaxParts:N0} parts: use each metric in it once, or define it from rows."
                );
            }
            if (depth == MaxDepth + 1)
                Fault(check, metric, $"{metric.Name} is made of metrics of metrics, more than {MaxDepth} deep: define one on the way from rows.");
        }
    }

    internal static string TypeName(MetricDefinition definition) =>
        definition switch
        {
            SimpleMetric => "simple",
            RatioMetric => "ratio",
            DerivedMetric => "derived",
            SemiAdditiveMetric => "semi_additive",
            CumulativeMetric => "cumulative",
            _ => "conversion",
        };

    private static string Name(AggregationKind kind) => TextForms.AggregationNames.First(n => n.Value == kind && n.Key != "avg").Key;

    private static void Fault(CheckContext check, Metric metric, string message) => check.Problems.Error(LayerProblemCodes.BadMetric, metric.At, message);
}
