using System.Text;
using Microsoft.Extensions.AI;
using Workbench.Server.Models.Local;
using Workbench.Server.Runs;
using Workbench.Server.Tools;
using Workbench.Shared.Answers;

namespace Workbench.Server.Agents;

/// <summary>Looks at a model's answer, or its question back, before a person sees it. Its numbers must be those of the rows: once they are sent back, then they are marked.</summary>
internal static class AnswerReview
{
    public const string NotInRows = "number_not_in_rows";

    /// <summary>A text that says what the rows do not is right by luck.</summary>
    private const double Ceiling = 0.4;

    public static ToolOutcome Of(ToolOutcome outcome, FunctionCallContent call, RunSession session)
    {
        // The local model writes its sentences from the rows themselves.
        if (session.State.Replier == LocalChatClient.ModelName)
            return outcome;
        // Without words of its own an answer's text was written from the data.
        var (told, text) = outcome switch
        {
            ToolAnswered { Answer: { Status: AnswerStatus.Answered } answer } when HasOwnText(call) => (answer, answer.Text),
            ToolAsked { Question: var question } => (question, TextOf(question)),
            _ => (null, ""),
        };
        if (told is null || Unheld(told, text, session) is not { Length: > 0 } named)
            return outcome;
        if (!WasSentBack(session.State))
            return new ToolRefusal(NotInRows, $"Your text says {named}, which no row of this run holds.", [])
            {
                Do =
                    session.State.Results.Count == 0
                        ? "There is no result yet: query first, or say it without the number."
                        : $"Say the number as the rows have it (rounded is fine), or compute it with a query (compare for a change, shares for a part, totals for a sum), and call {call.Name} again.",
            }.AsOutcome();
        var marked = Marked(told, named);
        return outcome is ToolAsked ? new ToolAsked(marked) : new ToolAnswered(marked);
    }

    /// <summary>Of a text that stands for the answer because the model would not call the tool: it was sent back already. Without a result, that nothing proves it says enough.</summary>
    public static Answer OfWords(Answer answer, RunSession session) =>
        session.State.Replier != LocalChatClient.ModelName && session.State.Results.Count > 0 && Unheld(answer, answer.Text, session) is { Length: > 0 } named
            ? Marked(answer, named)
            : answer;

    /// <summary>What a person reads of a question; its headlines were written from the data.</summary>
    private static string TextOf(Answer question) =>
        string.Join('\n', question.Alternatives.SelectMany(a => (string[])[a.Label, a.Reading]).Prepend(question.Text));

    private static string Unheld(Answer told, string text, RunSession session)
    {
        var state = session.State;
        var results = state.Results.Distinct(StringComparer.Ordinal).Select(state.FindData).OfType<ToolData>().ToList();
        var asked = $"{Asked(session)}\n{string.Join('\n', told.Sources.Select(s => s.Definition))}";
        return string.Join(", ", NumberCheck.Unheld(text, results, asked, session.Run.Today, told.Alternatives.Count));
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
                // A refusal repeats what was refused.
                if (tools.GetValueOrDefault(result.CallId) is LookUpTool.ToolName or AskUserTool.ToolName && ToolRefusal.TryRead($"{result.Result}") is null)
                    said.AppendLine().Append(result.Result);
        }
        return said.ToString();
    }

    private static bool WasSentBack(RunState state) =>
        state
            .Record.SelectMany(m => m.Message.Contents)
            .OfType<FunctionResultContent>()
            .Any(r => ToolRefusal.TryRead(r.Result?.ToString() ?? "")?.Error == NotInRows);

    private static Answer Marked(Answer answer, string named) =>
        answer with
        {
            Warnings = [.. answer.Warnings, new AnswerWarning(NotInRows, $"The text says {named}, which no row of this run holds. Trust the table.")],
            Confidence = answer.Confidence is { P: > Ceiling } ? new AnswerConfidence(ConfidenceBand.Low, Ceiling) : answer.Confidence,
        };
}
