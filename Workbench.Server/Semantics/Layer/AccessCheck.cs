namespace Workbench.Server.Semantics.Layer;

/// <summary>Nothing is declared more open than what it is made of.</summary>
internal static class AccessCheck
{
    public static void Run(CheckContext check)
    {
        if (check.Draft.Access is null)
            return;
        var access = new EffectiveAccess(check.Content);
        foreach (var table in check.Content.Tables)
        foreach (var column in table.Columns)
            Check(check, column.Access, table.Access, $"The column {column.Name}", "its table", column.At);
        foreach (var entity in check.Content.Entities)
        {
            Check(check, entity.Access, access.Needs(entity), $"The entity {entity.Name}", "its table", entity.At);
            foreach (var dimension in entity.Dimensions)
                Check(
                    check,
                    dimension.Access,
                    access.Needs(entity, dimension.Expr.Tree),
                    $"The dimension {dimension.Name}",
                    "what it is made of",
                    dimension.At
                );
            foreach (var time in entity.Times)
                Check(check, time.Access, access.Needs(entity, time.Expr.Tree), $"The time {time.Name}", "what it is made of", time.At);
            foreach (var segment in entity.Segments)
                Check(check, segment.Access, access.Needs(entity, segment.Where.Tree), $"The segment {segment.Name}", "what it is made of", segment.At);
        }
        foreach (var metric in check.Content.Metrics)
            Check(check, metric.Access, access.Needs(metric), $"The metric {metric.Name}", "what it is made of", metric.At);
    }

    private static void Check(CheckContext check, string? declared, string? needed, string what, string than, SourceSpan at)
    {
        var levels = check.Content.Access;
        if (declared is not null && needed is not null && levels.RankOf(declared) >= 0 && levels.RankOf(declared) < levels.RankOf(needed))
            check.Problems.Error(
                LayerProblemCodes.TooOpen,
                check.Place(at, "access"),
                $"{what} is {declared}, but {than} is {needed}: write access: {needed}, or leave it out."
            );
    }
}
