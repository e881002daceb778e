using Workbench.Server.Models;

namespace Workbench.Server.Gateway.Forms;

/// <summary>A reply while it streams, in no provider's form: what each form is read into and written from.</summary>
internal abstract record StreamPart
{
    private protected StreamPart() { }
}

/// <param name="Id">As the provider gave it.</param>
internal sealed record ReplyBegan(string? Id, string? Model) : StreamPart;

internal sealed record TextAdded(string Text) : StreamPart;

internal sealed record ReasoningAdded(string Text) : StreamPart;

/// <summary>By which the provider knows its own reasoning again (Anthropic). Belongs to the reasoning before it.</summary>
internal sealed record ReasoningSigned(string Signature) : StreamPart;

/// <summary>Reasoning that only the provider can read.</summary>
internal sealed record ReasoningHidden(string Data) : StreamPart;

/// <param name="Call">Counts the calls of the reply from 0.</param>
internal sealed record CallBegan(int Call, string Id, string Name) : StreamPart;

/// <param name="Json">A piece of the arguments; it may end anywhere.</param>
internal sealed record CallArgumentsAdded(int Call, string Json) : StreamPart;

internal sealed record CallEnded(int Call) : StreamPart;

/// <summary>What was used up to now. The last one counts.</summary>
internal sealed record UsageGiven(TokenUsage Usage) : StreamPart;

internal sealed record ReplyEnded(StopReason Reason, string? StopSequence = null) : StreamPart;

/// <summary>The reply ends here without being whole.</summary>
internal sealed record ReplyBroke(FormError Error) : StreamPart;

internal enum StopReason
{
    Stop,
    StopSequence,
    Length,
    ToolCalls,
    ContentFilter,
    Pause,
}
