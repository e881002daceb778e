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
    ImmutableArray<PlannedTurn> History
)
{
    public ChatOptions ChatOptions() =>
        new LocalModelContext(Layer, Session.Run.Account, Scope, History) { Instructions = Session.Run.Instructions }.AddTo(
            new ChatOptions { Tools = Kit.Declarations }
        );
}
