using Microsoft.Extensions.Options;
using Workbench.Server.Semantics;
using Workbench.Server.SemanticWorkspace;

namespace Workbench.Server.VerifiedQueries;

/// <summary>Runs the verified queries after the start and after each change of the layer.</summary>
internal sealed class VerifiedWatch(LayerFollowing following, VerifiedRounds rounds, IOptions<VerifiedQueriesOptions> options) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        options.Value.OnChange ? following.FollowAsync("Running the verified queries", options.Value.Quiet, RunAsync, stoppingToken) : Task.CompletedTask;

    private async Task<bool> RunAsync(LayerRevision layer, CancellationToken cancellationToken) =>
        layer.Layer.Content.Verified is { IsEmpty: true }
        || await rounds.RunAsync(layer.Layer.Content.Verified, layer, VerifiedRounds.OfLayer(layer.Id), cancellationToken);
}
