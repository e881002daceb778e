using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Workbench.Server.Runs;
using Workbench.Server.Telemetry.Names;
using Workbench.Server.Tools;
using Workbench.Shared.Answers;
using Workbench.Shared.Runs;

namespace Workbench.Server.Telemetry.Ingest;

/// <summary>Spans as steps of the journal, with what they sent and got as content by hash.</summary>
internal sealed class OutsideSteps(Guid run, SpanTree tree)
{
    public const int Fence = 1;

    private const int MaxName = 120;
    private const int MaxText = 2_000;

    /// <summary>How many earlier model calls a prompt is looked for the beginning of.</summary>
    private const int Remembered = 8;

    private readonly List<StepEndRow> _rows = [];
    private readonly List<StepAttemptRow> _attempts = [];
    private readonly List<(byte[] Hash, byte[] Content)> _blobs = [];
    private readonly Queue<(int Seq, byte[][] Prompt)> _prompts = new();

    public IReadOnlyList<StepEndRow> Rows => _rows;

    public IReadOnlyList<StepAttemptRow> Attempts => _attempts;

    /// <summary>Not compressed yet: many are stored already.</summary>
    public IReadOnlyList<(byte[] Hash, byte[] Content)> Blobs => _blobs;

    /// <param name="bills">Of a call to a model, one for each try; empty: it is none, or what is inside of it is billed.</param>
    public void Add(ReadSpan span, int seq, IReadOnlyList<UsageEntryRow> bills)
    {
        var error = span.Error;
        var row = new StepEndRow
        {
            RunId = run,
            Seq = seq,
            Parent = tree.ParentOf(span),
            Kind = span.Kind,
            Name = TraceReading.Short(NameOf(span), MaxName),
            Title = TraceReading.Short(span.Text(Fact.StepTitle) ?? span.Wire.Name, MaxName),
            IdempotencyKey = $"{run:N}:{span.Id.ToString("x16", CultureInfo.InvariantCulture)}",
            IsRepeatable = false,
            Fence = Fence,
            StartedAt = span.StartedAt,
            Status = error is null ? StepStatus.Ok : StepStatus.Failed,
            Outcome =
                error is not null ? StepOutcome.Failed
                : span.Kind == StepKind.Model ? StepOutcome.Replied
                : span.Kind == StepKind.Sql ? StepOutcome.Rows
                : StepOutcome.Returned,
            EndedAt = span.EndedAt,
            DurationMs = span.DurationMs,
            Attempts = Math.Max(1, bills.Count),
            ErrorCode = error is { } e ? TraceReading.Short(e.Code, MaxName) : null,
            Error = error is { } f ? TraceReading.Short(f.Message, MaxText) : null,
            RowCount = span.Number(Fact.DatabaseRows) is >= 0 and < 1e15 and var rows ? (long)rows : null,
            Model = bills is [.., var last] ? last.Model : null,
            Tokens = bills.Sum(b => b.Input + b.Output),
            CostUsd = bills.Count == 0 || bills.Any(b => b.CostUsd is null) ? null : bills.Sum(b => b.CostUsd),
        };
        foreach (var failed in bills.SkipLast(1))
            _attempts.Add(
                new StepAttemptRow
                {
                    RunId = run,
                    Seq = seq,
                    Number = failed.Number,
                    Fence = Fence,
                    StartedAt = failed.At,
                    DurationMs = failed.DurationMs,
                    Outcome = failed.Error is null ? StepOutcome.Replied : StepOutcome.Failed,
                    Error = failed.Error,
                }
            );
        _rows.Add(
            span.Kind switch
            {
                StepKind.Model => Model(row, span),
                StepKind.Tool => Tool(row, span),
                StepKind.Sql => Sql(row, span),
                _ => Other(row, span),
            }
        );
    }

    private static string NameOf(ReadSpan span) =>
        span.Text(Fact.StepName) is { } own
            ? own
            : span.Kind switch
            {
                StepKind.Model => span.Text(Fact.RequestModel) ?? span.Text(Fact.ResponseModel) ?? span.Wire.Name,
                StepKind.Tool => span.Text(Fact.ToolName) ?? span.Wire.Name,
                StepKind.Sql => span.Text(Fact.DatabaseName) ?? span.Text(Fact.DatabaseSystem) ?? span.Wire.Name,
                _ => SpanKinds.IsAgent(span) ? span.Text(Fact.AgentName) ?? span.Text(Fact.WorkflowName) ?? span.Wire.Name : span.Wire.Name,
            };

    private StepEndRow Model(StepEndRow row, ReadSpan span)
    {
        var content = SpanContent.Of(span);
        byte[][] prompt = [.. content.Prompt.Select(m => Keep(StoredResults.Pack(m)))];
        var (before, shared) = Beginning(prompt);
        if (prompt.Length > 0)
        {
            _prompts.Enqueue((row.Seq, prompt));
            if (_prompts.Count > Remembered)
                _prompts.Dequeue();
        }
        return row with
        {
            PromptParent = before,
            PromptAdded = prompt[shared..],
            ToolsHash = content.Tools is { } tools ? Keep(tools) : null,
            ResponseHash = content.Reply is { } reply ? Keep(StoredResults.Pack(reply)) : null,
        };
    }

    /// <summary>The latest earlier call whose whole prompt this one begins with, so that what is new can be told.</summary>
    private (int? Seq, int Shared) Beginning(byte[][] prompt)
    {
        (int? Seq, int Shared) best = (null, 0);
        foreach (var (seq, earlier) in _prompts)
            if (
                earlier.Length >= best.Shared
                && earlier.Length <= prompt.Length
                && earlier.AsSpan().SequenceEqual(prompt.AsSpan(0, earlier.Length), BlobHash.Comparer)
            )
                best = (seq, earlier.Length);
        return best;
    }

    private StepEndRow Tool(StepEndRow row, ReadSpan span)
    {
        var given = AnyValues.Structure(span.Value(Fact.ToolArguments) ?? span.Value(Fact.Input) ?? span.Value(Fact.RetrievalQuery));
        var got = AnyValues.Structure(span.Value(Fact.ToolResult) ?? span.Value(Fact.Output) ?? span.Value(Fact.RetrievalDocuments));
        var call = span.Text(Fact.ToolCallId) ?? "";
        return row with
        {
            RequestHash = given is { } arguments
                ? Keep(StoredResults.Pack(new ToolCall(call, row.Name, JsonSerializer.SerializeToElement(OutsideMessages.Arguments(arguments)))))
                : null,
            ResponseHash = got is { } result
                ? Keep(StoredResults.Pack(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call, OutsideMessages.TextOf(result))])))
                : null,
        };
    }

    private StepEndRow Sql(StepEndRow row, ReadSpan span)
    {
        if (span.Text(Fact.DatabaseText) is not { } sql)
            return row;
        var system = span.Text(Fact.DatabaseSystem) ?? "";
        var statement = new SqlStatement(new ParameterizedSql(sql, []), sql, row.Name, system, Columns: null, MaxRows: 0);
        return row with { RequestHash = Keep(StoredResults.Pack(statement)) };
    }

    /// <summary>What is none of ours is kept as it was told.</summary>
    private StepEndRow Other(StepEndRow row, ReadSpan span) =>
        span.Wire.Attributes.Count == 0 ? row : row with { RequestHash = Keep(JsonSerializer.SerializeToUtf8Bytes(AnyValues.Json(span.Wire.Attributes))) };

    private byte[] Keep(byte[] content)
    {
        var hash = Blob.HashOf(content);
        _blobs.Add((hash, content));
        return hash;
    }
}
