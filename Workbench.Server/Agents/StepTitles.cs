using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using Workbench.Server.Runs;
using Workbench.Server.Semantics;
using Workbench.Server.Tools;

namespace Workbench.Server.Agents;

/// <summary>Steps in plain words, for people who watch.</summary>
internal static class StepTitles
{
    public static string OfModel(RunState state) => state.ModelSteps == 0 ? "Read the question" : "Looked at the results";

    /// <param name="shortened">Results that gave way to notes in the prompt.</param>
    public static string? OfReply(ChatMessage? reply, int shortened)
    {
        var calls = reply?.Contents.OfType<FunctionCallContent>().Select(c => c.Name).ToImmutableArray() ?? [];
        var said = calls.Length > 0 ? $"Calls {string.Join(", ", calls)}" : null;
        return shortened == 0 ? said : $"{shortened} older {(shortened == 1 ? "result" : "results")} shortened in its prompt. {said}".TrimEnd();
    }

    public static string OfToolCall(string tool) =>
        tool switch
        {
            "look_up" => "Looked up the semantic layer",
            "query_metrics" => "Compiled the query",
            "execute_sql" => "Checked the SQL",
            "ask_user" => "Prepared a question",
            "answer" => "Put the answer together",
            _ => $"Used {tool}",
        };

    public static string OfResult(string tool, ToolData? data)
    {
        var values = data?.CompiledColumns.Where(c => c.Role == ColumnRole.Value).Select(c => c.Column.Label).ToList() ?? [];
        return values.Count == 0 ? OfToolCall(tool) : $"Compiled {string.Join(", ", values)}";
    }

    public static string OfSql(string title) => $"Ran a query: {title}";
}
