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
    /// <summary>How often it is looked whether the warehouse is to be asked.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>Until it is asked again while something is missing: a table may be on its way.</summary>
    private static readonly TimeSpan WhileWrong = TimeSpan.FromSeconds(10);

    /// <summary>Until it is asked again when all was well.</summary>
    private static readonly TimeSpan WhileRight = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var folder = new WatchedFolder(layers.Folder, () => changes.Writer.TryWrite(true));
        if (!await ReloadAsync(stoppingToken))
            changes.Writer.TryWrite(true);
        await Task.WhenAll(FollowFilesAsync(changes.Reader, stoppingToken), FollowWarehouseAsync(folder, stoppingToken));
    }

    private async Task FollowFilesAsync(ChannelReader<bool> changes, CancellationToken cancellationToken)
    {
        while (await changes.WaitToReadAsync(cancellationToken))
        {
            // An editor writes a file in several steps: wait until it is quiet.
            do await Task.Delay(options.Value.Quiet, time, cancellationToken);
            while (changes.TryRead(out _));
            while (!await ReloadAsync(cancellationToken))
                await Task.Delay(WhileWrong, time, cancellationToken);
        }
    }

    private async Task FollowWarehouseAsync(WatchedFolder folder, CancellationToken cancellationToken)
    {
        string? asked = null;
        var due = time.GetUtcNow();
        using var timer = new PeriodicTimer(Look, time);
        do
        {
            folder.Look();
            if (layers.TryCurrent is not { } revision || (revision.Id == asked && time.GetUtcNow() < due))
                continue;
            var isRight = await CheckWarehouseAsync(revision, cancellationToken);
            (asked, due) = (revision.Id, time.GetUtcNow() + (isRight ? WhileRight : WhileWrong));
        } while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <returns>False: to be tried again.</returns>
    private async Task<bool> ReloadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await layers.ReloadAsync(cancellationToken);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The store could not keep the revision; it is in use all the same.
            NotSaved(e);
            return false;
        }
    }

    private async Task<bool> CheckWarehouseAsync(LayerRevision revision, CancellationToken cancellationToken)
    {
        try
        {
            var account = revision.Layer.Account;
            var isInPart = accounts.IsBeingFilled(account);
            var problems = accounts.Find(account) is null
                ? [NoAccount(account)]
                : WarehouseCheck.Run(revision.Layer.Content, await accounts.Open(account).ReadSchemaAsync(cancellationToken));
            // A newcomer's first look is at a demo that is still being written: its tables come.
            if (isInPart || accounts.IsBeingFilled(account))
                return false;
            await layers.ReportAsync(revision.Id, problems, cancellationToken);
            return problems.All(p => p.Severity != ProblemSeverity.Error);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            NotChecked(e);
            return false;
        }
    }

    private SemanticProblem NoAccount(string account) =>
        new(
            LayerProblemCodes.UnknownReference,
            ProblemSeverity.Error,
            $"There is no warehouse account \"{account}\": there are {string.Join(", ", accounts.All.Select(a => a.Name))}.",
            new SourceSpan(LayerFormat.LayerFile, 1, 1)
        );

    [LoggerMessage(Level = LogLevel.Warning, Message = "The revision of the semantic layer could not be saved")]
    private partial void NotSaved(Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The semantic layer could not be held against the warehouse")]
    private partial void NotChecked(Exception exception);
}
