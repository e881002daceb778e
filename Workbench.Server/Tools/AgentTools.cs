using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Workbench.Server.Agents;
using Workbench.Shared;

namespace Workbench.Server.Tools;

/// <summary>The tools that there are, by name.</summary>
public sealed class AgentTools(IEnumerable<IAgentTool> tools)
{
    private readonly ImmutableDictionary<string, IAgentTool> _tools = tools.ToImmutableDictionary(t => t.Name, StringComparer.Ordinal);

    public IEnumerable<string> Names => _tools.Keys.Order(StringComparer.Ordinal);

    public IAgentTool? Find(string name) => _tools.GetValueOrDefault(name);

    /// <summary>What a model is told of the agent's tools, in the order of its file.</summary>
    public IList<AITool> Declarations(AgentDefinition agent) =>
        [.. agent.Tools.Select(Find).OfType<IAgentTool>().Select(t => AIFunctionFactory.CreateDeclaration(t.Name, t.Description, t.Parameters))];

    /// <summary>The arguments of a call as the tool reads them.</summary>
    public static JsonElement Arguments(FunctionCallContent call) =>
        JsonSerializer.SerializeToElement(call.Arguments ?? new Dictionary<string, object?>(StringComparer.Ordinal), WireJson.Options);
}
