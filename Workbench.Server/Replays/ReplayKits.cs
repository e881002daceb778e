using Workbench.Server.Agents;
using Workbench.Server.Runs;
using Workbench.Server.Semantics;

namespace Workbench.Server.Replays;

/// <summary>The tools of a recorded run, as it was told of them.</summary>
internal sealed class ReplayKits(RecordedRun recorded) : IAgentKits, IModelRouting
{
    private readonly IReadOnlyList<ReplayTool> _tools = [.. recorded.Tools.Select(t => new ReplayTool(t.Name, t.IsRepeatable, recorded))];

    public int Calls => _tools.Sum(t => t.Calls);
    public long Bytes => _tools.Sum(t => t.Bytes);

    public AgentKit Of(AgentDefinition agent) => new([.. _tools], [], recorded.ToolsDocument ?? []);

    /// <remarks>Never asked for: the first prompt is the recorded one.</remarks>
    public string SystemPromptOf(AgentDefinition agent, LayerRevision layer, CompileScope scope) => throw new ReplayEndedException();

    public Task<ModelRouted> RouteAsync(RunRow run, AgentDefinition agent, CancellationToken cancellationToken) =>
        recorded.Route is { } route ? Task.FromResult(new ModelRouted(route.Name, route.Summary ?? "", Decision: null)) : throw new ReplayEndedException();
}
