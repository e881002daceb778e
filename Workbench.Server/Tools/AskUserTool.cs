using System.Text.Json;
using Workbench.Shared;
using Workbench.Shared.Answers;

namespace Workbench.Server.Tools;

/// <summary>Asks the person which reading is meant; the run waits without holding anything.</summary>
internal sealed class AskUserTool : IAgentTool
{
    public const string ToolName = "ask_user";

    public string Name => ToolName;

    public string Description =>
        "Asks the person which of several readings is meant. Only when they lead to different numbers and none is the default: "
        + "compute each reading first and give its \"data\", so that the person chooses between numbers. The choice comes back as {\"chosen\": index}.";

    public JsonElement Parameters { get; } = WireSchema.For<AskUserArguments>();

    public bool IsRepeatable => true;

    public Task<ToolOutcome> InvokeAsync(JsonElement arguments, IToolContext context, CancellationToken cancellationToken) =>
        Task.FromResult(Invoke(arguments, context));

    /// <summary>What the model gets when the person has chosen.</summary>
    public static string Choice(int index, string label) => JsonSerializer.Serialize(new AskUserChoice(index, label), WireJson.Options);

    private static ToolOutcome Invoke(JsonElement arguments, IToolContext context)
    {
        if (!ToolArguments.TryRead<AskUserArguments>(arguments, out var given, out var refused))
            return refused;
        if (given.Alternatives.Count < 2 || string.IsNullOrWhiteSpace(given.Question))
            return ToolRefusal.Of("bad_arguments", "Ask one question with at least two alternatives, or answer.");
        return new ToolAsked(
            new Answer
            {
                RunId = context.Run,
                ConversationId = context.Conversation,
                Status = AnswerStatus.Clarify,
                Origin = AnswerOrigin.None,
                Text = given.Question.Trim(),
                Alternatives = [.. given.Alternatives.Select(a => AnswerTool.AlternativeOf(a, context))],
            }
        );
    }
}
