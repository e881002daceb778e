using System.Text;
using Microsoft.Extensions.AI;
using Workbench.Server.Models.Local;
using Workbench.Server.Runs;
using Workbench.Server.Tools;
using Workbench.Shared.Answers;

namespace Workbench.Server.Agents;

/// <summary>Looks at a model's answer before the run ends with it. Its numbers must be those of the rows: once they are sent back, then they are marked.</summary>
internal static class AnswerReview
{
    public const string NotInRows = "number_not_in_rows";

    /// <summary>A text that says what the rows do not is right by luck.</summary>
    private const double Ceiling = 0.4;

    public static ToolOutcome Of(ToolOutcome outcome, FunctionCallContent call, RunSession session)
    {
        // The local model writes its sentences from the rows themselves.
        if (outcome is not ToolAnswered { Answer: { Status: AnswerStatus.Answered } answer } || session.State.Replier == LocalChatClient.ModelName)
            return outcome;
        // Without words of its own the text was written from the data.
        if (!HasOwnText(call))
            return outcome;
        var state = session.State;
        var results = state.Results.Distinct(StringComparer.Ordinal).Select(state.FindData).OfType<ToolData>().ToList();
        var unheld = NumberCheck.Unheld(answer.Text, results, $"{Asked(session)}\n{string.Join('\n', answer.Sources.Select(s => s.Definition))}");
        if (unheld.IsEmpty)
            return outcome;
        var named = string.Join(", ", unheld);
        return WasSentBack(state)
            ? new ToolAnswered(Marked(answer, $"The text says {named}, which no row of this run holds. Trust the table."))
            : new ToolRefusal(NotInRows, $"Your text says {named}, which no row of this run holds.", [])
            {
                Do =
                    results.Count == 0
                        ? "There is no result yet: query first, or say it without the number."
                        : "Say the number as the rows have it (rounded is fine), or compute it with a query (compare for a change, shares for a part, totals for a sum), and call answer again.",
            }.AsOutcome();
    }

    private static bool HasOwnText(FunctionCallContent call) =>
        call.Arguments?.TryGetValue("text", out var text) == true && !string.IsNullOrWhiteSpace(text?.ToString());

    /// <summary>The question with what came before it in the conversation, what was asked back and chosen, and what was looked up: numbers of these may be said again.</summary>
    private static string Asked(RunSession session)
    {
        var tools = new Dictionary<string, string>(StringComparer.Ordinal);
        var said = new StringBuilder(session.Run.Instructions);
        foreach (var message in session.State.Record.Select(m => m.Message))
        {
            if (message.Role == ChatRole.User)
                said.AppendLine().Append(message.Text);
            foreach (var call in message.Contents.OfType<FunctionCallContent>())
                tools[call.CallId] = call.Name;
            foreach (var result in message.Contents.OfType<FunctionResultContent>())
                if (tools.GetValueOrDefault(result.CallId) is LookUpTool.ToolName or AskUserTool.ToolName)
                    said.AppendLine().Append(result.Result);
        }
        return said.ToString();
    }

    private static bool WasSentBack(RunState state) =>
        state
            .Record.SelectMany(m => m.Message.Contents)
            .OfType<FunctionResultContent>()
            .Any(r => ToolRefusal.TryRead(r.Result?.ToString() ?? "")?.Error == NotInRows);

    private static Answer Marked(Answer answer, string message) =>
        answer with
        {
            Warnings = [.. answer.Warnings, new AnswerWarning(NotInRows, message)],
            Confidence = answer.Confidence is { P: > Ceiling } ? new AnswerConfidence(ConfidenceBand.Low, Ceiling) : answer.Confidence,
        };
}
