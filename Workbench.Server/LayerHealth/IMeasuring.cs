using Workbench.Shared.LayerHealth;

namespace Workbench.Server.LayerHealth;

/// <summary>Measuring for whoever waits for its end: the command line.</summary>
public interface IMeasuring
{
    /// <param name="account">Null: the layer's own.</param>
    /// <param name="entity">Null: all of the layer in use.</param>
    /// <param name="told">Called after each one.</param>
    /// <returns>Null: there is no such key or join.</returns>
    Task<IReadOnlyList<MeasuredClaim>?> MeasureAsync(
        string? account,
        string? entity,
        string? join,
        Action<MeasuredClaim> told,
        CancellationToken cancellationToken
    );
}
