using System.Globalization;
using Microsoft.Extensions.AI;
using Npgsql;
using Workbench.Server.Router;
using Workbench.Shared.Router;
using Workbench.Shared.Runs;

namespace Workbench.Server.Runs;

/// <summary>A recorded call as the journal's rows: a run that is over, and its one model step, after the one that chose the model.</summary>
internal sealed class CallRows
{
    private const int Fence = 1;
    private const int MaxQuestion = 500;
    private const int MaxAnswer = 2_000;

    private const string InsertRun = """
        insert into runs (id, conversation_id, question, user_name, agent, agent_version, layer_revision, account, level, model_choice, today, asked_at,
            status, fence, cancelled_by, ended_at, answer_text, model, step_count, tokens, cost_usd, duration_ms, failure_code, failure_message,
            failure_can_retry, is_replaced)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)
        """;

    private readonly RecordedCall _call;
    private readonly DateOnly _day;
    private readonly RecordedContent _content;
    private readonly List<(byte[] Hash, byte[] Content)> _blobs = [];
    private readonly StepEndRow? _route;
    private readonly StepEndRow _step;
    private readonly List<UsageEntryRow> _usage;

    private CallRows(RecordedCall call, DateOnly day, RecordedContent content)
    {
        _call = call;
        _day = day;
        _content = content;
        _usage = [.. call.Attempts.Select((a, i) => UsageOfAttempt.Row(call.Caller, i + 1, a))];
        var (model, begun) = (call.Model, call.StartedAt);
        if (call.Routed is { Decision: var decision })
        {
            _route = RouteStep(decision);
            (model, begun) = (_route.Name, _route.EndedAt);
        }
        var start = Start(StepKind.Model, call.Caller.Step, model, $"Asked {model}", begun) with
        {
            PromptAdded = [.. content.Prompt.Select(m => Keep(StoredResults.Pack(m)))],
            ToolsHash = content.Tools is { } tools ? Keep(tools) : null,
        };
        _step = StepEndRow.Of(start) with
        {
            Status = call.End.Status switch
            {
                RunStatus.Done => StepStatus.Ok,
                RunStatus.Cancelled => StepStatus.Cancelled,
                _ => StepStatus.Failed,
            },
            Outcome = call.End.Status switch
            {
                RunStatus.Done => StepOutcome.Replied,
                RunStatus.Cancelled => StepOutcome.Cancelled,
                _ => StepOutcome.Failed,
            },
            EndedAt = call.EndedAt,
            DurationMs = (call.EndedAt - begun).TotalMilliseconds,
            Attempts = Math.Max(1, call.Attempts.Length),
            ErrorCode = call.End.Code,
            Error = call.End.Message,
            ResponseHash = content.Reply is { } reply ? Keep(StoredResults.Pack(reply)) : null,
            DataHash =
                content.Masked.Count == 0
                    ? null
                    : Keep(StoredResults.Pack(new ModelStepNotes { Masked = [.. content.Masked.Select(m => MaskedPromptNote.Of(m, Keep))] })),
            Model = call.Attempts is [.., var last] ? last.Model : null,
            Tokens = _usage.Sum(u => u.Input + u.Output),
            CostUsd = _usage.Exists(u => u.CostUsd is null) ? null : _usage.Sum(u => u.CostUsd ?? 0),
        };
    }

    /// <summary>Not compressed yet: most are stored already.</summary>
    public IReadOnlyList<(byte[] Hash, byte[] Content)> Blobs => _blobs;

    /// <param name="day">Of the call, as the company counts days.</param>
    public static CallRows Of(RecordedCall call, DateOnly day) => new(call, day, call.Content());

    /// <summary>The bill alone, where the store does not take what was said.</summary>
    public static CallRows WithoutContent(RecordedCall call, DateOnly day) => new(call, day, new RecordedContent([], null, null));

    /// <summary>An insert for each row, in the order of the tables.</summary>
    public IEnumerable<NpgsqlBatchCommand> Inserts()
    {
        yield return Run();
        if (_call.Routed is { } routed && _route is not null)
        {
            yield return JournalSql.Write(_call.Caller.Run, new StepBegan(_route.AsStart()));
            yield return JournalSql.Write(_call.Caller.Run, new StepEnded(_route));
            yield return JournalSql.Write(_call.Caller.Run, new MessageRouted(routed));
        }
        yield return JournalSql.Write(_call.Caller.Run, new StepBegan(_step.AsStart()));
        // All tries but the last one failed; that one is the step's end.
        for (var i = 0; i < _call.Attempts.Length - 1; i++)
        {
            var attempt = _call.Attempts[i];
            var row = new StepAttemptRow
            {
                RunId = _call.Caller.Run,
                Seq = _call.Caller.Step,
                Number = i + 1,
                Fence = Fence,
                StartedAt = attempt.StartedAt,
                DurationMs = attempt.Duration.TotalMilliseconds,
                Outcome = attempt.Fault?.ToString().ToLowerInvariant() ?? StepOutcome.Failed,
                Error = attempt.Error,
            };
            yield return JournalSql.Write(_call.Caller.Run, new AttemptFailed(row));
        }
        foreach (var usage in _usage)
            yield return JournalSql.Write(_call.Caller.Run, new UsageCounted(usage));
        yield return JournalSql.Write(_call.Caller.Run, new StepEnded(_step));
    }

    private StepEndRow RouteStep(TierDecision decision)
    {
        var tier = RouterTiers.Name(decision.Tier);
        return StepEndRow.Of(Start(StepKind.Route, _call.Caller.Step - 1, tier, "Chose the model", _call.StartedAt)) with
        {
            Status = StepStatus.Ok,
            Outcome = StepOutcome.Routed,
            EndedAt = _call.StartedAt.AddMilliseconds(decision.DurationMs),
            DurationMs = decision.DurationMs,
            Attempts = 1,
            Model = tier,
            Summary = decision.Summary(),
            DataHash = Keep(decision.ToJson()),
        };
    }

    private StepStartRow Start(StepKind kind, int seq, string name, string title, DateTimeOffset at) =>
        new()
        {
            RunId = _call.Caller.Run,
            Seq = seq,
            Kind = kind,
            Name = name,
            Title = title,
            IdempotencyKey = string.Create(CultureInfo.InvariantCulture, $"{_call.Caller.Run}:{seq}"),
            IsRepeatable = false,
            Fence = Fence,
            StartedAt = at,
        };

    private byte[] Keep(byte[] content)
    {
        var hash = Blob.HashOf(content);
        _blobs.Add((hash, content));
        return hash;
    }

    private NpgsqlBatchCommand Run()
    {
        var caller = _call.Caller;
        var question = _content.Prompt.LastOrDefault(m => m.Role == ChatRole.User)?.Text;
        return new NpgsqlBatchCommand(InsertRun)
        {
            Parameters =
            {
                JournalSql.Value(caller.Run),
                JournalSql.Value(caller.Conversation),
                JournalSql.Value(Short(question, MaxQuestion) is { Length: > 0 } text ? text : _call.Model),
                JournalSql.Value(caller.User),
                JournalSql.Value(caller.Agent),
                JournalSql.Value(caller.AgentVersion),
                JournalSql.Value(""), // No layer and no account has a part in it.
                JournalSql.Value(""),
                JournalSql.Value(caller.Level ?? ""),
                JournalSql.Value(_call.Model),
                JournalSql.Value(_day),
                JournalSql.Time(_call.StartedAt),
                JournalSql.Value(RunStatusText.Of(_call.End.Status)),
                JournalSql.Value(Fence),
                JournalSql.Text(_call.End.Status == RunStatus.Cancelled ? caller.Agent : null),
                JournalSql.Time(_call.EndedAt),
                JournalSql.Text(Short(_content.Reply?.Text, MaxAnswer)),
                JournalSql.Text(_step.Model),
                JournalSql.Value(_route is null ? 1 : 2),
                JournalSql.Value(_step.Tokens),
                JournalSql.Number(_step.CostUsd),
                JournalSql.Value((_call.EndedAt - _call.StartedAt).TotalMilliseconds),
                JournalSql.Text(_call.End.Code),
                JournalSql.Text(_call.End.Message),
                JournalSql.Value(false),
                JournalSql.Value(false),
            },
        };
    }

    private static string? Short(string? text, int length) => text is null || text.Length <= length ? text : text[..length] + "…";
}
