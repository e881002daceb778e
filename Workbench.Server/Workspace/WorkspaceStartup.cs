using System.Net.Sockets;
using Npgsql;
using Workbench.Server.Semantics;
using Workbench.Server.Warehouses;
using Workbench.Server.Warehouses.Demo;

namespace Workbench.Server.Workspace;

/// <summary>What comes between a running program and one that answers: the demo company, and the rights of each level at the warehouse.</summary>
internal sealed partial class WorkspaceStartup(
    IWarehouseSetup warehouses,
    Today today,
    StartupProgress progress,
    ISemanticLayers layers,
    TimeProvider time,
    ILogger<WorkspaceStartup> logger
)
{
    /// <summary>Share of the start that the demo takes when it has to be written.</summary>
    private const double DemoShare = 0.95;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _granting = new(1);
    private string? _granted;
    private string? _failure;

    /// <summary>Last day that the demo company covers; null while it is not there.</summary>
    public DateOnly? DataThrough { get; private set; }

    /// <summary>Does all of it again and again until questions can be answered: a warehouse comes back, and a layer gets corrected.</summary>
    public async Task RunUntilReadyAsync(CancellationToken cancellationToken)
    {
        for (var pause = TimeSpan.FromSeconds(1); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            await RunAsync(cancellationToken);
            if (progress.Current.IsReady)
                return;
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    /// <summary>Does all of it once, tells of it, and says whether questions can be answered.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            progress.Report("Looking at the demo company", 0);
            var telling = new Telling(p => progress.Report($"Generating the demo company: {p.Step}", p.Fraction * DemoShare));
            await GenerateDemoAsync(telling, cancellationToken);
            progress.Report("Giving each access level its rights", DemoShare);
            await GrantAsync(cancellationToken);
            layers.Changed += GrantAgain;
            progress.Ready();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or InvalidOperationException or TimeZoneNotFoundException or IOException)
        {
            // Said once, however often it is tried.
            var reason = $"{progress.Current.Step} failed: {e.Message}";
            if (reason != _failure)
                Failed(e);
            _failure = reason;
            progress.Fail(reason);
        }
    }

    /// <summary>The demo company alone, up to yesterday.</summary>
    public async Task GenerateDemoAsync(IProgress<DemoProgress> telling, CancellationToken cancellationToken)
    {
        var demo = await warehouses.GenerateDemoAsync(today.In(layers.Current.Layer.Calendar.TimeZone), telling, cancellationToken);
        DataThrough = demo?.Through;
    }

    private async Task GrantAsync(CancellationToken cancellationToken)
    {
        await _granting.WaitAsync(cancellationToken);
        try
        {
            var revision = layers.Current;
            if (revision.Id != _granted)
            {
                var changed = await warehouses.GrantAsync(revision.Layer, cancellationToken);
                _granted = revision.Id;
                Granted(revision.Id, changed);
            }
        }
        finally
        {
            _granting.Release();
        }
    }

    // Raised by whoever saw the files change: rights follow at once, and what goes wrong is told in the log.
    private void GrantAgain() => _ = GrantAgainAsync();

    private async Task GrantAgainAsync()
    {
        try
        {
            await GrantAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or ObjectDisposedException)
        {
            Failed(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Rights at the warehouse follow revision {Revision} of the layer; {Tables} tables changed")]
    private partial void Granted(string revision, int tables);

    [LoggerMessage(Level = LogLevel.Error, Message = "The workspace could not be made ready")]
    private partial void Failed(Exception exception);

    /// <summary>Tells at once and in order, where <see cref="Progress{T}"/> would hand over to the thread pool.</summary>
    private sealed class Telling(Action<DemoProgress> tell) : IProgress<DemoProgress>
    {
        public void Report(DemoProgress value) => tell(value);
    }
}
