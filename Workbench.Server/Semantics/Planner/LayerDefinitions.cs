using System.Collections.Immutable;
using System.Text;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Answers;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Writes what stands behind a name: a metric, term, entity, dimension, product or value.</summary>
internal sealed class LayerDefinitions(CompileScope scope)
{
    private SemanticLayer Layer => scope.Layer;

    private bool Sees(string? level) => Layer.Access.Allows(scope.Level, level);

    public PlanOutcome Define(List<LinkTarget> subject)
    {
        var visible = subject.Where(t => Sees(t.RequiredLevel)).ToList();
        if (visible.Count == 0)
        {
            var level = subject[0].RequiredLevel;
            var contact = Layer.Access.Levels.FirstOrDefault(l => l.Name == level)?.Contact;
            return new PlannedDenial(
                contact is null
                    ? "Your level does not cover this. Ask whoever looks after the access levels."
                    : $"Your level does not cover this; ask {contact}."
            );
        }
        var text = new StringBuilder();
        var sources = ImmutableArray.CreateBuilder<AnswerSource>();
        foreach (var target in visible)
        {
            if (text.Length > 0)
                text.Append("\n\n");
            Append(target, text, sources);
        }
        var metrics = visible.OfType<MetricTarget>().Select(m => m.Metric).ToList();
        return new PlannedLayerAnswer(
            text.ToString(),
            $"What {NameOf(visible[0])} means",
            sources.ToImmutable(),
            metrics.Count > 0 ? [$"{metrics[0].Label} over the last 12 months", $"What can I group {metrics[0].Label} by?"] : Suggestions.Examples(scope, 3)
        );
    }

    private static string NameOf(LinkTarget target) =>
        target switch
        {
            MetricTarget m => m.Metric.Label,
            TermTarget t => t.Term.Term,
            EntityTarget e => e.Entity.Label,
            DimensionTarget d => d.Dimension.Label,
            ProductTarget p => p.Product.Name,
            SegmentTarget s => s.Segment.Label,
            ValueTarget v => v.Stored,
            _ => target.Name,
        };

    private void Append(LinkTarget target, StringBuilder text, ImmutableArray<AnswerSource>.Builder sources)
    {
        switch (target)
        {
            case MetricTarget { Metric: var metric }:
                text.Append($"**{metric.Label}**: {metric.Description ?? "no description."}\n\n{MetricText.Of(metric, Layer)}");
                sources.Add(LayerAnswers.Source(metric));
                break;
            case TermTarget { Term: var term }:
                text.Append($"**{term.Term}**: {term.Definition}");
                sources.Add(new AnswerSource(term.Term, term.Definition, term.At.File, term.At.Line, null));
                break;
            case EntityTarget { Entity: var entity }:
                text.Append(
                    $"**{entity.Label}**: {entity.Description ?? "no description."}\n\nOne row of {(entity.Source is TableSource table ? $"`{table.FullName}`" : "a query of its own")}{(entity.Where is { } w ? $" where `{w.Text}`" : "")}."
                );
                foreach (var segment in entity.Segments)
                    text.Append($"\n\n{(segment.IsDefault ? "By default only" : "Segment")} {segment.Label.ToLowerInvariant()}: `{segment.Where.Text}`.");
                sources.Add(new AnswerSource(entity.Name, entity.Description ?? entity.Label, entity.At.File, entity.At.Line, null));
                break;
            case DimensionTarget { Dimension: var dimension, Entity: var owner }:
                text.Append($"**{dimension.Label}** of {owner.LabelPlural.ToLowerInvariant()}: {dimension.Description ?? $"`{dimension.Expr.Text}`"}");
                if (dimension.Values.Declared.Length > 0)
                    text.Append($"\n\nValues: {string.Join(", ", dimension.Values.Declared.Select(v => v.Label ?? v.Stored))}.");
                sources.Add(
                    new AnswerSource($"{owner.Name}.{dimension.Name}", dimension.Description ?? dimension.Label, dimension.At.File, dimension.At.Line, null)
                );
                break;
            case ProductTarget { Product: var product }:
                text.Append(
                    $"**{product.Name}** ({product.Kind}): {product.Description ?? "no description."}\n\nIn the data: {string.Join(" and ", product.Means.Select(m => $"`{m.Field}` is {string.Join(" or ", m.Is)}"))}."
                );
                sources.Add(new AnswerSource(product.Name, product.Description ?? product.Name, product.At.File, product.At.Line, null));
                break;
            case SegmentTarget { Segment: var named }:
                text.Append($"**{named.Label}**: {named.Description ?? ""} `{named.Where.Text}`{(named.IsDefault ? ", applied unless switched off" : "")}.");
                sources.Add(new AnswerSource(named.Name, named.Description ?? named.Label, named.At.File, named.At.Line, null));
                break;
            case StoredTarget { Table: var stored, Column: var column }:
                text.Append(
                    $"`{stored.FullName}{(column is null ? "" : $".{column.Name}")}`: {column?.Description ?? stored.Description ?? "no description."}"
                );
                sources.Add(
                    new AnswerSource(
                        stored.FullName,
                        stored.Description ?? "",
                        (column?.At ?? stored.At).File,
                        (column?.At ?? stored.At).Line,
                        LayerAnswers.Fresh(stored)
                    )
                );
                break;
            case ValueTarget value:
                text.Append($"**{value.Stored}** is a {value.Dimension.Label.ToLowerInvariant()} of {value.Entity.LabelPlural.ToLowerInvariant()}.");
                sources.Add(
                    new AnswerSource(
                        $"{value.Entity.Name}.{value.Dimension.Name}",
                        value.Dimension.Description ?? value.Dimension.Label,
                        value.Dimension.At.File,
                        value.Dimension.At.Line,
                        null
                    )
                );
                break;
            default:
                text.Append(target.Name);
                break;
        }
    }
}
