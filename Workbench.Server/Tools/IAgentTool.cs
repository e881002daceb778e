using System.Text.Json;
using Workbench.Server.Semantics;
using Workbench.Shared.Answers;

namespace Workbench.Server.Tools;

/// <summary>Something that an agent may call.</summary>
public interface IAgentTool
{
    string Name { get; }

    /// <summary>For the model.</summary>
    string Description { get; }

    /// <summary>JSON Schema of the arguments.</summary>
    JsonElement Parameters { get; }

    /// <summary>May be done again after a crash in the middle of it.</summary>
    bool IsRepeatable { get; }

    /// <summary>What a person has to allow before this very call is made, in one sentence: "Post to #sales: …"</summary>
    /// <returns>Null: it may be made at once.</returns>
    string? AskApproval(JsonElement arguments) => null;

    Task<ToolOutcome> InvokeAsync(JsonElement arguments, IToolContext context, CancellationToken cancellationToken);
}

/// <summary>What a tool has of its run. SQL goes through it, so that each statement is a step of the journal.</summary>
public interface IToolContext
{
    Guid Run { get; }
    Guid Conversation { get; }

    /// <summary>Id of the model's call that this is; what <see cref="FindData"/> knows its result by.</summary>
    string CallId { get; }

    /// <summary>Run id and step number: the idempotency key of effects outside.</summary>
    string IdempotencyKey { get; }

    string Account { get; }
    LayerRevision Layer { get; }
    CompileScope Scope { get; }

    /// <summary>Runs one statement at the warehouse as a <c>sql</c> step under this tool's step, with retries.</summary>
    Task<SqlOutcome> RunSqlAsync(SqlRequest request, CancellationToken cancellationToken);

    /// <summary>Results of earlier <c>query_metrics</c> and <c>execute_sql</c> calls of this run, by call id.</summary>
    ToolData? FindData(string callId);

    /// <summary>Ids of the calls that gave rows, in the order in which they did.</summary>
    IReadOnlyList<string> Results { get; }
}

/// <param name="Title">In plain words, for the live line: "ARR by plan".</param>
/// <param name="Columns">Names, labels and units; null: taken from the database.</param>
public sealed record SqlRequest(string Title, ParameterizedSql Sql, string SqlWithValues, IReadOnlyList<ResultColumn>? Columns, int MaxRows = 10_000)
{
    /// <summary>For what is not worth more than a moment; null: the run's own limit.</summary>
    public TimeSpan? Timeout { get; init; }
}

public abstract record SqlOutcome
{
    private protected SqlOutcome() { }
}

public sealed record SqlRows(IReadOnlyList<ResultColumn> Columns, IReadOnlyList<IReadOnlyList<Cell>> Rows, bool IsTruncated, double DurationMs) : SqlOutcome;

/// <param name="Code"><c>warehouse_down, warehouse_timeout, permission, bad_query, cancelled</c></param>
public sealed record SqlFailed(string Code, string Message) : SqlOutcome;

public abstract record ToolOutcome
{
    private protected ToolOutcome() { }
}

/// <param name="Content">What the model reads: JSON or text, marked as untrusted where it holds warehouse values.</param>
/// <param name="Data">What <c>answer</c> can refer to, kept whole beside the content that may be cut.</param>
public sealed record ToolReturned(string Content, ToolData? Data) : ToolOutcome
{
    /// <summary>What it made for people: figures, exports. Kept with its step and shown in the trace; the model does not see them.</summary>
    public IReadOnlyList<ToolFile> Files { get; init; } = [];
}

/// <param name="Name">With its ending, without folders.</param>
/// <param name="MediaType">Such as <c>image/png</c>.</param>
public sealed record ToolFile(string Name, string MediaType, ReadOnlyMemory<byte> Content);

/// <summary>The model may try again with other arguments.</summary>
public sealed record ToolRefused(string Message) : ToolOutcome;

/// <summary>Broke for good: the run fails with this reason and offers a retry.</summary>
public sealed record ToolBroke(string Code, string Message) : ToolOutcome;

/// <summary>Ends the run.</summary>
public sealed record ToolAnswered(Answer Answer) : ToolOutcome;

/// <summary>The run waits for the asker; <paramref name="Question"/> has status <see cref="AnswerStatus.Clarify"/>.</summary>
public sealed record ToolAsked(Answer Question) : ToolOutcome;

/// <summary>A query's result with its proof.</summary>
public sealed record ToolData
{
    public required IReadOnlyList<ResultColumn> Columns { get; init; }
    public required IReadOnlyList<IReadOnlyList<Cell>> Rows { get; init; }
    public required AnswerOrigin Origin { get; init; }

    /// <summary>Who verified the query; null: nobody.</summary>
    public AnswerVerification? Verification { get; init; }
    public Shared.Queries.SemanticQuery? Query { get; init; }
    public required string Sql { get; init; }
    public required ParameterizedSql SqlParameters { get; init; }
    public IReadOnlyList<AppliedFilter> Filters { get; init; } = [];
    public IReadOnlyList<AnswerSource> Sources { get; init; } = [];
    public IReadOnlyList<AnswerWarning> Warnings { get; init; } = [];
    public IReadOnlyList<AnswerCheck> Checks { get; init; } = [];

    /// <summary>How long its statement was at the warehouse.</summary>
    public double SqlMs { get; init; }
    public ResolvedPeriod? Period { get; init; }
    public ResolvedPeriod? ComparedTo { get; init; }
    public IReadOnlyList<CompiledColumn> CompiledColumns { get; init; } = [];
}
