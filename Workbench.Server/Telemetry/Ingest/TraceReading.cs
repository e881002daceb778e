using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Workbench.Server.Models;
using Workbench.Server.Runs;
using Workbench.Server.Telemetry.Names;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;

namespace Workbench.Server.Telemetry.Ingest;

/// <summary>
/// All spans that are known of a trace, as the run that they tell. The same spans give the same run, in whatever order and however often they came: a trace is read
/// again as a whole when more of it comes.
/// </summary>
internal sealed class TraceReading
{
    private const int MaxQuestion = 500;
    private const int MaxAnswer = 2_000;
    private const int MaxName = 120;

    private readonly Guid _run;
    private readonly ICallPrices _prices;
    private readonly SpanTree _tree;
    private readonly OutsideSteps _steps;
    private readonly List<UsageEntryRow> _usage = [];

    private TraceReading(Guid run, SpanTree tree, ICallPrices prices)
    {
        (_run, _tree, _prices) = (run, tree, prices);
        _steps = new OutsideSteps(run, tree);
    }

    /// <param name="spans">At least one.</param>
    /// <param name="day">The company's day of a moment.</param>
    public static OutsideRun Read(Guid run, IEnumerable<ReadSpan> spans, ICallPrices prices, Func<DateTimeOffset, DateOnly> day) =>
        new TraceReading(run, SpanTree.Of(spans), prices).Read(day);

    private OutsideRun Read(Func<DateTimeOffset, DateOnly> day)
    {
        var spans = _tree.Spans;
        var began = spans.Min(s => s.StartedAt);
        var ended = spans.Max(s => s.EndedAt);
        var root = _tree.Root;
        var source = root.Source;
        var agent = Short(AgentOf(), MaxName);
        var caller = new ModelCaller(
            OutsideAgent.Prefix + agent,
            Short(First(Fact.AgentVersion) ?? source.ServiceVersion ?? "", MaxName),
            Short(First(Fact.UserId) ?? source.Owner, MaxName),
            ConversationOf(agent),
            _run,
            Step: 0
        )
        {
            Key = source.Key,
        };
        foreach (var (span, seq) in _tree.Steps)
        {
            List<UsageEntryRow> bills =
                span.Kind == StepKind.Model && !_tree.HoldsModelCalls(span)
                    ? [.. _tree.AttemptsOf(span).Append(span).Select((s, i) => Bill(caller with { Step = seq }, i + 1, s))]
                    : [];
            _usage.AddRange(bills);
            _steps.Add(span, seq, bills);
        }
        var failed =
            root.Error
            ?? (_tree.HasRoot ? null : _tree.Steps.Where(s => _tree.ParentOf(s.Span) is null).Select(s => s.Span.Error).FirstOrDefault(e => e is not null));
        var last = _usage.LastOrDefault();
        var status = Status(root, failed is not null);
        return new OutsideRun
        {
            Run = new RunRow
            {
                Id = _run,
                ConversationId = caller.Conversation,
                Question = Short(QuestionOf(root), MaxQuestion),
                UserName = caller.User,
                Agent = caller.Agent,
                AgentVersion = caller.AgentVersion,
                LayerRevision = "", // No layer and no account of ours has a part in it.
                Account = "",
                Level = "",
                ModelChoice = Short(First(Fact.RequestModel) ?? "", MaxName),
                Today = day(began),
                AskedAt = began,
                Status = status,
                Fence = OutsideSteps.Fence,
                CancelledBy = status == RunStatus.Cancelled ? caller.Agent : null,
                EndedAt = ended,
                AnswerText = AnswerOf(root) is { } answer ? Short(answer, MaxAnswer) : null,
                Model = last?.Model,
                StepCount = _tree.Steps.Count,
                Tokens = _usage.Sum(u => u.Input + u.Output),
                CostUsd = _usage.Exists(u => u.CostUsd is null) ? null : _usage.Sum(u => u.CostUsd ?? 0),
                DurationMs = (ended - began).TotalMilliseconds,
                FailureCode = failed is { } f ? Short(f.Code, MaxName) : null,
                FailureMessage = failed is { } g ? Short(g.Message, MaxAnswer) : null,
                FailureCanRetry = failed is null ? null : false,
            },
            Steps = _steps.Rows,
            Attempts = _steps.Attempts,
            Usage = _usage,
            Blobs = _steps.Blobs,
        };
    }

    private UsageEntryRow Bill(ModelCaller caller, int number, ReadSpan span)
    {
        var error = span.Error;
        var provider = Short(span.Text(Fact.Provider) ?? "unknown", MaxName);
        string[] models = [.. new[] { span.Text(Fact.ResponseModel), span.Text(Fact.RequestModel) }.OfType<string>().Distinct(StringComparer.Ordinal)];
        var usage = SpanUsage.Of(span) ?? SpanUsage.Estimated(span);
        var charge = span.Text(Fact.Charge);
        var isFree = charge is Charges.Cache or Charges.Refused;
        var parts = isFree ? CostParts.Nothing : _prices.PartsOf(provider, models, span.StartedAt, usage);
        var row = UsageOfAttempt.Row(
            caller,
            number,
            new ModelAttempt(
                number,
                provider,
                Short(models.FirstOrDefault() ?? span.Wire.Name, MaxName),
                span.StartedAt,
                span.EndedAt - span.StartedAt,
                usage with
                {
                    IsEstimated = usage.IsEstimated || charge == Charges.Estimated,
                },
                parts?.Total,
                error?.Message,
                Fault: null
            )
            {
                Parts = parts,
                Tier = span.Text(Fact.Tier),
                IsCached = charge == Charges.Cache,
                IsSent = charge != Charges.Refused,
                Decision = "told by OpenTelemetry",
                FirstTokenAfter = FirstTokenAfter(span),
            }
        );
        return row with { DurationMs = span.DurationMs };
    }

    private static TimeSpan? FirstTokenAfter(ReadSpan span) =>
        (span.Number(Fact.FirstChunkSeconds), span.Number(Fact.FirstChunkMs)) switch
        {
            ({ } seconds, _) when seconds is >= 0 and < 1e6 => TimeSpan.FromSeconds(seconds),
            (_, { } ms) when ms is >= 0 and < 1e9 => TimeSpan.FromMilliseconds(ms),
            _ => null,
        };

    private static RunStatus Status(ReadSpan root, bool isFailed) =>
        Enum.TryParse<RunStatus>(root.Text(Fact.RunStatus), ignoreCase: true, out var told) && told is RunStatus.Done or RunStatus.Failed or RunStatus.Cancelled
            ? told
        : isFailed ? RunStatus.Failed
        : RunStatus.Done;

    private string AgentOf() =>
        _tree.Root.Text(Fact.AgentName)
        ?? _tree.Spans.FirstOrDefault(s => SpanKinds.IsAgent(s) && s.Has(Fact.AgentName))?.Text(Fact.AgentName)
        ?? _tree.Root.Source.Service
        ?? First(Fact.AgentName)
        ?? _tree.Root.Source.Key;

    /// <summary>Spans of one conversation of one agent go by one id, and all of an agent that tells no conversation.</summary>
    private Guid ConversationOf(string agent)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{OutsideAgent.Prefix}{agent}\n{First(Fact.ConversationId)}"));
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }

    private string QuestionOf(ReadSpan root)
    {
        if (root.Text(Fact.Question) is { } own)
            return own;
        foreach (var span in new[] { root }.Concat(_tree.Steps.Select(s => s.Span).Where(s => s.Kind == StepKind.Model)))
            if (SpanContent.Of(span).Prompt.FirstOrDefault(m => m.Role == ChatRole.User && m.Text.Length > 0) is { } asked)
                return asked.Text;
        return root.Wire.Name.Length > 0 ? root.Wire.Name : "A trace of another program";
    }

    private string? AnswerOf(ReadSpan root)
    {
        if (root.Kind != StepKind.Model && SpanContent.Of(root).Reply?.Text is { Length: > 0 } told)
            return told;
        return
            _tree.Steps.Where(s => s.Span.Kind == StepKind.Model && s.Span.Error is null).OrderBy(s => s.Span.EndedAt).LastOrDefault().Span is { } last
            && SpanContent.Of(last).Reply?.Text is { Length: > 0 } text
            ? text
            : null;
    }

    private string? First(Fact fact) => _tree.Root.Text(fact) ?? _tree.Spans.Select(s => s.Text(fact)).FirstOrDefault(t => t is not null);

    internal static string Short(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)] + "…";
}
