using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Workbench.Shared;

namespace Workbench.Server.Models.Redaction;

/// <summary>Masks the messages of one call, and puts values back into its reply.</summary>
internal sealed class PromptMasking
{
    private readonly MaskVault _vault;
    private readonly SensitiveColumns? _columns;
    private readonly RedactionContext? _context;

    public PromptMasking(RedactionPolicy policy, RedactionContext? context, IReadOnlyList<ChatMessage> messages)
    {
        _vault = new MaskVault(policy.Kinds, hasColumns: context?.Layer is not null);
        _context = context;
        _columns = context?.Layer is { } layer ? new SensitiveColumns(layer, policy) : null;
        var record = context?.Record ?? messages;
        _columns?.Read(record, _vault);
        // Numbers are given in the order of the record, whatever of it the prompt still holds.
        foreach (var message in record)
            Mask(message, IsInstructions(record, message));
    }

    /// <param name="changed">Messages that are not as they were, by their place.</param>
    public IReadOnlyList<ChatMessage> Mask(IReadOnlyList<ChatMessage> messages, out ImmutableSortedDictionary<int, ChatMessage> changed)
    {
        var masked = messages.Select(m => Mask(m, IsInstructions(messages, m))).ToList();
        changed = Enumerable.Range(0, masked.Count).Where(i => !ReferenceEquals(masked[i], messages[i])).ToImmutableSortedDictionary(i => i, i => masked[i]);
        return masked;
    }

    /// <summary>How many values of each kind stand masked in messages.</summary>
    public ImmutableSortedDictionary<string, int> CountIn(IEnumerable<ChatMessage> messages)
    {
        var text = string.Join('\n', messages.Select(m => JsonSerializer.Serialize(m, AIJsonUtilities.DefaultOptions)));
        return _vault
            .Values.Where(v => text.Contains(v.Placeholder, StringComparison.Ordinal))
            .GroupBy(v => v.Kind, StringComparer.Ordinal)
            .ToImmutableSortedDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
    }

    public string Restore(string text) => _vault.Restore(text, MayShow);

    /// <summary>In the arguments of a call: a filter by a masked value filters by the value.</summary>
    public FunctionCallContent Restore(FunctionCallContent call)
    {
        if (call.Arguments is not { Count: > 0 } arguments)
            return call;
        var restored = Rewritten(arguments, Restore);
        return restored is null
            ? call
            : new FunctionCallContent(call.CallId, call.Name, restored) { Exception = call.Exception, AdditionalProperties = call.AdditionalProperties };
    }

    private bool MayShow(MaskedValue value) => _context?.Layer is not { } layer || layer.Access.Allows(_context.Level, value.Access);

    /// <summary>
    /// An agent's instructions and the layer's index are ours, and the same for everybody: what is masked there would only spoil the provider's cache. Those of another
    /// program or of a person are theirs.
    /// </summary>
    private bool IsInstructions(IReadOnlyList<ChatMessage> messages, ChatMessage message) =>
        _context?.InstructionsAreOurs == true && message.Role == ChatRole.System && ReferenceEquals(message, messages[0]);

    private ChatMessage Mask(ChatMessage message, bool isInstructions)
    {
        if (isInstructions)
            return message;
        List<AIContent>? masked = null;
        for (var i = 0; i < message.Contents.Count; i++)
        {
            if (Mask(message.Contents[i]) is not { } other)
                continue;
            masked ??= [.. message.Contents];
            masked[i] = other;
        }
        return masked is null
            ? message
            : new ChatMessage(message.Role, masked) { AuthorName = message.AuthorName, AdditionalProperties = message.AdditionalProperties };
    }

    /// <returns>Null: it stays as it is.</returns>
    private AIContent? Mask(AIContent content)
    {
        switch (content)
        {
            // Signed by the provider, which wrote it over masked text.
            case TextReasoningContent { ProtectedData: not null }:
                return null;
            case TextReasoningContent reasoning:
                return _vault.Mask(reasoning.Text) is var thought && thought == reasoning.Text ? null : new TextReasoningContent(thought);
            case TextContent text:
                return _vault.Mask(text.Text) is var words && words == text.Text
                    ? null
                    : new TextContent(words) { AdditionalProperties = text.AdditionalProperties };
            case FunctionCallContent { Arguments: { Count: > 0 } arguments } call:
                return Rewritten(arguments, _vault.Mask) is { } other
                    ? new FunctionCallContent(call.CallId, call.Name, other) { Exception = call.Exception, AdditionalProperties = call.AdditionalProperties }
                    : null;
            case FunctionResultContent { Result: { } result } returned:
                var before = result as string ?? JsonSerializer.Serialize(result, WireJson.Options);
                var after = MaskResult(returned.CallId, before);
                return after == before ? null : new FunctionResultContent(returned.CallId, after) { AdditionalProperties = returned.AdditionalProperties };
            default:
                return null;
        }
    }

    /// <summary>A document stays one: its strings are masked one by one, and cells of masked columns whatever they hold.</summary>
    private string MaskResult(string callId, string text)
    {
        if (JsonStrings.TryParse(text) is not { } document)
            return _vault.Mask(text);
        var cells = _columns?.MaskCells(callId, document, _vault);
        var changed = JsonStrings.Change(document, _vault.Mask, cells);
        return changed || cells is { Count: > 0 } ? document.ToJsonString(WireJson.Options) : text;
    }

    private static Dictionary<string, object?>? Rewritten(IDictionary<string, object?> arguments, Func<string, string> change)
    {
        var document = JsonSerializer.SerializeToNode(arguments, WireJson.Options)!.AsObject();
        return JsonStrings.Change(document, change)
            ? document.ToDictionary(
                p => p.Key,
                p => (object?)(p.Value is null ? null : JsonSerializer.SerializeToElement(p.Value, WireJson.Options)),
                StringComparer.Ordinal
            )
            : null;
    }
}
