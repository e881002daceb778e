using System.Threading.Channels;

namespace Workbench.Server.Workspace;

/// <summary>Wakes one waiter for all that was set meanwhile: however often something changed, it is looked at once.</summary>
internal sealed class AsyncAutoResetEvent
{
    private readonly Channel<bool> _set = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => _set.Writer.TryWrite(true);

    /// <summary>Waits until it is set, at once when it is, and resets it.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken) => await _set.Reader.ReadAsync(cancellationToken);

    /// <returns>False: it was not set.</returns>
    public bool TryReset() => _set.Reader.TryRead(out _);
}
