using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Workbench.Server.Agents;
using Workbench.Server.Audit;
using Workbench.Server.Models;
using Workbench.Server.Runs;
using Workbench.Server.Semantics;
using Workbench.Server.Storage;
using Workbench.Server.Warehouses;
using Workbench.Shared.Replays;
using Workbench.Shared.Runs;

namespace Workbench.Server.Replays;

/// <summary>Past runs through the same loop, with their journal in the place of everything outside.</summary>
internal sealed class JournalReplays(
    IDbContextFactory<WorkbenchDb> databases,
    JournalReader journals,
    BlobReader blobs,
    IAgents agents,
    ISemanticLayers layers,
    IModelGateway models,
    IWarehouseAccounts warehouses,
    RunHistory histories,
    IOptions<AgentsOptions> agentsOptions,
    IAuditLog audit,
    TimeProvider time
) : IReplays
{
    /// <summary>What failed then fails now, at once.</summary>
    private static readonly IOptions<RunsOptions> Options = Microsoft.Extensions.Options.Options.Create(new RunsOptions { Attempts = 1, SlowAttempts = 1 });

    public async Task<ReplayOutcome?> ReplayAsync(Guid run, CancellationToken cancellationToken)
    {
        RunRow? row;
        await using (var database = await databases.CreateDbContextAsync(cancellationToken))
            row = await database.Set<RunRow>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == run, cancellationToken);
        if (row is null)
            return null;
        audit.Note(new AuditEntry(AuditVerb.Replayed, AuditKinds.Run, run.ToString()));
        RecordedRun recorded;
        try
        {
            recorded = await RecordedRun.ReadAsync(row, journals, blobs, cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or KeyNotFoundException or System.Text.Json.JsonException)
        {
            return new ReplayRefused($"What the run did cannot be read: {e.Message}");
        }
        if (recorded.Route is null)
            return new ReplayRefused("The run called no model: there is nothing to go through again.");
        var state = new RunState();
        state.Append(recorded.FirstPrompt);
        var (model, kits) = (new ReplayModel(recorded, state, models), new ReplayKits(recorded));
        try
        {
            var ending = await GoThroughAsync(recorded, state, model, kits, cancellationToken);
            return new ReplayedExactly(model.Calls, kits.Calls, model.Bytes + kits.Bytes, ending);
        }
        catch (ReplayDivergedException e)
        {
            return new ReplayDiverged(model.Calls, kits.Calls, e.Step, e.What, e.Then, e.Now);
        }
        catch (RunFailedException e) when (e.Code is "agent_version_gone" or "layer_revision_gone")
        {
            return new ReplayRefused(e.Message);
        }
    }

    /// <returns>How it ended.</returns>
    private async Task<string> GoThroughAsync(RecordedRun recorded, RunState state, ReplayModel model, ReplayKits kits, CancellationToken cancellationToken)
    {
        var run = recorded.Run;
        var loop = new AgentLoop(agents, layers, model, kits, warehouses, histories, blobs, Options, kits, agentsOptions, AgentLog.None, time);
        using var session = new RunSession(
            new HeldRun(run, run.Fence, time),
            state,
            RunJournal.Empty,
            new ReplayJournal(),
            new LiveRun(RunPictures.First(run), time)
        );
        try
        {
            while (true)
            {
                await loop.RunAsync(session, cancellationToken);
                if (state.Answer is not null)
                    return recorded.Answer is null
                        ? throw new ReplayDivergedException(null, "an answer where the run gave none", null, state.Answer.Text)
                        : "answered";
                if (state.Question is { } question)
                {
                    if (recorded.ChosenFor(question.CallId) is not { } chosen)
                        return "waits for a person";
                    state.QuestionClosed(0);
                    state.Returned(
                        question.CallId,
                        new PromptPart(chosen, Blob.HashOf(StoredResults.Pack(chosen)), StoredResults.Pack(chosen).Length),
                        data: null
                    );
                }
            }
        }
        catch (ReplayEndedException)
        {
            return run.Status switch
            {
                RunStatus.Cancelled => "stopped by a person",
                RunStatus.Failed => "failed",
                RunStatus.Done => "cut by a limit",
                _ => "goes on",
            };
        }
        catch (RunFailedException) when (run.Status == RunStatus.Failed)
        {
            return "failed";
        }
    }
}
