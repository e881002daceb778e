using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Workbench.Server.Models;
using Workbench.Server.Runs;
using Workbench.Server.Semantics;
using Workbench.Server.Tools;
using Workbench.Server.Warehouses;
using Workbench.Shared.Answers;
using Workbench.Shared.Runs;

namespace Workbench.Server.Agents;

/// <summary>
/// What an agent does: looks at the state that the journal gives, decides the one next thing, does it, writes it down, and looks again. It
/// keeps nothing between two looks, so that any executor can go on at any step.
/// </summary>
internal sealed class AgentLoop(
    IAgents agents,
    ISemanticLayers layers,
    IModelGateway models,
    IAgentKits kits,
    IWarehouseAccounts warehouses,
    RunHistory histories,
    BlobReader blobs,
    IOptions<RunsOptions> options,
    IModelRouting routing,
    IOptions<AgentsOptions> agentsOptions,
    AgentLog log,
    TimeProvider time
) : IRunLoop
{
    /// <summary>How often a run waits for an overloaded model before it fails.</summary>
    private const int MostWaits = 5;

    public async ValueTask<TimeSpan> WallClockAsync(RunRow run, CancellationToken cancellationToken) =>
        (await AgentOfAsync(run, cancellationToken)).Limits.WallClock;

    public async Task EndEarlyAsync(RunSession session, string limit, CancellationToken cancellationToken)
    {
        var work = await PrepareAsync(session, cancellationToken);
        FinishEarly(work, limit);
        await session.CommitAsync();
    }

    public async Task RunAsync(RunSession session, CancellationToken cancellationToken)
    {
        var work = await PrepareAsync(session, cancellationToken);
        session.EndWait();
        if (AskAboutUnknown(work))
        {
            await session.CommitAsync();
            return;
        }
        while (true)
        {
            switch (NextAction.Of(session.State, work.Agent.Limits, work.Kit.Find(AnswerTool.ToolName) is not null))
            {
                case RouteModel:
                    await RouteAsync(work, cancellationToken);
                    break;
                case CallModel:
                    await CallModelAsync(work, cancellationToken);
                    break;
                case CallTools calls:
                    await CallToolsAsync(work, calls.Calls, cancellationToken);
                    break;
                case GiveAnswer give:
                    Finish(work, AnswerReview.OfWords(give.Answer(session.Run), session));
                    break;
                case AskForAnswer:
                    session.State.Append([Keep(session, AskForAnswer.Message)]);
                    break;
                case EndEarly early:
                    FinishEarly(work, early.Limit);
                    break;
                case Wait:
                    session.Pause(session.State.Question!);
                    break;
                case GiveUp giveUp:
                    throw new RunFailedException(giveUp.Code, giveUp.Message, canRetry: true);
            }
            if (session.State.Question is not null || session.State.Answer is not null || session.IsResting)
            {
                await session.CommitAsync();
                return;
            }
        }
    }

    private async Task<AgentWork> PrepareAsync(RunSession session, CancellationToken cancellationToken)
    {
        var run = session.Run;
        var agent = await AgentOfAsync(run, cancellationToken);
        var layer =
            await layers.FindAsync(run.LayerRevision, cancellationToken)
            ?? throw new RunFailedException(
                "layer_revision_gone",
                $"Revision {run.LayerRevision} of the semantic layer, which this run was asked on, is not there any more. Ask again on the present one.",
                canRetry: true
            );
        var scope = new CompileScope(layer.Layer, run.Level, run.Today);
        var history = await histories.BeforeAsync(run, cancellationToken);
        if (session.State.Messages.Count == 0)
            session.State.Append(FirstPrompt(session, kits.SystemPromptOf(agent, layer, scope), history));
        return new AgentWork(session, agent, kits.Of(agent), layer, scope, [.. history.Select(PlannedTurnOf)], log);
    }

    private async ValueTask<AgentDefinition> AgentOfAsync(RunRow run, CancellationToken cancellationToken) =>
        await agents.FindVersionAsync(run.Agent, run.AgentVersion, cancellationToken)
        ?? throw new RunFailedException(
            "agent_version_gone",
            $"Version {run.AgentVersion} of the agent {run.Agent}, which this run was asked with, is not there any more. Ask again with the present one.",
            canRetry: true
        );

    private static PlannedTurn PlannedTurnOf((string Question, Answer? Answer) turn) =>
        new(turn.Question, turn.Answer?.Query, [.. turn.Answer?.Alternatives ?? []]) { P = turn.Answer?.Confidence?.P };

    private static IEnumerable<PromptPart> FirstPrompt(RunSession session, string instructions, IReadOnlyList<(string Question, Answer? Answer)> history)
    {
        List<ChatMessage> messages = [new(ChatRole.System, instructions)];
        foreach (var (question, answer) in history)
        {
            messages.Add(new ChatMessage(ChatRole.User, question));
            if (answer is not null)
                messages.Add(new ChatMessage(ChatRole.Assistant, answer.Text));
        }
        if (session.Run.Instructions is { } definitions)
            messages.Add(new ChatMessage(ChatRole.System, "Definitions that came with the question, to be used for it:\n" + definitions));
        messages.Add(new ChatMessage(ChatRole.User, session.Run.Question));
        return messages.Select(m => Keep(session, m));
    }

    private static PromptPart Keep(RunSession session, ChatMessage message)
    {
        var content = StoredResults.Pack(message);
        return new PromptPart(message, session.Keep(content), content.Length);
    }

    /// <summary>A crash cut off a call that must not be made twice: a person has to look.</summary>
    private static bool AskAboutUnknown(AgentWork work)
    {
        var session = work.Session;
        if (session.LeftUnknown is not [var left, ..])
            return false;
        session.Abandon(left);
        session.State.Counted();
        session.End(
            session.Ending(left, StepStatus.Unknown, StepOutcome.Unknown) with
            {
                Error = "The executor stopped in the middle of it. It may have taken effect or not.",
            }
        );
        var call = session.State.PendingCalls.First(c => string.Equals(c.Name, left.Name, StringComparison.Ordinal));
        Ask(
            work,
            new AskedQuestion(
                call.CallId,
                new Answer
                {
                    RunId = session.Run.Id,
                    ConversationId = session.Run.ConversationId,
                    Status = AnswerStatus.Clarify,
                    Origin = AnswerOrigin.None,
                    Text =
                        $"A crash cut off **{left.Name}** (step {left.Seq}). It is not known whether it took effect, and it must not happen twice. Look before you choose.",
                    Alternatives =
                    [
                        new AnswerAlternative("Do it again", "It did not take effect: call it once more.", Query: null),
                        new AnswerAlternative("It happened", "It took effect: go on without calling it again.", Query: null),
                    ],
                },
                left.Seq
            ),
            OpenQuestion.Unknown
        );
        return true;
    }

    private async Task RouteAsync(AgentWork work, CancellationToken cancellationToken)
    {
        var session = work.Session;
        var routed = await routing.RouteAsync(session.Run, work.Agent, cancellationToken);
        var start = session.Begin(StepKind.Route, routed.Model, "Chose the model");
        session.State.Routed(routed.Model);
        session.End(
            session.Ending(start, StepStatus.Ok, StepOutcome.Routed) with
            {
                Model = routed.Model,
                Summary = routed.Summary,
                DataHash = routed.Decision is { } row ? session.Keep(row.Decision.ToJson()) : null,
            }
        );
        if (routed.Decision is { } decided)
            session.Routed(decided);
    }

    private async Task CallModelAsync(AgentWork work, CancellationToken cancellationToken)
    {
        var session = work.Session;
        var shortened = MakeRoom(session, work.Agent.Limits);
        var start = session.BeginModel(session.State.Model!, StepTitles.OfModel(session.State), session.Keep(work.Kit.Document));
        using var logged = work.Log.Begin(start.RunId, start.Seq);
        await session.CommitAndHoldAsync();
        var redaction = work.Redaction();
        var end = await ModelStep.RunAsync(work, redaction, models, start, options.Value, time, cancellationToken);
        var notes = NotesOf(session, redaction, shortened);
        var reply = end.Message is null ? null : Keep(session, CallIds.MakeUnique(end.Message, session.State));
        if (reply is null)
            session.State.Counted();
        else
            session.State.Replied(start.Seq, reply, end.Model);
        session.End(
            session.Ending(start, reply is null ? StepStatus.Failed : StepStatus.Ok, reply is null ? StepOutcome.Failed : StepOutcome.Replied) with
            {
                ResponseHash = reply?.Hash,
                DataHash = notes is null ? null : session.Keep(StoredResults.Pack(notes)),
                Model = end.Model,
                Summary = StepTitles.OfReply(reply?.Message, shortened),
                ErrorCode = end.Failure?.Code,
                Error = end.Failure?.Message,
            }
        );
        if (end.RetryAt is { } at && session.State.Waits < MostWaits)
            session.WaitUntil(at, "model", $"Waits for the model {end.Model}, which has too much to do");
        else if (end.Failure is not null)
            throw end.Failure;
    }

    /// <returns>How many results gave way to notes.</returns>
    private int MakeRoom(RunSession session, AgentLimits limits)
    {
        // A prompt that was on its way when a crash came is sent again as it was.
        if (session.IsModelLeft)
            return 0;
        var most = Math.Min(agentsOptions.Value.PromptTokens, models.PromptTokens(session.State.Model!, limits.OutputTokens) ?? long.MaxValue);
        if (PromptRoom.Of(session.State, most) is not { } shorter)
            return 0;
        var before = session.State.Messages;
        session.State.Shortened([.. shorter.Messages.Select((m, i) => shorter.Notes.Contains(i) ? Keep(session, m) : before[i])]);
        return shorter.Notes.Count;
    }

    /// <summary>What left otherwise than the state has it: the trace shows that.</summary>
    private static ModelStepNotes? NotesOf(RunSession session, RedactionContext redaction, int shortened) =>
        redaction.Sent.IsEmpty && shortened == 0
            ? null
            : new ModelStepNotes { Shortened = shortened, Masked = [.. redaction.Sent.Select(s => MaskedPromptNote.Of(s, m => session.Keep(m)))] };

    private async Task CallToolsAsync(AgentWork work, ImmutableArray<FunctionCallContent> calls, CancellationToken cancellationToken)
    {
        if (AskApproval(work, calls[0]))
            return;
        // What may be repeated may also run side by side; anything else runs alone, with its start on record before it happens.
        var together = calls
            .TakeWhile(c => (work.Kit.Find(c.Name)?.IsRepeatable ?? true) && ApprovalOf(work, c) is null)
            .Take(work.Agent.Limits.Parallel)
            .ToList();
        var batch = together.Count > 0 ? together : [calls[0]];
        var begun = batch.Select(c => (Call: c, Start: BeginTool(work, c))).ToList();
        await work.Session.CommitAndHoldAsync();
        var ended = await Task.WhenAll(begun.Select(b => ToolStep.RunAsync(work, b.Call, b.Start, warehouses, blobs, options.Value, time, cancellationToken)));
        for (var i = 0; i < ended.Length; i++)
            EndTool(work, begun[i].Call, begun[i].Start, ended[i]);
    }

    /// <summary>Somebody has to allow the call before it is made: the run waits for him.</summary>
    private static bool AskApproval(AgentWork work, FunctionCallContent call)
    {
        if (ApprovalOf(work, call) is not { } what)
            return false;
        Ask(
            work,
            new AskedQuestion(
                call.CallId,
                new Answer
                {
                    RunId = work.Session.Run.Id,
                    ConversationId = work.Session.Run.ConversationId,
                    Status = AnswerStatus.Clarify,
                    Origin = AnswerOrigin.None,
                    Text = $"May **{call.Name}** do this? {what}",
                    Alternatives =
                    [
                        new AnswerAlternative("Allow", "It is done, once.", Query: null),
                        new AnswerAlternative("Do not allow", "It is not done, and the agent is told so.", Query: null),
                    ],
                },
                UnknownStep: null
            ),
            OpenQuestion.Approve
        );
        return true;
    }

    /// <returns>Null: nobody has to allow it, or somebody has.</returns>
    private static string? ApprovalOf(AgentWork work, FunctionCallContent call) =>
        work.Session.State.IsApproved(call.CallId) ? null : work.Kit.Find(call.Name)?.AskApproval(AgentTools.Arguments(call));

    private static StepStartRow BeginTool(AgentWork work, FunctionCallContent call)
    {
        var request = work.Session.Keep(StoredResults.Pack(new ToolCall(call.CallId, call.Name, AgentTools.Arguments(call))));
        return work.Session.Begin(
            StepKind.Tool,
            call.Name,
            StepTitles.OfToolCall(call.Name),
            request: request,
            isRepeatable: work.Kit.Find(call.Name)?.IsRepeatable ?? true
        );
    }

    private static void EndTool(AgentWork work, FunctionCallContent call, StepStartRow start, ToolOutcome outcome)
    {
        var session = work.Session;
        if (session.State.Question is not null || session.State.Answer is not null)
            outcome = new ToolRefused("Not looked at: another call of the same reply ended the turn.");
        outcome = AnswerReview.Of(outcome, call, session);
        switch (outcome)
        {
            case ToolReturned returned:
                Return(
                    session,
                    call,
                    returned.Content,
                    returned.Data,
                    session.Ending(start, StepStatus.Ok, StepOutcome.Returned) with
                    {
                        Title = StepTitles.OfResult(call.Name, returned.Data),
                    },
                    returned.Files
                );
                break;
            case ToolRefused refused:
                Return(session, call, refused.Message, null, session.Ending(start, StepStatus.Failed, StepOutcome.Refused) with { Error = refused.Message });
                break;
            case ToolBroke broke:
                session.State.Counted();
                session.End(session.Ending(start, StepStatus.Failed, StepOutcome.Failed) with { ErrorCode = broke.Code, Error = broke.Message });
                throw new RunFailedException(broke.Code, broke.Message, canRetry: true);
            case ToolAsked asked:
                session.State.Counted();
                session.End(session.Ending(start, StepStatus.Ok, StepOutcome.Asked));
                Ask(work, new AskedQuestion(call.CallId, asked.Question, UnknownStep: null), OpenQuestion.Ask);
                break;
            case ToolAnswered answered:
                session.State.Counted();
                session.End(session.Ending(start, StepStatus.Ok, StepOutcome.Answered));
                Finish(work, answered.Answer);
                break;
        }
    }

    private static void Return(
        RunSession session,
        FunctionCallContent call,
        string content,
        ToolData? data,
        StepEndRow end,
        IReadOnlyList<ToolFile>? files = null
    )
    {
        var part = Keep(session, new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId, content)]));
        session.State.Counted();
        session.State.Returned(call.CallId, part, data);
        session.End(
            end with
            {
                ResponseHash = part.Hash,
                DataHash = data is null ? null : session.Keep(StoredResults.Pack(data)),
                RowsHash = data is null ? null : session.Keep(StoredResults.Pack(data.Rows)),
                RowCount = data?.Rows.Count,
            },
            files
        );
    }

    /// <param name="name">Of the step: see <see cref="OpenQuestion"/>.</param>
    private static void Ask(AgentWork work, AskedQuestion composed, string name)
    {
        var session = work.Session;
        var asked = composed with { Question = Complete(session, composed.Question) };
        var request = session.Keep(StoredResults.Pack(asked));
        var start = session.Begin(StepKind.Question, name, name == OpenQuestion.Approve ? "Waits for approval" : "Asked back", request: request);
        session.Pause(new OpenQuestion(start, asked.CallId, asked.Question, asked.UnknownStep));
    }

    /// <summary>What only the run knows of its answer.</summary>
    private static Answer Complete(RunSession session, Answer composed) =>
        composed with
        {
            RunId = session.Run.Id,
            ConversationId = session.Run.ConversationId,
            DurationMs = session.ElapsedMs,
            Tokens = new AnswerTokens(session.State.InputTokens, session.State.CachedTokens, session.State.OutputTokens),
            CostUsd = session.State.CostUsd,
        };

    private static void FinishEarly(AgentWork work, string limit) =>
        Finish(work, BestAnswer.Of(work, limit), $"Stopped: the run reached {limit} of its agent.");

    private static void Finish(AgentWork work, Answer composed, string? cut = null)
    {
        var session = work.Session;
        var state = session.State;
        var answer = Complete(session, composed);
        if (work.Agent.Limits.CostUsd is { } most && state.CostUsd is null)
            answer = answer with { Warnings = [.. answer.Warnings, UnknownCost(most)] };
        var start = session.Begin(StepKind.Answer, answer.Status.ToString().ToLowerInvariant(), "Answered");
        state.Answered(answer);
        session.End(
            session.Ending(start, StepStatus.Ok, StepOutcome.Answered) with
            {
                Summary = answer.Reading,
                DataHash = session.Keep(StoredResults.Pack(answer)),
                RowsHash = answer.Rows.Count == 0 ? null : session.Keep(StoredResults.Pack(answer.Rows)),
                RowCount = answer.Rows.Count,
            }
        );
        session.Finish(
            new RunFinished
            {
                Status = RunStatus.Done,
                EndedAt = session.Now,
                Answer = answer,
                Sums = state.Sums(answer.DurationMs),
                Cut = cut,
            }
        );
    }

    private static AnswerWarning UnknownCost(decimal most) =>
        new(
            "cost_unknown",
            string.Create(
                CultureInfo.InvariantCulture,
                $"A model of this run has no price, so that the limit of ${most} of its agent could not be held for it. Prices stand in models.yml."
            )
        );
}
