using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Npgsql;
using Workbench.Server.Access;
using Workbench.Server.Agents;
using Workbench.Server.Audit;
using Workbench.Server.Conversations;
using Workbench.Server.Models;
using Workbench.Server.Runs;
using Workbench.Server.Semantics;
using Workbench.Server.Storage;
using Workbench.Shared.Chat;
using Workbench.Shared.Forks;
using Workbench.Shared.Runs;

namespace Workbench.Server.Forks;

/// <summary>New runs that begin with the finished steps of others.</summary>
internal sealed class RunForks(
    IDbContextFactory<WorkbenchDb> databases,
    NpgsqlDataSource store,
    JournalReader journals,
    BlobReader blobs,
    AskCheck asks,
    RunQueue queue,
    RunFeed feed,
    RunSignals signals,
    IAgents agents,
    IAgentKits kits,
    ISemanticLayers layers,
    IModelGateway models,
    IAsker asker,
    IAuditLog audit
) : IRunForks
{
    /// <summary>SQLSTATE that <c>hold_conversation</c> raises.</summary>
    private const string NoConversation = "WB002";

    private const int MaxText = 1_000_000;

    public async Task<ForkOffer> OfferAsync(Guid run, int step, CancellationToken cancellationToken)
    {
        if (await FindAsync(run, cancellationToken) is not { } row)
            return new NoFork($"There is no run {run}.");
        if (WhyNot(row) is { } reason)
            return new NoFork(reason);
        var journal = await journals.ReadAsync(run, cancellationToken);
        var plan = ForkPlan.Of(journal, step, hasResult: false);
        if (plan is CannotFork cannot)
            return new NoFork(cannot.Reason);
        var result = plan is ForkAtTool ? journal.Steps.FirstOrDefault(s => s.Seq == step)?.ResponseHash : null;
        var prompt = plan is ForkAtModel ? await PromptAsync(run, step, cancellationToken) : [];
        return new ForkChoices(plan.Kept.Count, row.ModelChoice)
        {
            Models = [.. models.Choices.Select(c => c.Name).Where(n => n != ModelProviders.Auto)],
            NewAgentVersion = agents.Find(row.Agent)?.Version is { } version && version != row.AgentVersion && plan is ForkAtModel ? version : null,
            NewLayerRevision = layers.TryCurrent?.Id is { } revision && revision != row.LayerRevision ? revision : null,
            Messages = [.. prompt.Select((m, i) => ForkTexts.Of(m.Message, i + 1))],
            IsTool = plan is ForkAtTool,
            Result = result is null ? null : ForkTexts.TextOf(StoredResults.UnpackMessage((await blobs.ReadAsync(result, cancellationToken))!)),
        };
    }

    public async Task<ForkOutcome> ForkAsync(ForkRequest request, CancellationToken cancellationToken)
    {
        if (await FindAsync(request.Run, cancellationToken) is not { } origin)
            return new ForkRefused($"There is no run {request.Run}.");
        if ((WhyNot(origin) ?? WhyNot(request)) is { } reason)
            return new ForkRefused(reason);
        var journal = await journals.ReadAsync(origin.Id, cancellationToken);
        var plan = ForkPlan.Of(journal, request.Step, request.Result is not null);
        if (plan is CannotFork cannot)
            return new ForkRefused(cannot.Reason);
        if (plan is not ForkAtModel && (request.Messages.Count > 0 || request.AgentVersion is not null))
            return new ForkRefused($"Step {request.Step} is a tool call: a prompt or another version of the agent begins at a model call. Go on from one.");
        if (request.Result is not null && plan is not ForkAfterTool)
            return new ForkRefused($"Step {request.Step} is a model call: only a tool call has a result that could be another one.");
        if (request.Messages.Count > 0)
        {
            var count = (await journals.PromptAsync(origin.Id, request.Step, cancellationToken)).Count;
            if (request.Messages.Keys.Any(place => place < 1 || place > count))
                return new ForkRefused($"The prompt of step {request.Step} has the messages 1 to {count}.");
        }
        var check = await asks.CheckAsync(
            new AskRequest(
                origin.Question,
                Conversation: null,
                origin.Agent,
                request.Model ?? origin.ModelChoice,
                origin.Account,
                origin.Level,
                origin.Instructions
            ),
            origin.Question,
            conversation: null,
            cancellationToken
        );
        if (check.Run is null)
            return new ForkRefused(check.Rejected!.Message);
        var fork = check.Run with
        {
            ConversationId = origin.ConversationId,
            AgentVersion = request.AgentVersion ?? origin.AgentVersion,
            LayerRevision = request.LayerRevision ?? origin.LayerRevision,
            Today = origin.Today,
            IsReplaced = true,
            ForkOf = origin.Id,
            ForkStep = request.Step,
            ForkCopied = plan.Kept.Count,
            ForkChanges = ChangesOf(request, origin),
            HistoryUntil = origin.HistoryUntil ?? origin.AskedAt,
        };
        if (await agents.FindVersionAsync(fork.Agent, fork.AgentVersion, cancellationToken) is not { } agent)
            return new ForkRefused($"Version {fork.AgentVersion} of the agent {fork.Agent} is not there any more. Go on with the present one.");
        if (await layers.FindAsync(fork.LayerRevision, cancellationToken) is not { } layer)
            return new ForkRefused($"Revision {fork.LayerRevision} of the semantic layer is not there any more. Go on with the present one.");
        if (await queue.WhyFullAsync(fork, cancellationToken) is { } full)
            return new ForkRefused(full);
        List<NpgsqlBatchCommand> rows =
        [
            // Nobody deletes the conversation, and with it the run, before the fork is there.
            new("select hold_conversation($1)") { Parameters = { new() { Value = fork.ConversationId } } },
            .. await BeginAsync(request, fork, journal, plan, agent, layer, cancellationToken),
        ];
        try
        {
            await queue.AskAsync(fork, rows, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == NoConversation)
        {
            return new ForkRefused($"The run {origin.Id} was deleted a moment ago: it was older than runs are kept.");
        }
        audit.Note(
            new AuditEntry(AuditVerb.Forked, AuditKinds.Run, origin.Id.ToString())
            {
                Details = new()
                {
                    ["fork"] = fork.Id,
                    ["step"] = request.Step,
                    ["model"] = fork.ModelChoice,
                },
            }
        );
        return new Forked(fork.ConversationId, fork.Id, plan.Kept.Count);
    }

    public async Task<bool> ShowInConversationAsync(Guid fork, CancellationToken cancellationToken)
    {
        if (await FindAsync(fork, cancellationToken) is not { ForkOf: { } origin, IsReplaced: true } row)
            return false;
        await using var command = store.CreateCommand("update runs set is_replaced = (id = $2) where id in ($1, $2)");
        command.Parameters.Add(new() { Value = fork });
        command.Parameters.Add(new() { Value = origin });
        await command.ExecuteNonQueryAsync(cancellationToken);
        feed.TellConversation(row.ConversationId);
        await signals.TrySendAsync(new ConversationChanged(row.ConversationId), cancellationToken);
        return true;
    }

    /// <summary>The journal that the new run finds when it starts.</summary>
    private async Task<IReadOnlyList<NpgsqlBatchCommand>> BeginAsync(
        ForkRequest request,
        RunRow fork,
        RunJournal journal,
        ForkPlan plan,
        AgentDefinition agent,
        LayerRevision layer,
        CancellationToken cancellationToken
    )
    {
        List<NpgsqlBatchCommand> commands = [];
        List<StepEndRow> changed = [];
        byte[] Keep(byte[] content)
        {
            var blob = Blob.Of(content);
            commands.Add(JournalSql.Write(fork.Id, new BlobKept(blob)));
            return blob.Hash;
        }

        if (request.Model is { } model)
            changed.Add(
                journal.Steps.First(s => s is { Kind: StepKind.Route, Outcome: StepOutcome.Routed }) with
                {
                    Name = model,
                    Model = model,
                    Summary = $"{model}, as asked for the fork",
                    DataHash = null,
                }
            );
        if (plan is ForkAfterTool { Step: var tool })
        {
            var call = StoredResults.Unpack<ToolCall>((await blobs.ReadAsync(tool.RequestHash, cancellationToken))!);
            changed.Add(
                tool with
                {
                    Status = StepStatus.Ok,
                    Outcome = StepOutcome.Returned,
                    Summary = "Another result, given for the fork",
                    ErrorCode = null,
                    Error = null,
                    ResponseHash = Keep(StoredResults.Pack(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId, request.Result)]))),
                    // A text that a person wrote has no rows that an answer could show as its proof.
                    DataHash = null,
                    RowsHash = null,
                    RowCount = null,
                }
            );
        }
        commands.AddRange(ForkRows.Copy(fork.ForkOf!.Value, fork, plan.Kept, [.. changed.Select(s => s.Seq)]));
        foreach (var step in changed)
            commands.AddRange(ForkRows.Write(fork, step, plan.Kept));
        if (plan is ForkAtModel { Step: var next })
        {
            var begun = ForkRows.Begin(fork, next, plan.Kept.Count + 1, plan.Kept) with
            {
                Name = request.Model ?? next.Name,
                ToolsHash = Keep(kits.Of(agent).Document),
            };
            if (request.Messages.Count > 0 || request.AgentVersion is not null || request.LayerRevision is not null)
                begun = begun with { PromptParent = null, PromptAdded = await PromptAsync(request, fork, agent, layer, Keep, cancellationToken) };
            commands.Add(JournalSql.Write(fork.Id, new StepBegan(begun)));
        }
        return commands;
    }

    /// <summary>The whole prompt, with the instructions of the version that goes on and with what was written anew.</summary>
    private async Task<byte[][]> PromptAsync(
        ForkRequest request,
        RunRow fork,
        AgentDefinition agent,
        LayerRevision layer,
        Func<byte[], byte[]> keep,
        CancellationToken cancellationToken
    )
    {
        var prompt = await PromptAsync(request.Run, request.Step, cancellationToken);
        var isOther = request.AgentVersion is not null || request.LayerRevision is not null;
        return
        [
            .. prompt.Select(
                (part, i) =>
                    request.Messages.TryGetValue(i + 1, out var text) ? keep(StoredResults.Pack(ForkTexts.With(part.Message, text)))
                    : i == 0 && isOther && part.Message.Role == ChatRole.System
                        ? keep(
                            StoredResults.Pack(
                                new ChatMessage(ChatRole.System, kits.SystemPromptOf(agent, layer, new CompileScope(layer.Layer, fork.Level, fork.Today)))
                            )
                        )
                    : part.Hash
            ),
        ];
    }

    private async Task<IReadOnlyList<(byte[] Hash, ChatMessage Message)>> PromptAsync(Guid run, int step, CancellationToken cancellationToken)
    {
        var prompt = await journals.PromptAsync(run, step, cancellationToken);
        var content = await blobs.ReadAsync(prompt.Select(p => p.Hash), cancellationToken);
        return [.. prompt.Select(p => (p.Hash, StoredResults.UnpackMessage(content[p.Hash])))];
    }

    private async Task<RunRow?> FindAsync(Guid run, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Set<RunRow>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == run, cancellationToken);
    }

    private string? WhyNot(RunRow run)
    {
        if (agents.Find(run.Agent) is null)
            return $"The run is no question to an agent of this workbench ({run.Agent}), so that nobody could go on with it.";
        if (layers.TryCurrent?.Layer.Access is { } access && access.RankOf(run.Level) > access.RankOf(asker.Current.Level))
            return $"The run was asked at the level {run.Level}; yours is {asker.Current.Level}.";
        return null;
    }

    private static string? WhyNot(ForkRequest request) =>
        request.Model == ModelProviders.Auto ? "Which model auto means is decided when a question is asked. Choose a model or a tier."
        : request.Messages.Values.Append(request.Result ?? "").Any(t => t.Length > MaxText) ? $"A text is longer than {MaxText} characters."
        : request.Messages.Values.Any(string.IsNullOrWhiteSpace) ? "A message of a prompt cannot be empty."
        : null;

    private static string ChangesOf(ForkRequest request, RunRow origin)
    {
        List<string> changes = [];
        if (request.Model is { } model)
            changes.Add($"model {model} instead of {origin.Model ?? origin.ModelChoice}");
        if (request.AgentVersion is { } version)
            changes.Add($"agent version {Short(version)} instead of {Short(origin.AgentVersion)}");
        if (request.LayerRevision is { } revision)
            changes.Add($"layer revision {Short(revision)} instead of {Short(origin.LayerRevision)}");
        if (request.Messages.Count > 0)
            changes.Add($"another text of message {string.Join(", ", request.Messages.Keys.Order())} of the prompt");
        if (request.Result is not null)
            changes.Add($"another result of step {request.Step}");
        return changes.Count == 0 ? "nothing changed" : string.Join("; ", changes);
    }

    private static string Short(string hash) => hash.Length > 8 ? hash[..8] : hash;
}
