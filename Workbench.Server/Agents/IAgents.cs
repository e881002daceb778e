using System.Collections.Immutable;

namespace Workbench.Server.Agents;

/// <summary>Agents by name, and any version that a run has pinned.</summary>
public interface IAgents
{
    ImmutableArray<AgentDefinition> Current { get; }

    AgentDefinition? Find(string name);

    ValueTask<AgentDefinition?> FindVersionAsync(string name, string version, CancellationToken cancellationToken);
}
