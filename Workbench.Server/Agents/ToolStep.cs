using Microsoft.Extensions.AI;
using Workbench.Server.Runs;
using Workbench.Server.Semantics.Expressions;
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
        using var logged = work.Log.Begin(start.RunId, start.Seq);
        if (work.Kit.Find(call.Name) is not { } tool)
            return Unknown(call.Name, [.. work.Kit.Tools.Select(t => t.Name)]);
        if (BrokenArguments(call) is { } broken)
            return broken;
        if (call.Name == ExecuteSqlTool.ToolName && SqlRepairs.Check(work.Session.State) is { } spent)
            return spent;
        var context = new ToolContext(work, call.CallId, start, warehouses, blobs, options, time);
        try
        {
            return await tool.InvokeAsync(AgentTools.Arguments(call), context, cancellationToken);
        }
        catch (Exception e) when (e is not (OperationCanceledException or RunTakenOverException or RunFailedException or StoreLostException))
        {
            // A tool that breaks fails its run, whatever it threw. Faults of the store that come up through it are their own exception.
            work.Log.ToolBroke(call.Name, e);
            throw new RunFailedException("tool_broke", $"The tool {call.Name} broke: {e.Message}", canRetry: true);
        }
    }

    private static ToolRefused Unknown(string name, string[] known) =>
        new ToolRefusal("unknown_tool", $"There is no tool \"{name}\". There are: {string.Join(", ", known)}.", NearestNames.Of(name, known))
        {
            Do = "Call one of these.",
        }.AsOutcome();

    /// <summary>A reply that was cut off, or a model that writes no JSON: readers of providers keep such arguments as one text under <c>not_json</c>.</summary>
    private static ToolRefused? BrokenArguments(FunctionCallContent call)
    {
        var text = call.Arguments is { Count: 1 } only && only.TryGetValue("not_json", out var kept) ? kept?.ToString() ?? "" : null;
        if (text is null && call.Exception is null)
            return null;
        var end = text is null ? call.Exception!.Message : $"they end with …{text[Math.Max(0, text.Length - 40)..]}";
        return new ToolRefusal("bad_arguments", $"The arguments of {call.Name} are not a JSON object: {end}", [])
        {
            Do = "Send the call again with one complete JSON object; if it was cut off for its length, make it shorter.",
        }.AsOutcome();
    }
}
