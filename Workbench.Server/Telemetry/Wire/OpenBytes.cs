using Microsoft.Extensions.Options;

namespace Workbench.Server.Telemetry.Wire;

/// <summary>How much of what was sent is being worked on: a burst is told to come again before it fills memory.</summary>
internal sealed class OpenBytes(IOptions<IngestOptions> options)
{
    public const string Full = "More spans are on their way than may be held. Send these again in a moment.";

    private long _open;

    /// <returns>Null: too much is open. Else to be disposed when the request is answered.</returns>
    public IDisposable? TryEnter(long bytes)
    {
        // One request always fits.
        if (Interlocked.Add(ref _open, bytes) <= Math.Max(options.Value.MaxOpenBytes, bytes))
            return new Place(this, bytes);
        Interlocked.Add(ref _open, -bytes);
        return null;
    }

    private sealed class Place(OpenBytes of, long bytes) : IDisposable
    {
        public void Dispose() => Interlocked.Add(ref of._open, -bytes);
    }
}
