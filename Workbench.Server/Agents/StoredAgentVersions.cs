using System.Collections.Concurrent;
using Npgsql;

namespace Workbench.Server.Agents;

/// <summary>Versions in the table <c>agent_versions</c>.</summary>
internal sealed class StoredAgentVersions(NpgsqlDataSource store, TimeProvider time) : IAgentVersionStore
{
    private readonly ConcurrentDictionary<(string, string), bool> _saved = new();

    public async Task SaveAsync(AgentDefinition agent, CancellationToken cancellationToken)
    {
        if (_saved.ContainsKey((agent.Name, agent.Version)))
            return;
        await using var command = store.CreateCommand(
            "insert into agent_versions (name, version, source, first_seen) values ($1, $2, $3, $4) on conflict do nothing"
        );
        command.Parameters.Add(new() { Value = agent.Name });
        command.Parameters.Add(new() { Value = agent.Version });
        command.Parameters.Add(new() { Value = agent.Source });
        command.Parameters.Add(new() { Value = time.GetUtcNow() });
        await command.ExecuteNonQueryAsync(cancellationToken);
        _saved[(agent.Name, agent.Version)] = true;
    }

    public async ValueTask<string?> FindSourceAsync(string name, string version, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand("select source from agent_versions where name = $1 and version = $2");
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = version });
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }
}
