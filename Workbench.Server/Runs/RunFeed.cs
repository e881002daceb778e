using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using Workbench.Shared.Runs;

namespace Workbench.Server.Runs;

/// <summary>
/// Runs as they go on, for whoever looks: from memory where this process executes the run, from the journal and signals where another one
/// does. Each picture is whole, so that a follower who comes late, reloads or changes its process has missed nothing.
/// </summary>
internal sealed class RunFeed
{
    /// <summary>A page does not draw faster than this.</summary>
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(33);

    /// <summary>How long streamed text collects before it goes to other processes.</summary>
    private static readonly TimeSpan RelayEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>A follower asks again after this time, and looks at the journal, should a signal have been lost.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Guid, LiveRun> _live = new();
    private readonly ConcurrentDictionary<Guid, RemoteRun> _remote = new();
    private readonly Lock _joining = new();
    private readonly ConcurrentDictionary<Channel<Guid>, bool> _conversations = new();
    private readonly RunPictures _pictures;
    private readonly RunSignals _signals;
    private readonly TimeProvider _time;

    public RunFeed(RunPictures pictures, RunSignals signals, TimeProvider time)
    {
        (_pictures, _signals, _time) = (pictures, signals, time);
        signals.Received += Receive;
        signals.Interrupted += () =>
        {
            foreach (var remote in _remote.Values)
                remote.RaiseChanged();
        };
    }

    /// <summary>This process executes the run from now on.</summary>
    public LiveRun Open(RunProgress first, TimeProvider clock)
    {
        var live = new LiveRun(first, clock);
        _live[first.RunId] = live;
        TellConversation(first.ConversationId);
        if (_remote.TryGetValue(first.RunId, out var remote))
            remote.RaiseChanged();
        return live;
    }

    /// <summary>This process is done with it: it ended, waits, or belongs to another one.</summary>
    public void Close(RunRow run, LiveRun live)
    {
        _live.TryRemove(new KeyValuePair<Guid, LiveRun>(run.Id, live));
        live.Leave();
        TellConversation(run.ConversationId);
    }

    /// <summary>Each picture from now on, at most one per frame. Nothing for a run that is not known.</summary>
    /// <param name="untilEnd">Goes on while the run waits; otherwise that is the last picture too.</param>
    public async IAsyncEnumerable<RunProgress> FollowAsync(Guid run, bool untilEnd, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var remote = Join(run);
        try
        {
            var asked = DateTimeOffset.MinValue;
            var shown = 0L;
            while (true)
            {
                RunProgress? picture;
                Task changed;
                var settled = Task.CompletedTask;
                // Of a run that has ended already the store knows more, such as what was thought of its answer.
                if (_live.TryGetValue(run, out var live) && live.Look() is { Picture: { } seen } look && (shown != 0 || !seen.IsEnded))
                {
                    (picture, changed, settled) = (seen, look.Changed, live.Settled);
                }
                else
                {
                    changed = remote.Changed;
                    picture = await _pictures.FindAsync(run, cancellationToken);
                    if (picture is null)
                        yield break;
                    if (picture.Status is RunStatus.Running)
                    {
                        picture = picture with { PartialText = remote.Text };
                        if (_time.GetUtcNow() - asked >= AskAgain)
                        {
                            asked = _time.GetUtcNow();
                            await _signals.TrySendAsync(new FollowAsked(run), cancellationToken);
                        }
                    }
                }
                shown = _time.GetTimestamp();
                yield return picture;
                if (picture.IsEnded || (picture.Status == RunStatus.Waiting && !untilEnd))
                    yield break;
                if (live is null || settled.IsCompleted)
                    await Task.WhenAny(changed, Task.Delay(AskAgain, _time, cancellationToken));
                else
                    await changed.WaitAsync(cancellationToken);
                cancellationToken.ThrowIfCancellationRequested();
                // The end need not wait for its frame.
                var rest = Frame - _time.GetElapsedTime(shown);
                if (rest > TimeSpan.Zero)
                    await Task.WhenAny(Task.Delay(rest, _time, cancellationToken), live is null ? Task.Delay(rest, _time, cancellationToken) : settled);
            }
        }
        finally
        {
            Leave(run, remote);
        }
    }

    /// <summary>Conversations in which a run started or ended, or that changed themselves, in this process or any other.</summary>
    public async IAsyncEnumerable<Guid> FollowConversationsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<Guid>(new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropOldest });
        _conversations[channel] = true;
        try
        {
            await foreach (var conversation in channel.Reader.ReadAllAsync(cancellationToken))
                yield return conversation;
        }
        finally
        {
            _conversations.TryRemove(channel, out _);
        }
    }

    public void TellConversation(Guid conversation)
    {
        foreach (var channel in _conversations.Keys)
            channel.Writer.TryWrite(conversation);
    }

    /// <summary>Sends text that streams in to other processes while somebody there looks at it.</summary>
    public async Task RelayAsync(Guid run, LiveRun live, CancellationToken cancellationToken)
    {
        TextMark sent = default;
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(RelayEvery, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (live.FollowedUntil < _time.GetUtcNow() || cancellationToken.IsCancellationRequested)
                continue;
            if (live.TakeFollow())
                sent = default;
            var (text, now) = live.TextAfter(sent);
            var offset = now.Length - text.Length;
            while (text.Length > 0)
            {
                var part = text[..CutAt(text, RunSignal.MaxText)];
                await _signals.TrySendAsync(new TextStreamed(run, offset, part), cancellationToken);
                offset += part.Length;
                text = text[part.Length..];
            }
            sent = now;
        }
    }

    /// <summary>Never between the two halves of a surrogate pair.</summary>
    private static int CutAt(string text, int limit) =>
        text.Length <= limit ? text.Length
        : char.IsHighSurrogate(text[limit - 1]) ? limit - 1
        : limit;

    private RemoteRun Join(Guid run)
    {
        lock (_joining)
        {
            var remote = _remote.GetOrAdd(run, _ => new RemoteRun());
            remote.Followers++;
            return remote;
        }
    }

    private void Leave(Guid run, RemoteRun remote)
    {
        lock (_joining)
        {
            if (--remote.Followers == 0)
                _remote.TryRemove(run, out _);
        }
    }

    private void Receive(RunSignal signal)
    {
        switch (signal)
        {
            case RunChanged(var conversation, var run):
                if (!_live.ContainsKey(run))
                {
                    if (_remote.TryGetValue(run, out var remote))
                        remote.RaiseChanged();
                    TellConversation(conversation);
                }
                break;
            case ConversationChanged(var conversation):
                TellConversation(conversation);
                break;
            case FollowAsked(var run):
                if (_live.TryGetValue(run, out var live))
                    live.AskFollow(_time.GetUtcNow() + (2 * AskAgain));
                break;
            case TextStreamed(var run, var offset, var text):
                if (!_live.ContainsKey(run) && _remote.TryGetValue(run, out var streamed))
                    streamed.Receive(offset, text);
                break;
        }
    }

    /// <summary>What followers in this process know of a run that another one executes.</summary>
    private sealed class RemoteRun
    {
        private readonly Lock _lock = new();
        private readonly StringBuilder _text = new();
        private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Guarded by the feed's lock.</summary>
        public int Followers { get; set; }

        public Task Changed
        {
            get
            {
                lock (_lock)
                    return _changed.Task;
            }
        }

        public string Text
        {
            get
            {
                lock (_lock)
                    return _text.ToString();
            }
        }

        public void Receive(int offset, string text)
        {
            lock (_lock)
            {
                if (offset > _text.Length)
                    return; // A part is missing: the next request brings the whole.
                _text.Length = offset;
                _text.Append(text);
            }
            RaiseChanged();
        }

        public void RaiseChanged()
        {
            TaskCompletionSource changed;
            lock (_lock)
                (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            changed.TrySetResult();
        }
    }
}
