using Microsoft.Extensions.AI;

namespace Workbench.Server.Models.Wire;

/// <summary>A piece of a call's arguments as it came. The whole call follows at the end of the reply.</summary>
/// <param name="id">With the first piece; then null.</param>
/// <param name="name">With the first piece; then null.</param>
internal sealed class ToolArgumentsContent(int index, string? id, string? name, string arguments) : AIContent
{
    public int Index => index;
    public string? Id => id;
    public string? Name => name;
    public string Arguments => arguments;
}
