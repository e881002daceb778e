using Workbench.Client.Components;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Client.SemanticLayer;

/// <summary>The layer at a glance: folders with their files, metrics, entities and problems, narrowed by a search.</summary>
public sealed record LayerView
{
    public required IReadOnlyList<FolderView> Folders { get; init; }

    /// <summary>The file at the top; null when there is none, or it is not sought.</summary>
    public LayerFile? Root { get; init; }
    public required IReadOnlyList<MetricLine> Metrics { get; init; }
    public required IReadOnlyList<EntityLine> Entities { get; init; }
    public required IReadOnlyList<ProblemView> Problems { get; init; }
    public required string Revision { get; init; }
    public required string? Stale { get; init; }
    public required string Counts { get; init; }

    public static LayerView Create(LayerOverview overview, string? search)
    {
        var words = search?.Trim() ?? "";
        bool Has(params ReadOnlySpan<string?> texts)
        {
            foreach (var text in texts)
            {
                if (words.Length == 0 || text?.Contains(words, StringComparison.OrdinalIgnoreCase) == true)
                    return true;
            }
            return false;
        }
        var errors = overview.Problems.Count(p => p.IsError);
        return new LayerView
        {
            Folders =
            [
                .. overview
                    .Folders.Select(f => new FolderView(
                        f.Name,
                        f.Label,
                        [.. f.Files.Where(file => Has(file.Name, file.Path))],
                        f.Files.Sum(file => file.Objects),
                        f.Files.Sum(file => file.Errors)
                    ))
                    .Where(f => words.Length == 0 || f.Files.Count > 0),
            ],
            Root = overview.Root is { } root && Has(root.Name) ? root : null,
            Metrics = [.. overview.Metrics.Where(m => Has(m.Label, m.Name, m.Description)).OrderBy(m => m.Label, StringComparer.OrdinalIgnoreCase)],
            Entities = [.. overview.Entities.Where(e => Has(e.Label, e.Name, e.Table)).OrderBy(e => e.Label, StringComparer.OrdinalIgnoreCase)],
            Problems =
            [
                .. overview.Problems.OrderBy(p => p.IsError ? 0 : 1).ThenBy(p => p.File, StringComparer.Ordinal).ThenBy(p => p.Line).Select(ProblemView.Create),
            ],
            Revision = overview.Revision.Length > 8 ? overview.Revision[..8] : overview.Revision,
            Stale =
                overview.Revision.Length == 0 ? "The layer was never read without errors: nothing can be asked until these are mended."
                : overview.IsStale
                    ? $"The files on disk have {Amounts.Count(errors, "error", "errors")}: questions are answered from the last good revision, {(overview.Revision.Length > 8 ? overview.Revision[..8] : overview.Revision)}."
                : null,
            Counts =
                $"{Amounts.Count(overview.Metrics.Count, "metric", "metrics")} · {Amounts.Count(overview.Entities.Count, "entity", "entities")} · {Amounts.Count(overview.Folders.Sum(f => f.Files.Count) + (overview.Root is null ? 0 : 1), "file", "files")}",
        };
    }
}

public sealed record FolderView(string Name, string Label, IReadOnlyList<LayerFile> Files, int Objects, int Errors);

/// <summary>Something wrong in the files, as a line that leads there.</summary>
public sealed record ProblemView(string File, int Line, int Column, string Code, bool IsError, string Message)
{
    /// <example><c>3-metrics/revenue.yml:14:5</c></example>
    public string Place => $"{File}:{Line}:{Column}";

    public string Href => LayerAddress.FileHref(File, Line, Column);

    public static ProblemView Create(LayerProblem problem) => new(problem.File, problem.Line, problem.Column, problem.Code, problem.IsError, problem.Message);

    public static ProblemView Create(LayerFault fault) => new(fault.Range.Path, fault.Range.Line, fault.Range.Column, fault.Code, fault.IsError, fault.Message);
}
