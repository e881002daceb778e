using Microsoft.Extensions.AI;
using Workbench.Server.Runs;
using Workbench.Server.Tools;

namespace Workbench.Server.Agents;

/// <summary>A model that is told the same again and again does not hear it: each further try costs as much as the one before.</summary>
internal static class Repetition
{
    private const int Most = 4;

    public const string Limit = "the limit of 4 refusals in a row that say the same";

    public static bool IsStuck(RunState state)
    {
        List<string> last = [];
        // From the end: the record of a long run is long.
        for (var i = state.Record.Count - 1; i >= 0 && last.Count < Most; i--)
            last.AddRange(state.Record[i].Message.Contents.OfType<FunctionResultContent>().Select(r => r.Result?.ToString() ?? "").Reverse());
        last = [.. last.Take(Most)];
        return last.Count == Most && last.Distinct(StringComparer.Ordinal).Count() == 1 && ToolRefusal.TryRead(last[0]) is not null;
    }
}
