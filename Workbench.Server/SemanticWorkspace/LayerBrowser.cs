using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Workbench.Server.Access;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Workspace;
using Workbench.Shared.Queries;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticWorkspace;

/// <summary>The layer for its page: files and problems as they are on disk, metrics and entities of the revision in use, nothing above the asker's level.</summary>
internal sealed class LayerBrowser(ISemanticLayers layers, LayerDisk disk, ISemanticCompiler compiler, GroupableFields fields, IAsker asker, Today today)
    : ISemanticLayerBrowser
{
    /// <summary>Complete periods of a preview.</summary>
    private const int PreviewMonths = 12;

    private string Level => asker.Current.Level;

    private SemanticLayer Layer => layers.Current.Layer;

    public Task<LayerOverview> OverviewAsync(CancellationToken cancellationToken)
    {
        var state = disk.Read();
        var level = Level;
        var revision = layers.TryCurrent;
        var layer = revision?.Layer;
        var shown = new ShownProblems(state.Files, state.Content, level);
        List<LayerProblem> problems = [.. layers.Problems.Select(shown.Show)];
        return Task.FromResult(
            new LayerOverview(
                layer?.Name ?? Path.GetFileName(layers.Folder),
                layer?.Content.Description,
                revision?.Id ?? "",
                IsStale: revision?.Id != state.Id,
                [.. LayerFormat.Folders.Select(f => Folder(f, state, problems))],
                problems,
                layer is null ? [] : [.. layer.Metrics.Where(m => !m.IsHidden && Allows(m.Access)).Select(Line)],
                layer is null ? [] : [.. layer.Entities.Where(e => Allows(e.Access)).Select(Line)]
            )
            {
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

    public Task<MetricDetail?> FindMetricAsync(string name, CancellationToken cancellationToken)
    {
        if (FindMetric(name) is not { } metric)
            return Task.FromResult<MetricDetail?>(null);
        var scope = Scope();
        var (query, compiled) = Preview(metric, scope);
        // Of the revision that the metric is of: its line on disk may hold another one by now.
        var file = layers.Current.Files.FirstOrDefault(f => f.Path == metric.At.File);
        return Task.FromResult<MetricDetail?>(
            new MetricDetail
            {
                Line = Line(metric),
                Definition = file is null ? "" : HiddenLines.Excerpt(HiddenLines.Of(file, Layer.Content, Level).Show(), metric.At),
                Synonyms = metric.Synonyms,
                Better = metric.Better == MetricDirection.None ? null : metric.Better.ToString().ToLowerInvariant(),
                Access = metric.Access,
                Fields = fields.Of(metric, scope),
                MadeOf = [.. MetricInputs.Of(metric.Definition).Select(i => i.Metric).Distinct(StringComparer.Ordinal)],
                UsedBy = [.. UsedBy(metric)],
                Filters = compiled?.Filters ?? [],
                Sql = compiled?.Sql,
                PreviewQuery = compiled is null ? null : query,
            }
        );
    }

    public Task<EntityDetail?> FindEntityAsync(string name, CancellationToken cancellationToken)
    {
        if (layers.TryCurrent?.Layer.FindEntity(name) is not { } entity || !Allows(entity.Access))
            return Task.FromResult<EntityDetail?>(null);
        var layer = Layer;
        IEnumerable<FieldLine> times = entity
            .Times.Where(t => Allows(t.Access))
            .Select(t => new FieldLine(t.Name, t.Label ?? TextForms.Label(t.Name), t.Type, t.Description, t.Expr.Text));
        var dimensions = entity
            .Dimensions.Where(d => !d.IsHidden && Allows(d.Access))
            .Select(d => new FieldLine(d.Name, d.Label, d.Type, d.Description, d.Expr.Text));
        var joins = entity.Joins.Where(j => Allows(layer.FindEntity(j.To)?.Access)).Select(j => new JoinLine(j.Name, j.To, j.On.Text, TypeOf(j), j.IsOptional));
        var metrics = layer.Metrics.Where(m => !m.IsHidden && Allows(m.Access) && HomeOf(m) == name).Select(m => m.Name);
        return Task.FromResult<EntityDetail?>(
            new EntityDetail(Line(entity), entity.Description, entity.Key, [.. times, .. dimensions], [.. joins], [.. metrics])
        );
    }

    public async IAsyncEnumerable<string> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        void Changed() => changes.Writer.TryWrite(true);
        layers.Changed += Changed;
        try
        {
            while (await changes.Reader.WaitToReadAsync(cancellationToken))
            {
                changes.Reader.TryRead(out _);
                yield return layers.TryCurrent?.Id ?? "";
            }
        }
        finally
        {
            layers.Changed -= Changed;
        }
    }

    private CompileScope Scope() => new(Layer, Level, today.In(Layer.Calendar.TimeZone));

    private bool Allows(string? access) => layers.TryCurrent?.Layer.Access.Allows(Level, access) == true;

    private Metric? FindMetric(string name) => layers.TryCurrent?.Layer.FindMetric(name) is { } metric && Allows(metric.Access) ? metric : null;

    /// <summary>The latest complete months; for a metric that cannot be cut into them, all of it.</summary>
    private (SemanticQuery Query, Compiled? Compiled) Preview(Metric metric, CompileScope scope)
    {
        var monthly = new SemanticQuery { Metrics = [metric.Name], Time = new QueryTime(new LastPeriods(PreviewMonths, "month"), "month") };
        if (compiler.Compile(monthly, scope) is Compiled compiled)
            return (monthly, compiled);
        var whole = new SemanticQuery { Metrics = [metric.Name] };
        return (whole, compiler.Compile(whole, scope) as Compiled);
    }

    private IEnumerable<string> UsedBy(Metric metric)
    {
        var layer = Layer;
        foreach (var other in layer.Metrics.Where(m => Allows(m.Access) && MetricInputs.Of(m.Definition).Any(i => i.Metric == metric.Name)))
            yield return other.Name;
        foreach (
            var verified in layer.Content.Verified.Where(v =>
                v.Query is { } query && query.Metrics.Contains(metric.Name, StringComparer.Ordinal) && layer.Content.Allows(Level, NameAccess.NamesOf(query))
            )
        )
            yield return $"“{verified.Question}”";
        foreach (var rule in layer.Content.Rules.Where(r => r.AppliesTo.Contains(metric.Name)))
            yield return $"rule {rule.Name}";
    }

    private Shared.SemanticLayer.LayerFolder Folder(LayerFolderFormat folder, DiskState state, List<LayerProblem> problems)
    {
        var counts = Counts(state.Content);
        return new Shared.SemanticLayer.LayerFolder(
            folder.Name,
            folder.Label,
            [
                .. state
                    .Files.Where(f => f.Path.StartsWith(folder.Name + "/", StringComparison.Ordinal))
                    .Select(f => new LayerFile(
                        f.Path,
                        f.Path[(folder.Name.Length + 1)..],
                        counts.GetValueOrDefault(f.Path),
                        problems.Count(p => p.File == f.Path && p.IsError),
                        problems.Count(p => p.File == f.Path && !p.IsError)
                    )),
            ]
        );
    }

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

    private static MetricLine Line(Metric metric) =>
        new(metric.Name, metric.Label, MetricCheck.TypeName(metric.Definition), metric.Unit, metric.At.File, metric.At.Line, metric.Description);

    private static EntityLine Line(Entity entity) =>
        new(
            entity.Name,
            entity.Label,
            entity.Source is TableSource table ? table.FullName : "SQL",
            entity.At.File,
            entity.At.Line,
            entity.Dimensions.Count(d => !d.IsHidden),
            entity.Joins.Length
        );

    private static JoinEdge Edge(Entity entity, EntityJoin join) => new(entity.Name, join.Name, join.To, TypeOf(join), join.IsOptional);

    private static string TypeOf(EntityJoin join) => join.Type == JoinType.OneToOne ? "one_to_one" : "many_to_one";

    private static string? HomeOf(Metric metric) =>
        metric.Definition switch
        {
            SimpleMetric m => m.Entity,
            SemiAdditiveMetric m => m.Entity,
            _ => null,
        };
}
