using Microsoft.Extensions.AI;
using Workbench.Server.Runs;
using Workbench.Server.Tools;

namespace Workbench.Server.Agents;

/// <summary>A statement that fails may be mended twice. After that another way is taken: a model that goes on guessing spends money and finds nothing.</summary>
internal static class SqlRepairs
{
    public const string Spent = "repairs_spent";
    private const int Tries = 3;

    /// <returns>Why no more SQL is run now; null when it may be.</returns>
    public static ToolRefused? Check(RunState state)
    {
        var failed = FailuresInARow(state);
        return failed < Tries
            ? null
            : new ToolRefusal(Spent, $"{failed} statements in a row have failed: the first and two repairs of it. No other is run.", [])
            {
                Do = "Use query_metrics, whose SQL is written for you, or answer with what you have, or refuse and say what is missing.",
            }.AsOutcome();
    }

    private static int FailuresInARow(RunState state)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var failed = 0;
        foreach (var content in state.Record.SelectMany(m => m.Message.Contents))
        {
            if (content is FunctionCallContent call)
                names[call.CallId] = call.Name;
            if (content is not FunctionResultContent result || !names.TryGetValue(result.CallId, out var tool))
                continue;
            var error = ToolRefusal.TryRead(result.Result?.ToString() ?? "")?.Error;
            if (tool == ExecuteSqlTool.ToolName && error is "bad_query" or "warehouse_timeout")
                failed++;
            else if (error is null && tool is ExecuteSqlTool.ToolName or QueryMetricsTool.ToolName)
                failed = 0;
        }
        return failed;
    }
}
