namespace Workbench.Server.Semantics;

/// <summary>The value index of a revision over one account's data; built once and kept.</summary>
public interface IValueIndexes
{
    ValueTask<IValueIndex> GetAsync(LayerRevision layer, string account, CancellationToken cancellationToken);
}
