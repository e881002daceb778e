using System.Text.Json;
using Google.Protobuf;
using Microsoft.Extensions.AI;
using Opentelemetry.Proto.Trace.V1;
using Workbench.Server.Runs;
using Workbench.Server.Telemetry.Names;
using Workbench.Shared.Gateway;
using Workbench.Shared.Playground;
using Workbench.Shared.Runs;

namespace Workbench.Server.Telemetry.Export;

/// <summary>A run that is over as spans: itself, its steps, and each try at a provider that was not its step's last.</summary>
/// <param name="content">What was said, by hash; null: it does not leave.</param>
internal sealed class RunSpans(RunRow run, RunJournal journal, IReadOnlyDictionary<byte[], byte[]>? content, SemanticNames names)
{
    private readonly ByteString _trace = SpanIds.Trace(run.Id);
    private readonly ILookup<int, UsageEntryRow> _usage = journal.Usage.ToLookup(u => u.Seq);

    /// <summary>Hashes of what <paramref name="journal"/> refers to.</summary>
    public static IEnumerable<byte[]?> Hashes(RunJournal journal) =>
        journal.Steps.SelectMany(s => (IEnumerable<byte[]?>)[s.RequestHash, s.ResponseHash, s.ToolsHash, .. s.PromptAdded ?? []]);

    public IEnumerable<Span> Write()
    {
        yield return Root();
        foreach (var step in journal.Steps)
        {
            var usage = _usage[step.Seq].ToList();
            for (var i = 0; i < usage.Count - 1; i++)
                yield return Attempt(step, usage[i]);
            yield return Step(step, usage.LastOrDefault());
        }
        foreach (var start in journal.Open)
            yield return Begin(StepEndRow.Of(start) with { EndedAt = start.StartedAt }, start.Name, Span.Types.SpanKind.Internal)
                .End("unknown", "The run ended before this step did.")
                .Span;
    }

    private Span Root()
    {
        var isCall = run.Agent.StartsWith(GatewayKey.AgentPrefix, StringComparison.Ordinal) || run.Agent == IPlayground.Agent;
        var root = SpanWriter
            .Begin(
                names,
                _trace,
                SpanIds.Span(run.Id, 0),
                ByteString.Empty,
                isCall ? run.Agent : $"invoke_agent {run.Agent}",
                Span.Types.SpanKind.Internal,
                run.AskedAt,
                run.EndedAt ?? run.AskedAt.AddMilliseconds(run.DurationMs)
            )
            .Say(Fact.Operation, isCall ? null : "invoke_agent")
            .Say(Fact.AgentName, run.Agent)
            .Say(Fact.AgentVersion, run.AgentVersion.Length > 0 ? run.AgentVersion : null)
            .Say(Fact.ConversationId, isCall ? null : run.ConversationId.ToString())
            .Say(Fact.InputTokens, journal.Usage.Sum(u => u.Input))
            .Say(Fact.OutputTokens, journal.Usage.Sum(u => u.Output))
            .Say(Fact.Run, run.Id.ToString())
            .Say(Fact.RunStatus, RunStatusText.Of(run.Status))
            .SayMoney(Fact.Cost, run.CostUsd);
        if (content is not null)
        {
            root.Say(Fact.Question, run.Question).Say(Fact.UserId, run.UserName);
            if (run.AnswerText is { Length: > 0 } answer)
                root.Say(Fact.OutputMessages, MessageParts.Write([new ChatMessage(ChatRole.Assistant, answer)]));
        }
        return root.End(run.FailureCode, Words(run.FailureCode, run.FailureMessage)).Span;
    }

    private Span Step(StepEndRow step, UsageEntryRow? usage)
    {
        var span = step.Kind switch
        {
            StepKind.Model => Model(step, usage),
            StepKind.Tool => Tool(step),
            StepKind.Sql => Sql(step),
            _ => Begin(step, StepKindText.Of(step.Kind), Span.Types.SpanKind.Internal),
        };
        if (content is not null)
            span.Say(Fact.StepTitle, step.Title);
        var failed = step.Status is StepStatus.Failed or StepStatus.Cancelled or StepStatus.Unknown;
        return failed ? span.End(step.ErrorCode ?? step.Outcome, Words(step.ErrorCode ?? step.Outcome, step.Error)).Span : span.Span;
    }

    /// <summary>What failed may quote what was asked and what the warehouse holds: that is content.</summary>
    private string? Words(string? code, string? message) => content is null ? code : message ?? code;

    private SpanWriter Model(StepEndRow step, UsageEntryRow? usage)
    {
        var span = Call(Begin(step, $"chat {step.Name}", Span.Types.SpanKind.Client), step.Name, usage);
        if (content is null)
            return span;
        var prompt = PromptOf(step).Select(h => StoredResults.UnpackMessage(content[h])).ToList();
        var reply = step.ResponseHash is { } hash ? StoredResults.UnpackMessage(content[hash]) : null;
        if (!span.Knows(Fact.InputMessages))
        {
            foreach (var message in prompt)
                span.Tell($"gen_ai.{message.Role.Value}.message", Traces.StepDetails.TextOf(message));
            if (reply is not null)
                span.Tell("gen_ai.choice", Traces.StepDetails.TextOf(reply));
            return span;
        }
        span.Say(Fact.InputMessages, prompt.Count == 0 ? null : MessageParts.Write(prompt));
        if (reply is not null)
            span.Say(Fact.OutputMessages, MessageParts.Write([reply]));
        return span.Say(Fact.ToolDefinitions, Text(step.ToolsHash));
    }

    /// <summary>An earlier try at a provider: a call of its own, with its own usage, beside the step that went on.</summary>
    private Span Attempt(StepEndRow step, UsageEntryRow usage) =>
        Call(
                SpanWriter.Begin(
                    names,
                    _trace,
                    SpanIds.Span(run.Id, step.Seq, usage.Number),
                    ParentOf(step),
                    $"chat {usage.Model}",
                    Span.Types.SpanKind.Client,
                    usage.At,
                    usage.At.AddMilliseconds(usage.DurationMs)
                ),
                step.Name,
                usage
            )
            .Say(Fact.Step, step.Seq)
            .Say(Fact.StepKind, StepKindText.Of(step.Kind))
            .Say(Fact.Attempt, usage.Number)
            .End(usage.Error is null ? null : usage.Fault ?? "error", usage.Error is null ? null : Words(usage.Fault ?? "error", usage.Error))
            .Span;

    private static SpanWriter Call(SpanWriter span, string asked, UsageEntryRow? usage)
    {
        span.Say(Fact.Operation, "chat");
        if (usage is null)
            return span.Say(Fact.RequestModel, asked);
        return span.Say(Fact.Provider, usage.Provider)
            .Say(Fact.RequestModel, usage.Model)
            .Say(Fact.ServiceTier, usage.ServiceTier)
            .Say(Fact.InputTokens, usage.Input)
            .Say(Fact.OutputTokens, usage.Output)
            .Say(Fact.CacheReadTokens, Part(usage.CacheRead))
            .Say(Fact.CacheWriteTokens, Part(usage.CacheWrite))
            .Say(Fact.CacheWriteLongTokens, Part(usage.CacheWriteLong))
            .Say(Fact.ReasoningTokens, Part(usage.Reasoning))
            .Say(Fact.AudioInputTokens, Part(usage.AudioInput))
            .Say(Fact.ImageInputTokens, Part(usage.ImageInput))
            .Say(Fact.AudioOutputTokens, Part(usage.AudioOutput))
            .Say(Fact.Searches, Part(usage.Searches))
            .Say(Fact.Tier, usage.Tier)
            .Say(
                Fact.Charge,
                !usage.IsSent ? Charges.Refused
                    : usage.IsCached ? Charges.Cache
                    : usage.IsEstimated ? Charges.Estimated
                    : null
            )
            .Say(Fact.FirstChunkSeconds, usage.FirstTokenMs / 1000)
            .SayMoney(Fact.Cost, usage.CostUsd);
    }

    private static long? Part(long tokens) => tokens > 0 ? tokens : null;

    private SpanWriter Tool(StepEndRow step)
    {
        var span = Begin(step, $"execute_tool {step.Name}", Span.Types.SpanKind.Internal)
            .Say(Fact.Operation, "execute_tool")
            .Say(Fact.ToolName, step.Name)
            .Say(Fact.ToolType, "function");
        if (content is null)
            return span;
        if (step.RequestHash is { } request && StoredResults.Unpack<ToolCall>(content[request]) is var call)
            span.Say(Fact.ToolCallId, call.CallId).Say(Fact.ToolArguments, call.Arguments.GetRawText());
        var result = step.ResponseHash is { } response
            ? StoredResults.UnpackMessage(content[response]).Contents.OfType<FunctionResultContent>().FirstOrDefault()
            : null;
        return span.Say(Fact.ToolResult, result?.Result?.ToString());
    }

    private SpanWriter Sql(StepEndRow step)
    {
        var span = Begin(step, "query", Span.Types.SpanKind.Client);
        return content is not null && step.RequestHash is { } request && StoredResults.Unpack<SqlStatement>(content[request]) is var statement
            ? span.Say(Fact.DatabaseName, statement.Account).Say(Fact.DatabaseText, statement.Sql.Text)
            : span;
    }

    private SpanWriter Begin(StepEndRow step, string name, Span.Types.SpanKind kind) =>
        SpanWriter
            .Begin(names, _trace, SpanIds.Span(run.Id, step.Seq), ParentOf(step), name, kind, step.StartedAt, step.EndedAt)
            .Say(Fact.Step, step.Seq)
            .Say(Fact.StepKind, StepKindText.Of(step.Kind))
            .Say(Fact.DatabaseRows, step.RowCount)
            // What a query is called quotes the question.
            .Say(Fact.StepName, content is not null || step.Kind is StepKind.Model or StepKind.Tool or StepKind.Route ? step.Name : null);

    private ByteString ParentOf(StepEndRow step) => SpanIds.Span(run.Id, step.Parent ?? 0);

    private IEnumerable<byte[]> PromptOf(StepEndRow step)
    {
        var before = step.PromptParent is { } parent && journal.Steps.FirstOrDefault(s => s.Seq == parent) is { } earlier ? PromptOf(earlier) : [];
        return before.Concat(step.PromptAdded ?? []);
    }

    private string? Text(byte[]? hash) => hash is not null && content is not null ? JsonElement.Parse(content[hash]).GetRawText() : null;
}
