using System.Text.Json;
using Microsoft.Extensions.AI;
using Workbench.Server.Runs;
using Workbench.Server.Tools;

namespace Workbench.Server.Replays;

/// <summary>Returns what a tool of a recorded run returned, to whoever makes the very call that was made.</summary>
internal sealed class ReplayTool(string name, bool isRepeatable, RecordedRun recorded) : IAgentTool
{
    public string Name => name;
    public string Description => "Replays what it returned.";
    public JsonElement Parameters { get; } = JsonDocument.Parse("""{"type":"object"}""").RootElement;
    public bool IsRepeatable => isRepeatable;
    public int Calls { get; private set; }
    public long Bytes { get; private set; }

    public Task<ToolOutcome> InvokeAsync(JsonElement arguments, IToolContext context, CancellationToken cancellationToken) =>
        Task.FromResult(Outcome(arguments, context.CallId));

    private ToolOutcome Outcome(JsonElement arguments, string callId)
    {
        if (recorded.NextTool(callId) is not { } step)
            // A crash cut it off, and a person said what became of it.
            return recorded.ChosenFor(callId) is { } said ? new ToolReturned(TextOf(said), Data: null) : throw new ReplayEndedException();
        var now = StoredResults.Pack(new ToolCall(callId, name, arguments));
        if (!Blob.HashOf(now).AsSpan().SequenceEqual(step.RequestHash))
            throw new ReplayDivergedException(step.Seq, $"the call of {name}", recorded.TextOf(step.RequestHash!), System.Text.Encoding.UTF8.GetString(now));
        Calls++;
        Bytes += now.Length;
        return step.Outcome switch
        {
            StepOutcome.Returned => new ToolReturned(TextOf(recorded.ResponseOf(step)), recorded.DataOf(step)),
            StepOutcome.Refused => new ToolRefused(TextOf(recorded.ResponseOf(step))),
            StepOutcome.Asked when recorded.QuestionOf(callId) is { } asked => new ToolAsked(asked.Question),
            StepOutcome.Answered when recorded.Answer is { } answer => new ToolAnswered(recorded.AnswerOf(answer)),
            StepOutcome.Failed => new ToolBroke(step.ErrorCode ?? "failed", step.Error ?? "It failed."),
            _ => throw new ReplayEndedException(),
        };
    }

    private static string TextOf(ChatMessage message) => message.Contents.OfType<FunctionResultContent>().First().Result?.ToString() ?? "";
}
