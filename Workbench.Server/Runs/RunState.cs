using Microsoft.Extensions.AI;
using Workbench.Server.Tools;
using Workbench.Shared.Answers;
using Workbench.Shared.Runs;

namespace Workbench.Server.Runs;

/// <summary>
/// What a run knows of itself: folded from its journal, step by step, in the same way while it runs and when another executor takes it
/// over. Nothing else is carried from one step to the next.
/// </summary>
internal sealed class RunState
{
    private readonly List<PromptPart> _messages = [];
    private readonly List<PromptPart> _record = [];
    private readonly List<OpenCall> _calls = [];
    private readonly Dictionary<string, ToolData> _data = new(StringComparer.Ordinal);
    private readonly List<string> _results = [];
    private readonly HashSet<string> _callIds = new(StringComparer.Ordinal);
    private readonly HashSet<string> _approved = new(StringComparer.Ordinal);
    private bool _isUnpriced;
    private int _steps;

    /// <summary>The model that the route step chose.</summary>
    public string? Model { get; private set; }

    /// <summary>The conversation with the model so far, complete: every call in it has its result.</summary>
    public IReadOnlyList<PromptPart> Messages => _messages;

    /// <summary>Every message that there was, also where <see cref="Messages"/> holds a note in its place.</summary>
    public IReadOnlyList<PromptPart> Record => _record;

    /// <summary>About as many as <see cref="Messages"/> have.</summary>
    public long PromptTokens { get; private set; }

    /// <summary>Results of tools among <see cref="Messages"/> that are longer than a note in their place would be.</summary>
    public int LongResults { get; private set; }

    /// <summary>Of all calls in <see cref="Record"/>.</summary>
    public IReadOnlySet<string> CallIds => _callIds;

    /// <summary>How many of <see cref="Messages"/> the last model step was sent.</summary>
    public int Prompted { get; private set; }

    /// <summary>The step whose prompt the next one continues; null: the next one is told whole.</summary>
    public int? LastModelStep { get; private set; }

    public int ModelSteps { get; private set; }

    /// <summary>The model that gave the last reply: with tiers and fail-over it is not <see cref="Model"/>.</summary>
    public string? Replier { get; private set; }

    /// <summary>Calls of the last reply that have no result yet, in the order of the reply.</summary>
    public IEnumerable<FunctionCallContent> PendingCalls => _calls.Where(c => c.Result is null).Select(c => c.Call);

    /// <summary>What the run asks a person; null when it asks nothing.</summary>
    public OpenQuestion? Question { get; private set; }

    /// <summary>The answer that ended it.</summary>
    public Answer? Answer { get; private set; }

    /// <summary>Time that people took to answer, or that it waited for a time, in ms: it is not the run's work.</summary>
    public double WaitedMs { get; private set; }

    /// <summary>How often it has waited for a time.</summary>
    public int Waits { get; private set; }

    public int Steps => _steps;
    public long Tokens { get; private set; }
    public long InputTokens { get; private set; }
    public long CachedTokens { get; private set; }
    public long OutputTokens { get; private set; }

    /// <summary>Of the priced calls.</summary>
    public decimal SpentUsd { get; private set; }

    /// <summary>Null when a call had no price: then nobody knows.</summary>
    public decimal? CostUsd => _isUnpriced ? null : SpentUsd;

    public ToolData? FindData(string callId) => _data.GetValueOrDefault(callId);

    /// <summary>Calls that gave rows, in the order in which they did.</summary>
    public IReadOnlyList<string> Results => _results;

    public RunSums Sums(double durationMs) => new(Replier ?? Model, Steps, Tokens, CostUsd, durationMs);

    public void Count(UsageEntryRow usage)
    {
        InputTokens += usage.Input;
        CachedTokens += usage.CacheRead;
        OutputTokens += usage.Output;
        Tokens += usage.Input + usage.Output;
        SpentUsd += usage.CostUsd ?? 0;
        _isUnpriced |= usage.CostUsd is null;
    }

    public void Routed(string model)
    {
        Interlocked.Increment(ref _steps);
        Model = model;
    }

    /// <summary>A prompt is about to be sent, or was: these parts of it are new.</summary>
    public void Append(IEnumerable<PromptPart> parts)
    {
        foreach (var part in parts)
            Add(part);
    }

    /// <summary>The prompt is told anew, with notes in the place of what took too much room.</summary>
    public void Shortened(IEnumerable<PromptPart> parts)
    {
        _messages.Clear();
        _messages.AddRange(parts);
        // Also what a fork tells otherwise: what must not leave the house is looked for in the record.
        var known = _record.Select(p => p.Hash).ToHashSet(BlobHash.Comparer);
        _record.AddRange(_messages.Where(p => !p.IsNote && known.Add(p.Hash)));
        PromptTokens = _messages.Sum(m => m.Tokens);
        LongResults = _messages.Count(m => m.IsLongResult);
        (Prompted, LastModelStep) = (0, null);
    }

    /// <summary>The model replied to all of <see cref="Messages"/>.</summary>
    public void Replied(int step, PromptPart reply, string? replier)
    {
        Replier = replier;
        Interlocked.Increment(ref _steps);
        ModelSteps++;
        LastModelStep = step;
        Prompted = _messages.Count;
        Add(reply);
        _calls.Clear();
        _calls.AddRange(reply.Message.Contents.OfType<FunctionCallContent>().Select(c => new OpenCall(c)));
    }

    /// <summary>A step that changes nothing that the model sees: SQL, a failed or cancelled one.</summary>
    /// <remarks>The one that statements call side by side.</remarks>
    public void Counted() => Interlocked.Increment(ref _steps);

    /// <summary>A call has its result. Results are appended in the order of the calls, when the last one is there.</summary>
    public void Returned(string callId, PromptPart result, ToolData? data)
    {
        if (data is not null)
        {
            _data[callId] = data;
            _results.Add(callId);
        }
        var at = _calls.FindIndex(c => c.Result is null && string.Equals(c.Call.CallId, callId, StringComparison.Ordinal));
        if (at < 0)
            throw new InvalidDataException($"The journal has a result of the call {callId}, which no reply has made.");
        _calls[at] = _calls[at] with { Result = result };
        if (_calls.TrueForAll(c => c.Result is not null))
        {
            Append(_calls.Select(c => c.Result!));
            _calls.Clear();
        }
    }

    public void Asked(OpenQuestion question) => Question = question;

    /// <param name="waitedMs">How long it stood open.</param>
    public void QuestionClosed(double waitedMs)
    {
        Interlocked.Increment(ref _steps);
        WaitedMs += waitedMs;
        Question = null;
    }

    /// <summary>It waited for a time.</summary>
    public void Waited(double waitedMs)
    {
        Interlocked.Increment(ref _steps);
        Waits++;
        WaitedMs += waitedMs;
    }

    /// <summary>A person has allowed this call.</summary>
    public void Approved(string callId) => _approved.Add(callId);

    public bool IsApproved(string callId) => _approved.Contains(callId);

    public void Answered(Answer answer)
    {
        Interlocked.Increment(ref _steps);
        Answer = answer;
    }

    private void Add(PromptPart part)
    {
        _messages.Add(part);
        _record.Add(part);
        PromptTokens += part.Tokens;
        LongResults += part.IsLongResult ? 1 : 0;
        foreach (var content in part.Message.Contents)
            if (content is FunctionCallContent call)
                _callIds.Add(call.CallId);
    }

    private sealed record OpenCall(FunctionCallContent Call, PromptPart? Result = null);
}

/// <summary>A message and its address in the journal.</summary>
/// <param name="Bytes">As it is stored.</param>
internal sealed record PromptPart(ChatMessage Message, byte[] Hash, int Bytes)
{
    private const int BytesPerToken = 4;

    /// <summary>A result that is not longer stays in a prompt that grows too long: a note would save nothing.</summary>
    private const int SmallResult = 750;

    /// <summary>About as many as it has.</summary>
    public long Tokens => Bytes / BytesPerToken;

    /// <summary>It stands in the place of a result that took too much room.</summary>
    public bool IsNote =>
        Message.Contents is [FunctionResultContent { Result: { } result }] && (result.ToString() ?? "").StartsWith("{\"shortened\":", StringComparison.Ordinal);

    public bool IsLongResult => Message.Role == ChatRole.Tool && Bytes > SmallResult;
}

/// <param name="Step">The question step, open until it is answered.</param>
/// <param name="CallId">The call that asked.</param>
/// <param name="UnknownStep">The step that a crash cut off and that may have had its effect; null for a question of the agent.</param>
internal sealed record OpenQuestion(StepStartRow Step, string CallId, Answer Question, int? UnknownStep)
{
    public const string Ask = "ask";
    public const string Unknown = "unknown";
    public const string Approve = "approve";

    /// <summary>A person is asked whether the call may be made, not what the agent wants to know.</summary>
    public bool IsApproval => Step.Name == Approve;
}
