namespace Workbench.Shared.Models;

/// <summary>Providers, models and tiers, as the settings page shows them. They are changed in <c>models.yml</c>.</summary>
public interface IModelSettings
{
    ModelSetup Current { get; }

    /// <summary>How it is now, and again every other second: providers fail and recover, and the file changes.</summary>
    IAsyncEnumerable<ModelSetup> FollowAsync(CancellationToken cancellationToken);

    /// <summary>Asks a provider for its list of models, which costs nothing.</summary>
    Task<ConnectionTest> TestAsync(string provider, CancellationToken cancellationToken);
}
