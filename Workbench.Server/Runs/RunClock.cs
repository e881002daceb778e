namespace Workbench.Server.Runs;

/// <summary>
/// The clock of one executor's hold of a run: the database's when it was claimed, and from there on the time that has gone by here. Clocks of servers differ and
/// jump; the times of one run follow each other all the same, and what waits is woken by the clock that it was laid down by. It is behind by as long as the claim was
/// on its way back, never ahead.
/// </summary>
internal sealed class RunClock(DateTimeOffset claimed, TimeProvider time) : TimeProvider
{
    private readonly long _claimed = time.GetTimestamp();

    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => claimed + time.GetElapsedTime(_claimed);

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);
}
