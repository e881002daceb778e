using Microsoft.Extensions.AI;
using Workbench.Server.Runs;
using Workbench.Server.Tools;
using Workbench.Server.Warehouses;

namespace Workbench.Server.Agents;

/// <summary>One call of a tool.</summary>
internal static class ToolStep
{
    public static async Task<ToolOutcome> RunAsync(
        AgentWork work,
        FunctionCallContent call,
        StepStartRow start,
        IWarehouseAccounts warehouses,
        BlobReader blobs,
        RunsOptions options,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (work.Kit.Find(call.Name) is not { } tool)
            return new ToolRefused($"There is no tool \"{call.Name}\". There are: {string.Join(", ", work.Kit.Tools.Select(t => t.Name))}.");
        if (call.Exception is { } unreadable)
            return new ToolRefused($"The arguments of {call.Name} are no JSON: {unreadable.Message}");
        var context = new ToolContext(work, call.CallId, start, warehouses, blobs, options, time);
        try
        {
            return await tool.InvokeAsync(AgentTools.Arguments(call), context, cancellationToken);
        }
        catch (Exception e) when (e is not (OperationCanceledException or RunTakenOverException or RunFailedException or StoreLostException))
        {
            // A tool that breaks fails its run, whatever it threw. Faults of the store that come up through it are their own exception.
            throw new RunFailedException("tool_broke", $"The tool {call.Name} broke: {e.Message}", canRetry: true);
        }
    }
}
