using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Workbench.Server.Semantics;
using Workbench.Server.Tools;
using Workbench.Shared;

namespace Workbench.Server.Agents;

/// <summary>What is the same for many runs and costs milliseconds to make: tool declarations of an agent's version, and the system prompt of a day.</summary>
internal sealed class AgentKits(AgentTools tools) : IAgentKits
{
    private const int Capacity = 256;
    private readonly ConcurrentDictionary<(string Agent, string Version), AgentKit> _kits = new();
    private readonly ConcurrentDictionary<(string Agent, string Version, string Layer, string Level, DateOnly Today), string> _prompts = new();

    public AgentKit Of(AgentDefinition agent)
    {
        Trim(_kits);
        return _kits.GetOrAdd(
            (agent.Name, agent.Version),
            _ =>
            {
                var own = agent.Tools.Select(tools.Find).OfType<IAgentTool>().ToImmutableArray();
                return new AgentKit(own, tools.Declarations(agent), Describe(own));
            }
        );
    }

    public string SystemPromptOf(AgentDefinition agent, LayerRevision layer, CompileScope scope)
    {
        Trim(_prompts);
        return _prompts.GetOrAdd((agent.Name, agent.Version, layer.Id, scope.Level, scope.Today), _ => SystemPrompt.For(agent, layer, scope));
    }

    private static void Trim<TKey, TValue>(ConcurrentDictionary<TKey, TValue> kept)
        where TKey : notnull
    {
        if (kept.Count >= Capacity)
            kept.Clear();
    }

    private static byte[] Describe(ImmutableArray<IAgentTool> tools) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new JsonArray([
                .. tools.Select(t => new JsonObject
                {
                    ["name"] = t.Name,
                    ["description"] = t.Description,
                    ["parameters"] = JsonNode.Parse(t.Parameters.GetRawText()),
                }),
            ]),
            WireJson.Options
        );
}

/// <summary>What an agent works with.</summary>
internal interface IAgentKits
{
    AgentKit Of(AgentDefinition agent);

    string SystemPromptOf(AgentDefinition agent, LayerRevision layer, CompileScope scope);
}

/// <param name="Declarations">What a provider is sent of them.</param>
/// <param name="Document">The same as one document, for the journal.</param>
internal sealed record AgentKit(ImmutableArray<IAgentTool> Tools, IList<AITool> Declarations, byte[] Document)
{
    public IAgentTool? Find(string name) => Tools.FirstOrDefault(t => string.Equals(t.Name, name, StringComparison.Ordinal));
}
