using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.AnswerDiffs;

/// <summary>An earlier state of the layer under the levels of the one in use: what was hidden since is hidden in it too.</summary>
internal static class AccessSince
{
    public static SemanticLayer Raise(SemanticLayer earlier, SemanticLayer now)
    {
        string? Stricter(string? then, string? since) =>
            then is null ? since
            : since is null || now.Access.RankOf(then) >= now.Access.RankOf(since) ? then
            : since;

        var content = earlier.Content;
        var raised = content with
        {
            Access = now.Access,
            Tables =
            [
                .. content.Tables.Select(t =>
                    now.FindTable(t.FullName) is { } table
                        ? t with
                        {
                            Access = Stricter(t.Access, table.Access),
                            Columns = [.. t.Columns.Select(c => c with { Access = Stricter(c.Access, table.FindColumn(c.Name)?.Access) })],
                        }
                        : t
                ),
            ],
            Entities =
            [
                .. content.Entities.Select(e =>
                    now.FindEntity(e.Name) is { } entity
                        ? e with
                        {
                            Access = Stricter(e.Access, entity.Access),
                            Times = [.. e.Times.Select(t => t with { Access = Stricter(t.Access, entity.FindTime(t.Name)?.Access) })],
                            Dimensions = [.. e.Dimensions.Select(d => d with { Access = Stricter(d.Access, entity.FindDimension(d.Name)?.Access) })],
                            Segments = [.. e.Segments.Select(s => s with { Access = Stricter(s.Access, entity.FindSegment(s.Name)?.Access) })],
                        }
                        : e
                ),
            ],
            Metrics = [.. content.Metrics.Select(m => m with { Access = Stricter(m.Access, now.FindMetric(m.Name)?.Access) })],
        };
        return new SemanticLayer(EffectiveAccess.Complete(raised));
    }
}
