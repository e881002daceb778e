using System.Text.Json;
using Microsoft.Extensions.AI;
using Workbench.Server.Models.Wire;
using Workbench.Shared;

namespace Workbench.Server.Models.Redaction;

/// <summary>A streamed reply with its values put back. Text that waits for the end of a placeholder is let go before anything else follows it.</summary>
internal sealed class RestoredReply(PromptMasking masking)
{
    private readonly StreamRestorer _text = new(masking.Restore);
    private readonly StreamRestorer _answer = new(masking.Restore);
    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);

    public ChatResponseUpdate Read(ChatResponseUpdate update)
    {
        List<AIContent> contents = [];
        foreach (var content in update.Contents)
        {
            switch (content)
            {
                case TextReasoningContent:
                    contents.Add(content);
                    break;
                case TextContent text:
                    Add(contents, _text.Append(text.Text), t => new TextContent(t) { AdditionalProperties = text.AdditionalProperties });
                    break;
                case AnswerTextContent answer:
                    Add(contents, _answer.Append(answer.Text), t => new AnswerTextContent(t));
                    break;
                case ToolArgumentsContent piece:
                    // A placeholder may be cut, and what it stands for must be escaped: the arguments come whole with the call, and until then only that there are some.
                    if (piece.Id is not null)
                        _indexes[piece.Id] = piece.Index;
                    contents.Add(new ToolArgumentsContent(piece.Index, piece.Id, piece.Name, ""));
                    break;
                case FunctionCallContent call:
                    Rest(contents);
                    var restoredCall = masking.Restore(call);
                    if (_indexes.TryGetValue(call.CallId, out var index))
                        contents.Add(new ToolArgumentsContent(index, id: null, name: null, JsonSerializer.Serialize(restoredCall.Arguments, WireJson.Options)));
                    contents.Add(restoredCall);
                    break;
                default:
                    contents.Add(content);
                    break;
            }
        }
        if (update.FinishReason is not null)
            Rest(contents);
        var restored = update.Clone();
        restored.Contents = contents;
        return restored;
    }

    /// <returns>Null: nothing waits.</returns>
    public ChatResponseUpdate? End()
    {
        List<AIContent> contents = [];
        Rest(contents);
        return contents.Count == 0 ? null : new ChatResponseUpdate(ChatRole.Assistant, contents);
    }

    private void Rest(List<AIContent> contents)
    {
        Add(contents, _text.End(), t => new TextContent(t));
        Add(contents, _answer.End(), t => new AnswerTextContent(t));
    }

    private static void Add(List<AIContent> contents, string text, Func<string, AIContent> make)
    {
        if (text.Length > 0)
            contents.Add(make(text));
    }
}
