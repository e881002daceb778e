using Workbench.Shared.Queries;

namespace Workbench.Tests.Semantics.Compiler.RandomCases;

/// <summary>Takes away from a failing case whatever it fails without.</summary>
internal sealed class CaseShrinker(RandomCase cases, string kind)
{
    private const int MostSteps = 600;
    private int _steps;

    public async Task<(World World, SemanticQuery Query)> ShrinkAsync(World world, SemanticQuery query)
    {
        for (var isSmaller = true; isSmaller && _steps < MostSteps; )
        {
            isSmaller = false;
            foreach (var candidate in Smaller(query))
                if (await FailsAsync(world, candidate))
                {
                    (query, isSmaller) = (candidate, true);
                    break;
                }
        }
        for (var isSmaller = true; isSmaller && _steps < MostSteps; )
        {
            isSmaller = false;
            foreach (var change in Smaller(world, query))
                if (world.With(change) is var candidate && await FailsAsync(candidate, query))
                {
                    (world, isSmaller) = (candidate, true);
                    break;
                }
        }
        return (world, query);
    }

    private async Task<bool> FailsAsync(World world, SemanticQuery query)
    {
        _steps++;
        try
        {
            // A partner that a join needs is no row to leave out.
            if (
                world.Entities.Exists(e =>
                    e.Joins.Exists(j =>
                        !j.IsOptional && e.Rows.Exists(r => r[j.Column] is { } key && !world.Entity(j.To).Rows.Exists(t => Equals(t["id"], key)))
                    )
                )
            )
                return false;
            return (await cases.RunAsync(world, [query]))[0] is Differs differs && differs.Kind == kind;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // What was taken away is needed to ask at all.
            return false;
        }
    }

    private static IEnumerable<SemanticQuery> Smaller(SemanticQuery query)
    {
        if (query.Metrics.Count > 1)
            foreach (var metric in query.Metrics)
                yield return query with
                {
                    Metrics = [.. query.Metrics.Where(m => m != metric)],
                };
        foreach (var field in query.GroupBy)
            yield return query with
            {
                GroupBy = [.. query.GroupBy.Where(g => g != field)],
            };
        foreach (var filter in query.Where)
            yield return query with
            {
                Where = [.. query.Where.Where(f => f != filter)],
            };
        if (query.Compare is not null)
            yield return query with
            {
                Compare = null,
            };
        if (query.Having.Count > 0)
            yield return query with
            {
                Having = [],
            };
        if (query.OrderBy.Count > 0)
            yield return query with
            {
                OrderBy = [],
            };
        if (query.Limit is not null)
            yield return query with
            {
                Limit = null,
                Others = false,
            };
        if (query.Others)
            yield return query with
            {
                Others = false,
            };
        if (query.Totals)
            yield return query with
            {
                Totals = false,
            };
        if (query.Shares.Count > 0)
            yield return query with
            {
                Shares = [],
            };
        if (query.Within is not null)
            yield return query with
            {
                Within = null,
            };
        if (query.Ranks is not null)
            yield return query with
            {
                Ranks = null,
            };
        if (query.Gaps is not null)
            yield return query with
            {
                Gaps = null,
            };
        if (query.Segments.Count > 0)
            yield return query with
            {
                Segments = new Dictionary<string, bool>(),
            };
        if (query.Time is { Grain: not null })
            yield return query with
            {
                Time = query.Time with { Grain = null },
            };
        if (query.Time is { Range: not null })
            yield return query with
            {
                Time = query.Time with { Range = null },
            };
    }

    private static IEnumerable<Action<World>> Smaller(World world, SemanticQuery query)
    {
        foreach (var entity in world.Entities)
            for (var size = Math.Max(1, entity.Rows.Count / 2); size >= 1 && entity.Rows.Count > 0; size /= 2)
            for (var at = 0; at < entity.Rows.Count; at += size)
            {
                var (name, from, count) = (entity.Name, at, Math.Min(size, entity.Rows.Count - at));
                yield return w => w.Entity(name).Rows.RemoveRange(from, count);
            }
        foreach (var entity in world.Entities)
        {
            var name = entity.Name;
            if (entity.Where is not null)
                yield return w => w.Entity(name).Where = null;
            if (entity.Segments.Count > 0)
                yield return w => w.Entity(name).Segments.Clear();
            foreach (var dimension in entity.Dimensions)
                yield return w => w.Entity(name).Dimensions.RemoveAll(d => d.Name == dimension.Name);
        }
        foreach (var entity in world.Entities)
            yield return w => w.Entities.RemoveAll(e => e.Name == entity.Name);
        foreach (var metric in world.Metrics.Where(m => !query.Metrics.Contains(m.Name)))
            yield return w => w.Metrics.RemoveAll(m => m.Name == metric.Name);
    }
}
