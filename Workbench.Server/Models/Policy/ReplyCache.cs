using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Workbench.Server.Models.Accounting;
using Workbench.Server.Models.Catalog;
using Workbench.Server.Models.OpenAi;
using Workbench.Server.Tools;

namespace Workbench.Server.Models.Policy;

/// <summary>Replies to calls that were made before in every respect: messages, tools, parameters, level, and the model that replied. Bounded; the oldest go first.</summary>
internal sealed class ReplyCache(IOptions<PolicyOptions> options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Model, string Key), LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = [];
    private long _bytes;

    /// <summary>Everything that a reply may depend on but for the model.</summary>
    public static string KeyOf(ModelCall call)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(OpenAiRequest.Write(call.Messages, WithoutModel(call.Options), "max"));
        Append(hash, call.Caller.Level);
        Append(hash, call.Options.TopK?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        // What that form leaves out.
        foreach (var message in call.Messages)
        {
            Append(hash, message.AuthorName);
            foreach (var thought in message.Contents.OfType<TextReasoningContent>())
            {
                Append(hash, thought.Text);
                Append(hash, thought.ProtectedData);
            }
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>Of any member of the route: each could have answered.</summary>
    public CachedReply? Find(string key, ModelRoute route)
    {
        lock (_gate)
        {
            foreach (var model in route.Groups.SelectMany(g => g).Select(m => m.Model))
            {
                if (!_entries.TryGetValue((IdOf(model), key), out var node))
                    continue;
                if (node.Value.Until < time.GetUtcNow())
                {
                    Remove(node);
                    continue;
                }
                _byUse.Remove(node);
                _byUse.AddFirst(node);
                return node.Value.Reply;
            }
            return null;
        }
    }

    /// <summary>Keeps a reply that came to its own end; not one that a limit or a filter cut.</summary>
    public void Add(string key, LiveModel model, ChatMessage message, string finishReason, TokenUsage usage)
    {
        if (
            model.Provider.Settings.Kind == ProviderKind.Local
            || (finishReason != ChatFinishReason.Stop.Value && finishReason != ChatFinishReason.ToolCalls.Value)
        )
            return;
        var size = SizeOf(message);
        if (size > options.Value.CacheBytes / 4)
            return;
        var entry = new Entry(
            (IdOf(model), key),
            new CachedReply(model.Provider.Name, model.Name, message, finishReason, usage),
            size,
            time.GetUtcNow() + options.Value.CacheFor
        );
        lock (_gate)
        {
            if (_entries.TryGetValue(entry.Key, out var earlier))
                Remove(earlier);
            _entries[entry.Key] = _byUse.AddFirst(entry);
            _bytes += size;
            while (_bytes > options.Value.CacheBytes && _byUse.Last is { } oldest)
                Remove(oldest);
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _byUse.Remove(node);
        _entries.Remove(node.Value.Key);
        _bytes -= node.Value.Size;
    }

    private static string IdOf(LiveModel model) => $"{model.Provider.Name}\n{model.Provider.Settings.Address}\n{model.Settings.Id}";

    private static ChatOptions WithoutModel(ChatOptions options)
    {
        var clone = options.Clone();
        clone.ModelId = null;
        return clone;
    }

    private static void Append(IncrementalHash hash, string? text)
    {
        hash.AppendData(BitConverter.GetBytes(text?.Length ?? -1));
        hash.AppendData(Encoding.UTF8.GetBytes(text ?? ""));
    }

    private static long SizeOf(ChatMessage message) => 256 + (TokenEstimate.AtMost([message]) * 2);

    private sealed record Entry((string Model, string Key) Key, CachedReply Reply, long Size, DateTimeOffset Until);
}

/// <summary>A reply that may be given again.</summary>
internal sealed record CachedReply(string Provider, string Model, ChatMessage Message, string FinishReason, TokenUsage Usage)
{
    /// <summary>As a stream that comes at once.</summary>
    public IEnumerable<ModelUpdate> Updates(ModelCall call, string? tier, TimeProvider time)
    {
        var index = 0;
        foreach (var content in Message.Contents)
            switch (content)
            {
                case TextReasoningContent { Text.Length: > 0 } reasoning:
                    yield return new ReasoningDelta(reasoning.Text);
                    break;
                case TextContent text:
                    yield return new TextDelta(text.Text);
                    break;
                case FunctionCallContent function:
                    yield return new ToolCallDelta(
                        index++,
                        function.CallId,
                        function.Name,
                        JsonSerializer.Serialize(function.Arguments, Shared.WireJson.Options)
                    );
                    if (
                        function.Name == AnswerTool.ToolName
                        && function.Arguments is { } arguments
                        && arguments.TryGetValue("text", out var value)
                        && value is JsonElement { ValueKind: JsonValueKind.String } answer
                    )
                        yield return new AnswerTextDelta(answer.GetString()!);
                    break;
            }
        var attempt = new ModelAttempt(1, Provider, Model, time.GetUtcNow(), TimeSpan.Zero, Usage, 0, Error: null, Fault: null)
        {
            Tier = tier,
            Decision = "the same call was answered before",
            IsCached = true,
            Parts = CostParts.Nothing,
        };
        call.Attempted?.Invoke(attempt);
        yield return new ModelReplied(Message, FinishReason, [attempt]);
    }
}
