using System.Collections.Immutable;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Answers;

namespace Workbench.Server.Answers;

/// <summary>What an answer leans on: definitions with the place where they are written, and how far the data goes.</summary>
internal static class AnswerSources
{
    /// <param name="freshness">How far a table's data goes, in words, by its full name.</param>
    public static ImmutableArray<AnswerSource> Of(Compiled compiled, SemanticLayer layer, IReadOnlyDictionary<string, string> freshness)
    {
        var sources = ImmutableArray.CreateBuilder<AnswerSource>();
        foreach (var name in compiled.MetricNames)
            if (OfMetric(layer, name) is { } metric)
                sources.Add(metric with { Freshness = FreshnessOf(layer, name, freshness) });
        foreach (var name in compiled.TableNames)
            if (layer.FindTable(name) is { } table)
                sources.Add(
                    new AnswerSource(name, table.Description ?? "Table of the warehouse.", table.At.File, table.At.Line, freshness.GetValueOrDefault(name))
                );
        return sources.ToImmutable();
    }

    public static AnswerSource? OfMetric(SemanticLayer layer, string name) =>
        layer.FindMetric(name) is { } metric ? new AnswerSource(metric.Label, MetricFormula.Of(metric), metric.At.File, metric.At.Line, Freshness: null) : null;

    private static string? FreshnessOf(SemanticLayer layer, string metric, IReadOnlyDictionary<string, string> freshness)
    {
        var entity = layer.FindMetric(metric)?.Definition switch
        {
            SimpleMetric simple => simple.Entity,
            SemiAdditiveMetric balance => balance.Entity,
            _ => null,
        };
        return entity is not null && layer.FindEntity(entity)?.Source is TableSource table ? freshness.GetValueOrDefault(table.FullName) : null;
    }
}
