using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Workspace;
using Workbench.Shared.Queries;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticWorkspace;

/// <summary>All that a page shows of a metric, at a level: of the revision in use, or of texts that are not saved.</summary>
internal sealed class MetricDetails(ISemanticCompiler compiler, GroupableFields fields, Today today)
{
    /// <summary>Complete periods of a preview.</summary>
    private const int PreviewMonths = 12;

    /// <param name="layer">To compile it; null while the files have errors.</param>
    /// <param name="file">The text that the metric was read from: what is on disk may hold another one at its line by now.</param>
    public MetricDetail Of(Metric metric, LayerContent content, SemanticLayer? layer, LayerFileText? file, string level)
    {
        var scope = layer is null ? null : new CompileScope(layer, level, today.In(layer.Calendar.TimeZone));
        var (query, compiled) = scope is null ? default : Preview(compiler, metric.Name, scope);
        return new MetricDetail
        {
            Line = Line(metric),
            Definition = file is null ? "" : HiddenLines.Excerpt(HiddenLines.Of(file, content, level).Show(), metric.At),
            Synonyms = metric.Synonyms,
            Better = metric.Better == MetricDirection.None ? null : metric.Better.ToString().ToLowerInvariant(),
            Access = metric.Access,
            Fields = scope is null ? [] : fields.Of(metric, scope),
            MadeOf = [.. MetricInputs.Of(metric.Definition).Select(i => i.Metric).Distinct(StringComparer.Ordinal)],
            UsedBy = [.. UsedBy(metric, content, level)],
            Filters = compiled?.Filters ?? [],
            Homes = layer is null ? [] : [.. HomesOf(metric, layer, level).Select(e => e.Name)],
            Joins = layer is null ? [] : [.. JoinsOf(metric, compiled, layer, level)],
            Sql = compiled?.Sql,
            PreviewQuery = compiled is null ? null : query,
        };
    }

    public static MetricLine Line(Metric metric) =>
        new(metric.Name, metric.Label, MetricCheck.TypeName(metric.Definition), metric.Unit, metric.At.File, metric.At.Line, metric.Description);

    /// <summary>The latest complete months; for a metric that cannot be cut into them, all of it.</summary>
    public static (SemanticQuery Query, Compiled? Compiled) Preview(ISemanticCompiler compiler, string metric, CompileScope scope)
    {
        var monthly = new SemanticQuery { Metrics = [metric], Time = new QueryTime(new LastPeriods(PreviewMonths, "month"), "month") };
        if (compiler.Compile(monthly, scope) is Compiled compiled)
            return (monthly, compiled);
        var whole = new SemanticQuery { Metrics = [metric] };
        return (whole, compiler.Compile(whole, scope) as Compiled);
    }

    private static IEnumerable<Entity> HomesOf(Metric metric, SemanticLayer layer, string level) =>
        GroupableFields.Homes(metric, layer).Where(e => layer.Access.Allows(level, e.Access));

    private static IEnumerable<MetricJoin> JoinsOf(Metric metric, Compiled? compiled, SemanticLayer layer, string level)
    {
        var homes = HomesOf(metric, layer, level).ToList();
        var taken = compiled?.Joins ?? [];
        return layer
            .Entities.Where(e => layer.Access.Allows(level, e.Access))
            .OrderBy(e => homes.IndexOf(e) is var at and >= 0 ? at : homes.Count)
            .SelectMany(e => e.Joins.Select(j => new MetricJoin(e.Name, EntityDetails.Line(j), taken.Contains(new JoinUse(e.Name, j.Name)))))
            .Where(j => j.IsTaken || homes.Exists(e => e.Name == j.Entity))
            .Where(j => layer.Access.Allows(level, layer.FindEntity(j.Join.To)?.Access));
    }

    private static IEnumerable<string> UsedBy(Metric metric, LayerContent content, string level)
    {
        foreach (
            var other in content.Metrics.Where(m => content.Access.Allows(level, m.Access) && MetricInputs.Of(m.Definition).Any(i => i.Metric == metric.Name))
        )
            yield return other.Name;
        foreach (
            var verified in content.Verified.Where(v =>
                v.Query is { } query && query.Metrics.Contains(metric.Name, StringComparer.Ordinal) && content.Allows(level, NameAccess.NamesOf(query))
            )
        )
            yield return $"“{verified.Question}”";
        foreach (var rule in content.Rules.Where(r => r.AppliesTo.Contains(metric.Name)))
            yield return $"rule {rule.Name}";
    }
}
