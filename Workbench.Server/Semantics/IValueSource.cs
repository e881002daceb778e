using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics;

/// <summary>Reads the values of a dimension from the data, for the index of values.</summary>
public interface IValueSource
{
    /// <summary>Distinct values that are not NULL, read with the rights of the lowest level that may see the dimension.</summary>
    /// <param name="limit">At most so many.</param>
    /// <returns>Null when they could not be read now: another try may work.</returns>
    Task<IReadOnlyList<string>?> ReadAsync(
        LayerRevision layer,
        string account,
        Entity entity,
        Dimension dimension,
        int limit,
        CancellationToken cancellationToken
    );
}
