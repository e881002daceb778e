using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Tools;

namespace Workbench.Server.Agents;

/// <summary>What a model is told before the conversation: the agent's instructions, and an index of the layer as far as the level may see it.</summary>
/// <remarks>
/// The same for all questions of a day, so that providers can cache it and the journal stores it once. Definitions, fields and values are not in it: they are
/// looked up (<see cref="LookUpTool"/>), so that a layer of five hundred metrics costs a question a few thousand tokens and not a hundred thousand.
/// </remarks>
public static class SystemPrompt
{
    /// <summary>Above it the index names entities and counts their metrics, which are then found by words. Some 8,000 tokens.</summary>
    private const int MaxMetricsLength = 32_000;

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
        if (agent.Tools.Contains(LookUpTool.ToolName))
            text.AppendLine("This is its index, by name. What a name means, its fields and their values: `look_up`.");
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

    /// <summary>A line for each entity that metrics are of.</summary>
    private static void AppendMetrics(StringBuilder text, SemanticLayer layer, CompileScope scope)
    {
        var homes = layer
            .Metrics.Where(m => !m.IsHidden && layer.Access.Allows(scope.Level, m.Access))
            .GroupBy(m => MetricInputs.HomesOf(m, layer.FindMetric) is [var only] ? only : "several entities")
            .Select(g => (Home: g.Key, Names: g.Select(NameOf).ToImmutableArray()))
            .ToImmutableArray();
        text.AppendLine().AppendLine("## Metrics");
        var isLong = homes.Sum(h => h.Names.Sum(n => n.Length + 2)) > MaxMetricsLength;
        foreach (var (home, names) in homes)
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"- of {home}: {(isLong ? string.Create(CultureInfo.InvariantCulture, $"{names.Length} metrics, look_up \"{home}\"") : string.Join(", ", names))}"
            );
    }

    private static void AppendEntities(StringBuilder text, SemanticLayer layer, CompileScope scope)
    {
        text.AppendLine().AppendLine("## Entities");
        var names = layer
            .Entities.Where(e => layer.Access.Allows(scope.Level, e.Access))
            .Select(e => IsSaid(e.Name, e.Label) ? e.Name : $"{e.Name} ({e.Label})");
        text.AppendLine(string.Join(", ", names));
    }

    private static void AppendProducts(StringBuilder text, SemanticLayer layer, CompileScope scope)
    {
        var products = layer.Products.Where(p => layer.Content.Allows(scope.Level, p.Means.Select(m => m.Field))).ToList();
        if (products.Count == 0)
            return;
        text.AppendLine().AppendLine("## Products");
        foreach (var kind in products.GroupBy(p => p.Kind))
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"- {kind.Key}: {string.Join(", ", kind.Select(p => p.AlwaysAsk ? $"{p.Name} (ask which meaning)" : p.Name))}"
            );
    }

    /// <summary>With its label where the name does not say it, and its unit.</summary>
    private static string NameOf(Metric metric)
    {
        string?[] more = [IsSaid(metric.Name, metric.Label) ? null : metric.Label, metric.Unit];
        return more.OfType<string>().ToList() is { Count: > 0 } known ? $"{metric.Name} ({string.Join(", ", known)})" : metric.Name;
    }

    private static bool IsSaid(string name, string label) => string.Equals(Answers.FieldNames.Humanise(name), label, StringComparison.OrdinalIgnoreCase);

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
