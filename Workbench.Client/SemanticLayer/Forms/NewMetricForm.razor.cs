using Microsoft.AspNetCore.Components;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Client.SemanticLayer.Forms;

public sealed partial class NewMetricForm
{
    private static readonly (string Type, string Label, string Help)[] Kinds =
    [
        ("simple", "Rows counted or added up", "Orders placed, the sum of their amounts, the median of a duration."),
        ("ratio", "One metric divided by another", "A rate or a share: it is right for every group and period, because both sides are added up first."),
        ("derived", "Calculated from other metrics", "Margin is revenue less cost."),
        ("semi_additive", "A balance on a date", "Stock, seats, accounts at month end: never added up over time."),
        ("cumulative", "A running total of a metric", "The last 28 days, or since the start of the year."),
    ];

    private static readonly (string Name, string Words)[] Aggregations =
    [
        ("count", "counted"),
        ("count_distinct", "different values counted"),
        ("sum", "added up"),
        ("average", "average"),
        ("median", "median (the middle one)"),
        ("min", "smallest"),
        ("max", "largest"),
        ("percentile(0.9)", "90th percentile"),
    ];

    private string _label = "";
    private string _name = "";
    private bool _isNamed;
    private string _type = "simple";
    private string _entity = "";
    private string _aggregation = "count";
    private string _expression = "";
    private string _where = "";
    private string _time = "";
    private string _numerator = "";
    private string _denominator = "";
    private string _of = "";
    private string _span = "28 days";
    private string _description = "";
    private string _synonyms = "";
    private string _unit = "";
    private string _better = "";
    private string _file = "";
    private string _access = "";
    private PreviewView? _preview;
    private bool _isComputing;
    private string? _computed;

    private string KindHelp => Kinds.First(k => k.Type == _type).Help;

    private FormEntity? Entity => Choices?.Entities.FirstOrDefault(e => e.Name == _entity);

    /// <summary>With a column that is there.</summary>
    private string WhereHelp =>
        Entity?.Columns.FirstOrDefault(c => c.Type.Contains("text", StringComparison.Ordinal)) is { } text
            ? $"A condition on columns, always applied: {text.Name} = 'value'."
            : "A condition on columns, always applied. Texts stand in single quotes.";

    protected override NewMetric Form() =>
        new()
        {
            Name = _name,
            Type = _type,
            Label = _label,
            Description = _description,
            Synonyms = Split(_synonyms),
            Unit = _unit,
            Better = _better,
            Entity = _entity,
            Aggregation = _aggregation,
            Expression = _expression,
            Where = _where,
            Time = _time,
            Numerator = _numerator,
            Denominator = _denominator,
            Of = _of,
            Window = _span.StartsWith("to ", StringComparison.Ordinal) ? null : _span,
            ToDate = _span.StartsWith("to ", StringComparison.Ordinal) ? _span[3..] : null,
            Access = _access,
            File = _file,
        };

    protected override async Task CheckedAsync(LayerFormOutcome outcome)
    {
        if (outcome.Faults.Count > 0 || outcome.Yaml == _computed)
        {
            if (outcome.Faults.Count > 0)
                (_preview, _computed) = (null, null);
            return;
        }
        (_preview, _computed, _isComputing) = (null, outcome.Yaml, true);
        StateHasChanged();
        var texts = new Dictionary<string, string?>(Unsaved.Files, StringComparer.Ordinal);
        foreach (var file in outcome.Files)
            texts[file.Path] = file.Text;
        var preview = await Language.PreviewAsync(new LayerTexts(texts), _name.Trim(), Gone);
        _isComputing = false;
        if (_computed == outcome.Yaml)
            _preview = PreviewView.Create(preview);
    }

    private Task LabelledAsync()
    {
        if (!_isNamed)
            _name = NameOf(_label);
        return ChangedAsync(nameof(NewMetric.Label));
    }

    private Task NamedAsync()
    {
        _isNamed = _name.Length > 0;
        return ChangedAsync(nameof(NewMetric.Name));
    }

    private Task UseAsync(string column)
    {
        _expression = _expression.Length == 0 ? column : $"{_expression} {column}";
        return ChangedAsync(nameof(NewMetric.Expression));
    }

    private RenderFragment MetricPicker(string id, string value, Action<string> choose, string field) =>
        builder =>
        {
            builder.OpenElement(0, "select");
            builder.AddAttribute(1, "id", id);
            builder.AddAttribute(2, "class", "field");
            builder.AddAttribute(3, "value", value);
            builder.AddAttribute(
                4,
                "onchange",
                EventCallback.Factory.Create<ChangeEventArgs>(
                    this,
                    change =>
                    {
                        choose(change.Value?.ToString() ?? "");
                        return ChangedAsync(field);
                    }
                )
            );
            builder.OpenElement(5, "option");
            builder.AddAttribute(6, "value", "");
            builder.AddContent(7, "Choose …");
            builder.CloseElement();
            foreach (var metric in Choices?.Metrics ?? [])
            {
                builder.OpenElement(8, "option");
                builder.SetKey(metric.Name);
                builder.AddAttribute(9, "value", metric.Name);
                builder.AddContent(10, $"{metric.Label} ({metric.Name})");
                builder.CloseElement();
            }
            builder.CloseElement();
        };
}
