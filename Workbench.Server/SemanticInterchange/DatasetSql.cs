using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Metrics of a layer as aggregate expressions over datasets: <c>SUM(orders.amount)</c>.</summary>
/// <param name="words">An expression in the words of a dialect; null for SQL that all have.</param>
/// <param name="foldsWhere">An entity's own condition goes into each of its metrics, since the format has no other place.</param>
internal sealed class DatasetSql(LayerContent content, ForeignNames names, bool foldsWhere, Func<ScalarExpr, ScalarExpr>? words = null)
{
    private const int MaxDepth = 20;

    private readonly Dictionary<string, Entity> _entities = content.Entities.ToDictionary(e => e.Name, StringComparer.Ordinal);
    private readonly Dictionary<string, Metric> _metrics = content.Metrics.ToDictionary(m => m.Name, StringComparer.Ordinal);

    public string NameOf(Entity entity) => names.Of("entity", entity.Name, entity.Name);

    public Metric? Metric(string name) => _metrics.GetValueOrDefault(name);

    public Entity? Entity(string name) => _entities.GetValueOrDefault(name);

    /// <summary>A metric written out down to its aggregates; null, with the reason, when SQL of one aggregate level cannot say it.</summary>
    public string? Of(Metric metric, out string? whyNot) => Of(metric, null, MaxDepth, out whyNot);

    private string? Of(Metric metric, LayerExpression? filter, int depth, out string? whyNot)
    {
        whyNot = null;
        if (depth == 0)
            whyNot = "it is made of metrics too deeply.";
        switch (metric.Definition)
        {
            case var _ when depth == 0:
                return null;
            case SimpleMetric simple:
                return Aggregate(simple.Entity, simple.Aggregation, simple.Expr, And(simple.Where, filter), out whyNot);
            case RatioMetric ratio:
                return Input(ratio.Numerator, filter, depth, out whyNot) is { } over && Input(ratio.Denominator, filter, depth, out whyNot) is { } under
                    ? $"{over} / NULLIF({under}, 0)"
                    : null;
            case DerivedMetric derived:
                return Derived(derived, filter, depth, out whyNot);
            case SemiAdditiveMetric:
                whyNot = "a balance, never added up over time,";
                return null;
            case CumulativeMetric:
                whyNot = "a metric over a moving window";
                return null;
            case ConversionMetric:
                whyNot = "a conversion";
                return null;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    public string? Aggregate(string entityName, Aggregation aggregation, LayerExpression? expr, ScalarExpr? where, out string? whyNot)
    {
        whyNot = null;
        if (Entity(entityName) is not { } entity)
        {
            whyNot = "its entity is not in the export.";
            return null;
        }
        if (foldsWhere && entity.Where is { } always)
            where = where is null ? always.Tree : ExpressionTree.And(always.Tree, where);
        // Where a metric stands beside its dataset, the key says whose rows are counted.
        var counted = expr?.Tree ?? (foldsWhere || entity.Key.IsEmpty ? null : new ColumnRef([entity.Key[0]]));
        var of = counted is null ? null : Qualify(entity, counted);
        var condition = where is null ? null : Qualify(entity, where);
        if ((counted is not null && of is null) || (where is not null && condition is null))
        {
            whyNot = "a column over a join to which there are several ways";
            return null;
        }
        if (AggregateSql.Print(aggregation, of is null ? null : Said(of), condition is null ? null : Said(condition)) is { } sql)
            return sql;
        whyNot = $"the aggregation {aggregation.Kind.ToString().ToLowerInvariant()}";
        return null;
    }

    /// <summary>Columns with the name of their dataset before them; null when a join does not tell the dataset alone.</summary>
    public ScalarExpr? Qualify(Entity entity, ScalarExpr expression) =>
        ExpressionTree.Rewrite(
            expression,
            column =>
            {
                if (Walk(entity, column.Path.AsSpan()[..^1]) is not { } owner)
                    return null;
                if (owner != entity && Ways(entity, owner.Name, 0) != 1)
                    return null;
                return new ColumnRef([NameOf(owner), column.Path[^1]]);
            }
        );

    private Entity? Walk(Entity from, ReadOnlySpan<string> joins)
    {
        Entity? at = from;
        foreach (var name in joins)
            at = at?.FindJoin(name) is { } join ? Entity(join.To) : null;
        return at;
    }

    private int Ways(Entity from, string to, int depth) =>
        depth > 5
            ? 0
            : from.Joins.Sum(j =>
                j.To == to ? 1
                : Entity(j.To) is { } next ? Ways(next, to, depth + 1)
                : 0
            );

    private string? Input(MetricInput input, LayerExpression? filter, int depth, out string? whyNot)
    {
        whyNot = null;
        if (input.Shift is not null || input.AtStartOf is not null)
        {
            whyNot = "an input of another period";
            return null;
        }
        if (_metrics.GetValueOrDefault(input.Metric) is not { } metric)
            return null;
        var both =
            input.Where is null ? filter
            : filter is null ? input.Where
            : input.Where with { Tree = ExpressionTree.And(filter.Tree, input.Where.Tree) };
        var sql = Of(metric, both, depth - 1, out whyNot);
        return sql is null || metric.Definition is SimpleMetric ? sql : $"({sql})";
    }

    private string? Derived(DerivedMetric derived, LayerExpression? filter, int depth, out string? whyNot)
    {
        whyNot = null;
        var parts = new List<string>();
        foreach (var input in derived.Inputs)
        {
            if (Input(input, filter, depth, out whyNot) is not { } sql)
                return null;
            parts.Add(sql);
        }
        var aliases = derived.Inputs.Select(i => i.Alias).ToList();
        return Fill(derived.Expr.Tree, aliases, parts);
    }

    /// <summary>Arithmetic over names, with a text put in for each name.</summary>
    public static string? Fill(ScalarExpr tree, List<string> aliases, List<string> parts)
    {
        var prefix = ExpressionTree.FreeName("part__", SqlText.Print(tree));
        return ExpressionTree.Rewrite(tree, c => aliases.IndexOf(c.ToString()) is var i and >= 0 ? new ColumnRef([$"{prefix}{i}"]) : null) is { } placed
            ? Regex.Replace(
                SqlText.Print(placed),
                $@"\b{prefix}(?<i>[0-9]+)\b",
                m => parts[int.Parse(m.Groups["i"].Value, System.Globalization.CultureInfo.InvariantCulture)],
                RegexOptions.ExplicitCapture,
                TimeSpan.FromSeconds(1)
            )
            : null;
    }

    private ScalarExpr Said(ScalarExpr expression) => words is null ? SqlText.Safe(expression) : words(SqlText.Safe(expression));

    private static ScalarExpr? And(LayerExpression? one, LayerExpression? other) =>
        one is null ? other?.Tree
        : other is null ? one.Tree
        : ExpressionTree.And(one.Tree, other.Tree);

    /// <summary>Columns of an equality join; null when the join says more.</summary>
    public static ImmutableArray<(string Own, string Other)>? Columns(EntityJoin join)
    {
        var pairs = ImmutableArray.CreateBuilder<(string, string)>();
        foreach (var part in ExpressionTree.Conjuncts(join.On.Tree))
            switch (part)
            {
                case BinaryExpr { Op: "=", Left: ColumnRef { Path: [var own] }, Right: ColumnRef { Path: [_, var other] } }:
                    pairs.Add((own, other));
                    break;
                case BinaryExpr { Op: "=", Left: ColumnRef { Path: [_, var other] }, Right: ColumnRef { Path: [var own] } }:
                    pairs.Add((own, other));
                    break;
                default:
                    return null;
            }
        return pairs.ToImmutable();
    }
}
