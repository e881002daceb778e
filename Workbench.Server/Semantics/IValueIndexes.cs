using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics;

/// <summary>The value index of a revision over one account's data; built once and kept.</summary>
public interface IValueIndexes
{
    /// <summary>Of what the files declare alone: no warehouse is asked.</summary>
    IValueIndex Declared(SemanticLayer layer);

    ValueTask<IValueIndex> GetAsync(LayerRevision layer, string account, CancellationToken cancellationToken);
}
