using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Makes the layer's metrics of MetricFlow's, those that others are made of first.</summary>
internal sealed partial class MetricFlowMetrics(MetricFlowReader reader, LayerBuild build, ForeignNames names, InterchangeNotes notes)
{
    /// <summary>Simple metrics by what they compute.</summary>
    private readonly Dictionary<string, string> _byMeaning = new(StringComparer.Ordinal);

    /// <summary>Names in the layer by names in the source.</summary>
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    private readonly Dictionary<string, MetricFlowMeasure> _measures = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    private enum Outcome
    {
        Built,
        Waits,
        Out,
    }

    public void Build()
    {
        foreach (var model in reader.Models)
            build.MetricNames.Reserve(model.Layer);
        foreach (var measure in reader.Models.SelectMany(m => m.Measures))
            if (!_measures.TryAdd(measure.Name, measure))
                notes.Kept($"measure {measure.Name}", "Another measure has that name: this one stays out.", measure.Source.At);
        var open = new List<MetricFlowMetric>();
        foreach (var metric in reader.Metrics)
        {
            if (_names.ContainsKey(metric.Name))
            {
                notes.Kept($"metric {metric.Name}", "Another metric has that name: this one stays out.", metric.Source.At);
                continue;
            }
            var name = build.MetricNames.Take(metric.Name);
            if (name != LayerNames.Normal(metric.Name))
                notes.Changed($"metric {metric.Name}", $"The name {LayerNames.Normal(metric.Name)} is taken in the layer: it is {name}.", metric.Source.At);
            _names[metric.Name] = name;
            names.Remember("metric", name, metric.Name);
            open.Add(metric);
        }
        foreach (var measure in _measures.Values.Where(m => m.MakesMetric && !_names.ContainsKey(m.Name)))
            AddMeasure(measure, isHidden: false);
        var left = -1;
        while (open.Count != left && open.Count > 0)
        {
            left = open.Count;
            // Simple ones first, so that what is made of them finds them.
            foreach (var metric in open.OrderBy(m => m.Type == "simple" ? 0 : 1).ToList())
                if (TryBuild(metric) is not Outcome.Waits)
                    open.Remove(metric);
        }
        foreach (var metric in open)
            Out(metric, "it is made of metrics that stay out or are not there.");
        foreach (var measure in _measures.Values.Where(m => !_used.Contains(m.Name)))
            if (AddMeasure(measure, isHidden: true) is not null)
                notes.Changed($"measure {measure.Name}", "No metric is made of it: it comes over as a hidden metric.", measure.Source.At);
        notes.Count("metric", reader.Metrics.Count, reader.Metrics.Count(m => m.Built is not null));
        notes.Count("measure", _measures.Count, _measures.Values.Count(m => _used.Contains(m.Name)));
    }

    private Outcome TryBuild(MetricFlowMetric metric)
    {
        var source = metric.Source;
        JsonObject? definition;
        switch (metric.Type)
        {
            case "simple":
                definition = Simple(metric);
                break;
            case "ratio" or "derived" or "cumulative" or "conversion":
                var outcome = Composite(metric, out definition);
                if (outcome == Outcome.Waits)
                    return outcome;
                break;
            default:
                Out(metric, $"{metric.Type} is no type of metric that the layer has.");
                return Outcome.Out;
        }
        if (definition is null)
        {
            source.UseAll();
            return Outcome.Out;
        }
        var about = $"metric {metric.Name}";
        source.Use("config", "type_params", "group");
        if (source.Text("time_granularity") is { } grain)
            notes.Kept(about, $"Its usual grain ({grain}) is the question's to say in the layer.", source.At);
        var meta = MetricFlowReader.Meta(source);
        var label = source.Text("label");
        var tree = LayerBuild.Map(
            ("name", _names[metric.Name]),
            ("label", label),
            ("description", source.Text("description")?.Trim()),
            ("synonyms", LayerBuild.Texts(meta?.Texts("synonyms") ?? [])),
            ("unit", meta?.Text("unit")),
            ("better", meta?.Text("better") is "up" or "down" ? meta.Text("better") : null),
            ("owner", meta?.Text("owner")),
            ("hidden", meta?.Flag("hidden") == true ? true : null)
        );
        foreach (var (key, value) in definition)
            tree[key] = value?.DeepClone();
        metric.Built = tree;
        build.AddMetric(tree);
        if (definition["type"] is null && definition["absent"] is null)
            _byMeaning.TryAdd(definition.ToJsonString(), _names[metric.Name]);
        return Outcome.Built;
    }

    private JsonObject? Simple(MetricFlowMetric metric)
    {
        var parameters = metric.Parameters;
        MetricFlowMeasure? measure;
        ForeignMap? use = null;
        if (metric.Model is { } home && metric.Source.Text("agg") is { } aggregation)
            measure = MetricFlowReader.Measure(metric.Name, home, aggregation, metric.Source.Text("expr") ?? metric.Name, metric.Source, null);
        else
        {
            use = parameters.Map("measure");
            var name = use?.Text("name") ?? parameters.Text("measure");
            if (name is null || !_measures.TryGetValue(name, out measure))
            {
                Out(metric, name is null ? "it names no measure." : $"there is no measure {name}.");
                return null;
            }
            use?.Use("alias");
        }
        _used.Add(measure.Name);
        return Define(measure, $"metric {metric.Name}", metric.Source, [use, metric.Source], use ?? metric.Source);
    }

    /// <summary>An aggregate with the conditions of those who use it.</summary>
    private JsonObject? Define(MetricFlowMeasure measure, string about, ForeignMap place, ReadOnlySpan<ForeignMap?> filters, ForeignMap? filling)
    {
        var model = measure.Model;
        var time = measure.Time is { } named && !string.Equals(named, model.DefaultTime, StringComparison.OrdinalIgnoreCase) ? named : null;
        if (measure.NonAdditive is null && (measure.Time ?? model.DefaultTime) is { } counted && !IsTime(model, counted))
        {
            if (measure.Time is not null || model.Fields.Values.Any(f => f.IsTime))
            {
                notes.Kept(
                    about,
                    $"It stays out: its time {counted} is no time of {model.Name} that the layer has, and by another one its number in a period would be another.",
                    place.At
                );
                return null;
            }
            notes.Changed(about, $"Its time {counted} stays out, so it has none: it is counted over all rows, and not by month.", place.At);
        }
        var sql = measure.Sql ?? measure.Name;
        if (ForeignSql.Parse(sql, out var whyNot) is not { } expr)
        {
            notes.Kept(about, $"It stays out: its expression cannot be read: {whyNot}", place.At);
            return null;
        }
        ScalarExpr? where = null;
        foreach (var filter in filters)
        {
            if (filter is null)
                continue;
            var condition = MetricFlowFilter.Read(filter, model, measure.NonAdditive?.Time ?? measure.Time ?? model.DefaultTime, out whyNot);
            if (whyNot is not null)
            {
                notes.Kept(about, $"It stays out: {whyNot}", place.At);
                return null;
            }
            if (condition is not null)
                where = ExpressionTree.And(where, condition);
        }
        Aggregation aggregation;
        ScalarExpr? of = expr;
        switch (measure.Aggregation)
        {
            case "sum_boolean":
                aggregation = new Aggregation(AggregationKind.Count);
                where = ExpressionTree.And(where, Condition(expr));
                of = null;
                break;
            case "sum" or "count" when expr is NumberLiteral { Value: 1 }:
                aggregation = new Aggregation(AggregationKind.Count);
                of = null;
                break;
            case "percentile":
                if (!decimal.TryParse(measure.Percentile, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percentile))
                {
                    notes.Kept(about, "It stays out: its percentile is no number from 0 to 1.", place.At);
                    return null;
                }
                aggregation = new Aggregation(AggregationKind.Percentile, percentile);
                if (measure.IsDiscrete || measure.IsApproximate)
                    notes.Changed(
                        about,
                        $"It asks for the {(measure.IsApproximate ? "approximate " : "")}{(measure.IsDiscrete ? "discrete" : "continuous")} percentile; the layer computes the exact continuous one.",
                        place.At
                    );
                break;
            default:
                if (TextForms.Aggregation(measure.Aggregation) is not { } known)
                {
                    notes.Kept(about, $"It stays out: {measure.Aggregation} is no aggregation of the layer.", place.At);
                    return null;
                }
                aggregation = known;
                break;
        }
        // sum(case when c then x end) is a sum with a condition.
        if (of is CaseExpr { Operand: null, Whens: [var only], Else: null or NullLiteral })
            (where, of) = (ExpressionTree.And(where, only.When), only.Then);
        foreach (var column in where?.Columns() ?? [])
            _ = model.Column(column);
        if (of is not null)
            foreach (var column in of.Columns())
                _ = model.Column(column);
        TypeHints.OfAggregate(aggregation, of, where, model.Column);
        var (agg, number) = MetricText.Of(aggregation);
        var tree = LayerBuild.Map(
            ("type", measure.NonAdditive is null ? null : "semi_additive"),
            ("entity", model.Layer),
            ("agg", agg),
            ("percentile", number),
            ("expr", of is null ? null : ExpressionTree.Print(of)),
            ("where", where is null ? null : ExpressionTree.Print(where))
        );
        if (measure.NonAdditive is { } balance)
        {
            if (!model.Fields.TryGetValue(balance.Time, out var over) || !over.IsTime)
            {
                notes.Kept(about, $"It stays out: {balance.Time}, over which it is not added up, is no time of {model.Name}.", place.At);
                return null;
            }
            tree["over"] = LayerBuild.Map(
                ("time", over.Name),
                ("take", balance.TakesLast ? "last" : "first"),
                ("per", LayerBuild.Texts(balance.Per.Select(p => PerOf(model, p))))
            );
        }
        else if (time is not null && model.Fields.TryGetValue(time, out var own) && own.IsTime)
            tree["time"] = own.Name;
        else if (time is null && model.DefaultTime is null && model.Fields.Values.Count(f => f.IsTime) > 1)
        {
            var first = model.Fields.Values.First(f => f.IsTime).Name;
            tree["time"] = first;
            notes.Guessed(about, $"Neither it nor {model.Name} names its time: {first}, the first one, is taken.", place.At);
        }
        if (filling?.Text("fill_nulls_with") is { } fill && decimal.TryParse(fill, NumberStyles.Float, CultureInfo.InvariantCulture, out var absent))
            tree["absent"] = absent;
        filling?.Use("join_to_timespine");
        return tree;
    }

    private static bool IsTime(MetricFlowModel model, string name) => model.Fields.TryGetValue(name, out var field) && field.IsTime;

    private static string PerOf(MetricFlowModel model, string entity) =>
        model.Joins.Find(j => j.Entity == entity)?.Name ?? (model.Fields.TryGetValue(entity, out var field) ? field.Name : entity);

    /// <summary><c>case when x then true else false end</c> is the condition x.</summary>
    private static ScalarExpr Condition(ScalarExpr expr) =>
        expr is CaseExpr { Operand: null, Whens: [{ Then: BooleanLiteral { Value: true }, When: var when }], Else: null or BooleanLiteral { Value: false } }
            ? when
            : expr;

    /// <summary>A metric of the layer for a measure: one that computes it, else a hidden one.</summary>
    private string? AddMeasure(MetricFlowMeasure measure, bool isHidden, ForeignMap? use = null, ForeignMap? filter = null)
    {
        var about = $"measure {measure.Name}";
        _used.Add(measure.Name);
        if (Define(measure, about, use ?? measure.Source, [use, filter], use) is not { } definition)
            return null;
        var meaning = definition.ToJsonString();
        if (isHidden && _byMeaning.TryGetValue(meaning, out var known))
            return known;
        var name = build.MetricNames.Take(measure.Name);
        var tree = LayerBuild.Map(("name", name), ("label", measure.Label), ("description", measure.Description), ("hidden", isHidden ? true : null));
        names.Remember("measure", name, measure.Name);
        foreach (var (key, value) in definition)
            tree[key] = value?.DeepClone();
        build.AddMetric(tree);
        if (!isHidden)
            _names.TryAdd(measure.Name, name);
        _byMeaning.TryAdd(meaning, name);
        return name;
    }

    private JsonNode? Input(MetricFlowMetric metric, ForeignMap parameters, string key, out Outcome outcome)
    {
        if (parameters.Map(key) is { } map)
            return Input(metric, map, out outcome);
        if (parameters.Text(key) is not { } written)
        {
            outcome = Out(metric, $"it has no {key}.");
            return null;
        }
        if (!Ready(written, out var name))
        {
            outcome = Outcome.Waits;
            return null;
        }
        return Filtered(metric, null, name, out outcome);
    }

    private JsonNode? Input(MetricFlowMetric metric, ForeignMap map, out Outcome outcome)
    {
        if (map.Needed("name") is not { } written)
        {
            outcome = Out(metric, "one of its inputs has no name.");
            return null;
        }
        if (!Ready(written, out var name))
        {
            outcome = Outcome.Waits;
            return null;
        }
        var shift = Window(map, "offset_window");
        if (shift is not null && TextForms.Period(shift) is null)
        {
            outcome = Out(metric, $"{shift} is none of the layer's periods.");
            return null;
        }
        var start = map.Text("offset_to_grain")?.ToLowerInvariant();
        if (start is not null && !TextForms.IsGrain(start))
        {
            outcome = Out(metric, $"{start} is no grain of the layer.");
            return null;
        }
        var input = Filtered(metric, map, name, out outcome);
        if (outcome != Outcome.Built)
            return null;
        var alias = map.Text("alias") is { } given && given != name ? LayerNames.Normal(given) : null;
        if (alias is null && shift is null && start is null)
            return input;
        var full = LayerBuild.Map(
            ("metric", name),
            ("alias", alias),
            ("where", (input as JsonObject)?["where"]?.DeepClone()),
            ("shift", shift),
            ("at_start_of", start)
        );
        return full;
    }

    private JsonNode? Filtered(MetricFlowMetric metric, ForeignMap? map, string name, out Outcome outcome)
    {
        var condition = Where(metric, map, name, out var whyNot);
        outcome = whyNot is null ? Outcome.Built : Out(metric, whyNot);
        return whyNot is not null ? null
            : condition is null ? JsonValue.Create(name)
            : LayerBuild.Map(("metric", name), ("where", condition));
    }

    /// <summary>The condition of an input and of the whole metric, over the rows that the input counts.</summary>
    private string? Where(MetricFlowMetric metric, ForeignMap? input, string name, out string? whyNot)
    {
        whyNot = null;
        if (input?.Has("filter") != true && !metric.Source.Has("filter"))
            return null;
        if (HomeOf(name) is not { } home)
        {
            whyNot = $"its condition is on {name}, which counts rows of several models.";
            return null;
        }
        ScalarExpr? all = null;
        foreach (var map in new[] { input, metric.Source })
        {
            if (map?.Has("filter") != true)
                continue;
            var condition = MetricFlowFilter.Read(map, home, home.DefaultTime, out whyNot);
            if (whyNot is not null)
                return null;
            if (condition is not null)
                all = ExpressionTree.And(all, condition);
        }
        if (all is not null)
            TypeHints.OfCondition(all, home.Column);
        return all is null ? null : ExpressionTree.Print(all);
    }

    /// <summary>The model whose rows a built metric counts; null for several.</summary>
    private MetricFlowModel? HomeOf(string name, int depth = 0)
    {
        if (depth > 40 || build.FindMetric(name) is not { } metric)
            return null;
        if (metric["entity"] is JsonValue entity)
            return reader.Models.Find(m => m.Layer == entity.GetValue<string>());
        var inputs = new[] { metric["numerator"], metric["denominator"], metric["metric"], metric["base"] }.OfType<JsonNode>().ToList();
        if (metric["inputs"] is JsonArray list)
            inputs.AddRange(list.OfType<JsonNode>());
        else if (metric["expr"] is { } expr && ForeignSql.Parse(expr.ToString(), out _) is { } tree)
            inputs.AddRange(tree.Columns().Select(c => (JsonNode)JsonValue.Create(c.ToString())));
        var homes = inputs.Select(i => HomeOf(i is JsonObject map ? map["metric"]!.ToString() : i.ToString(), depth + 1)).Distinct().ToList();
        return homes is [{ } only] ? only : null;
    }

    private bool Ready(string written, out string name)
    {
        name = _names.GetValueOrDefault(written) ?? "";
        return name.Length > 0 && build.FindMetric(name) is not null;
    }

    private Outcome Out(MetricFlowMetric metric, string reason)
    {
        notes.Kept($"metric {metric.Name}", $"It stays out: {reason}", metric.Source.At);
        metric.Source.UseAll();
        return Outcome.Out;
    }

    private static bool IsWithinDay(string grain) => grain is "hour" or "minute";

    /// <summary><c>7 days</c>, or a count and a granularity.</summary>
    private static string? Window(ForeignMap map, string key)
    {
        var written = map.Map(key) is { } parts ? $"{parts.Text("count")} {parts.Text("granularity")}" : map.Text(key);
        return written is null ? null
            : Period().Match(written.Trim().ToLowerInvariant()) is { Success: true } period
                ? $"{period.Groups["count"].Value} {period.Groups["unit"].Value}{(period.Groups["count"].Value == "1" ? "" : "s")}"
            : written;
    }

    [GeneratedRegex("^(?<count>[0-9]+) *(?<unit>minute|hour|day|week|month|quarter|year)s?$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Period();
}
