using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Workbench.Server.Models;
using Workbench.Server.Runs;
using Workbench.Server.Semantics;
using Workbench.Server.Tools;
using Workbench.Shared;

namespace Workbench.Server.Agents;

/// <summary>What stays the same for a run from its first step to its last: what it has pinned.</summary>
internal sealed record AgentWork(
    RunSession Session,
    AgentDefinition Agent,
    LayerRevision Layer,
    CompileScope Scope,
    ImmutableArray<IAgentTool> Tools,
    IList<AITool> Declarations,
    ImmutableArray<PlannedTurn> History
)
{
    /// <summary>What the model is told of the tools, for the trace.</summary>
    public byte[] ToolsDocument { get; } =
        JsonSerializer.SerializeToUtf8Bytes(
            new JsonArray([
                .. Tools.Select(t => new JsonObject
                {
                    ["name"] = t.Name,
                    ["description"] = t.Description,
                    ["parameters"] = JsonNode.Parse(t.Parameters.GetRawText()),
                }),
            ]),
            WireJson.Options
        );

    public IAgentTool? FindTool(string name) => Tools.FirstOrDefault(t => string.Equals(t.Name, name, StringComparison.Ordinal));

    public ChatOptions ChatOptions() => new LocalModelContext(Layer, Session.Run.Account, Scope, History).AddTo(new ChatOptions { Tools = Declarations });
}
