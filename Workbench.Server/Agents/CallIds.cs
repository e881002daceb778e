using System.Globalization;
using Microsoft.Extensions.AI;
using Workbench.Server.Runs;

namespace Workbench.Server.Agents;

/// <summary>Some endpoints leave ids of calls out, or begin anew with each reply. Within a run an id names one call, for results are known by it.</summary>
internal static class CallIds
{
    public static ChatMessage MakeUnique(ChatMessage reply, RunState state)
    {
        var calls = reply.Contents.OfType<FunctionCallContent>().ToList();
        if (calls.Count == 0)
            return reply;
        var own = new HashSet<string>(StringComparer.Ordinal);
        if (calls.TrueForAll(c => c.CallId.Length > 0 && !state.CallIds.Contains(c.CallId) && own.Add(c.CallId)))
            return reply;
        var number = 0;
        var taken = state.CallIds.ToHashSet(StringComparer.Ordinal);
        return new ChatMessage(reply.Role, [.. reply.Contents.Select(c => c is FunctionCallContent call ? Named(call) : c)])
        {
            AdditionalProperties = reply.AdditionalProperties,
        };

        FunctionCallContent Named(FunctionCallContent call)
        {
            if (call.CallId.Length > 0 && taken.Add(call.CallId))
                return call;
            string id;
            do id = string.Create(CultureInfo.InvariantCulture, $"call_{state.ModelSteps + 1}_{++number}");
            while (!taken.Add(id));
            return new FunctionCallContent(id, call.Name, call.Arguments) { Exception = call.Exception, AdditionalProperties = call.AdditionalProperties };
        }
    }
}
