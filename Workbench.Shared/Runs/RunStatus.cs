namespace Workbench.Shared.Runs;

public enum RunStatus
{
    /// <summary>Waits for an executor.</summary>
    Queued,
    Running,

    /// <summary>Waits for a person (a question back, or a step whose outcome is unknown) or for a time. Holds no slot and no thread.</summary>
    Waiting,

    /// <summary>Ended with an answer, whatever its status.</summary>
    Done,
    Failed,
    Cancelled,

    /// <summary>A question back that was never answered: the asker went on to something else.</summary>
    Superseded,
}

/// <summary>Who goes first when all executors are busy.</summary>
public enum RunPriority
{
    /// <summary>Somebody looks at the page and waits.</summary>
    Person,

    /// <summary>A program asked, such as an eval.</summary>
    Program,

    /// <summary>Nobody waits.</summary>
    Schedule,
}

public enum StepKind
{
    Route,
    Model,
    Tool,
    Sql,
    Sandbox,
    Approval,
    Question,
    Answer,

    /// <summary>Until a time, such as that which an overloaded provider named.</summary>
    Wait,

    /// <summary>Of another program's trace: an agent, a workflow, or anything that is none of the others.</summary>
    Span,
}

public enum StepStatus
{
    Running,
    Ok,
    Failed,
    Cancelled,

    /// <summary>Started before a crash and not known to have ended; done again or shown to a person.</summary>
    Unknown,
}

/// <summary>Where a run is now: a whole picture each time, so that a page that reloads needs nothing else.</summary>
public sealed record RunProgress
{
    public required Guid RunId { get; init; }
    public required Guid ConversationId { get; init; }
    public required string Question { get; init; }
    public required RunStatus Status { get; init; }
    public required DateTimeOffset AskedAt { get; init; }
    public IReadOnlyList<StepLine> Steps { get; init; } = [];

    /// <summary>Answer text that has been streamed so far; empty once <see cref="Answer"/> is there.</summary>
    public string PartialText { get; init; } = "";

    public Answers.Answer? Answer { get; init; }
    public RunFailure? Failure { get; init; }

    /// <summary>Who stopped it.</summary>
    public string? CancelledBy { get; init; }

    public double DurationMs { get; init; }
    public decimal? CostUsd { get; init; }
    public Feedback? Feedback { get; init; }

    /// <summary>While it is queued: its place, from 1.</summary>
    public int? Place { get; init; }

    /// <summary>A newer program has begun it, and goes on with it: this one would misread its journal.</summary>
    public bool IsOfNewerProgram { get; init; }

    /// <summary>While it waits for a time.</summary>
    public DateTimeOffset? WakesAt { get; init; }

    public bool IsEnded => Status is RunStatus.Done or RunStatus.Failed or RunStatus.Cancelled or RunStatus.Superseded;
}

/// <summary>One line of "what it is doing" in plain words: "Ran 1 query".</summary>
/// <param name="Detail">What opening the line shows: the reading, the SQL, the error.</param>
public sealed record StepLine(int Seq, int? Parent, StepKind Kind, StepStatus Status, string Title, string? Detail, double? DurationMs, int Attempts);

/// <param name="Code"><c>warehouse_down, warehouse_timeout, model_unavailable, limit_reached, …</c></param>
/// <param name="Message">What happened, what was kept and what to do.</param>
public sealed record RunFailure(string Code, string Message, bool CanRetry);

public sealed record Feedback(bool IsGood, string? Reason);
