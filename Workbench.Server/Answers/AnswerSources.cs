using System.Collections.Immutable;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Answers;

namespace Workbench.Server.Answers;

/// <summary>What an answer leans on: definitions with the place where they are written, and how far the data goes.</summary>
internal static class AnswerSources
{
    /// <param name="freshness">Last day of a table's data, by its full name.</param>
    public static ImmutableArray<AnswerSource> Of(Compiled compiled, SemanticLayer layer, IReadOnlyDictionary<string, DateOnly> freshness)
    {
        var sources = ImmutableArray.CreateBuilder<AnswerSource>();
        foreach (var name in compiled.MetricNames)
            if (OfMetric(layer, name) is { } metric)
                sources.Add(metric with { Freshness = FreshnessOf(layer, name, freshness) });
        foreach (var name in compiled.TableNames)
            if (layer.FindTable(name) is { } table)
                sources.Add(new AnswerSource(name, table.Description ?? "Table of the warehouse.", table.At.File, table.At.Line, TextOf(freshness, name)));
        return sources.ToImmutable();
    }

    public static AnswerSource? OfMetric(SemanticLayer layer, string name) =>
        layer.FindMetric(name) is { } metric ? new AnswerSource(metric.Label, MetricFormula.Of(metric), metric.At.File, metric.At.Line, Freshness: null) : null;

    /// <summary>The day that the query's balances are as of when it names no period: the last one of their table; null when tables differ.</summary>
    public static DateOnly? AsOf(Compiled compiled, SemanticLayer layer, IReadOnlyDictionary<string, DateOnly> freshness)
    {
        var days = compiled
            .MetricNames.Select(layer.FindMetric)
            .Select(m => m?.Definition)
            .OfType<SemiAdditiveMetric>()
            .Select(b => layer.FindEntity(b.Entity)?.Source is TableSource table && freshness.TryGetValue(table.FullName, out var day) ? day : (DateOnly?)null)
            .Distinct()
            .ToList();
        return days is [{ } only] ? only : null;
    }

    /// <summary>Why a result says nothing of its period: the data does not go that far. Null where it does, or where nobody says how far it goes.</summary>
    public static AnswerWarning? AfterData(ResolvedPeriod? period, IReadOnlyDictionary<string, DateOnly> freshness) =>
        period is { From: { } from } && freshness.Count > 0 && freshness.Values.Max() is var last && last < from
            ? new AnswerWarning(AfterDataCode, $"The data goes only to {ValueText.Day(last)}: {Phrases.Name(period)} is not in it yet.")
            : null;

    internal const string AfterDataCode = "after_data";

    internal static string? TextOf(IReadOnlyDictionary<string, DateOnly> freshness, string table) =>
        freshness.TryGetValue(table, out var day) ? $"data to {ValueText.Day(day)}" : null;

    private static string? FreshnessOf(SemanticLayer layer, string metric, IReadOnlyDictionary<string, DateOnly> freshness)
    {
        var entity = layer.FindMetric(metric)?.Definition switch
        {
            SimpleMetric simple => simple.Entity,
            SemiAdditiveMetric balance => balance.Entity,
            _ => null,
        };
        return entity is not null && layer.FindEntity(entity)?.Source is TableSource table ? TextOf(freshness, table.FullName) : null;
    }
}
