namespace Workbench.Server.Agents;

public sealed class AgentsOptions
{
    /// <summary>The folder of agent files. Default <c>agents/</c> beside the solution, else beside the program.</summary>
    public string? Folder { get; set; }
}
