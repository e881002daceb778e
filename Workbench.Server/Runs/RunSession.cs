using System.Globalization;
using Workbench.Server.Models;
using Workbench.Server.Router;
using Workbench.Server.Tools;
using Workbench.Shared.Runs;

namespace Workbench.Server.Runs;

/// <summary>One executor's hold of one run: begins and ends its steps, and remembers which of them an executor before it left open.</summary>
internal sealed class RunSession : IDisposable
{
    private readonly IRunJournal _journal;
    private readonly Lock _lock = new();
    private readonly List<StepStartRow> _left;
    private readonly Dictionary<int, StepStartRow> _open = [];
    private readonly Dictionary<int, int> _failedAttempts;
    private readonly Dictionary<int, StepBill> _bills;
    private readonly List<StepEndRow> _reusable;
    private StepStartRow? _wait;
    private int _nextSeq;

    public RunSession(HeldRun held, RunState state, RunJournal journal, IRunJournal writer, LiveRun live)
    {
        Held = held;
        State = state;
        Live = live;
        _journal = writer;
        _nextSeq = journal.NextSeq;
        _left = [.. journal.Open.Where(s => s.Kind is not (StepKind.Question or StepKind.Wait))];
        _wait = journal.Open.FirstOrDefault(s => s.Kind == StepKind.Wait);
        _failedAttempts = journal.Attempts.GroupBy(a => a.Seq).ToDictionary(g => g.Key, g => g.Max(a => a.Number));
        _bills = journal.Usage.GroupBy(u => u.Seq).ToDictionary(g => g.Key, StepBill.Of);
        var openTools = _left.Select(s => s.Seq).ToHashSet();
        _reusable = [.. journal.Steps.Where(s => s is { Kind: StepKind.Sql, Status: StepStatus.Ok, Parent: { } parent } && openTools.Contains(parent))];
    }

    public HeldRun Held { get; }
    public RunRow Run => Held.Run;
    public RunState State { get; }
    public LiveRun Live { get; }

    /// <summary>Steps that an executor before this one began, did not end, and that nobody may do twice without knowing.</summary>
    public IReadOnlyList<StepStartRow> LeftUnknown
    {
        get
        {
            lock (_lock)
                return _left.FindAll(s => !s.IsRepeatable);
        }
    }

    /// <summary>A model step was begun before this executor and did not end: its prompt is to be sent again word by word.</summary>
    public bool IsModelLeft
    {
        get
        {
            lock (_lock)
                return _left.Exists(s => s.Kind == StepKind.Model);
        }
    }

    public DateTimeOffset Now => Held.Clock.GetUtcNow();

    /// <summary>Since it was asked, without the time that people took to answer.</summary>
    public double ElapsedMs
    {
        get
        {
            var now = Now;
            var waiting = State.Question is { Step.StartedAt: var since } ? now - since : TimeSpan.Zero;
            return (now - Run.AskedAt - waiting).TotalMilliseconds - State.WaitedMs;
        }
    }

    public byte[] Keep(ReadOnlyMemory<byte> content) => _journal.Keep(content);

    /// <summary>Begins a step, or takes up the same one where a crash has left it: then it keeps its number, and the lost try is recorded.</summary>
    public StepStartRow Begin(StepKind kind, string name, string title, int? parent = null, byte[]? request = null, bool isRepeatable = true) =>
        TakeUpOrStart(
            s =>
                s.Kind == kind
                && s.Parent == parent
                && string.Equals(s.Name, name, StringComparison.Ordinal)
                && BlobHash.Comparer.Equals(s.RequestHash, request),
            seq => NewStart(seq, kind, name, title) with { Parent = parent, IsRepeatable = isRepeatable, RequestHash = request }
        );

    /// <summary>As <see cref="Begin"/>. There is one model step at a time, and its prompt is what the state has gathered.</summary>
    public StepStartRow BeginModel(string model, string title, byte[] tools) =>
        TakeUpOrStart(
            s => s.Kind == StepKind.Model,
            seq =>
                NewStart(seq, StepKind.Model, model, title) with
                {
                    PromptParent = State.LastModelStep,
                    PromptAdded = [.. State.Messages.Skip(State.Prompted).Select(m => m.Hash)],
                    ToolsHash = tools,
                }
        );

    /// <summary>A finished statement of a tool step that is done again: its rows are in the journal, and it is not run a second time.</summary>
    public StepEndRow? TakeReusable(int parent, byte[] request)
    {
        lock (_lock)
        {
            var at = _reusable.FindIndex(s => s.Parent == parent && BlobHash.Comparer.Equals(s.RequestHash, request));
            if (at < 0)
                return null;
            var step = _reusable[at];
            _reusable.RemoveAt(at);
            return step;
        }
    }

    /// <summary>The row of a step that ends now, with what was put on its bill. The caller fills in what came of it.</summary>
    public StepEndRow Ending(StepStartRow start, StepStatus status, string outcome)
    {
        var now = Now;
        StepBill? bill;
        lock (_lock)
            bill = _bills.GetValueOrDefault(start.Seq) ?? (start.Kind == StepKind.Model ? StepBill.Empty : null);
        return StepEndRow.Of(start) with
        {
            Fence = Held.Fence,
            Status = status,
            Outcome = outcome,
            EndedAt = now,
            DurationMs = (now - start.StartedAt).TotalMilliseconds,
            Attempts = FailedAttempts(start.Seq) + 1,
            Tokens = bill?.Tokens ?? 0,
            CostUsd = bill?.CostUsd,
        };
    }

    public void End(StepEndRow step, IReadOnlyList<ToolFile>? files = null)
    {
        lock (_lock)
            _open.Remove(step.Seq);
        _journal.Add([new StepEnded(step), .. StepFiles.Of(step, files ?? [], Keep).Select(f => new FileKept(f))]);
    }

    public void Routed(RoutedMessageRow row) => _journal.Add(new MessageRouted(row));

    /// <summary>A question stays open when this executor lets go of the run.</summary>
    public void LeaveOpen(StepStartRow step)
    {
        lock (_lock)
            _open.Remove(step.Seq);
    }

    /// <summary>Puts an attempt on the bill of a step, after those that an executor before this one has put there.</summary>
    public UsageEntryRow Count(ModelCaller caller, ModelAttempt attempt)
    {
        UsageEntryRow usage;
        lock (_lock)
        {
            var bill = _bills.GetValueOrDefault(caller.Step) ?? StepBill.Empty;
            usage = UsageOfAttempt.Row(caller, bill.Number + 1, attempt);
            _bills[caller.Step] = bill.With(usage);
        }
        State.Count(usage);
        _journal.Add(new UsageCounted(usage));
        return usage;
    }

    /// <summary>A try failed and another one follows.</summary>
    public void FailedAttempt(int seq, DateTimeOffset startedAt, string outcome, string? error)
    {
        lock (_lock)
        {
            var number = _failedAttempts.GetValueOrDefault(seq) + 1;
            _failedAttempts[seq] = number;
            _journal.Add(
                new AttemptFailed(
                    new StepAttemptRow
                    {
                        RunId = Held.Id,
                        Seq = seq,
                        Number = number,
                        Fence = Held.Fence,
                        StartedAt = startedAt,
                        DurationMs = (Now - startedAt).TotalMilliseconds,
                        Outcome = outcome,
                        Error = error,
                    }
                )
            );
        }
    }

    public int FailedAttempts(int seq)
    {
        lock (_lock)
            return _failedAttempts.GetValueOrDefault(seq);
    }

    /// <summary>Takes a step that a crash left open out of those that are done again.</summary>
    public void Abandon(StepStartRow left)
    {
        lock (_lock)
            _left.Remove(left);
    }

    public void Pause(OpenQuestion question)
    {
        State.Asked(question);
        LeaveOpen(question.Step);
        _journal.Add(new RunPaused(question.Question, WakesAt: null, State.Sums(ElapsedMs)));
    }

    /// <summary>Waits for a time: the run gives up its slot, and goes on wherever there is one then.</summary>
    /// <param name="name">What for, in one word: <c>model</c>.</param>
    /// <param name="title">The same for people who watch.</param>
    public void WaitUntil(DateTimeOffset at, string name, string title)
    {
        var sums = State.Sums(ElapsedMs);
        _wait = Begin(StepKind.Wait, name, title);
        LeaveOpen(_wait);
        _journal.Add(new RunPaused(Question: null, at, sums));
    }

    /// <summary>It waits for a time, from <see cref="WaitUntil"/> until another executor takes it.</summary>
    public bool IsResting => _wait is not null;

    /// <summary>Ends the wait that an executor before this one began.</summary>
    public void EndWait()
    {
        if (_wait is not { } wait)
            return;
        _wait = null;
        var end = Ending(wait, StepStatus.Ok, StepOutcome.Woken);
        State.Waited(end.DurationMs);
        End(end);
    }

    /// <summary>Ends the run and every step of it that is still open.</summary>
    public void Finish(RunFinished end)
    {
        StepStartRow[] open;
        lock (_lock)
        {
            var asked = State.Question is { Step: var step } && !_open.ContainsKey(step.Seq) ? [step] : Array.Empty<StepStartRow>();
            open = [.. _open.Values.Concat(_left).Concat(asked).Concat(_wait is { } wait ? [wait] : []).OrderByDescending(s => s.Seq)];
            _left.Clear();
            _wait = null;
        }
        foreach (var start in open)
        {
            var isCancelled = end.Status == RunStatus.Cancelled || end.Cut is not null;
            State.Counted();
            End(
                Ending(start, isCancelled ? StepStatus.Cancelled : StepStatus.Failed, isCancelled ? StepOutcome.Cancelled : StepOutcome.Failed) with
                {
                    ErrorCode = end.Failure?.Code,
                    Error = end.Cut ?? (isCancelled ? $"Stopped by {end.CancelledBy}." : end.Failure?.Message),
                }
            );
        }
        _journal.Add(end with { Sums = State.Sums(ElapsedMs) });
    }

    public Task CommitAsync() => _journal.CommitAsync();

    /// <summary>Before each try of something that is done outside; see <see cref="IRunJournal.EnsureHeldAsync"/>.</summary>
    public Task EnsureHeldAsync() => _journal.EnsureHeldAsync();

    /// <summary>As <see cref="CommitAsync"/>, before something is done outside; see <see cref="IRunJournal.EnsureHeldAsync"/>.</summary>
    public async Task CommitAndHoldAsync()
    {
        await _journal.CommitAsync();
        await _journal.EnsureHeldAsync();
    }

    /// <summary>For what may be lost without harm, such as that a repeatable step began. If it is refused, the next commit says so.</summary>
    public void CommitSoon() =>
        _ = _journal.CommitAsync().ContinueWith(t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    public void Dispose() => _journal.Dispose();

    private StepStartRow TakeUpOrStart(Predicate<StepStartRow> isSame, Func<int, StepStartRow> create)
    {
        lock (_lock)
        {
            if (_left.Find(isSame) is { } left)
                return TakeUp(left);
            var start = create(_nextSeq++);
            _open[start.Seq] = start;
            _journal.Add(new StepBegan(start));
            return start;
        }
    }

    private StepStartRow NewStart(int seq, StepKind kind, string name, string title) =>
        new()
        {
            RunId = Held.Id,
            Seq = seq,
            Kind = kind,
            Name = name,
            Title = title,
            IdempotencyKey = string.Create(CultureInfo.InvariantCulture, $"{Held.Id:N}:{seq}"),
            IsRepeatable = true,
            Fence = Held.Fence,
            StartedAt = Now,
        };

    private StepStartRow TakeUp(StepStartRow left)
    {
        _left.Remove(left);
        _open[left.Seq] = left;
        // A fork's first step was written before anybody could try it.
        if (left.Fence > 0 || Held.Fence > 1)
            FailedAttempt(left.Seq, left.StartedAt, "lost", "The executor stopped in the middle of it; it was done again.");
        return left;
    }
}

/// <summary>What the attempts of a step cost, of whichever executor.</summary>
/// <param name="Number">Of the last one.</param>
/// <param name="CostUsd">Null: one of them has no price.</param>
internal sealed record StepBill(int Number, long Tokens, decimal? CostUsd)
{
    public static StepBill Empty { get; } = new(0, 0, 0);

    public static StepBill Of(IEnumerable<UsageEntryRow> usage) => usage.OrderBy(u => u.Number).Aggregate(Empty, (bill, row) => bill.With(row));

    public StepBill With(UsageEntryRow usage) => new(usage.Number, Tokens + usage.Input + usage.Output, CostUsd + usage.CostUsd);
}
