using Workbench.Shared.Answers;

namespace Workbench.Shared.Evals;

/// <summary>Questions with what must come of them, kept in the store, and how each version of everything did on them.</summary>
public interface IEvalSets
{
    /// <summary>By name.</summary>
    Task<IReadOnlyList<EvalSetLine>> ListAsync(CancellationToken cancellationToken);

    /// <summary>With its cases, in the order added. What a case expects is left out above the asker's level.</summary>
    Task<EvalSetView?> FindAsync(string set, CancellationToken cancellationToken);

    Task<EvalOutcome> CreateAsync(string set, string? description, CancellationToken cancellationToken);

    /// <summary>Makes the set when there is none; a case with the id of one that is there takes its place.</summary>
    Task<EvalOutcome> AddAsync(string set, IReadOnlyList<EvalCase> cases, CancellationToken cancellationToken);

    /// <summary>A run's question with its instructions and the questions before it; by default its own answer is what is expected.</summary>
    Task<EvalOutcome> AddRunAsync(string set, Guid run, ExpectedOfRun expected, CancellationToken cancellationToken);

    /// <summary>Asks every case, in the background; one that was cut off with the same settings is gone on with.</summary>
    Task<EvalOutcome> StartAsync(string set, EvalSettings settings, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<EvalResultLine>> HistoryAsync(string set, CancellationToken cancellationToken);

    Task<EvalResultView?> ResultAsync(Guid result, CancellationToken cancellationToken);

    /// <summary>Questions that are being asked are stopped; what has been answered stays.</summary>
    Task<EvalOutcome> CancelAsync(Guid result, CancellationToken cancellationToken);

    /// <summary>What the later result says otherwise than the earlier one. Null when one of them is not there.</summary>
    Task<EvalComparison?> CompareAsync(Guid before, Guid after, CancellationToken cancellationToken);
}

/// <param name="Last">Its newest result.</param>
public sealed record EvalSetLine(string Name, string? Description, int Cases, string CreatedBy, DateTimeOffset CreatedAt, EvalResultLine? Last);

public sealed record EvalSetView(EvalSetLine Set, IReadOnlyList<EvalCase> Cases);

/// <summary>One question. What is expected is one of: queries, rows, or a status other than an answer.</summary>
public sealed record EvalCase
{
    public required string Id { get; init; }
    public required string Question { get; init; }
    public string? Instructions { get; init; }
    public IReadOnlyList<string> History { get; init; } = [];

    /// <summary>Each of them gives a right answer; they run when the set does.</summary>
    public IReadOnlyList<string> GoldSql { get; init; } = [];

    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Null: not given as rows.</summary>
    public IReadOnlyList<IReadOnlyList<Cell>>? Rows { get; init; }

    /// <summary>What must come instead of an answer.</summary>
    public AnswerStatus? Expect { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Where it is from: a line of a file, or a run.</summary>
    public string? Source { get; init; }

    /// <summary>Why it was kept: "the answer was wrong".</summary>
    public string? Note { get; init; }

    /// <summary>Who asks below this level does not see what is expected.</summary>
    public string? Level { get; init; }
}

/// <summary>What a run should have said.</summary>
public abstract record ExpectedOfRun
{
    private protected ExpectedOfRun() { }
}

/// <summary>What it did say: its rows, or that it refused.</summary>
public sealed record AsAnswered : ExpectedOfRun;

/// <summary>It was wrong: these are right.</summary>
/// <param name="Written">A value, or a query that gives the rows.</param>
public sealed record InsteadOfAnswer(string Written) : ExpectedOfRun;

/// <summary>It should not have answered.</summary>
public sealed record ShouldRefuse : ExpectedOfRun;

/// <param name="Model">Null: the agent's.</param>
/// <param name="Level">Null: the asker's.</param>
/// <param name="Parallel">Questions at once, 1 to 16.</param>
public sealed record EvalSettings(string? Agent = null, string? Model = null, string? Account = null, string? Level = null, int Parallel = 4);

public abstract record EvalOutcome
{
    private protected EvalOutcome() { }
}

public sealed record EvalDone : EvalOutcome;

/// <param name="IsContinued">It was begun before and cut off.</param>
public sealed record EvalStarted(Guid Result, bool IsContinued) : EvalOutcome;

/// <summary>Nothing was changed; says what is wrong and what to do.</summary>
public sealed record EvalRejected(string Message, bool IsUnknown = false) : EvalOutcome;

public enum EvalStatus
{
    Queued,
    Running,
    Done,
    Cancelled,
}

public enum EvalVerdict
{
    Right,

    /// <summary>Another answer, said with high confidence.</summary>
    Wrong,

    /// <summary>Another answer said with less confidence, or a question back.</summary>
    Unsure,

    /// <summary>Refused or denied what has an answer.</summary>
    Refused,

    /// <summary>Broke.</summary>
    Failed,
}

/// <param name="AgentVersion">Of the runs; the first one when it changed while the set ran.</param>
public sealed record EvalResultLine(
    Guid Id,
    string Set,
    EvalStatus Status,
    string Agent,
    string? AgentVersion,
    string? LayerRevision,
    string? Model,
    string Account,
    string Level,
    string StartedBy,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    int Total,
    EvalCounts Counts,
    decimal? CostUsd
)
{
    /// <summary>How many pairs of an agent version and a layer revision answered: more than one when a result was gone on with after a change.</summary>
    public int Versions { get; init; }

    /// <summary>Its figures are of no version alone.</summary>
    public bool IsMixed => Versions > 1;
}

public sealed record EvalCounts(int Right, int Wrong, int Unsure, int Refused, int Failed)
{
    public int Asked => Right + Wrong + Unsure + Refused + Failed;
}

/// <param name="Reliability">Of the answers by what they said of their confidence, highest first.</param>
public sealed record EvalResultView(EvalResultLine Result, IReadOnlyList<EvalCaseResult> Cases, IReadOnlyList<BandReliability> Reliability);

/// <param name="Run">Its trace; null when it was not asked.</param>
/// <param name="Problem">Why it could not be compared.</param>
public sealed record EvalCaseResult(
    string Id,
    string Question,
    EvalVerdict Verdict,
    bool IsExact,
    AnswerStatus Status,
    AnswerConfidence? Confidence,
    double DurationMs,
    decimal? CostUsd,
    Guid? Run,
    string? Problem
);

public sealed record BandReliability(ConfidenceBand Band, int Answers, int Right, double? Share, double? MeanP);

public sealed record EvalComparison(EvalResultLine Before, EvalResultLine After, IReadOnlyList<EvalChange> Changes);

/// <param name="Before">Null: the case was not asked then.</param>
public sealed record EvalChange(string Id, string Question, EvalVerdict? Before, EvalVerdict? After);
