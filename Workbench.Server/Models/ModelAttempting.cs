using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.AI;

namespace Workbench.Server.Models;

/// <summary>One try at one provider while it runs: passes deltas on, and keeps what the message at the end is made of.</summary>
internal sealed class ModelAttempting(ModelProvider provider, OfferedModel model, ModelCall call, TimeProvider time)
{
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly long _started = time.GetTimestamp();
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _reasoning = new();
    private readonly List<FunctionCallContent> _calls = [];
    private TimeSpan _duration;
    private UsageContent? _usage;

    public (ModelFault Fault, string Message)? Failure { get; private set; }
    public string FinishReason { get; private set; } = ChatFinishReason.Stop.Value;

    /// <summary>The assistant's message: reasoning, text, calls.</summary>
    public ChatMessage Message
    {
        get
        {
            List<AIContent> contents = [];
            if (_reasoning.Length > 0)
                contents.Add(new TextReasoningContent(_reasoning.ToString()));
            if (_text.Length > 0)
                contents.Add(new TextContent(_text.ToString()));
            contents.AddRange(_calls);
            return new ChatMessage(ChatRole.Assistant, contents);
        }
    }

    public async IAsyncEnumerable<ModelUpdate> StreamAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(provider.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var options = call.Options.Clone();
        options.ModelId = model.Name;
        var updates = provider.Client.GetStreamingResponseAsync(call.Messages, options, either.Token).GetAsyncEnumerator(either.Token);
        try
        {
            while (await MoveNextAsync(updates, cancellationToken))
                foreach (var content in Take(updates.Current))
                    yield return content;
        }
        finally
        {
            await updates.DisposeAsync();
            _duration = time.GetElapsedTime(_started);
        }
    }

    public ModelAttempt Measure(ModelPrices prices)
    {
        var usage = _usage is null ? TokenEstimate.Of(call.Messages, Message) : TokenEstimate.Read(_usage.Details);
        var cost = prices.CostOf(provider.Name, model.Name, _startedAt, usage);
        return new ModelAttempt(1, provider.Name, model.Name, _startedAt, _duration, usage, cost, Failure?.Message, Failure?.Fault);
    }

    private async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<ChatResponseUpdate> updates, CancellationToken cancellationToken)
    {
        try
        {
            return await updates.MoveNextAsync();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Failure = (ModelFault.TimedOut, $"{provider.Name} did not finish within {provider.Timeout.TotalSeconds:0} s.");
        }
        catch (Exception e) when (ModelFaults.Classify(e) is { } fault)
        {
            Failure = (fault, $"{provider.Name}: {e.Message}");
        }
        return false;
    }

    private IEnumerable<ModelUpdate> Take(ChatResponseUpdate update)
    {
        if (update.FinishReason is { } reason)
            FinishReason = reason.Value;
        foreach (var content in update.Contents)
        {
            switch (content)
            {
                case TextReasoningContent reasoning:
                    _reasoning.Append(reasoning.Text);
                    yield return new ReasoningDelta(reasoning.Text);
                    break;
                case AnswerTextContent answer:
                    yield return new AnswerTextDelta(answer.Text);
                    break;
                case TextContent text:
                    _text.Append(text.Text);
                    yield return new TextDelta(text.Text);
                    break;
                case FunctionCallContent function:
                    _calls.Add(function);
                    break;
                case UsageContent usage:
                    _usage = usage;
                    break;
            }
        }
    }
}
