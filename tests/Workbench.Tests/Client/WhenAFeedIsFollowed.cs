using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Workbench.Client.Components;

namespace Workbench.Tests.Client;

/// <summary>A page is read first and follows afterwards: what changes in between must not be lost.</summary>
public sealed class WhenAFeedIsFollowed
{
    private readonly LiveUpdates _live = new(TimeProvider.System, NullLogger<LiveUpdates>.Instance);
    private readonly TaskCompletionSource _change = new();
    private readonly List<string> _told = [];
    private bool _isListening;
    private int _opened;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_changed_before_it_listened_is_read_and_what_changes_then_is_shown()
    {
        var following = _live.FollowAsync(Feed, Show, Missed, Cancellation);
        _told.ShouldBe(["missed, listening"]);

        _change.SetResult();
        await following;
        _told.ShouldBe(["missed, listening", "changed"]);
        _live.IsBroken.ShouldBeFalse();
    }

    [Fact]
    public async Task A_feed_that_breaks_is_opened_again_and_what_it_did_not_tell_is_read()
    {
        var states = new List<bool>();
        _live.Changed += () => states.Add(_live.IsBroken);
        _change.SetResult();

        await _live.FollowAsync(BrokenOnce, Show, Missed, Cancellation);

        _told.ShouldBe(["missed, listening", "missed, listening", "changed"]);
        states.ShouldBe([true, false]);
    }

    [Fact]
    public async Task A_page_that_goes_while_it_reads_what_it_missed_ends_the_feed()
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await _live.FollowAsync(Feed, Show, () => gone.CancelAsync(), gone.Token);

        _isListening.ShouldBeFalse();
        _told.ShouldBeEmpty();
    }

    private Task Show(string item)
    {
        _told.Add(item);
        return Task.CompletedTask;
    }

    private Task Missed() => Show(_isListening ? "missed, listening" : "missed, deaf");

    private async IAsyncEnumerable<string> Feed([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _isListening = true;
        try
        {
            await _change.Task.WaitAsync(cancellationToken);
            yield return "changed";
        }
        finally
        {
            _isListening = false;
        }
    }

    private async IAsyncEnumerable<string> BrokenOnce([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _isListening = true;
        await Task.Yield();
        if (_opened++ == 0)
            throw new IOException("The connection was lost.");
        yield return "changed";
    }
}
