using Workbench.Shared.LayerHealth;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Client.SemanticLayer.Graph;

/// <summary>Entities and the joins between them, coloured by what was measured.</summary>
public sealed record GraphView(IReadOnlyList<GraphNode> Nodes, IReadOnlyList<GraphEdge> Edges)
{
    public static GraphView Create(LayerOverview overview, HealthView? health)
    {
        var claims = health?.Claims.ToLookup(c => (c.Entity, c.Join));
        var known = overview.Entities.Select(e => e.Name).ToHashSet(StringComparer.Ordinal);
        ClaimView? ClaimOf(string entity, string? join) => claims?[(entity, join)].FirstOrDefault();
        return new GraphView(
            [
                .. overview
                    .Entities.OrderBy(e => e.Label, StringComparer.OrdinalIgnoreCase)
                    .Select(e => new GraphNode(e.Name, e.Label, e.Table, ToneOf(ClaimOf(e.Name, null)), LayerAddress.EntityHref(e.Name))),
            ],
            [
                .. overview
                    .Joins.Where(j => known.Contains(j.To))
                    .Select(j => new GraphEdge(
                        $"{j.From}.{j.Name}",
                        j.From,
                        j.To,
                        j.Name,
                        ToneOf(ClaimOf(j.From, j.Name)),
                        ClaimOf(j.From, j.Name)?.Words,
                        j.IsOptional
                    )),
            ]
        );
    }

    private static string ToneOf(ClaimView? claim) =>
        claim?.State switch
        {
            HealthState.Good or HealthState.Sampled => "good",
            HealthState.Amber or HealthState.Failed => "warning",
            HealthState.Red => "bad",
            _ => "none",
        };
}

/// <param name="Tone">Of its key: <c>good, warning, bad, none</c>.</param>
public sealed record GraphNode(string Id, string Label, string Table, string Tone, string Href);

/// <param name="Tone">As it was measured: <c>good, warning, bad, none</c>.</param>
/// <param name="Words">What was measured.</param>
public sealed record GraphEdge(string Id, string Source, string Target, string Name, string Tone, string? Words, bool IsOptional);
