namespace Workbench.Server.Agents;

/// <summary>Keeps every version of an agent that a run may have pinned.</summary>
public interface IAgentVersionStore
{
    /// <summary>Keeps it if it is new.</summary>
    Task SaveAsync(AgentDefinition agent, CancellationToken cancellationToken);

    /// <returns>The file's text; null when no such version was ever used here.</returns>
    ValueTask<string?> FindSourceAsync(string name, string version, CancellationToken cancellationToken);
}
