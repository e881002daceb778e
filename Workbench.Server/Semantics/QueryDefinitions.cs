using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics;

/// <summary>A layer together with the metrics that a query defines for itself, checked like those of the files.</summary>
internal static class QueryDefinitions
{
    private const int Most = 40;
    private static readonly ConditionalWeakTable<IReadOnlyList<QueryDefinition>, Extended> Known = [];

    /// <summary>The layer itself when the query defines nothing, or nothing that holds together.</summary>
    public static SemanticLayer In(SemanticLayer layer, SemanticQuery query) => Read(layer, query, out _);

    public static SemanticLayer Read(SemanticLayer layer, SemanticQuery query, out ImmutableArray<QueryProblem> problems)
    {
        problems = [];
        if (query.Define is not { Count: > 0 } definitions)
            return layer;
        if (!Known.TryGetValue(definitions, out var extended) || extended.From != layer)
            Known.AddOrUpdate(definitions, extended = Extend(layer, definitions));
        problems = extended.Problems;
        return extended.Layer;
    }

    private static Extended Extend(SemanticLayer layer, IReadOnlyList<QueryDefinition> definitions)
    {
        var problems = ImmutableArray.CreateBuilder<QueryProblem>();
        if (definitions.Count > Most)
            problems.Add(new QueryProblem("bad_query", "define", $"A query defines at most {Most} metrics of its own.", []));
        var added = new Dictionary<string, Metric>(StringComparer.Ordinal);
        for (var i = 0; i < definitions.Count && problems.Count == 0; i++)
        {
            var definition = definitions[i];
            if (definition.Name.Length == 0 || definition.Name.Contains('.', StringComparison.Ordinal))
                problems.Add(new QueryProblem("bad_query", $"define[{i}].name", "A metric of the query needs a name without a dot.", []));
            else if (layer.FindMetric(definition.Name) is not null || layer.FindEntity(definition.Name) is not null || added.ContainsKey(definition.Name))
                problems.Add(
                    new QueryProblem("bad_query", $"define[{i}].name", $"There is already something called {definition.Name}; pick another name.", [])
                );
            else if (MetricOf(definition, i, problems) is { } metric)
                added[definition.Name] = metric;
        }
        if (problems.Count == 0)
            Check(layer, added, problems);
        return problems.Count > 0
            ? new Extended(layer, layer, problems.ToImmutable())
            : new Extended(layer, new SemanticLayer(layer.Content with { Metrics = [.. layer.Metrics, .. added.Values] }), []);
    }

    private static Metric? MetricOf(QueryDefinition definition, int index, ImmutableArray<QueryProblem>.Builder problems)
    {
        var at = new SourceSpan("(query)", index + 1, 1);
        var expr = Parse(definition.Expr, "expr");
        var where = Parse(definition.Where, "where");
        if (problems.Count > 0)
            return null;
        MetricDefinition? kind = null;
        if (definition.Entity is not { } entity)
        {
            if (expr is null || where is not null || definition.Agg is not null)
                Fault("", "A metric without an entity is arithmetic over other metrics: it takes \"expr\" alone.");
            else
                kind = new DerivedMetric(
                    expr,
                    [.. expr.Tree.Columns().Select(c => c.ToString()).Distinct(StringComparer.Ordinal).Select(n => new MetricInput(n, n))]
                );
        }
        else if (AggregationOf(definition.Agg ?? (expr is null ? "count" : "sum")) is not { } aggregation)
            Fault(".agg", $"\"{definition.Agg}\" is no aggregation: count, count_distinct, sum, average, min, max, median.");
        else if (definition.LastPer is not { } per)
            kind = new SimpleMetric(entity, aggregation, expr, where, definition.Time);
        else if (definition.Time is { } time)
            kind = new SemiAdditiveMetric(entity, aggregation, expr, where, new BalanceOver(time, BalanceTake.Last, [.. per]));
        else
            Fault(".time", "A metric of the last rows needs \"time\": the time that says which are last.");
        return kind is null
            ? null
            : new Metric
            {
                Name = definition.Name,
                Label = definition.Label ?? definition.Name.Replace('_', ' '),
                Unit = definition.Unit,
                Definition = kind,
                At = at,
            };

        LayerExpression? Parse(string? text, string key)
        {
            if (string.IsNullOrWhiteSpace(text))
                return null;
            if (ExpressionParser.Parse(text) is ParsedExpression parsed)
                return new LayerExpression(text, parsed.Tree, at);
            Fault("." + key, $"\"{text}\" is no expression that I can read.");
            return null;
        }

        void Fault(string key, string message) => problems.Add(new QueryProblem("bad_query", $"define[{index}]{key}", message, []));
    }

    /// <summary>Every name is a column or a metric, and the types fit: the checks of the files.</summary>
    private static void Check(SemanticLayer layer, Dictionary<string, Metric> added, ImmutableArray<QueryProblem>.Builder problems)
    {
        var used = added
            .Values.SelectMany(m => MetricInputs.Of(m.Definition))
            .Select(i => layer.FindMetric(i.Metric))
            .OfType<Metric>()
            .DistinctBy(m => m.Name, StringComparer.Ordinal);
        var found = new LayerProblems();
        var check = new CheckContext(layer.Content with { Metrics = [.. used, .. added.Values] }, new LayerDraft(), found);
        foreach (var metric in added.Values)
            ExpressionCheck.CheckMetric(check, metric);
        MetricCheck.Run(check);
        foreach (var problem in found.ToImmutable([]).Where(p => p.Severity == ProblemSeverity.Error && p.At.File == "(query)"))
            problems.Add(new QueryProblem("bad_query", $"define[{problem.At.Line - 1}]", problem.Message, []));
    }

    private static Aggregation? AggregationOf(string name) =>
        name switch
        {
            "count" => new Aggregation(AggregationKind.Count),
            "count_distinct" => new Aggregation(AggregationKind.CountDistinct),
            "sum" => new Aggregation(AggregationKind.Sum),
            "average" or "avg" => new Aggregation(AggregationKind.Average),
            "min" => new Aggregation(AggregationKind.Min),
            "max" => new Aggregation(AggregationKind.Max),
            "median" => new Aggregation(AggregationKind.Median),
            _ => null,
        };

    private sealed record Extended(SemanticLayer From, SemanticLayer Layer, ImmutableArray<QueryProblem> Problems);
}
