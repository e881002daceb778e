using System.Collections.Immutable;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticDraft;

/// <summary>Questions for the chat page, only those that the planner can answer with the draft.</summary>
internal static class ExampleDrafter
{
    private const int Most = 10;
    private const int MostTried = 40;

    public static ImmutableArray<string> Draft(
        ImmutableArray<EntityDraft> entities,
        ImmutableDictionary<string, ImmutableArray<MetricDraft>> metrics,
        LayerContent content,
        DateOnly today
    )
    {
        var questions = Candidates(entities, metrics).Distinct(StringComparer.Ordinal).Take(MostTried);
        return [.. ExampleRehearsal.Answerable(questions, content, today).Take(Most)];
    }

    private static IEnumerable<string> Candidates(ImmutableArray<EntityDraft> entities, ImmutableDictionary<string, ImmutableArray<MetricDraft>> metrics)
    {
        // What others belong to, and what happens in time, is what people ask about.
        var ranked = entities
            .Where(e => !e.Table.IsSecondHand)
            .OrderByDescending(e =>
                (e.DefaultTime is { IsTechnical: false } ? 3 : 0) + Math.Min(3, e.Joins.Length) + (metrics[e.Name].Any(m => m.IsMain && m.Agg == "sum") ? 4 : 0)
            )
            .Take(12)
            .ToList();
        foreach (var entity in ranked)
        {
            var plural = IdentifierWords.Phrase(entity.PluralWords);
            if (metrics[entity.Name].FirstOrDefault(m => m.IsMain && m.Agg == "sum") is { } total)
            {
                var amount = char.ToLowerInvariant(total.Label[0]) + total.Label[1..];
                yield return $"What was the {amount} last month?";
                yield return $"Show the {amount} by month this year";
                foreach (var join in entity.Joins)
                {
                    if (entities.First(e => e.Name == join.To) is { Title: not null } other)
                    {
                        yield return $"Top 10 {IdentifierWords.Phrase(other.PluralWords)} by {amount}";
                        break;
                    }
                }
            }

            yield return entity.DefaultTime is null ? $"How many {plural} are there?" : $"How many {plural} were there last month?";
            if (entity.Dimensions.FirstOrDefault(d => d.Values == ValuesDraft.Listed) is { } dimension)
                yield return $"Number of {plural} by {dimension.Label.ToLowerInvariant()}";
        }
    }
}
