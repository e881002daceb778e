using System.Text.Json.Nodes;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Metrics that are made of metrics.</summary>
internal sealed partial class MetricFlowMetrics
{
    private Outcome Composite(MetricFlowMetric metric, out JsonObject? definition)
    {
        definition = null;
        var parameters = metric.Parameters;
        switch (metric.Type)
        {
            case "ratio":
            {
                var over = Input(metric, parameters, "numerator", out var first);
                var under = Input(metric, parameters, "denominator", out var second);
                if (first != Outcome.Built || second != Outcome.Built)
                    return Worst(first, second);
                definition = LayerBuild.Map(("type", "ratio"), ("numerator", over), ("denominator", under));
                return Outcome.Built;
            }
            case "derived":
                return Derived(metric, parameters, out definition);
            case "cumulative":
                return Cumulative(metric, parameters, out definition);
            default:
                return Conversion(metric, parameters, out definition);
        }
    }

    private static Outcome Worst(Outcome one, Outcome other) =>
        one == Outcome.Out || other == Outcome.Out ? Outcome.Out
        : one == Outcome.Waits || other == Outcome.Waits ? Outcome.Waits
        : Outcome.Built;

    private Outcome Derived(MetricFlowMetric metric, ForeignMap parameters, out JsonObject? definition)
    {
        definition = null;
        var written = parameters.Text("expr");
        if (written is null || ForeignSql.Parse(written, out _) is not { } tree)
            return Out(metric, written is null ? "it has no expression." : "its expression cannot be read.");
        var inputs = new JsonArray();
        var renamed = new Dictionary<string, string>(StringComparer.Ordinal);
        var isPlain = true;
        foreach (var map in parameters.Maps("input_metrics").Concat(parameters.Maps("metrics")))
        {
            var input = Input(metric, map, out var outcome);
            if (outcome != Outcome.Built)
                return outcome;
            var called = map.Text("alias") ?? map.Text("name")!;
            if (!tree.Columns().Any(c => string.Equals(c.ToString(), called, StringComparison.OrdinalIgnoreCase)))
            {
                notes.Kept($"metric {metric.Name}", $"Its input {called} is not used in the expression and stays out.", map.At);
                continue;
            }
            var alias = input is JsonObject full ? full["alias"]?.GetValue<string>() ?? full["metric"]!.GetValue<string>() : input!.GetValue<string>();
            renamed[called.ToLowerInvariant()] = alias;
            isPlain &= input is not JsonObject;
            inputs.Add(input);
        }
        foreach (var bare in parameters.Texts("input_metrics").Concat(parameters.Texts("metrics")))
        {
            if (!Ready(bare, out var name))
                return Outcome.Waits;
            renamed[bare.ToLowerInvariant()] = name;
            inputs.Add((JsonNode)name);
        }
        if (ExpressionTree.Rewrite(tree, c => renamed.TryGetValue(c.ToString(), out var alias) ? new ColumnRef([alias]) : null) is not { } expr)
            return Out(metric, "its expression names something that is no input.");
        definition = LayerBuild.Map(("type", "derived"), ("expr", ExpressionTree.Print(expr)), ("inputs", isPlain ? null : inputs));
        return Outcome.Built;
    }

    private Outcome Cumulative(MetricFlowMetric metric, ForeignMap parameters, out JsonObject? definition)
    {
        definition = null;
        var span = parameters.Map("cumulative_type_params");
        var window = Window(span ?? parameters, "window") ?? Window(parameters, "window");
        var toDate = span?.Text("grain_to_date") ?? parameters.Text("grain_to_date");
        var coarser = (span?.Text("period_agg") ?? parameters.Text("period_agg"))?.ToLowerInvariant();
        if (window is not null && TextForms.Period(window) is null)
            return Out(metric, $"its window of {window} is none of the layer's periods.");
        if (toDate is not null && !TextForms.IsGrain(toDate))
            return Out(metric, $"{toDate} is no grain of the layer.");
        if ((window is not null && IsWithinDay(TextForms.Period(window)!.Unit)) || (toDate is not null && IsWithinDay(toDate)))
            return Out(metric, $"it runs over {window ?? toDate}; the shortest window of the layer is a day.");
        JsonNode? input;
        if (span?.Has("metric") == true || parameters.Has("input_metric"))
        {
            input = Input(metric, span?.Has("metric") == true ? span : parameters, span?.Has("metric") == true ? "metric" : "input_metric", out var outcome);
            if (outcome != Outcome.Built)
                return outcome;
        }
        else
        {
            var name = OfMeasure(metric, parameters, "measure", out var outcome);
            if (name is null)
                return outcome;
            var condition = Where(metric, null, name, out var whyNot);
            if (whyNot is not null)
                return Out(metric, whyNot);
            input = condition is null ? name : LayerBuild.Map(("metric", name), ("where", condition));
        }
        definition = LayerBuild.Map(
            ("type", "cumulative"),
            ("metric", input),
            ("window", window),
            ("to_date", toDate),
            ("coarser_grain", coarser is "first" or "average" ? coarser : null)
        );
        return Outcome.Built;
    }

    private Outcome Conversion(MetricFlowMetric metric, ForeignMap parameters, out JsonObject? definition)
    {
        definition = null;
        var conversion = parameters.Map("conversion_type_params") ?? parameters;
        var first = Side(metric, conversion, "base", metric.Source, out var one);
        var then = Side(metric, conversion, "conversion", null, out var other);
        if (first is null || then is null)
            return Worst(one, other);
        if (HomeOf(first) is not { } home || HomeOf(then) is not { } target)
            return Out(metric, "one of its sides is no simple metric.");
        var entity = conversion.Needed("entity");
        var per =
            home.Joins.Find(j => j.Entity == entity && target.Joins.Exists(t => t.Entity == entity && t.To == j.To))?.To.Layer
            ?? (home.One(entity ?? "") is not null ? home.Layer : null)
            ?? (target.One(entity ?? "") is not null ? target.Layer : null);
        if (per is null)
            return Out(metric, $"no model holds the entity {entity} that both sides share.");
        var window = Window(conversion, "window");
        if (window is not null && TextForms.Period(window) is null)
            return Out(metric, $"its window of {window} is none of the layer's periods.");
        var constants = new JsonArray();
        foreach (var property in conversion.Maps("constant_properties"))
            if (property.Text("base_property") is { } own && property.Text("conversion_property") is { } match)
            {
                if (FieldOf(own, home) is not { } left || FieldOf(match, target) is not { } right)
                    return Out(metric, $"{own} and {match}, which have to be the same, are no fields of its sides.");
                constants.Add((JsonNode)LayerBuild.Map(("base", left), ("conversion", right)));
            }
        definition = LayerBuild.Map(
            ("type", "conversion"),
            ("base", first),
            ("conversion", then),
            ("per", per),
            ("within", window),
            ("calculation", conversion.Text("calculation")?.ToLowerInvariant() == "conversions" ? "count" : null),
            ("constant_properties", constants)
        );
        return Outcome.Built;
    }

    /// <summary>One side of a conversion: a metric, or a measure, with the metric's own condition on its base.</summary>
    private string? Side(MetricFlowMetric metric, ForeignMap conversion, string side, ForeignMap? filter, out Outcome outcome)
    {
        outcome = Outcome.Out;
        if (conversion.Has($"{side}_measure"))
            return OfMeasure(metric, conversion, $"{side}_measure", out outcome, filter?.Has("filter") == true ? filter : null);
        var map = conversion.Map($"{side}_metric");
        var written = map?.Text("name") ?? conversion.Text($"{side}_metric");
        if (written is null)
        {
            Out(metric, $"it names no {side} metric.");
            return null;
        }
        if (!Ready(written, out var name))
        {
            outcome = Outcome.Waits;
            return null;
        }
        if (map?.Has("filter") == true || filter?.Has("filter") == true)
        {
            if (Where(metric, map, name, out var whyNot) is not { } condition || build.FindMetric(name) is not { } original || whyNot is not null)
            {
                Out(metric, whyNot ?? "its condition cannot be said.");
                return null;
            }
            var filtered = (JsonObject)original.DeepClone();
            filtered["name"] = build.MetricNames.Take($"{name}_of_{_names[metric.Name]}");
            filtered["hidden"] = true;
            filtered["where"] = filtered["where"] is { } before ? $"({before}) and ({condition})" : condition;
            build.AddMetric(filtered);
            return filtered["name"]!.GetValue<string>();
        }
        outcome = Outcome.Built;
        return name;
    }

    private static string? FieldOf(string written, MetricFlowModel model)
    {
        var parts = written.Split("__");
        if (parts.Length == 1 && model.Fields.TryGetValue(parts[0], out var field))
            return field.Name;
        return MetricFlowFilter.Path(parts, model, out _) ?? model.Joins.Find(j => j.Entity == written)?.Name;
    }

    private string? OfMeasure(MetricFlowMetric metric, ForeignMap parameters, string key, out Outcome outcome, ForeignMap? filter = null)
    {
        outcome = Outcome.Out;
        var map = parameters.Map(key);
        var name = map?.Text("name") ?? parameters.Text(key);
        map?.Use("alias");
        if (name is null || !_measures.TryGetValue(name, out var measure))
        {
            // In the new form a simple metric stands for the measure.
            if (name is not null && Ready(name, out var known))
            {
                outcome = Outcome.Built;
                return known;
            }
            outcome = Out(metric, name is null ? $"it names no {key}." : $"there is no measure {name}.");
            return null;
        }
        var made = AddMeasure(measure, isHidden: true, map, filter);
        outcome = made is null ? Out(metric, $"the measure {name} stays out.") : Outcome.Built;
        return made;
    }
}
