namespace Workbench.Tests.Models;

/// <summary>A clock that runs so many times as fast as the real one, timers included: rests of seconds are over within a storm that lasts for moments.</summary>
internal sealed class FastClock(int times) : TimeProvider
{
    private readonly DateTimeOffset _started = System.GetUtcNow();
    private readonly long _startedAt = System.GetTimestamp();

    public override long TimestampFrequency => System.TimestampFrequency;

    public override long GetTimestamp() => _startedAt + ((System.GetTimestamp() - _startedAt) * times);

    public override DateTimeOffset GetUtcNow() => _started + (System.GetElapsedTime(_startedAt) * times);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new FastTimer(System.CreateTimer(callback, state, Real(dueTime), Real(period)), this);

    private TimeSpan Real(TimeSpan span) => span == Timeout.InfiniteTimeSpan ? span : span / times;

    private sealed class FastTimer(ITimer timer, FastClock clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(clock.Real(dueTime), clock.Real(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
