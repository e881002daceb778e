namespace Workbench.Tests.Runs.Faults;

/// <summary>A host's clock that somebody sets while the program runs. Time goes by as before; what it is called changes.</summary>
internal sealed class JumpingClock : TimeProvider
{
    private long _offset;

    public TimeSpan Offset
    {
        set => Volatile.Write(ref _offset, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _offset));
}
