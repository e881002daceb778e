namespace Workbench.Server.Semantics.Layer;

/// <summary>Names are unique in their kind, and inside an entity.</summary>
internal static class NameCheck
{
    public static void Run(CheckContext check)
    {
        var content = check.Content;
        Unique(check, "table", content.Tables.Select(t => (t.FullName, t.At)));
        foreach (var table in content.Tables)
            Unique(check, $"column of {table.FullName}", table.Columns.Select(c => (c.Name, c.At)));
        Unique(check, "entity", content.Entities.Select(e => (e.Name, e.At)));
        foreach (var entity in content.Entities)
        {
            // One space of names: a field `account.x` has to mean one thing.
            var members = entity
                .Dimensions.Select(d => (d.Name, d.At))
                .Concat(entity.Joins.Select(j => (j.Name, j.At)))
                .Concat(entity.Segments.Select(s => (s.Name, s.At)));
            Unique(check, $"dimension, join or segment of {entity.Name}", members);
            Unique(check, $"time of {entity.Name}", entity.Times.Select(t => (t.Name, t.At)));
            if (entity.Times.Where(t => t.IsDefault).Skip(1).FirstOrDefault() is { } second)
                check.Problems.Error(LayerProblemCodes.DuplicateName, second.At, $"{entity.Name} has two default times: only one time can be the default.");
        }
        Unique(check, "metric", content.Metrics.Select(m => (m.Name, m.At)));
        foreach (var metric in content.Metrics.Where(m => check.Columns.Entity(m.Name) is not null))
            check.Problems.Error(
                LayerProblemCodes.DuplicateName,
                metric.At,
                $"\"{metric.Name}\" is an entity too: call the metric {metric.Name}_count or the like."
            );
        Unique(check, "product", content.Products.Select(p => (p.Name, p.At)));
        Unique(check, "level", content.Access.Levels.Select(l => (l.Name, new SourceSpan($"{LayerFormat.OperationsFolder}/access.yml", 1, 1))));
        Unique(check, "rule", content.Rules.Select(r => (r.Name, r.At)));
        Unique(check, "glossary term", content.Glossary.Select(t => (t.Term, t.At)));
        Unique(check, "verified question", content.Verified.Select(v => (v.Question, v.At)));
    }

    private static void Unique(CheckContext check, string kind, IEnumerable<(string Name, SourceSpan At)> named)
    {
        var first = new Dictionary<string, SourceSpan>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, at) in named)
            if (!first.TryAdd(name, at))
                check.Problems.Error(LayerProblemCodes.DuplicateName, at, $"\"{name}\" is written twice as a {kind}: the first is at {first[name]}.");
    }
}
