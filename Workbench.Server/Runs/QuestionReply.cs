using Microsoft.Extensions.AI;
using Workbench.Server.Tools;

namespace Workbench.Server.Runs;

/// <summary>What a model reads when a person has chosen.</summary>
internal static class QuestionReply
{
    /// <summary>Second alternative of a question about an unknown step.</summary>
    public const int ItHappened = 1;

    /// <summary>First alternative of a question for approval.</summary>
    public const int Approve = 0;

    /// <returns>The word of the journal, and the result of the call that asked; no result when the call is to be made.</returns>
    public static (string Outcome, ChatMessage? Message) Of(OpenQuestion question, int alternative)
    {
        if (question.UnknownStep is not null)
            return alternative == ItHappened
                ? (
                    StepOutcome.Chosen,
                    Message(question.CallId, "A crash cut this call off. A person has looked: it took effect, and its result is lost. Do not call it again.")
                )
                : (StepOutcome.DoAgain, null);
        if (question.IsApproval)
            return alternative == Approve
                ? (StepOutcome.Approved, null)
                : (
                    StepOutcome.Chosen,
                    Message(
                        question.CallId,
                        "A person looked at this call and did not allow it. Do not make it again; go on without it, or say that it was not allowed."
                    )
                );
        var chosen = question.Question.Alternatives[alternative];
        return (StepOutcome.Chosen, Message(question.CallId, AskUserTool.Choice(alternative, chosen.Label)));
    }

    private static ChatMessage Message(string callId, string content) => new(ChatRole.Tool, [new FunctionResultContent(callId, content)]);
}
