using System.Collections.Immutable;
using System.Globalization;
using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.Semantics.Layer;

internal sealed class MetricsFileReader(LayerDraft draft) : FileReader(draft)
{
    public override void Read(YamlMap file)
    {
        foreach (var map in file.Maps("metrics"))
        {
            if (map.String("name") is not { } name)
            {
                Draft.Unread(map.At.File);
                continue;
            }
            if (Definition(map) is { } definition)
                Draft.Metrics.Add(Metric(name, definition, map));
            else
                Draft.Broken("metric", name);
        }
    }

    private static Metric Metric(string name, MetricDefinition definition, YamlMap map) =>
        new()
        {
            Name = name,
            Label = LabelOf(map, name),
            Description = map.String("description"),
            Synonyms = map.Strings("synonyms"),
            Unit = map.String("unit"),
            Better = map.String("better") switch
            {
                "up" => MetricDirection.Up,
                "down" => MetricDirection.Down,
                _ => MetricDirection.None,
            },
            Definition = definition,
            Access = map.String("access"),
            IsHidden = map.Flag("hidden"),
            Owner = map.String("owner"),
            Absent = Number(map.String("absent")),
            RequiredFilters = map.Strings("required_filters"),
            Currency = map.String("currency"),
            At = map.At,
        };

    private static MetricDefinition? Definition(YamlMap map) =>
        map.String("type") switch
        {
            null or "simple" => Simple(map),
            "semi_additive" => SemiAdditive(map),
            "ratio" when Input(map.Find("numerator")) is { } numerator && Input(map.Find("denominator")) is { } denominator => new RatioMetric(
                numerator,
                denominator
            ),
            "derived" => Derived(map),
            "cumulative" => Cumulative(map),
            "conversion" => Conversion(map),
            _ => null,
        };

    private static SimpleMetric? Simple(YamlMap map) =>
        map.String("entity") is { } entity && Aggregation(map) is { } aggregation && !IsFaulty(map, "expr") && !IsFaulty(map, "where")
            ? new SimpleMetric(entity, aggregation, Expression(map.Text("expr")), Expression(map.Text("where")), map.String("time"))
            : null;

    private static SemiAdditiveMetric? SemiAdditive(YamlMap map)
    {
        if (
            map.String("entity") is not { } entity
            || Aggregation(map) is not { } aggregation
            || IsFaulty(map, "expr")
            || IsFaulty(map, "where")
            || map.Map("over") is not { } over
            || over.String("time") is not { } time
        )
            return null;
        var take = over.String("take") switch
        {
            null or "last" => BalanceTake.Last,
            "first" => BalanceTake.First,
            "average" => BalanceTake.Average,
            "max" => BalanceTake.Max,
            "min" => BalanceTake.Min,
            _ => (BalanceTake?)null,
        };
        return take is null
            ? null
            : new SemiAdditiveMetric(
                entity,
                aggregation,
                Expression(map.Text("expr")),
                Expression(map.Text("where")),
                new BalanceOver(time, take.Value, over.Strings("per"))
            );
    }

    private static DerivedMetric? Derived(YamlMap map)
    {
        if (Expression(map.Text("expr")) is not { } expr)
            return null;
        if (!map.Has("inputs"))
            return new DerivedMetric(
                expr,
                [.. expr.Tree.Columns().Select(c => c.ToString()).Distinct(StringComparer.Ordinal).Select(n => new MetricInput(n, n))]
            );
        var items = map.Items("inputs");
        var inputs = items.Select(Input).OfType<MetricInput>().ToImmutableArray();
        return inputs.Length == items.Length ? new DerivedMetric(expr, inputs) : null;
    }

    private static CumulativeMetric? Cumulative(YamlMap map)
    {
        if (Input(map.Find("metric")) is not { } input)
            return null;
        CumulativeSpan? span =
            map.String("window") is { } window ? TextForms.Period(window)
            : map.String("to_date") is not { } grain || grain == "all" ? new AllTime()
            : TextForms.IsGrain(grain) ? new ToDate(grain)
            : null;
        var coarser = map.String("coarser_grain") switch
        {
            "first" => PeriodAggregation.First,
            "average" => PeriodAggregation.Average,
            _ => PeriodAggregation.Last,
        };
        return span is null ? null : new CumulativeMetric(input, span, coarser);
    }

    private static ConversionMetric? Conversion(YamlMap map)
    {
        if (map.String("base") is not { } first || map.String("conversion") is not { } then || map.String("per") is not { } per)
            return null;
        var within = map.String("within") is { } written ? TextForms.Period(written) : null;
        if (map.Has("within") && within is null)
            return null;
        var calculation = map.String("calculation") == "count" ? ConversionCalculation.Count : ConversionCalculation.Rate;
        ImmutableArray<ConstantProperty> properties = [.. map.Items("constant_properties").Select(Property).OfType<ConstantProperty>()];
        return new ConversionMetric(first, then, per, within, calculation, properties);
    }

    private static ConstantProperty? Property(YamlValue value) =>
        value switch
        {
            YamlText { IsNull: false } same => new ConstantProperty(same.Value, same.Value),
            YamlMap map when map.String("base") is { } first && map.String("conversion") is { } then => new ConstantProperty(first, then),
            _ => null,
        };

    private static MetricInput? Input(YamlValue? value)
    {
        if (value is YamlText { IsNull: false } name)
            return new MetricInput(name.Value, name.Value);
        if (value is not YamlMap map || map.String("metric") is not { } metric || IsFaulty(map, "where"))
            return null;
        var shift = map.String("shift") is { } written ? TextForms.Period(written) : null;
        return map.Has("shift") && shift is null
            ? null
            : new MetricInput(metric, map.String("alias") ?? metric, Expression(map.Text("where")), shift, map.String("at_start_of"));
    }

    private static Aggregation? Aggregation(YamlMap map)
    {
        if (map.String("agg") is not { } text || TextForms.Aggregation(text) is not { } aggregation)
            return null;
        return aggregation is { Kind: AggregationKind.Percentile, Percentile: null }
            ? aggregation with
            {
                Percentile = Number(map.String("percentile")),
            }
            : aggregation;
    }

    private static decimal? Number(string? text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
