using Microsoft.Extensions.AI;
using Workbench.Server.Models;

namespace Workbench.Server.Gateway.Forms;

/// <summary>What the model gateway streams, as parts of a reply.</summary>
internal sealed class ModelParts
{
    /// <summary>Our number of each call, by its index there.</summary>
    private readonly Dictionary<int, int> _calls = [];
    private bool _hasText;
    private bool _hasReasoning;

    public IEnumerable<StreamPart> Read(ModelUpdate update)
    {
        switch (update)
        {
            case TextDelta { Text: { Length: > 0 } text }:
                _hasText = true;
                yield return new TextAdded(text);
                break;
            case ReasoningDelta { Text: { Length: > 0 } text }:
                _hasReasoning = true;
                yield return new ReasoningAdded(text);
                break;
            case ToolCallDelta delta:
                if (!_calls.TryGetValue(delta.Index, out var number))
                {
                    _calls[delta.Index] = number = _calls.Count;
                    yield return new CallBegan(number, IdOf(delta.Id, number), delta.Name ?? "");
                }
                if (delta.Arguments.Length > 0)
                    yield return new CallArgumentsAdded(number, delta.Arguments);
                break;
            case ModelReplied replied:
                foreach (var part in End(replied))
                    yield return part;
                break;
            case ModelFailed failed:
                if (failed.Attempts is [.., { } last])
                    yield return new UsageGiven(last.Usage);
                yield return new ReplyBroke(FaultErrors.Of(failed.Fault, failed.Message, failed.RetryAfter));
                break;
        }
    }

    private static string IdOf(string? id, int number) => id is { Length: > 0 } ? id : $"call_{number}_{Guid.NewGuid():N}";

    private IEnumerable<StreamPart> End(ModelReplied replied)
    {
        // A reply that came whole, out of the cache for one, was not streamed before.
        foreach (var content in replied.Message.Contents)
        {
            switch (content)
            {
                case TextReasoningContent { Text.Length: > 0 } reasoning when !_hasReasoning:
                    yield return new ReasoningAdded(reasoning.Text);
                    break;
                case TextContent { Text.Length: > 0 } text when !_hasText:
                    yield return new TextAdded(text.Text);
                    break;
            }
        }
        for (var number = 0; number < _calls.Count; number++)
            yield return new CallEnded(number);
        var next = _calls.Count;
        foreach (var call in replied.Message.Contents.OfType<FunctionCallContent>().Skip(_calls.Count))
        {
            yield return new CallBegan(next, IdOf(call.CallId, next), call.Name);
            yield return new CallArgumentsAdded(next, WholeReply.JsonOf(call.Arguments));
            yield return new CallEnded(next++);
        }
        if (replied.Attempts is [.., { } last])
            yield return new UsageGiven(last.Usage);
        yield return new ReplyEnded(ReasonOf(replied.FinishReason, next > 0));
    }

    private static StopReason ReasonOf(string finishReason, bool hasCalls) =>
        finishReason switch
        {
            "length" => StopReason.Length,
            "content_filter" => StopReason.ContentFilter,
            "tool_calls" => StopReason.ToolCalls,
            "stop_sequence" => StopReason.StopSequence,
            _ => hasCalls ? StopReason.ToolCalls : StopReason.Stop,
        };
}
