using System.Text.Json.Nodes;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Makes metrics of aggregate expressions: one call is a simple metric, arithmetic over calls a ratio or a derived one of hidden simple ones.</summary>
internal sealed class DatasetMetrics(DatasetModel model, DatasetLayer layer, LayerBuild build, ForeignNames names, InterchangeNotes notes)
{
    /// <summary>Simple metrics by what they compute, so that the same call is the same metric.</summary>
    private readonly Dictionary<string, string> _byMeaning = new(StringComparer.Ordinal);

    /// <summary>Metrics by the names that the source knows them by: <c>total</c> of the model, <c>orders.total</c> of a dataset.</summary>
    private readonly Dictionary<string, string> _bySource = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Metrics of datasets by their names alone: several datasets may have one of a name.</summary>
    private readonly Dictionary<string, List<string>> _byBareName = new(StringComparer.OrdinalIgnoreCase);

    public void Build()
    {
        foreach (var entity in layer.Entities)
            build.MetricNames.Reserve(entity.Name);
        var open = new List<(DatasetMetric Metric, string Name, AggregateSql Sql)>();
        foreach (var metric in model.Metrics)
        {
            if (AggregateSql.Parse(metric.Sql, out var whyNot) is not { } sql)
            {
                notes.Kept($"metric {metric.Name}", $"It stays out: {whyNot}", metric.At);
                continue;
            }
            var name = build.MetricNames.Take(metric.Name);
            if (name != LayerNames.Normal(metric.Name))
                notes.Changed($"metric {metric.Name}", $"The name {LayerNames.Normal(metric.Name)} is taken in the layer: it is {name}.", metric.At);
            names.Remember("metric", name, metric.Name);
            _bySource.TryAdd(metric.Dataset is { } home ? $"{home}.{metric.Name}" : metric.Name, name);
            if (metric.Dataset is not null)
                (_byBareName.TryGetValue(metric.Name, out var same) ? same : _byBareName[metric.Name] = []).Add(name);
            open.Add((metric, name, sql));
        }
        foreach (var (metric, name, sql) in open)
            if (IsOneCall(sql) is { } call)
            {
                if (Simple(metric, call, metric.NonAdditive, null) is { } definition)
                    Add(metric, name, definition);
            }
        var rest = open.Where(o => IsOneCall(o.Sql) is null).ToList();
        // A derived metric of derived ones waits until those are there.
        for (var before = -1; rest.Count > 0 && rest.Count != before; )
        {
            before = rest.Count;
            rest.RemoveAll(o => Composite(o.Metric, o.Name, o.Sql, isLast: false));
        }
        foreach (var (metric, name, sql) in rest)
            Composite(metric, name, sql, isLast: true);
    }

    private static AggregateCall? IsOneCall(AggregateSql sql) => sql.Tree is ColumnRef column ? sql.CallOf(column) : null;

    private void Add(DatasetMetric metric, string name, JsonObject definition)
    {
        var tree = LayerBuild.Map(("name", name), ("description", metric.Description), ("synonyms", LayerBuild.Texts(metric.Synonyms)));
        foreach (var (key, value) in definition)
            tree[key] = value?.DeepClone();
        if (metric.IsHidden)
            tree["hidden"] = true;
        build.AddMetric(tree);
        if (definition["type"] is null && !metric.IsHidden)
            _byMeaning.TryAdd(definition.ToJsonString(), name);
    }

    /// <summary>The definition of a simple metric; null, with a note, when its rows cannot be told.</summary>
    /// <param name="others">Calls beside it in the same expression.</param>
    private JsonObject? Simple(DatasetMetric metric, AggregateCall call, (string Time, bool TakesLast)? nonAdditive, IEnumerable<AggregateCall>? others)
    {
        var about = $"metric {metric.Name}";
        if (Home(metric, call, others ?? []) is not { } home)
        {
            notes.Kept(about, "It stays out: the rows that it adds up cannot be told from its expression. Write the dataset before its columns.", metric.At);
            return null;
        }
        var expr = call.Expr is null ? null : Over(home, call.Expr);
        var where = call.Where is null ? null : Over(home, call.Where);
        if ((call.Expr is not null && expr is null) || (call.Where is not null && where is null))
        {
            notes.Kept(about, $"It stays out: {home.Dataset.Name} reaches one of the datasets in it by no relationship, or by several.", metric.At);
            return null;
        }
        if (call.Changed is { } changed)
            notes.Changed(about, changed, metric.At);
        // Counting what is never NULL counts rows.
        if (
            call.Aggregation.Kind == AggregationKind.Count
            && expr is ColumnRef { Path: [var counted] }
            && home.Dataset.Key.Any(k => home.ColumnOf(k) == counted)
        )
            expr = null;
        TypeHints.OfAggregate(call.Aggregation, expr, where, c => Column(home, c));
        foreach (var column in (expr?.Columns() ?? []).Concat(where?.Columns() ?? []))
            _ = Column(home, column);
        var (agg, percentile) = MetricText.Of(call.Aggregation);
        var definition = LayerBuild.Map(
            ("entity", home.Name),
            ("agg", agg),
            ("percentile", percentile),
            ("expr", expr is null ? null : ExpressionTree.Print(expr)),
            ("where", where is null ? null : ExpressionTree.Print(where))
        );
        if (nonAdditive is { } balance)
        {
            if (home.Fields.Find(f => f.IsTime && string.Equals(f.Field.Name, balance.Time, StringComparison.OrdinalIgnoreCase)) is not { Name: { } time })
            {
                notes.Kept(about, $"It stays out: {balance.Time}, over which it is not added up, is no time of {home.Dataset.Name}.", metric.At);
                return null;
            }
            var semi = LayerBuild.Map(("type", "semi_additive"));
            foreach (var (key, value) in definition)
                semi[key] = value?.DeepClone();
            semi["over"] = LayerBuild.Map(("time", time), ("take", balance.TakesLast ? "last" : "first"));
            return semi;
        }
        if (home.DefaultTime is null && TimeOver(home) is { } path)
        {
            definition["time"] = path;
            notes.Guessed(about, $"Its rows have no time of their own: {path}, the only one that they reach, is taken.", metric.At);
        }
        return definition;
    }

    /// <summary>A ratio or a derived metric.</summary>
    /// <returns>False while metrics that it is made of are still missing.</returns>
    private bool Composite(DatasetMetric metric, string name, AggregateSql sql, bool isLast)
    {
        foreach (var column in sql.Tree.Columns())
            if (sql.CallOf(column) is null && Known(metric, column) is null)
            {
                if (isLast)
                    notes.Kept(
                        $"metric {metric.Name}",
                        IsOfSeveral(metric, column)
                            ? $"It stays out: several tables have a metric {column}, and it names none of them: write the table before it."
                            : $"It stays out: {column} in it is neither an aggregate nor a metric.",
                        metric.At
                    );
                return false;
            }
        if (metric.NonAdditive is { } balance && sql.Tree.Columns().Any(c => sql.CallOf(c) is null))
            notes.Changed(
                $"metric {metric.Name}",
                $"It is not added up over {balance.Time}; the metrics that it is made of are, as far as they say nothing else.",
                metric.At
            );
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var column in sql.Tree.Columns())
            if (sql.CallOf(column) is { } call && !parts.ContainsKey(column.ToString()))
            {
                if (Simple(metric, call, metric.NonAdditive, sql.Calls.Where(c => c != call)) is not { } definition)
                    return true;
                parts[column.ToString()] = NameOf(definition, call);
            }
        var tree = ExpressionTree.Rewrite(sql.Tree, c => new ColumnRef([parts.GetValueOrDefault(c.ToString()) ?? Known(metric, c)!]))!;
        var definitionOf = MetricText.Ratio(tree) is { } ratio
            ? LayerBuild.Map(("type", "ratio"), ("numerator", ratio.Numerator), ("denominator", ratio.Denominator))
            : LayerBuild.Map(("type", "derived"), ("expr", ExpressionTree.Print(tree)));
        Add(metric, name, definitionOf);
        return true;
    }

    /// <summary>The metric that a column outside of aggregates names, once it is built: one of the same dataset before one of the model, before the only one of others.</summary>
    private string? Known(DatasetMetric metric, ColumnRef column)
    {
        var written = column.ToString();
        var name =
            (metric.Dataset is { } own ? _bySource.GetValueOrDefault($"{own}.{written}") : null)
            ?? _bySource.GetValueOrDefault(written)
            ?? (_byBareName.GetValueOrDefault(written) is [var only] ? only : null);
        return name is not null && build.FindMetric(name) is not null ? name : null;
    }

    private bool IsOfSeveral(DatasetMetric metric, ColumnRef column) =>
        column.ToString() is var written
        && (metric.Dataset is not { } own || !_bySource.ContainsKey($"{own}.{written}"))
        && !_bySource.ContainsKey(written)
        && _byBareName.GetValueOrDefault(written) is { Count: > 1 };

    /// <summary>The metric of that meaning; a hidden one is made when there is none.</summary>
    private string NameOf(JsonObject definition, AggregateCall call)
    {
        var meaning = definition.ToJsonString();
        if (_byMeaning.TryGetValue(meaning, out var known))
            return known;
        var words = call.Expr is null ? "rows" : string.Join('_', call.Expr.Columns().Select(c => c.Path[^1]).Distinct(StringComparer.Ordinal).Take(3));
        var name = build.MetricNames.Take($"{definition["entity"]}_{(words.Length == 0 ? "value" : words)}_{MetricText.Of(call.Aggregation).Agg}");
        var tree = LayerBuild.Map(("name", name), ("hidden", true));
        foreach (var (key, value) in definition)
            tree[key] = value?.DeepClone();
        build.AddMetric(tree);
        return _byMeaning[meaning] = name;
    }

    private DatasetEntity? Home(DatasetMetric metric, AggregateCall call, IEnumerable<AggregateCall> others)
    {
        if (metric.Dataset is { } named)
            return layer.Find(named);
        if (IsTold(call, out var told))
            return told;
        // Counting rows beside other calls counts the rows of those.
        if (others.Where(o => IsTold(o, out _)).Select(o => IsTold(o, out var home) ? home : null).Distinct().ToList() is [{ } beside] && !Columns(call).Any())
        {
            Guess(beside, "the other aggregates in it are over that");
            return beside;
        }
        // Bare columns: of the only dataset with such fields, else of the fact, which no relationship leads to.
        var bare = Columns(call).Select(c => c.Path[^1]).ToList();
        var withFields = layer.Entities.FindAll(e =>
            bare.Count > 0 && bare.TrueForAll(b => e.Expressions.ContainsKey(b.ToLowerInvariant()) || e.Table?.Has(b) == true)
        );
        if (withFields is [var only])
        {
            Guess(only, "it alone names such columns");
            return only;
        }
        var facts = (withFields.Count > 0 ? withFields : layer.Entities).FindAll(e => e.JoinedBy.Count == 0);
        if (
            (
                facts is [var single] ? single
                : facts.FindAll(f => f.Joins.Count > 0) is [var joining] ? joining
                : null
            )
            is not { } fact
        )
            return null;
        Guess(fact, facts.Count == 1 ? "no relationship leads to it" : "of those that no relationship leads to it alone joins others");
        return fact;

        void Guess(DatasetEntity home, string why)
        {
            if (layer.Entities.Count > 1)
                notes.Guessed(
                    $"metric {metric.Name}",
                    $"Its expression does not say whose rows it adds up: those of {home.Dataset.Name} are, since {why}. Write the dataset before its columns.",
                    metric.At
                );
        }
    }

    /// <summary>Whether the columns of a call name their datasets; and the one that reaches all of them, null where none does.</summary>
    private bool IsTold(AggregateCall call, out DatasetEntity? home)
    {
        var mentioned = Columns(call).Where(c => c.Path.Length > 1).Select(c => layer.Find(c.Path[^2])).Distinct().ToList();
        home =
            mentioned.Contains(null) ? null
            : mentioned is [{ } only] ? only
            : mentioned.Find(m => mentioned.TrueForAll(o => o == m || Path(m!, o!) is not null));
        return mentioned.Count > 0;
    }

    private static IEnumerable<ColumnRef> Columns(AggregateCall call) => (call.Expr?.Columns() ?? []).Concat(call.Where?.Columns() ?? []);

    /// <summary>An expression in columns of the home entity and of those it joins.</summary>
    private ScalarExpr? Over(DatasetEntity home, ScalarExpr expression) =>
        ExpressionTree.Rewrite(
            expression,
            column =>
            {
                if (column.Path.Length == 1 || layer.Find(column.Path[^2]) == home)
                    return home.Physical(new ColumnRef([column.Path[^1]]));
                return layer.Find(column.Path[^2]) is { } other && Path(home, other) is { } path && other.Physical(new ColumnRef([column.Path[^1]])) is { } own
                    ? ExpressionTree.Rewrite(own, c => new ColumnRef([.. path, .. c.Path]))
                    : null;
            }
        );

    /// <summary>The joins from one dataset to another; null when there is no way or more than one.</summary>
    private static List<string>? Path(DatasetEntity from, DatasetEntity to)
    {
        var found = new List<List<string>>();
        Walk(from, []);
        return found.Count == 1 ? found[0] : null;

        void Walk(DatasetEntity at, List<string> way)
        {
            if (way.Count > 5 || found.Count > 1)
                return;
            if (at == to && way.Count > 0)
            {
                found.Add(way);
                return;
            }
            foreach (var join in at.Joins)
                Walk(join.To, [.. way, join.Name]);
        }
    }

    private static ColumnBuild? Column(DatasetEntity home, ColumnRef column)
    {
        var at = home;
        foreach (var step in column.Path[..^1])
        {
            if (at.Joins.Find(j => j.Name == step) is not { } join)
                return null;
            at = join.To;
        }
        return at.Table?.Column(column.Path[^1]);
    }

    /// <summary>The time of the only joined entity that has one.</summary>
    private static string? TimeOver(DatasetEntity home) =>
        home.Joins.FindAll(j => j.To.DefaultTime is not null) is [var only] ? $"{only.Name}.{only.To.DefaultTime}" : null;
}
