using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticLanguage.Forms;

internal sealed partial class FormWriter
{
    private static readonly Dictionary<string, string> MetricFields = Fields(
        ("name", nameof(NewMetric.Name)),
        ("type", nameof(NewMetric.Type)),
        ("label", nameof(NewMetric.Label)),
        ("description", nameof(NewMetric.Description)),
        ("synonyms", nameof(NewMetric.Synonyms)),
        ("unit", nameof(NewMetric.Unit)),
        ("better", nameof(NewMetric.Better)),
        ("entity", nameof(NewMetric.Entity)),
        ("agg", nameof(NewMetric.Aggregation)),
        ("expr", nameof(NewMetric.Expression)),
        ("where", nameof(NewMetric.Where)),
        ("time", nameof(NewMetric.Time)),
        ("over", nameof(NewMetric.Time)),
        ("numerator", nameof(NewMetric.Numerator)),
        ("denominator", nameof(NewMetric.Denominator)),
        ("metric", nameof(NewMetric.Of)),
        ("window", nameof(NewMetric.Window)),
        ("to_date", nameof(NewMetric.ToDate)),
        ("access", nameof(NewMetric.Access))
    );

    private LayerFormOutcome Metric(NewMetric form)
    {
        var isRows = form.Type is "simple" or "semi_additive";
        var item = FormItem.Of(
            ("name", FormItem.Text(form.Name) ?? "''"),
            ("type", form.Type == "simple" ? null : form.Type),
            ("label", FormItem.Text(form.Label)),
            ("description", FormItem.Text(form.Description)),
            ("synonyms", FormItem.List(form.Synonyms)),
            ("unit", FormItem.Text(form.Unit)),
            ("better", FormItem.Text(form.Better)),
            ("entity", isRows ? FormItem.Text(form.Entity) : null),
            ("agg", isRows ? FormItem.Text(form.Aggregation) : null),
            ("expr", isRows || form.Type == "derived" ? FormItem.Text(form.Expression) : null),
            ("where", isRows ? FormItem.Text(form.Where) : null),
            ("time", form.Type == "simple" ? FormItem.Text(form.Time) : null),
            (
                "over",
                form.Type == "semi_additive"
                    ? FormItem.Of(("time", FormItem.Text(form.Time)), ("take", FormItem.Text(form.Take))) is { Keys.Length: > 0 } over
                        ? over.Flow
                        : null
                    : null
            ),
            ("numerator", form.Type == "ratio" ? FormItem.Text(form.Numerator) : null),
            ("denominator", form.Type == "ratio" ? FormItem.Text(form.Denominator) : null),
            ("metric", form.Type == "cumulative" ? FormItem.Text(form.Of) : null),
            ("window", form.Type == "cumulative" ? FormItem.Text(form.Window) : null),
            ("to_date", form.Type == "cumulative" ? FormItem.Text(form.ToDate) : null),
            ("access", FormItem.Text(form.Access))
        );
        var path = string.IsNullOrWhiteSpace(form.File) ? FileFor(form) : form.File.Trim();
        if (Append(path, "metrics", item) is not var (edit, yaml))
            return Failed(item.Flow, $"{path} cannot be added to as it is: mend it, or choose another file.");
        List<FormFault> more = [];
        if (form.Name.Trim().Length == 0)
            more.Add(new FormFault(nameof(NewMetric.Name), NoName("such as new_orders")));
        return Checked([edit], yaml, path, form.Name.Trim(), MetricFields, more);
    }

    /// <summary>Where most metrics of the same rows are.</summary>
    private string FileFor(NewMetric form)
    {
        var isRows = form.Type is "simple" or "semi_additive";
        var inner = form.Type switch
        {
            "ratio" => form.Numerator,
            "cumulative" => form.Of,
            _ => names.Metrics.FirstOrDefault(m => form.Expression?.Contains(m.Name, StringComparison.Ordinal) == true)?.Name,
        };
        var home = isRows ? form.Entity : names.HomeOf(names.FindMetric(inner))?.Name;
        var known = names
            .Metrics.Where(m => home is not null && names.HomeOf(m)?.Name == home)
            .CountBy(m => m.At.File, StringComparer.Ordinal)
            .OrderByDescending(f => f.Value)
            .ThenBy(f => f.Key, StringComparer.Ordinal)
            .Select(f => f.Key)
            .FirstOrDefault();
        return known ?? $"{LayerFormat.MetricsFolder}/{(string.IsNullOrWhiteSpace(home) ? "metrics" : home.Trim().Replace('_', '-'))}.yml";
    }
}
