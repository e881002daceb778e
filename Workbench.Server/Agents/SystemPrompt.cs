using System.Globalization;
using System.Text;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Agents;

/// <summary>What a model is told before the conversation: the agent's instructions, and the layer as far as the level may see it.</summary>
/// <remarks>The same for all questions of a day, so that providers can cache it and the journal stores it once.</remarks>
public static class SystemPrompt
{
    private const int MaxValues = 12;

    public static string For(AgentDefinition agent, LayerRevision revision, CompileScope scope)
    {
        var layer = revision.Layer;
        var text = new StringBuilder(agent.Instructions);
        text.AppendLine().AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"# The semantic layer: {layer.Name}");
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"Today is {scope.Today:yyyy-MM-dd} ({layer.Calendar.TimeZone}). Access level: {scope.Level}. {FiscalYearOf(layer.Calendar)}"
        );
        AppendRules(text, layer, scope);
        AppendMetrics(text, layer, scope);
        AppendEntities(text, layer, scope);
        AppendProducts(text, layer, scope);
        return text.ToString();
    }

    private static string FiscalYearOf(LayerCalendar calendar) =>
        calendar.FiscalYear is { StartMonth: 1, FourFourFive: null }
            ? "The fiscal year is the calendar year."
            : $"The fiscal year starts in {CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(calendar.FiscalYear.StartMonth)} and is named by the year in which it {(calendar.FiscalYear.NamedBy == FiscalYearName.End ? "ends" : "starts")}; a bare quarter or year is {(calendar.DefaultsToFiscal ? "fiscal" : "civil")}.";

    private static void AppendRules(StringBuilder text, SemanticLayer layer, CompileScope scope)
    {
        var rules = layer.Content.Rules.Where(r => r.IsAlways && layer.Content.Allows(scope.Level, r.AppliesTo)).ToList();
        if (rules.Count == 0)
            return;
        text.AppendLine().AppendLine("## Rules");
        foreach (var rule in rules)
            text.AppendLine(CultureInfo.InvariantCulture, $"- {OneLine(rule.Text)}");
    }

    private static void AppendMetrics(StringBuilder text, SemanticLayer layer, CompileScope scope)
    {
        text.AppendLine().AppendLine("## Metrics");
        foreach (var metric in layer.Metrics.Where(m => !m.IsHidden && layer.Access.Allows(scope.Level, m.Access)))
        {
            text.Append(CultureInfo.InvariantCulture, $"- {metric.Name}: {metric.Label}{(metric.Unit is { } unit ? $" [{unit}]" : "")}");
            if (metric.Description is { Length: > 0 } description)
                text.Append(CultureInfo.InvariantCulture, $". {OneLine(description)}");
            if (HomeOf(metric) is { } home)
                text.Append(CultureInfo.InvariantCulture, $" (of {home})");
            text.AppendLine();
        }
    }

    private static void AppendEntities(StringBuilder text, SemanticLayer layer, CompileScope scope)
    {
        text.AppendLine().AppendLine("## Entities");
        foreach (var entity in layer.Entities.Where(e => layer.Access.Allows(scope.Level, e.Access)))
        {
            text.Append(CultureInfo.InvariantCulture, $"- {entity.Name}");
            if (entity.Source is TableSource table)
                text.Append(CultureInfo.InvariantCulture, $" ({table.FullName})");
            if (entity.Description is { Length: > 0 } description)
                text.Append(CultureInfo.InvariantCulture, $": {OneLine(description)}");
            text.AppendLine();
            foreach (var dimension in entity.Dimensions.Where(d => !d.IsHidden && layer.Access.Allows(scope.Level, d.Access ?? entity.Access)))
                text.AppendLine(CultureInfo.InvariantCulture, $"  - {entity.Name}.{dimension.Name}: {dimension.Type}{ValuesOf(dimension)}");
            foreach (var time in entity.Times.Where(t => layer.Access.Allows(scope.Level, t.Access ?? entity.Access)))
                text.AppendLine(CultureInfo.InvariantCulture, $"  - time {entity.Name}.{time.Name}{(time.IsDefault ? " (default)" : "")}");
            foreach (var join in entity.Joins.Where(j => layer.Access.Allows(scope.Level, layer.FindEntity(j.To)?.Access)))
                text.AppendLine(CultureInfo.InvariantCulture, $"  - joins {join.To} as {entity.Name}.{join.Name}");
            foreach (var segment in entity.Segments.Where(s => layer.Access.Allows(scope.Level, s.Access ?? entity.Access)))
                text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"  - segment {entity.Name}.{segment.Name}{(segment.IsDefault ? " (on unless set to false)" : "")}"
                );
        }
    }

    private static void AppendProducts(StringBuilder text, SemanticLayer layer, CompileScope scope)
    {
        var products = layer.Products.Where(p => layer.Content.Allows(scope.Level, p.Means.Select(m => m.Field))).ToList();
        if (products.Count == 0)
            return;
        text.AppendLine().AppendLine("## Products");
        foreach (var product in products)
        {
            var means = string.Join("; ", product.Means.Select(MeaningOf));
            var others = product.AmbiguousWith.Where(m => layer.Content.Allows(scope.Level, [m.Field])).Select(MeaningOf).ToList();
            var also = others.Count == 0 ? "" : $"; may also mean {string.Join(" or ", others)}{(product.AlwaysAsk ? " (always ask)" : "")}";
            text.AppendLine(CultureInfo.InvariantCulture, $"- {product.Name} ({product.Kind}): {means}{also}");
        }
    }

    private static string MeaningOf(FieldMeaning meaning) => $"{meaning.Field} is {string.Join(" or ", meaning.Is)}";

    private static string ValuesOf(Dimension dimension)
    {
        var declared = dimension.Values.Declared;
        return declared.Length == 0
            ? ""
            : $" ({string.Join(", ", declared.Take(MaxValues).Select(d => d.Stored))}{(declared.Length > MaxValues ? ", …" : "")})";
    }

    private static string? HomeOf(Metric metric) =>
        metric.Definition switch
        {
            SimpleMetric simple => simple.Entity,
            SemiAdditiveMetric balance => balance.Entity,
            _ => null,
        };

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
