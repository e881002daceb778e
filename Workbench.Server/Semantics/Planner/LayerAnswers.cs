using System.Collections.Immutable;
using System.Text;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Answers;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Writes what the layer holds: metrics, tables, how fresh, what numbers can be told apart by.</summary>
internal sealed class LayerAnswers(LayerLexicon lexicon, CompileScope scope)
{
    private SemanticLayer Layer => scope.Layer;

    private bool Sees(string? level) => Layer.Access.Allows(scope.Level, level);

    private IEnumerable<Metric> VisibleMetrics => Layer.Metrics.Where(m => !m.IsHidden && Sees(m.Access));

    public PlannedLayerAnswer Overview()
    {
        var text = new StringBuilder($"I answer questions about **{Layer.Name}** from {VisibleMetrics.Count()} metrics:\n\n");
        foreach (var topic in VisibleMetrics.GroupBy(m => TopicOf(m.At.File), StringComparer.Ordinal))
            text.Append($"- **{topic.Key}**: {string.Join(", ", topic.Take(8).Select(m => m.Label))}{(topic.Count() > 8 ? ", …" : "")}\n");
        text.Append("\nAsk for a number, a trend, a ranking or a comparison, by any attribute of ")
            .Append(string.Join(", ", Layer.Entities.Where(e => Sees(e.Access)).Take(8).Select(e => e.LabelPlural.ToLowerInvariant())))
            .Append(". Ask \"how is … defined?\" to see what stands behind a number.");
        return new(text.ToString(), "What can be asked", [.. VisibleMetrics.Take(5).Select(Source)], Suggestions.Examples(scope, 4));
    }

    public PlannedLayerAnswer Metrics(List<Token> topic)
    {
        var all = VisibleMetrics.ToList();
        var chosen = topic.Count == 0 ? all : [.. all.Where(m => topic.TrueForAll(t => Speaks(m, t)))];
        if (chosen.Count == 0)
            chosen = [.. all.Where(m => topic.Exists(t => Speaks(m, t)))];
        if (chosen.Count == 0)
            return new(
                $"There is no metric about {string.Join(' ', topic.Select(t => Refusals.Escape(t.Text)))}. There are {all.Count} in all; ask \"which metrics do you have?\" to see them.",
                "Metrics",
                [],
                Suggestions.Examples(scope, 3)
            );
        var text = new StringBuilder($"{chosen.Count} metric{(chosen.Count == 1 ? "" : "s")}:\n\n");
        foreach (var metric in chosen.Take(40))
            text.Append($"- **{metric.Label}**{(metric.Description is { } d ? $": {d}" : "")}\n");
        if (chosen.Count > 40)
            text.Append($"\nand {chosen.Count - 40} more.");
        return new(
            text.ToString(),
            "Metrics of the layer",
            [.. chosen.Take(10).Select(Source)],
            [.. chosen.Take(3).Select(m => $"{m.Label} over the last 12 months")]
        );
    }

    private bool Speaks(Metric metric, Token token) =>
        LayerLexicon
            .SplitWords(
                $"{metric.Label} {metric.Name} {metric.Description} {string.Join(' ', metric.Synonyms)} {TopicOf(metric.At.File)} {string.Join(' ', lexicon.Reach.HomesOf(metric))}"
            )
            .Any(w => WordForms.Root(w) == token.Root);

    public PlannedLayerAnswer Tables()
    {
        var tables = Layer.Tables.Where(t => Sees(t.Access)).ToList();
        var text = new StringBuilder($"{tables.Count} tables:\n\n");
        foreach (var table in tables)
            text.Append($"- `{table.FullName}`{(table.Description is { } d ? $": {d}" : "")}\n");
        return new(
            text.ToString(),
            "Tables of the warehouse",
            [.. tables.Take(20).Select(t => new AnswerSource(t.FullName, t.Description ?? "", t.At.File, t.At.Line, Fresh(t)))],
            Suggestions.Examples(scope, 3)
        );
    }

    public PlannedLayerAnswer Freshness(List<LinkTarget> subject)
    {
        var homes = subject.SelectMany(HomesOf).ToHashSet(StringComparer.Ordinal);
        var tables = Layer.Tables.Where(t => Sees(t.Access) && t.Freshness is not null && (homes.Count == 0 || homes.Contains(t.FullName))).ToList();
        if (tables.Count == 0)
            tables = [.. Layer.Tables.Where(t => Sees(t.Access) && t.Freshness is not null)];
        var text = new StringBuilder(
            tables.Count == 0
                ? "The layer does not say how fresh its tables should be; complete data ends yesterday."
                : "Complete data ends yesterday. What the layer promises of its tables:\n\n"
        );
        foreach (var table in tables)
            text.Append($"- `{table.FullName}`: {Fresh(table)}\n");
        return new(
            text.ToString(),
            "How fresh the data is",
            [.. tables.Select(t => new AnswerSource(t.FullName, t.Description ?? "", t.At.File, t.At.Line, Fresh(t)))],
            Suggestions.Examples(scope, 3)
        );
    }

    private IEnumerable<string> HomesOf(LinkTarget target)
    {
        IEnumerable<string> entities = target switch
        {
            MetricTarget metric => lexicon.Reach.HomesOf(metric.Metric),
            EntityTarget entity => [entity.Entity.Name],
            DimensionTarget dimension => [dimension.Entity.Name],
            _ => [],
        };
        foreach (var name in entities)
            if (Layer.FindEntity(name)?.Source is TableSource source)
                yield return source.FullName;
        if (target is StoredTarget stored)
            yield return stored.Table.FullName;
    }

    public static string? Fresh(LayerTable table) =>
        table.Freshness is { } f
            ? $"its newest {f.Column.Replace('_', ' ')} is at most {(f.Within.TotalDays >= 2 ? $"{f.Within.TotalDays:0} days" : $"{f.Within.TotalHours:0} hours")} old"
            : null;

    public PlannedLayerAnswer Dimensions(List<LinkTarget> subject)
    {
        var metric = subject.OfType<MetricTarget>().FirstOrDefault(t => Sees(t.RequiredLevel))?.Metric;
        var homes = metric is null ? [] : lexicon.Reach.HomesOf(metric);
        var text = new StringBuilder(metric is null ? "What numbers can be told apart by:\n\n" : $"{metric.Label} can be told apart by:\n\n");
        var sources = ImmutableArray.CreateBuilder<AnswerSource>();
        foreach (var entity in Layer.Entities.Where(e => Sees(e.Access) && homes.All(h => lexicon.Reach.Reaches(h, e.Name))))
        {
            var dimensions = entity.Dimensions.Where(d => !d.IsHidden && Sees(d.Access ?? entity.Access)).ToList();
            if (dimensions.Count == 0)
                continue;
            text.Append($"- **{entity.Label}**: {string.Join(", ", dimensions.Select(d => d.Label.ToLowerInvariant()))}\n");
            sources.Add(new AnswerSource(entity.Name, entity.Description ?? entity.Label, entity.At.File, entity.At.Line, null));
        }
        return new(
            text.ToString(),
            metric is null ? "Dimensions of the layer" : $"Dimensions of {metric.Label}",
            sources.ToImmutable(),
            metric is null
                ? Suggestions.Examples(scope, 3)
                : [.. Suggestions.Dimensions([.. homes], lexicon, scope).Take(3).Select(d => $"{metric.Label} by {d.Dimension.Label.ToLowerInvariant()}")]
        );
    }

    public PlannedLayerAnswer Glossary()
    {
        var terms = Layer.Content.Glossary;
        var text = new StringBuilder(terms.Length == 0 ? "The layer has no glossary." : "The glossary:\n\n");
        foreach (var term in terms)
            text.Append($"- **{term.Term}**: {term.Definition}\n");
        return new(
            text.ToString(),
            "The glossary",
            [.. terms.Take(10).Select(t => new AnswerSource(t.Term, t.Definition, t.At.File, t.At.Line, null))],
            Suggestions.Examples(scope, 3)
        );
    }

    public static AnswerSource Source(Metric metric) => new(metric.Name, metric.Description ?? metric.Label, metric.At.File, metric.At.Line, null);

    private static string TopicOf(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file).Replace('-', ' ').Replace('_', ' ');
        return name.Length == 0 ? "Metrics" : char.ToUpperInvariant(name[0]) + name[1..];
    }
}
