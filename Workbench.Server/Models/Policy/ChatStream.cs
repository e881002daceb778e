using System.Text;
using Microsoft.Extensions.AI;
using Workbench.Server.Models.Accounting;
using Workbench.Server.Models.Catalog;
using Workbench.Server.Models.Wire;

namespace Workbench.Server.Models.Policy;

/// <summary>A call of ours to a chat client: passes deltas on, and keeps what the message at the end is made of.</summary>
internal sealed class ChatStream : ProviderStream<ModelUpdate>
{
    private readonly ModelCall _call;
    private readonly IAsyncEnumerator<ChatResponseUpdate> _updates;
    private readonly Queue<ModelUpdate> _ready = [];
    private readonly List<TextReasoningContent> _thoughts = [];
    private readonly StringBuilder _thought = new();
    private readonly StringBuilder _text = new();
    private readonly List<FunctionCallContent> _calls = [];
    private readonly SendMark _sent = new();
    private TokenUsage? _usage;
    private long _argumentBytes;

    public ChatStream(LiveModel model, ModelCall call, int outputLimit, CancellationToken cancellationToken)
    {
        _call = call;
        var options = call.Options.Clone();
        options.ModelId = model.Settings.Id;
        options.MaxOutputTokens = outputLimit;
        model.Settings.AddTo(options);
        _sent.AddTo(options);
        _updates = model.Provider.Chat.GetStreamingResponseAsync(call.Messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
    }

    public string FinishReason { get; private set; } = ChatFinishReason.Stop.Value;

    public override ModelUpdate Current => _ready.Peek();

    public override bool IsToken => true;

    public override bool IsSent => _sent.IsSet;

    public override bool IsMetered => _usage is not null;

    /// <summary>The assistant's message: reasoning, text, calls.</summary>
    public ChatMessage Message
    {
        get
        {
            List<AIContent> contents = [.. _thoughts];
            if (_thought.Length > 0)
                contents.Add(new TextReasoningContent(_thought.ToString()));
            if (_text.Length > 0)
                contents.Add(new TextContent(_text.ToString()));
            contents.AddRange(_calls);
            return new ChatMessage(ChatRole.Assistant, contents);
        }
    }

    public override async ValueTask<bool> MoveNextAsync()
    {
        if (_ready.Count > 0)
            _ready.Dequeue();
        while (_ready.Count == 0)
        {
            if (!await _updates.MoveNextAsync())
                return false;
            Take(_updates.Current);
        }
        return true;
    }

    public override TokenUsage Measure(bool isWhole)
    {
        if (isWhole && _usage is not null)
            return _usage;
        var seen = TokenEstimate.Of(_call.Messages, Message);
        seen = seen with { Input = seen.Input + TokenEstimate.OfBytes(PromptSize.Beside(_call.Options)) };
        if (_calls.Count == 0 && _argumentBytes > 0)
            seen = seen with { Output = seen.Output + TokenEstimate.OfBytes(_argumentBytes) };
        return TokenEstimate.OfCut(_usage, seen);
    }

    public override ValueTask DisposeAsync() => _updates.DisposeAsync();

    private void Take(ChatResponseUpdate update)
    {
        if (update.FinishReason is { } reason)
            FinishReason = reason.Value;
        foreach (var content in update.Contents)
        {
            switch (content)
            {
                case TextReasoningContent reasoning:
                    Think(reasoning);
                    break;
                case AnswerTextContent answer:
                    _ready.Enqueue(new AnswerTextDelta(answer.Text));
                    break;
                case TextContent text:
                    _text.Append(text.Text);
                    _ready.Enqueue(new TextDelta(text.Text));
                    break;
                case ToolArgumentsContent piece:
                    _argumentBytes += Encoding.UTF8.GetByteCount(piece.Arguments) + (piece.Name?.Length ?? 0);
                    _ready.Enqueue(new ToolCallDelta(piece.Index, piece.Id, piece.Name, piece.Arguments));
                    break;
                case FunctionCallContent function:
                    _calls.Add(function);
                    break;
                case TokensContent tokens:
                    _usage = tokens.Usage;
                    break;
                case UsageContent usage:
                    _usage = TokenEstimate.Read(usage.Details);
                    break;
            }
        }
    }

    /// <summary>A seal closes a thought: the provider wants it back as it was.</summary>
    private void Think(TextReasoningContent reasoning)
    {
        if (reasoning.Text.Length > 0)
        {
            _thought.Append(reasoning.Text);
            _ready.Enqueue(new ReasoningDelta(reasoning.Text));
        }
        if (reasoning.ProtectedData is not { } seal)
            return;
        _thoughts.Add(new TextReasoningContent(_thought.ToString()) { ProtectedData = seal });
        _thought.Clear();
    }
}
