using Workbench.Server.Models.Catalog;

namespace Workbench.Server.Models.Policy;

/// <summary>How many calls one key of a provider may make at once and per minute. Who comes too early waits in line; who finds the line full is told.</summary>
internal sealed class ProviderSlots(ProviderQuota quota, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _line = [];
    private readonly Bucket? _requests = Bucket.Of(quota.RequestsPerMinute, time);
    private readonly Bucket? _tokens = Bucket.Of(quota.TokensPerMinute, time);
    private ITimer? _timer;
    private int _running;

    public int Running => Volatile.Read(ref _running);

    public int Waiting
    {
        get
        {
            lock (_gate)
                return _line.Count;
        }
    }

    /// <summary>Whether a call would go at once.</summary>
    public bool HasRoom(long tokens)
    {
        if (!quota.IsLimited)
            return true;
        lock (_gate)
            return _line.Count == 0 && Fits(tokens);
    }

    /// <param name="tokens">That the call will likely take.</param>
    /// <returns>To be given back when the call ends; null: not at once.</returns>
    public Slot? TryTake(long tokens)
    {
        if (!quota.IsLimited)
        {
            Interlocked.Increment(ref _running);
            return new Slot(this, tokens);
        }
        lock (_gate)
        {
            if (_line.Count > 0 || !Fits(tokens))
                return null;
            Enter(tokens);
            return new Slot(this, tokens);
        }
    }

    /// <param name="tokens">That the call will likely take.</param>
    /// <returns>To be given back when the call ends; null: the line is full.</returns>
    public async ValueTask<Slot?> TakeAsync(long tokens, CancellationToken cancellationToken)
    {
        if (TryTake(tokens) is { } now)
            return now;
        Waiter waiter;
        lock (_gate)
        {
            if (_line.Count == 0 && Fits(tokens))
            {
                Enter(tokens);
                return new Slot(this, tokens);
            }
            if (_line.Count >= quota.Queue)
                return null;
            waiter = new Waiter(tokens);
            _line.AddLast(waiter);
            SetTimer();
        }
        await using (cancellationToken.UnsafeRegister(static (state, token) => ((Waiter)state!).Turn.TrySetCanceled(token), waiter))
        {
            try
            {
                await waiter.Turn.Task;
            }
            catch (OperationCanceledException)
            {
                lock (_gate)
                {
                    _line.Remove(waiter);
                    Advance();
                }
                throw;
            }
        }
        return new Slot(this, tokens);
    }

    public void Dispose() => _timer?.Dispose();

    private void Release(long taken, long used, bool isUnused = false)
    {
        if (!quota.IsLimited)
        {
            Interlocked.Decrement(ref _running);
            return;
        }
        lock (_gate)
        {
            _running--;
            _tokens?.GiveBack(taken - used);
            if (isUnused)
                _requests?.GiveBack(1);
            Advance();
        }
    }

    private void Advance()
    {
        while (_line.First is { Value: var next } && (next.Turn.Task.IsCompleted || Fits(next.Tokens)))
        {
            _line.RemoveFirst();
            // One that gave up has been cancelled already, and takes nothing.
            if (next.Turn.TrySetResult())
                Enter(next.Tokens);
        }
        SetTimer();
    }

    private bool Fits(long tokens) => (quota.Concurrency is not { } most || _running < most) && (_requests?.Has(1) ?? true) && (_tokens?.Has(tokens) ?? true);

    private void Enter(long tokens)
    {
        _running++;
        _requests?.Take(1);
        _tokens?.Take(tokens);
    }

    /// <summary>The first in line may go when the minute's allowance has grown, without anybody ending a call.</summary>
    private void SetTimer()
    {
        if (_line.First is not { Value: var first } || (_requests is null && _tokens is null))
            return;
        var until = TimeSpan.FromMilliseconds(Math.Max(_requests?.MillisecondsUntil(1) ?? 0, _tokens?.MillisecondsUntil(first.Tokens) ?? 0));
        if (until == TimeSpan.Zero)
            return; // Only a running call stands in its way, which will call again.
        _timer ??= time.CreateTimer(
            static state =>
            {
                var slots = (ProviderSlots)state!;
                lock (slots._gate)
                    slots.Advance();
            },
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        _timer.Change(until, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A place at the provider. Given back once, with the tokens that the call took in the end.</summary>
    public sealed class Slot(ProviderSlots slots, long taken)
    {
        private int _isBack;

        public void GiveBack(long used)
        {
            if (Interlocked.Exchange(ref _isBack, 1) == 0)
                slots.Release(taken, used);
        }

        /// <summary>Nothing was sent: it counts for no limit.</summary>
        public void GiveUp()
        {
            if (Interlocked.Exchange(ref _isBack, 1) == 0)
                slots.Release(taken, used: 0, isUnused: true);
        }
    }

    private sealed class Waiter(long tokens)
    {
        public long Tokens => tokens;

        /// <summary>Goes on elsewhere: whoever lets the next one in holds the lock.</summary>
        public TaskCompletionSource Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>An allowance that grows all the time and holds a minute's worth at most. A call larger than that waits until it is full.</summary>
    private sealed class Bucket
    {
        private readonly double _size;
        private readonly TimeProvider _time;
        private double _level;
        private long _at;

        private Bucket(int perMinute, TimeProvider time)
        {
            (_size, _level, _time) = (perMinute, perMinute, time);
            _at = time.GetTimestamp();
        }

        public static Bucket? Of(int? perMinute, TimeProvider time) => perMinute is { } count ? new Bucket(count, time) : null;

        public bool Has(long amount) => MillisecondsUntil(amount) <= 0;

        public double MillisecondsUntil(long amount)
        {
            Fill();
            var missing = Math.Min(amount, _size) - _level;
            return missing <= 1e-6 ? 0 : Math.Ceiling(missing / _size * 60_000);
        }

        public void Take(long amount) => _level -= Math.Min(amount, _size);

        public void GiveBack(long amount) => _level = Math.Clamp(_level + amount, -_size, _size);

        private void Fill()
        {
            var now = _time.GetTimestamp();
            _level = Math.Min(_size, _level + (_time.GetElapsedTime(_at, now).TotalMinutes * _size));
            _at = now;
        }
    }
}
