using Workbench.Server.Semantics;
using Workbench.Server.Workspace;

namespace Workbench.Server.SemanticWorkspace;

/// <summary>Work that is done after the start and after each change of the layer, and again after a while where it could not be done.</summary>
internal sealed partial class LayerFollowing(ISemanticLayers layers, StartupProgress startup, TimeProvider time, ILogger<LayerFollowing> logger)
{
    private static readonly TimeSpan AfterFault = TimeSpan.FromMinutes(1);

    /// <summary>Ends when the process stops, and by no fault of the work.</summary>
    /// <param name="name">"Running the verified queries".</param>
    /// <param name="quiet">How long the layer has to stay as it is before the work begins.</param>
    /// <param name="work">False: to be tried again. Not called while there is no layer.</param>
    public async Task FollowAsync(string name, TimeSpan quiet, Func<LayerRevision, CancellationToken, Task<bool>> work, CancellationToken stoppingToken)
    {
        var changes = new AsyncAutoResetEvent();
        layers.Changed += changes.Set;
        try
        {
            changes.Set();
            while (true)
            {
                await changes.WaitAsync(stoppingToken);
                do await Task.Delay(quiet, time, stoppingToken);
                while (changes.TryReset());
                if (await TryAsync(name, work, stoppingToken))
                    continue;
                await Task.Delay(AfterFault, time, stoppingToken);
                changes.Set();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
        finally
        {
            layers.Changed -= changes.Set;
        }
    }

    private async Task<bool> TryAsync(string name, Func<LayerRevision, CancellationToken, Task<bool>> work, CancellationToken cancellationToken)
    {
        try
        {
            await startup.WhenReadyAsync(cancellationToken);
        }
        catch (InvalidOperationException)
        {
            // The start says itself why it failed, and tries again.
            return false;
        }
        try
        {
            return layers.TryCurrent is not { } layer || await work(layer, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it was: a service that ends by an exception takes the whole server with it.
            Broke(e, name);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Name} broke; trying again in a minute")]
    private partial void Broke(Exception exception, string name);
}
