using System.Collections.Immutable;
using System.Text;
using Workbench.Shared.Runs;

namespace Workbench.Server.Runs;

/// <summary>A run that this process executes, as its followers see it. The journal has committed what it shows; only streamed text is ahead of it.</summary>
internal sealed class LiveRun(RunProgress first, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RunProgress _picture = first;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isLeft;
    private bool _isAsked;
    private int _beginnings;

    /// <summary>Ends when the run ends, waits, or is left to another process.</summary>
    public Task Settled => _settled.Task;

    /// <summary>Somebody in another process wants the streamed text until then.</summary>
    public DateTimeOffset FollowedUntil { get; private set; }

    /// <summary>Somebody in another process looks, and needs the text from its beginning.</summary>
    public void AskFollow(DateTimeOffset until)
    {
        FollowedUntil = until;
        Volatile.Write(ref _isAsked, true);
    }

    /// <returns>Whether somebody asked since the last time.</returns>
    public bool TakeFollow() => Interlocked.Exchange(ref _isAsked, false);

    /// <returns>The picture now, and a task that ends when there is another. No picture when this process does not execute the run any more.</returns>
    public (RunProgress? Picture, Task Changed) Look()
    {
        lock (_lock)
        {
            if (_isLeft)
                return (null, Task.CompletedTask);
            var isSettled = _picture.IsEnded || _picture.Status == RunStatus.Waiting;
            var picture = isSettled
                ? _picture
                : _picture with
                {
                    PartialText = _text.ToString(),
                    DurationMs = (time.GetUtcNow() - _picture.AskedAt).TotalMilliseconds,
                };
            return (picture, _changed.Task);
        }
    }

    /// <summary>What streamed in after <paramref name="mark"/>; all of it when the text began anew since.</summary>
    public (string Text, TextMark Now) TextAfter(TextMark mark)
    {
        lock (_lock)
        {
            var from = mark.Beginning == _beginnings ? mark.Length : 0;
            return (_text.ToString(from, _text.Length - from), new TextMark(_beginnings, _text.Length));
        }
    }

    public void AppendText(string text)
    {
        lock (_lock)
            _text.Append(text);
        RaiseChanged();
    }

    public void ClearText()
    {
        lock (_lock)
        {
            _text.Clear();
            _beginnings++;
        }
        RaiseChanged();
    }

    /// <summary>What executors before this one have done.</summary>
    public void Restore(RunJournal journal)
    {
        lock (_lock)
        {
            var lines = journal.Steps.Select(StepLines.Of).Concat(journal.Open.Select(o => StepLines.Of(o, journal.Attempts.Count(a => a.Seq == o.Seq))));
            _picture = _picture with { Steps = lines.OrderBy(l => l.Seq).ToImmutableList() };
        }
        RaiseChanged();
    }

    /// <summary>The journal has stored these.</summary>
    public void Apply(IReadOnlyList<JournalEntry> entries)
    {
        lock (_lock)
        {
            foreach (var entry in entries)
                _picture = Next(_picture, entry);
        }
        RaiseChanged();
    }

    /// <summary>Followers look at the journal from now on.</summary>
    public void Leave()
    {
        lock (_lock)
            _isLeft = !(_picture.IsEnded || _picture.Status == RunStatus.Waiting);
        RaiseChanged();
        _settled.TrySetResult();
    }

    private static RunProgress Next(RunProgress picture, JournalEntry entry) =>
        entry switch
        {
            StepBegan { Start: var start } => picture with { Steps = Put(picture.Steps, StepLines.Of(start, failedAttempts: 0)) },
            StepEnded { Step: var step } => picture with { Steps = Put(picture.Steps, StepLines.Of(step)) },
            AttemptFailed { Attempt: var attempt } => picture with { Steps = Retrying(picture.Steps, attempt) },
            RunPaused paused => picture with
            {
                Status = RunStatus.Waiting,
                PartialText = "",
                Answer = paused.Question,
                WakesAt = paused.WakesAt,
                DurationMs = paused.Sums.DurationMs,
                CostUsd = paused.Sums.CostUsd,
            },
            RunFinished end => picture with
            {
                Status = end.Status,
                PartialText = "",
                Answer = end.Answer,
                Failure = end.Failure,
                CancelledBy = end.CancelledBy ?? picture.CancelledBy,
                DurationMs = end.Sums.DurationMs,
                CostUsd = end.Sums.CostUsd,
            },
            _ => picture,
        };

    private static IReadOnlyList<StepLine> Put(IReadOnlyList<StepLine> lines, StepLine line)
    {
        var list = lines as ImmutableList<StepLine> ?? [.. lines];
        var at = list.FindLastIndex(l => l.Seq <= line.Seq);
        return at >= 0 && list[at].Seq == line.Seq ? list.SetItem(at, line) : list.Insert(at + 1, line);
    }

    private static IReadOnlyList<StepLine> Retrying(IReadOnlyList<StepLine> lines, StepAttemptRow attempt) =>
        lines.FirstOrDefault(l => l.Seq == attempt.Seq) is { } line
            ? Put(lines, line with { Attempts = attempt.Number + 1, Detail = attempt.Error ?? line.Detail })
            : lines;

    private void RaiseChanged()
    {
        TaskCompletionSource changed;
        bool isSettled;
        lock (_lock)
        {
            (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            isSettled = _picture.IsEnded || _picture.Status == RunStatus.Waiting;
        }
        changed.TrySetResult();
        if (isSettled)
            _settled.TrySetResult();
    }
}

/// <summary>A place in a text that may begin anew.</summary>
internal readonly record struct TextMark(int Beginning, int Length);
