using System.Text.Json.Nodes;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>What metrics are made of: measures, properties and other metrics with their filters.</summary>
internal sealed partial class MetricFlowWriter
{
    private JsonObject Conversion(ConversionMetric metric) =>
        LayerBuild.Map(
            ("entity", content.Entities.FirstOrDefault(e => e.Name == metric.Per) is { } per ? _scope.PrimaryOf(per) : metric.Per),
            ("calculation", metric.Calculation == ConversionCalculation.Rate ? "conversion_rate" : "conversions"),
            _isOld ? ("base_measure", MeasureOf(metric.Base, null)) : ("base_metric", NameOf(metric.Base)),
            _isOld ? ("conversion_measure", MeasureOf(metric.Conversion, null)) : ("conversion_metric", NameOf(metric.Conversion)),
            ("window", metric.Within is { } window ? Text(window) : null),
            (
                "constant_properties",
                new JsonArray([
                    .. metric.ConstantProperties.Select(p =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["base_property"] = Property(metric.Base, p.Base),
                                ["conversion_property"] = Property(metric.Conversion, p.Conversion),
                            }
                    ),
                ])
            )
        );

    /// <summary>In the old form these name measures, which know nothing of the condition of the metric that is made of them.</summary>
    private JsonNode MeasureOf(string name, ScalarExpr? more)
    {
        var own = _metrics.GetValueOrDefault(name) is { IsHidden: false } metric
            ? metric.Definition switch
            {
                SimpleMetric m => m.Where?.Tree,
                SemiAdditiveMetric m => m.Where?.Tree,
                _ => null,
            }
            : null;
        if (_metrics.GetValueOrDefault(name) is not { } source || content.Entities.FirstOrDefault(e => e.Name == HomeOf(source)) is not { } entity)
            return NameOf(name);
        // What a filter cannot say is in the measure itself.
        if (own is not null)
            own = Split(entity, own).Said;
        var both =
            own is null ? more
            : more is null ? own
            : ExpressionTree.And(own, more);
        return both is null ? NameOf(name) : LayerBuild.Map(("name", NameOf(name)), ("filter", _scope.Filter(entity, both)));
    }

    private string Property(string metric, string field) =>
        _metrics.GetValueOrDefault(metric)?.Definition is SimpleMetric { Entity: var home }
        && content.Entities.FirstOrDefault(e => e.Name == home) is { } entity
            ? _scope.EntityOf(entity, field) ?? names.Of("field", $"{home}.{field}", field).Replace(".", "__", StringComparison.Ordinal)
            : field;

    private JsonNode Input(MetricInput input) => input.Where is null && input.Alias == input.Metric ? JsonValue.Create(NameOf(input.Metric)) : Named(input);

    private JsonObject Named(MetricInput input) =>
        LayerBuild.Map(
            ("name", NameOf(input.Metric)),
            ("alias", input.Alias == NameOf(input.Metric) ? null : input.Alias),
            ("filter", input.Where is null ? null : Filter(input)),
            ("offset_window", input.Shift is { } shift ? Text(shift) : null),
            ("offset_to_grain", input.AtStartOf)
        );

    private string? Filter(MetricInput input) =>
        _metrics.TryGetValue(input.Metric, out var metric)
        && MetricInputs.HomesOf(metric, _metrics.GetValueOrDefault) is [var home]
        && content.Entities.FirstOrDefault(e => e.Name == home) is { } entity
            ? _scope.Filter(entity, input.Where!.Tree)
            : null;
}
