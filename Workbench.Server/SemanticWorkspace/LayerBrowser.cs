using System.Runtime.CompilerServices;
using Workbench.Server.Access;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Workspace;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticWorkspace;

/// <summary>The layer for its page: files and problems as they are on disk, metrics and entities of the revision in use, nothing above the asker's level.</summary>
internal sealed class LayerBrowser(ISemanticLayers layers, LayerDisk disk, MetricDetails details, IAsker asker) : ISemanticLayerBrowser
{
    private string Level => asker.Current.Level;

    public Task<LayerOverview> OverviewAsync(CancellationToken cancellationToken)
    {
        var state = disk.Read();
        var level = Level;
        var revision = layers.TryCurrent;
        var layer = revision?.Layer;
        var shown = new ShownProblems(state.Files, state.Content, layer?.Content, level);
        List<LayerProblem> problems = [.. layers.Problems.Select(shown.Show)];
        return Task.FromResult(
            new LayerOverview(
                layer?.Name ?? Path.GetFileName(layers.Folder),
                layer?.Content.Description,
                revision?.Id ?? "",
                IsStale: revision?.Id != state.Id,
                [.. LayerFormat.Folders.Select(f => Folder(f, state, problems))],
                problems,
                layer is null ? [] : [.. layer.Metrics.Where(m => !m.IsHidden && Allows(m.Access)).Select(MetricDetails.Line)],
                layer is null ? [] : [.. layer.Entities.Where(e => Allows(e.Access)).Select(EntityDetails.Line)]
            )
            {
                Root = state.Find(LayerFormat.LayerFile) is { } root ? File(root.Path, root.Path, objects: 0, problems) : null,
                Joins = layer is null
                    ? []
                    :
                    [
                        .. layer
                            .Entities.Where(e => Allows(e.Access))
                            .SelectMany(e => e.Joins.Select(j => Edge(e, j)))
                            .Where(e => Allows(layer.FindEntity(e.To)?.Access)),
                    ],
            }
        );
    }

    public Task<string?> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        var state = disk.Read();
        if (state.Find(path) is not { } file)
            return Task.FromResult<string?>(null);
        // What a file without structure holds is judged by what it held when it was last good.
        if (state.Unreadable.Contains(path) && (layers.TryCurrent is not { } good || HiddenLines.HasAny(path, good.Layer.Content, Level)))
            return Task.FromResult<string?>("# This file is no YAML at present, and parts of it may be above your access level.");
        return Task.FromResult<string?>(HiddenLines.Of(file, state.Content, Level).Show());
    }

    public Task<MetricDetail?> FindMetricAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult(
            layers.TryCurrent is { } revision && revision.Layer.FindMetric(name) is { } metric && Allows(metric.Access)
                ? details.Of(metric, revision.Layer.Content, revision.Layer, revision.Files.FirstOrDefault(f => f.Path == metric.At.File), Level)
                : null
        );

    public Task<EntityDetail?> FindEntityAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult(
            layers.TryCurrent?.Layer is { } layer && layer.FindEntity(name) is { } entity && Allows(entity.Access)
                ? EntityDetails.Of(entity, layer.Content, Level)
                : null
        );

    public async IAsyncEnumerable<string> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var changes = new AsyncAutoResetEvent();
        layers.Changed += changes.Set;
        try
        {
            while (true)
            {
                await changes.WaitAsync(cancellationToken);
                yield return layers.TryCurrent?.Id ?? "";
            }
        }
        finally
        {
            layers.Changed -= changes.Set;
        }
    }

    private bool Allows(string? access) => layers.TryCurrent?.Layer.Access.Allows(Level, access) == true;

    private Shared.SemanticLayer.LayerFolder Folder(LayerFolderFormat folder, DiskState state, List<LayerProblem> problems)
    {
        var counts = Counts(state.Content);
        return new Shared.SemanticLayer.LayerFolder(
            folder.Name,
            folder.Label,
            [
                .. state
                    .Files.Where(f => f.Path.StartsWith(folder.Name + "/", StringComparison.Ordinal))
                    .Select(f => File(f.Path, f.Path[(folder.Name.Length + 1)..], counts.GetValueOrDefault(f.Path), problems)),
            ]
        );
    }

    private static LayerFile File(string path, string name, int objects, List<LayerProblem> problems) =>
        new(path, name, objects, problems.Count(p => p.File == path && p.IsError), problems.Count(p => p.File == path && !p.IsError));

    private Dictionary<string, int> Counts(LayerContent content) =>
        content
            .Tables.Where(t => Allows(t.Access))
            .Select(t => t.At.File)
            .Concat(content.Entities.Where(e => Allows(e.Access)).Select(e => e.At.File))
            .Concat(content.Metrics.Where(m => Allows(m.Access)).Select(m => m.At.File))
            .Concat(content.Products.Select(p => p.At.File))
            .Concat(content.Glossary.Select(t => t.At.File))
            .Concat(content.Rules.Select(r => r.At.File))
            .Concat(content.Verified.Select(v => v.At.File))
            .Concat(content.Examples.Select(e => e.At.File))
            .Concat(content.Access.Levels.Select(_ => $"{LayerFormat.OperationsFolder}/access.yml"))
            .CountBy(f => f, StringComparer.Ordinal)
            .ToDictionary(StringComparer.Ordinal);

    private static JoinEdge Edge(Entity entity, EntityJoin join) => new(entity.Name, join.Name, join.To, EntityDetails.TypeOf(join), join.IsOptional);
}
