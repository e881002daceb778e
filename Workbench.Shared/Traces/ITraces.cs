using System.Text.Json;
using Workbench.Shared.Answers;
using Workbench.Shared.Forks;
using Workbench.Shared.Runs;

namespace Workbench.Shared.Traces;

/// <summary>The journal, read.</summary>
public interface ITraces
{
    Task<TracePage> ListAsync(TraceFilter filter, string? after, int count, CancellationToken cancellationToken);

    /// <summary>By id or by a unique beginning of it.</summary>
    Task<TraceView?> FindAsync(string run, CancellationToken cancellationToken);

    /// <summary>Rows in order of <see cref="StepRow.Seq"/>, by range: a run of 10,000 steps opens like one of ten.</summary>
    Task<IReadOnlyList<StepRow>> StepsAsync(Guid run, int skip, int count, CancellationToken cancellationToken);

    Task<StepDetail?> StepAsync(Guid run, int seq, CancellationToken cancellationToken);

    /// <summary>A file that a step made; null: there is none, or it was too large to be kept.</summary>
    /// <param name="number">Of the file among those of its step, from 1.</param>
    Task<StepFileContent?> FileAsync(Guid run, int seq, int number, CancellationToken cancellationToken);

    /// <summary>Ticks when the run has news; ends with the run.</summary>
    IAsyncEnumerable<RunStatus> FollowAsync(Guid run, CancellationToken cancellationToken);

    Task<TraceFacets> FacetsAsync(CancellationToken cancellationToken);

    /// <summary>Everything of a run as one JSON document.</summary>
    Task<JsonDocument?> ExportAsync(Guid run, CancellationToken cancellationToken);
}

/// <summary>All given conditions hold. Lives in the URL.</summary>
public sealed record TraceFilter
{
    /// <summary>Words of prompts, replies, statements and errors: all of them, "phrases" as they stand, none behind a minus. The last word may be unfinished.</summary>
    public string? Text { get; init; }

    public string? Agent { get; init; }
    public string? Model { get; init; }
    public string? User { get; init; }
    public RunStatus? Status { get; init; }
    public AnswerStatus? Answer { get; init; }
    public DateTimeOffset? From { get; init; }
    public DateTimeOffset? To { get; init; }
    public decimal? MinCostUsd { get; init; }
    public double? MinDurationMs { get; init; }

    /// <summary>Runs of one day and conversation link here from the costs page.</summary>
    public Guid? Conversation { get; init; }

    /// <summary>Runs with such model calls. Then days, agent, model and user are those of the calls, so that what they cost adds up to a number of the costs page.</summary>
    public CallFilter? Calls { get; init; }

    /// <summary>That was asked for; empty: none. With <see cref="Calls"/> that of the calls, else that of any call of the run.</summary>
    public string? Tier { get; init; }

    /// <summary>With <see cref="Calls"/>: the virtual key; empty: none.</summary>
    public string? Key { get; init; }

    /// <summary>Of the agent.</summary>
    public string? Version { get; init; }

    public string? Account { get; init; }

    /// <summary>Access level that the run had.</summary>
    public string? Level { get; init; }

    /// <summary>Code of the failure that ended it.</summary>
    public string? Error { get; init; }

    public FeedbackFilter? Feedback { get; init; }

    /// <summary>Of any of its steps.</summary>
    public string? Label { get; init; }

    public NotesFilter? Notes { get; init; }
    public RunOrigin? Origin { get; init; }
    public long? MinTokens { get; init; }
    public int? MinSteps { get; init; }
}

public enum FeedbackFilter
{
    Good,
    Bad,
    Any,
    None,
}

/// <summary>Of any of the run's steps.</summary>
public enum NotesFilter
{
    Any,
    None,
}

/// <summary>Who asked.</summary>
public enum RunOrigin
{
    /// <summary>On a page, in Slack, or at the command line.</summary>
    Person,

    /// <summary>An eval or another program that asks an agent.</summary>
    Program,
    Schedule,

    /// <summary>Calls of the gateway with a virtual key.</summary>
    Key,
    Playground,

    /// <summary>Traces that came by OpenTelemetry.</summary>
    Outside,
}

public enum CallFilter
{
    All,

    /// <summary>That failed, or that another attempt of the same step came after.</summary>
    Retries,

    /// <summary>Of models without a price.</summary>
    Unpriced,
}

public sealed record TracePage(IReadOnlyList<TraceLine> Runs, string? Next);

public sealed record TraceLine(
    Guid Run,
    Guid Conversation,
    string Agent,
    string Question,
    string User,
    string Model,
    RunStatus Status,
    AnswerStatus? Answer,
    DateTimeOffset AskedAt,
    double DurationMs,
    int Steps,
    long Tokens,
    decimal? CostUsd,
    Feedback? Feedback
)
{
    /// <summary>The run that it goes on from.</summary>
    public Guid? ForkOf { get; init; }

    /// <summary>Of all its steps, each once.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Where it has what was searched for.</summary>
    public TraceHit? Hit { get; init; }
}

/// <param name="Steps">Their numbers; empty: in the question or the answer only.</param>
/// <param name="Snippet">The words around the first one that was found.</param>
public sealed record TraceHit(IReadOnlyList<int> Steps, string Snippet);

public sealed record TraceView
{
    public required TraceLine Line { get; init; }
    public required string AgentVersion { get; init; }
    public required string LayerRevision { get; init; }
    public required string Account { get; init; }
    public required string Level { get; init; }
    public required string ModelChoice { get; init; }

    /// <summary>Definitions that came with the question.</summary>
    public string? Instructions { get; init; }
    public required int StepCount { get; init; }
    public Answer? FinalAnswer { get; init; }
    public RunFailure? Failure { get; init; }

    /// <summary>Executors that took the run, in order: more than one after a crash.</summary>
    public IReadOnlyList<RunClaim> Claims { get; init; } = [];

    public string? CancelledBy { get; init; }

    /// <summary>Null: it is no fork.</summary>
    public ForkOrigin? Fork { get; init; }

    /// <summary>Runs that go on from a step of this one, newest first.</summary>
    public IReadOnlyList<Guid> Forks { get; init; } = [];
}

/// <param name="Program">Its version; null: not known.</param>
public sealed record RunClaim(int Fence, string Worker, DateTimeOffset At, string? Program);

/// <param name="StartMs">After the run was asked.</param>
/// <param name="DurationMs">Null while it runs.</param>
public sealed record StepRow(
    int Seq,
    int? Parent,
    int Depth,
    StepKind Kind,
    StepStatus Status,
    string Name,
    string? Summary,
    double StartMs,
    double? DurationMs,
    long Tokens,
    decimal? CostUsd,
    int Attempts,
    bool HasChildren
)
{
    /// <summary>Of all steps under it, however deep; null: there are none.</summary>
    public StepSum? Below { get; init; }

    public IReadOnlyList<StepLabel> Labels { get; init; } = [];

    /// <summary>How many people wrote to it.</summary>
    public int Notes { get; init; }
}

/// <param name="CostUsd">Of those that have a price; null: none has.</param>
/// <param name="Unpriced">Calls of models without a price.</param>
public sealed record StepSum(int Steps, long Tokens, decimal? CostUsd, int Unpriced, int Failed)
{
    public static StepSum operator +(StepSum a, StepSum b) => a.Add(b);

    public StepSum Add(StepSum other) =>
        new(
            Steps + other.Steps,
            Tokens + other.Tokens,
            CostUsd is null && other.CostUsd is null ? null : (CostUsd ?? 0) + (other.CostUsd ?? 0),
            Unpriced + other.Unpriced,
            Failed + other.Failed
        );
}

public sealed record StepDetail
{
    public required StepRow Row { get; init; }

    /// <summary>The prompt exactly as sent; empty for other kinds than model.</summary>
    public IReadOnlyList<PromptMessage> Prompt { get; init; } = [];

    /// <summary>One for each provider that was sent a masked prompt; <see cref="Prompt"/> is that of the last.</summary>
    public IReadOnlyList<RedactionRow> Redactions { get; init; } = [];

    /// <summary>How many older results the prompt holds notes for since this step.</summary>
    public int Shortened { get; init; }

    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>JSON of the response, arguments or decision.</summary>
    public string? Request { get; init; }
    public string? Response { get; init; }

    /// <summary>What the model said of its thinking.</summary>
    public string? Reasoning { get; init; }
    public SqlDetail? Sql { get; init; }
    public IReadOnlyList<UsageRow> Usage { get; init; } = [];
    public IReadOnlyList<AttemptRow> Attempts { get; init; } = [];
    public IReadOnlyList<StepFile> Files { get; init; } = [];
    public IReadOnlyList<StepNote> Notes { get; init; } = [];

    /// <summary>What the server logged while it worked on the step.</summary>
    public IReadOnlyList<StepLogLine> Log { get; init; } = [];
    public string? Error { get; init; }
    public string? IdempotencyKey { get; init; }

    /// <summary>The journal's row as it is.</summary>
    public required string Raw { get; init; }
}

/// <summary>What a step's tool made for people: a figure, an export.</summary>
/// <param name="Number">Among those of its step, from 1.</param>
/// <param name="MediaType">As the tool says.</param>
/// <param name="IsKept">False: too large; its name and size is all that is left.</param>
public sealed record StepFile(int Number, string Name, string MediaType, long Bytes, bool IsKept)
{
    /// <summary>Of a short text.</summary>
    public string? Text { get; init; }
}

/// <param name="StartMs">After the run was asked.</param>
/// <param name="Level">In small letters: <c>warning</c>.</param>
/// <param name="Category">The type that wrote it.</param>
public sealed record StepLogLine(double StartMs, string Level, string Category, string Text);

public sealed record StepFileContent(string Name, string MediaType, ReadOnlyMemory<byte> Content);

/// <param name="IsNew">Not in the previous model step's prompt.</param>
/// <param name="Hash">Of the content-addressed blob.</param>
public sealed record PromptMessage(string Role, string Text, bool IsNew, string Hash, int Bytes)
{
    /// <summary>Values in it were masked before it left the house: the text is as it left.</summary>
    public bool IsMasked { get; init; }
}

/// <summary>What was masked before a prompt left for a provider.</summary>
/// <param name="Values">How many different values of each kind.</param>
public sealed record RedactionRow(string Provider, IReadOnlyDictionary<string, int> Values);

public sealed record SqlDetail(
    ParameterizedSql Sql,
    string SqlWithValues,
    string Account,
    string Login,
    IReadOnlyList<ResultColumn> Columns,
    IReadOnlyList<IReadOnlyList<Cell>> Rows,
    long RowCount,
    bool IsTruncated
);

/// <param name="IsEstimated">The provider sent no usage.</param>
/// <param name="CostUsd">Null: unpriced.</param>
public sealed record UsageRow(
    string Provider,
    string Model,
    long Input,
    long CacheRead,
    long CacheWrite,
    long Output,
    long Reasoning,
    bool IsEstimated,
    decimal? CostUsd
)
{
    /// <summary>Of <see cref="CacheWrite"/>, what is kept for an hour.</summary>
    public long CacheWriteLong { get; init; }

    /// <summary>In and out.</summary>
    public long Audio { get; init; }

    /// <summary>In and out.</summary>
    public long Images { get; init; }

    /// <summary>That the provider made, charged beside the tokens.</summary>
    public long Searches { get; init; }

    /// <summary>What the provider says that it charged; kept apart from what we compute.</summary>
    public decimal? ReportedCostUsd { get; init; }

    public string? ServiceTier { get; init; }

    /// <summary>Why the counts do not fit together, and so have no price; null: they do.</summary>
    public string? Mismatch { get; init; }

    /// <summary>That was asked for.</summary>
    public string? Tier { get; init; }

    /// <summary>Why this provider.</summary>
    public string? Decision { get; init; }

    public DateTimeOffset At { get; init; }
    public double? FirstTokenMs { get; init; }
    public double DurationMs { get; init; }

    /// <summary>False: passed over, or refused by a budget or a limit, before the provider was asked.</summary>
    public bool IsSent { get; init; } = true;
    public bool IsFromCache { get; init; }
    public string? Error { get; init; }
}

public sealed record AttemptRow(int Number, DateTimeOffset At, double DurationMs, string Outcome, string? Error);

public sealed record TraceFacets(IReadOnlyList<string> Agents, IReadOnlyList<string> Models, IReadOnlyList<string> Users);
