using System.Runtime.CompilerServices;
using Workbench.Shared.Overview;

namespace Workbench.Server.Overview;

/// <summary>
/// One reading for all pages of this server. It is read again when it is two seconds old and somebody looks, or later where the store needs long for it: at most a tenth
/// of one connection's time goes into it.
/// </summary>
internal sealed class StoredOverview(OverviewReader reader, TimeProvider time) : IOverview, IDisposable
{
    private const int Rest = 10;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _one = new(1, 1);
    private volatile Kept? _kept;

    public async Task<OverviewReading> ReadAsync(CancellationToken cancellationToken)
    {
        if (Fresh is { } fresh)
            return fresh;
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (Fresh is { } meanwhile)
                return meanwhile;
            var began = time.GetTimestamp();
            var reading = await reader.ReadAsync(cancellationToken);
            var pause = TimeSpan.FromTicks(Math.Max(Interval.Ticks, time.GetElapsedTime(began).Ticks * Rest));
            _kept = new Kept(reading, time.GetTimestamp(), pause);
            return reading;
        }
        finally
        {
            _one.Release();
        }
    }

    public async IAsyncEnumerable<OverviewReading> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        OverviewReading? told = null;
        while (true)
        {
            // A timer may ring a little before its time: then it is the same one.
            var reading = await ReadAsync(cancellationToken);
            if (!ReferenceEquals(reading, told))
                yield return told = reading;
            if (_kept is { } kept && kept.Pause - time.GetElapsedTime(kept.At) is { Ticks: > 0 } left)
                await Task.Delay(left, time, cancellationToken);
        }
    }

    public void Dispose() => _one.Dispose();

    private OverviewReading? Fresh => _kept is { } kept && time.GetElapsedTime(kept.At) < kept.Pause ? kept.Reading : null;

    /// <param name="Pause">How long it is told.</param>
    private sealed record Kept(OverviewReading Reading, long At, TimeSpan Pause);
}
