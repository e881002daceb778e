using System.Text;
using System.Text.Json;
using Workbench.Server.Models.Accounting;
using Workbench.Server.Models.Wire;

namespace Workbench.Server.Gateway.Forms;

/// <summary>
/// Chat completions as OpenAI and those who copy it stream them. A call is known by its index, else by its id; a new id with a name is a
/// new call also where the index stays; what has neither continues the last call.
/// </summary>
internal sealed class OpenAiStreamReader : FormStreamReader
{
    private readonly List<PartialCall> _calls = [];
    private readonly Dictionary<int, PartialCall> _byIndex = [];
    private readonly UsageReading _usage = new(UsageDialect.OpenAiChat);
    private WholeCharacters _text;
    private WholeCharacters _reasoning;
    private string? _finishReason;
    private bool _hasBegun;

    protected override bool IsLast(SseEvent item) => item.Data.Span.SequenceEqual("[DONE]"u8);

    protected override IEnumerable<StreamPart> ReadWhole(JsonElement document) => ReadEvent(document);

    protected override IEnumerable<StreamPart> ReadEvent(JsonElement chunk)
    {
        if (chunk.Field("error") is { } error)
        {
            yield return new ReplyBroke(OpenAiErrors.Read(error));
            yield break;
        }
        if (!_hasBegun)
        {
            _hasBegun = true;
            yield return new ReplyBegan(chunk.Text("id"), chunk.Text("model"));
        }
        _usage.Add(chunk);
        if (chunk.Array("choices") is not { } choices)
            yield break;
        foreach (var choice in choices.EnumerateArray())
        {
            // The other choices of n > 1 are not ours to tell.
            if (choice.Whole("index") is > 0)
                continue;
            if ((choice.Object("delta") ?? choice.Object("message")) is { } delta)
                foreach (var part in ReadDelta(delta))
                    yield return part;
            _finishReason = choice.Text("finish_reason") is { Length: > 0 } reason ? reason : _finishReason;
        }
    }

    protected override IEnumerable<StreamPart> Close()
    {
        if (_text.End() is { Length: > 0 } text)
            yield return new TextAdded(text);
        foreach (var part in Advance(isLast: true))
            yield return part;
        for (var number = 0; number < _calls.Count; number++)
            yield return new CallEnded(number);
        if (_usage.Usage is { } usage)
            yield return new UsageGiven(usage);
        yield return _finishReason is not null
            ? new ReplyEnded(ReasonOf(_finishReason))
            : new ReplyBroke(new FormError(ErrorKind.Upstream, "The provider's stream broke off in the middle of the reply."));
    }

    private static StopReason ReasonOf(string reason) =>
        reason switch
        {
            "length" => StopReason.Length,
            "tool_calls" or "function_call" => StopReason.ToolCalls,
            "content_filter" => StopReason.ContentFilter,
            _ => StopReason.Stop,
        };

    private IEnumerable<StreamPart> ReadDelta(JsonElement delta)
    {
        if ((delta.Text("reasoning_content") ?? delta.Text("reasoning")) is { } reasoning && _reasoning.Add(reasoning) is { Length: > 0 } thought)
            yield return new ReasoningAdded(thought);
        if (_text.Add(TextOf(delta)) is { Length: > 0 } text)
            yield return new TextAdded(text);
        if (delta.Object("function_call") is { } only)
            foreach (var part in Take(CallOf(0, null, only.Text("name")), null, only))
                yield return part;
        if (delta.Array("tool_calls") is not { } calls)
            yield break;
        foreach (var call in calls.EnumerateArray())
        {
            var function = call.Object("function") ?? default;
            var id = call.Text("id") is { Length: > 0 } given ? given : null;
            foreach (var part in Take(CallOf((int?)call.Whole("index"), id, function.Text("name")), id, function))
                yield return part;
        }
    }

    /// <summary>A string, or parts of text; a refusal is told as text.</summary>
    private static string TextOf(JsonElement delta)
    {
        var text = delta.Field("content") switch
        {
            { ValueKind: JsonValueKind.String } whole => whole.AsText(),
            { ValueKind: JsonValueKind.Array } parts => string.Concat(parts.EnumerateArray().Select(p => p.Text("text"))),
            _ => "",
        };
        return text + delta.Text("refusal");
    }

    private PartialCall CallOf(int? index, string? id, string? name)
    {
        var known =
            index is { } i ? _byIndex.GetValueOrDefault(i)
            : id is not null ? _calls.Find(c => c.Id == id)
            : string.IsNullOrEmpty(name) ? _calls.LastOrDefault()
            : null;
        var isAnother = known is { Id: not null } && id is not null && known.Id != id && !string.IsNullOrEmpty(name);
        if (known is not null && !isAnother)
            return known;
        var call = new PartialCall();
        _calls.Add(call);
        _byIndex[index ?? _calls.Count - 1] = call;
        return call;
    }

    private IEnumerable<StreamPart> Take(PartialCall call, string? id, JsonElement function)
    {
        call.Id ??= id;
        if (call.Name is null && function.Text("name") is { Length: > 0 } name)
            call.Name = name;
        // Some send the arguments as the object that they are.
        var arguments = function.Field("arguments") switch
        {
            { ValueKind: JsonValueKind.String } piece => piece.AsText(),
            { ValueKind: JsonValueKind.Object } whole => whole.GetRawText(),
            _ => "",
        };
        call.Add(arguments);
        return Advance(isLast: false);
    }

    /// <summary>
    /// Tells what may be told of the calls. They begin in their order; a client must know name and id before the first argument, so that the
    /// arguments wait for the name, and for an id as long as it may still come before them.
    /// </summary>
    private IEnumerable<StreamPart> Advance(bool isLast)
    {
        for (var number = 0; number < _calls.Count; number++)
        {
            var call = _calls[number];
            if (isLast)
                call.End();
            if (!call.HasBegun)
            {
                var idMayCome = call.Id is null && !call.HasWaiting && number == _calls.Count - 1;
                if (!isLast && (call.Name is null || idMayCome))
                    yield break;
                call.HasBegun = true;
                call.Id ??= $"call_{number}_{Guid.NewGuid():N}";
                yield return new CallBegan(number, call.Id, call.Name ?? "");
            }
            if (call.TakeWaiting() is { Length: > 0 } arguments)
                yield return new CallArgumentsAdded(number, arguments);
        }
    }

    private sealed class PartialCall
    {
        private readonly StringBuilder _waiting = new();
        private WholeCharacters _characters;

        public string? Id { get; set; }
        public string? Name { get; set; }
        public bool HasBegun { get; set; }
        public bool HasWaiting => _waiting.Length > 0;

        public void Add(string arguments) => _waiting.Append(_characters.Add(arguments));

        public void End() => _waiting.Append(_characters.End());

        public string TakeWaiting()
        {
            var arguments = _waiting.ToString();
            _waiting.Clear();
            return arguments;
        }
    }
}
