using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Workbench.Server.Models;
using Workbench.Shared;

namespace Workbench.Server.Gateway.Forms;

/// <summary>The parts of a reply put together.</summary>
internal sealed class WholeReply
{
    /// <summary>Key of arguments that are no JSON object, as <c>Models</c> keeps them.</summary>
    private const string NotJson = "not_json";

    private readonly List<ReplyBlock> _blocks = [];
    private readonly Dictionary<int, CallBlock> _calls = [];

    public IReadOnlyList<ReplyBlock> Blocks => _blocks;
    public string? Model { get; private set; }
    public TokenUsage? Usage { get; private set; }
    public ReplyEnded? Ended { get; private set; }
    public FormError? Error { get; private set; }

    public void Add(StreamPart part)
    {
        switch (part)
        {
            case ReplyBegan began:
                Model = began.Model;
                break;
            case TextAdded { Text: var text }:
                Last<TextBlock>().Text.Append(text);
                break;
            case ReasoningAdded { Text: var text }:
                Last<ReasoningBlock>().Text.Append(text);
                break;
            case ReasoningSigned { Signature: var signature }:
                Last<ReasoningBlock>().Signature = signature;
                break;
            case ReasoningHidden { Data: var data }:
                _blocks.Add(new HiddenReasoningBlock(data));
                break;
            case CallBegan call:
                _blocks.Add(_calls[call.Call] = new CallBlock(call.Id, call.Name));
                break;
            case CallArgumentsAdded { Call: var call, Json: var json }:
                _calls[call].Arguments.Append(json);
                break;
            case UsageGiven { Usage: var usage }:
                Usage = usage;
                break;
            case ReplyEnded ended:
                Ended = ended;
                break;
            case ReplyBroke { Error: var error }:
                Error = error;
                break;
            case CallEnded:
                break;
            default:
                throw new System.Diagnostics.UnreachableException(part.GetType().Name);
        }
    }

    public ChatMessage ToMessage() => new(ChatRole.Assistant, [.. _blocks.Select(ContentOf)]);

    /// <summary>Arguments of a call as the JSON that came.</summary>
    public static string JsonOf(IDictionary<string, object?>? arguments) =>
        arguments is null ? "{}"
        : arguments.Count == 1 && arguments.TryGetValue(NotJson, out var raw) && raw is string text ? text
        : JsonSerializer.Serialize(arguments, WireJson.Options);

    /// <summary>A JSON object as arguments; what is none is kept as it is, so that whoever reads it can say what is wrong with it.</summary>
    public static Dictionary<string, object?> ArgumentsOf(string json)
    {
        try
        {
            return json.Length == 0 ? [] : JsonSerializer.Deserialize<Dictionary<string, object?>>(json, WireJson.Options) ?? [];
        }
        catch (JsonException)
        {
            return new Dictionary<string, object?>(StringComparer.Ordinal) { [NotJson] = json };
        }
    }

    private static AIContent ContentOf(ReplyBlock block) =>
        block switch
        {
            TextBlock text => new TextContent(text.Text.ToString()),
            ReasoningBlock reasoning => new TextReasoningContent(reasoning.Text.ToString()) { ProtectedData = reasoning.Signature },
            HiddenReasoningBlock hidden => new TextReasoningContent("") { ProtectedData = hidden.Data },
            CallBlock call => new FunctionCallContent(call.Id, call.Name, ArgumentsOf(call.Arguments.ToString())),
            _ => throw new System.Diagnostics.UnreachableException(block.GetType().Name),
        };

    private TBlock Last<TBlock>()
        where TBlock : ReplyBlock, new()
    {
        if (_blocks is [.., TBlock last])
            return last;
        var block = new TBlock();
        _blocks.Add(block);
        return block;
    }
}

internal abstract class ReplyBlock
{
    private protected ReplyBlock() { }
}

internal sealed class TextBlock : ReplyBlock
{
    public StringBuilder Text { get; } = new();
}

internal sealed class ReasoningBlock : ReplyBlock
{
    public StringBuilder Text { get; } = new();
    public string? Signature { get; set; }
}

internal sealed class HiddenReasoningBlock(string data) : ReplyBlock
{
    public string Data => data;
}

internal sealed class CallBlock(string id, string name) : ReplyBlock
{
    public string Id => id;
    public string Name => name;
    public StringBuilder Arguments { get; } = new();
}
