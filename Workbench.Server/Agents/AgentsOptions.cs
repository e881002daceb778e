using System.ComponentModel.DataAnnotations;

namespace Workbench.Server.Agents;

public sealed class AgentsOptions
{
    /// <summary>The folder of agent files. Default <c>agents/</c> beside the solution, else beside the program.</summary>
    public string? Folder { get; set; }

    /// <summary>Tokens of a prompt (by a guess of four bytes each) above which older results give way to notes. Default 60,000.</summary>
    [Range(1_000, 10_000_000)]
    public int PromptTokens { get; set; } = 60_000;
}
