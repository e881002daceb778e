using Npgsql;
using Polly;
using Polly.Retry;
using Workbench.Server.Runs;
using Workbench.Server.Semantics;
using Workbench.Server.Tools;
using Workbench.Server.Warehouses;
using Workbench.Shared.Runs;

namespace Workbench.Server.Agents;

/// <summary>What a tool has of its run; each of its statements is a step under its own.</summary>
internal sealed class ToolContext(
    AgentWork work,
    string callId,
    StepStartRow step,
    IWarehouseAccounts warehouses,
    BlobReader blobs,
    RunsOptions options,
    TimeProvider time
) : IToolContext
{
    private const int MaxDetail = 4_000;

    public Guid Run => work.Session.Run.Id;
    public Guid Conversation => work.Session.Run.ConversationId;
    public string CallId => callId;
    public string IdempotencyKey => step.IdempotencyKey;
    public string Account => work.Session.Run.Account;
    public LayerRevision Layer => work.Layer;
    public CompileScope Scope => work.Scope;

    public ToolData? FindData(string callId) => work.Session.State.FindData(callId);

    public IReadOnlyList<string> Results => work.Session.State.Results;

    public async Task<SqlOutcome> RunSqlAsync(SqlRequest request, CancellationToken cancellationToken)
    {
        var session = work.Session;
        var statement = new SqlStatement(request.Sql, request.SqlWithValues, Account, Scope.Level, request.Columns, request.MaxRows);
        var hash = session.Keep(StoredResults.Pack(statement));
        if (session.TakeReusable(step.Seq, hash) is { } done)
            return await ReadAsync(done, cancellationToken);

        var start = session.Begin(StepKind.Sql, request.Title, StepTitles.OfSql(request.Title), parent: step.Seq, request: hash);
        using var logged = work.Log.Begin(start.RunId, start.Seq);
        session.CommitSoon();
        var outcome = await QueryAsync(start, request, cancellationToken);
        session.State.Counted();
        var detail = Shortened(request.SqlWithValues);
        switch (outcome)
        {
            case WarehouseRows rows:
                var columns = request.Columns ?? rows.Columns;
                session.End(
                    session.Ending(start, StepStatus.Ok, StepOutcome.Rows) with
                    {
                        Summary = detail,
                        DataHash = session.Keep(StoredResults.Pack(new SqlResultShape(columns, rows.IsTruncated, rows.DurationMs))),
                        RowsHash = session.Keep(StoredResults.Pack(rows.Rows)),
                        RowCount = rows.Rows.Count,
                    }
                );
                // A statement that has run is on record before anything is made of it.
                await session.CommitAsync();
                return new SqlRows(columns, rows.Rows, rows.IsTruncated, rows.DurationMs);
            case WarehouseFault fault:
                var (code, message) = (CodeOf(fault.Kind), MessageOf(fault, request.Timeout ?? options.SqlTimeout, session.FailedAttempts(start.Seq) + 1));
                session.End(session.Ending(start, StepStatus.Failed, StepOutcome.Failed) with { Summary = detail, ErrorCode = code, Error = message });
                await session.CommitAsync();
                return new SqlFailed(code, message);
            default:
                throw new System.Diagnostics.UnreachableException(outcome.GetType().Name);
        }
    }

    /// <summary>Not cut in the middle of a character.</summary>
    private static string Shortened(string sql) =>
        sql.Length <= MaxDetail ? sql : sql[..(char.IsHighSurrogate(sql[MaxDetail - 1]) ? MaxDetail - 1 : MaxDetail)] + " …";

    private async Task<SqlOutcome> ReadAsync(StepEndRow done, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<byte[], byte[]> content;
        try
        {
            content = await blobs.ReadAsync([done.DataHash, done.RowsHash], cancellationToken);
        }
        catch (NpgsqlException e)
        {
            throw new StoreLostException(e);
        }
        var shape = StoredResults.Unpack<SqlResultShape>(content[done.DataHash!]);
        return new SqlRows(shape.Columns, StoredResults.UnpackRows(content[done.RowsHash!]), shape.IsTruncated, shape.DurationMs);
    }

    private async Task<WarehouseOutcome> QueryAsync(StepStartRow start, SqlRequest request, CancellationToken cancellationToken)
    {
        var warehouse = warehouses.Open(Account);
        var query = new WarehouseQuery
        {
            Level = Scope.Level,
            Sql = request.Sql,
            Run = Run,
            MaxRows = request.MaxRows,
            Timeout = request.Timeout ?? options.SqlTimeout,
        };
        var tried = start.StartedAt;
        var retry = new ResiliencePipelineBuilder<WarehouseOutcome> { TimeProvider = time }
            .AddRetry(
                new RetryStrategyOptions<WarehouseOutcome>
                {
                    MaxRetryAttempts = Math.Max(1, Math.Max(options.Attempts, options.SlowAttempts) - 1),
                    Delay = options.RetryDelay,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    MaxDelay = TimeSpan.FromSeconds(10),
                    ShouldHandle = args =>
                        ValueTask.FromResult(
                            args.Outcome.Result is WarehouseFault fault && request.Timeout is null && args.AttemptNumber + 1 < TriesOf(fault.Kind)
                        ),
                    OnRetry = async args =>
                    {
                        var fault = (WarehouseFault)args.Outcome.Result!;
                        work.Log.StatementFailed(args.AttemptNumber + 1, CodeOf(fault.Kind), fault.Message, args.RetryDelay.TotalSeconds);
                        work.Session.FailedAttempt(start.Seq, tried, CodeOf(fault.Kind), $"{fault.Message} Trying again.");
                        await work.Session.CommitAsync();
                    },
                }
            )
            .Build();
        return await retry.ExecuteAsync(
            async token =>
            {
                await work.Session.EnsureHeldAsync();
                tried = work.Session.Now;
                return await warehouse.QueryAsync(query, token);
            },
            cancellationToken
        );
    }

    private int TriesOf(WarehouseFaultKind kind) =>
        kind switch
        {
            WarehouseFaultKind.Transient => options.Attempts,
            WarehouseFaultKind.Timeout or WarehouseFaultKind.Cancelled => options.SlowAttempts,
            _ => 1,
        };

    private static string CodeOf(WarehouseFaultKind kind) =>
        kind switch
        {
            WarehouseFaultKind.Transient => "warehouse_down",
            WarehouseFaultKind.Timeout => "warehouse_timeout",
            WarehouseFaultKind.Cancelled => "cancelled",
            WarehouseFaultKind.Permission => "permission",
            _ => "bad_query",
        };

    private string MessageOf(WarehouseFault fault, TimeSpan timeout, int attempts)
    {
        var tried = attempts == 1 ? "" : $" Tried {attempts} times.";
        return fault.Kind switch
        {
            WarehouseFaultKind.Transient => $"The warehouse {Account} does not answer: {fault.Message}{tried}",
            WarehouseFaultKind.Timeout => $"The warehouse {Account} took longer than {timeout.TotalSeconds:0.##} s: {fault.Message}{tried}",
            WarehouseFaultKind.Cancelled => $"Somebody cancelled the query at the warehouse {Account}: {fault.Message}{tried}",
            _ => fault.Message,
        };
    }
}
