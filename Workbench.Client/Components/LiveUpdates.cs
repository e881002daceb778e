using Microsoft.Extensions.Logging;

namespace Workbench.Client.Components;

/// <summary>The feeds that one browser's pages follow. A feed that breaks is told (<see cref="IsBroken"/>, shown by the frame) and opened again until it works or its page goes.</summary>
public sealed partial class LiveUpdates(TimeProvider clock, ILogger<LiveUpdates> log)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private int _broken;

    /// <summary>Raised when <see cref="IsBroken"/> changes.</summary>
    public event Action? Changed;

    public bool IsBroken => _broken > 0;

    /// <summary>Call it from the page's own context, where <paramref name="show"/> is called too.</summary>
    /// <param name="missed">
    /// Each time that the feed has been opened: reads what changed before that, since the page was read or while the feed was broken. Null for a feed that begins
    /// with how things stand.
    /// </param>
    /// <returns>Ends with the feed or with <paramref name="cancellationToken"/>; never fails.</returns>
    public async Task FollowAsync<T>(
        Func<CancellationToken, IAsyncEnumerable<T>> open,
        Func<T, Task> show,
        Func<Task>? missed,
        CancellationToken cancellationToken
    )
    {
        var faults = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await ReadAsync(open, show, missed, Mend, cancellationToken);
                break;
            }
            catch (Exception e)
            {
                if (cancellationToken.IsCancellationRequested)
                    break;
                LogBroken(e);
                if (faults++ == 0)
                    Count(+1);
                await PauseAsync(faults, cancellationToken);
            }
        }
        Mend();

        void Mend()
        {
            if (faults > 0)
                Count(-1);
            faults = 0;
        }
    }

    private static async Task ReadAsync<T>(
        Func<CancellationToken, IAsyncEnumerable<T>> open,
        Func<T, Task> show,
        Func<Task>? missed,
        Action works,
        CancellationToken cancellationToken
    )
    {
        using var closed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var items = open(closed.Token).GetAsyncEnumerator(closed.Token);
        // A feed listens as soon as its first item is waited for.
        var next = items.MoveNextAsync().AsTask();
        try
        {
            if (missed is not null)
            {
                await missed();
                works();
            }
            for (; await next; next = items.MoveNextAsync().AsTask())
            {
                works();
                await show(items.Current);
            }
        }
        finally
        {
            // It may not be disposed of while it is waited for.
            await closed.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    private void Count(int change)
    {
        _broken += change;
        Changed?.Invoke();
    }

    private async Task PauseAsync(int faults, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromSeconds(Math.Min(0.5 * Math.Pow(2, faults - 1), LongestPause.TotalSeconds));
        await Task.Delay(pause, clock, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A page's live updates broke; opening them again")]
    private partial void LogBroken(Exception e);
}
