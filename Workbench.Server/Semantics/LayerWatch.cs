using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Warehouses;

namespace Workbench.Server.Semantics;

/// <summary>Reads the folder again when files change, and holds each new revision against the warehouse.</summary>
internal sealed partial class LayerWatch(
    SemanticLayers layers,
    IWarehouseAccounts accounts,
    IOptions<SemanticsOptions> options,
    TimeProvider time,
    ILogger<LayerWatch> logger
) : BackgroundService
{
    /// <summary>Until the warehouse is asked again after it did not answer.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var watcher = Watch(() => changes.Writer.TryWrite(true));
        await ReloadAsync(stoppingToken);
        var checking = CheckWarehouseAsync(stoppingToken);
        while (await changes.Reader.WaitToReadAsync(stoppingToken))
        {
            // An editor writes a file in several steps: wait until it is quiet.
            do await Task.Delay(options.Value.Quiet, time, stoppingToken);
            while (changes.Reader.TryRead(out _));
            var before = layers.TryCurrent?.Id;
            await ReloadAsync(stoppingToken);
            if (layers.TryCurrent?.Id != before && checking.IsCompleted)
                checking = CheckWarehouseAsync(stoppingToken);
        }
    }

    private async Task ReloadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await layers.ReloadAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The store could not keep the revision; it is in use all the same and is saved with the next change.
            NotSaved(e);
        }
    }

    private FileSystemWatcher? Watch(Action changed)
    {
        if (!Directory.Exists(layers.Folder))
            return null;
        var watcher = new FileSystemWatcher(layers.Folder) { IncludeSubdirectories = true };
        watcher.Changed += (_, _) => changed();
        watcher.Created += (_, _) => changed();
        watcher.Deleted += (_, _) => changed();
        watcher.Renamed += (_, _) => changed();
        watcher.Error += (_, _) => changed();
        watcher.EnableRaisingEvents = true;
        return watcher;
    }

    private async Task CheckWarehouseAsync(CancellationToken cancellationToken)
    {
        string? done = null;
        while (layers.TryCurrent is { } revision && revision.Id != done)
        {
            try
            {
                if (accounts.Find(revision.Layer.Account) is null)
                {
                    var at = new SourceSpan("layer.yml", 1, 1);
                    var message =
                        $"There is no warehouse account \"{revision.Layer.Account}\": there are {string.Join(", ", accounts.All.Select(a => a.Name))}.";
                    layers.Report(revision.Id, [new SemanticProblem(LayerProblemCodes.UnknownReference, ProblemSeverity.Error, message, at)]);
                }
                else
                {
                    var schema = await accounts.Open(revision.Layer.Account).ReadSchemaAsync(cancellationToken);
                    layers.Report(revision.Id, WarehouseCheck.Run(revision.Layer.Content, schema));
                }
                done = revision.Id;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                NotChecked(e);
                await Task.Delay(Again, time, cancellationToken);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The revision of the semantic layer could not be saved")]
    private partial void NotSaved(Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The semantic layer could not be held against the warehouse")]
    private partial void NotChecked(Exception exception);
}
