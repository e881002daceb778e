using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using Workbench.Server.Models;
using Workbench.Server.Runs;
using Workbench.Server.Semantics;

namespace Workbench.Server.Agents;

/// <summary>What stays the same for a run from its first step to its last: what it has pinned.</summary>
internal sealed record AgentWork(
    RunSession Session,
    AgentDefinition Agent,
    AgentKit Kit,
    LayerRevision Layer,
    CompileScope Scope,
    ImmutableArray<PlannedTurn> History,
    AgentLog Log
)
{
    /// <summary>What the layer says of columns, and every message of the run: what may leave the house is decided by them. Whoever forks a run may have written its instructions.</summary>
    public RedactionContext Redaction() =>
        new(Layer.Layer, Scope.Level, [.. Session.State.Record.Select(m => m.Message)]) { InstructionsAreOurs = Session.Run.ForkOf is null };

    public ChatOptions ChatOptions(RedactionContext redaction) =>
        redaction.AddTo(
            new LocalModelContext(Layer, Session.Run.Account, Scope, History) { Instructions = Session.Run.Instructions }.AddTo(
                new ChatOptions { Tools = Kit.Declarations, MaxOutputTokens = Agent.Limits.OutputTokens }
            )
        );
}
