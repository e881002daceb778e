using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Workbench.Server.Runs;
using Workbench.Server.Tools;
using Workbench.Shared;

namespace Workbench.Server.Agents;

/// <summary>
/// Makes room in a long prompt: older results of tools give way to a note that says what they were and how to have them again. It happens seldom and then thoroughly,
/// for each time the provider's cache of the prompt is lost: not before the limit, and then down to half of it.
/// </summary>
internal static class PromptRoom
{
    /// <summary>The last results are what the model works with.</summary>
    private const int Kept = 2;

    /// <returns>The prompt with notes, and how many; null when it has room, or when nothing more can be saved.</returns>
    public static ShorterPrompt? Of(RunState state, long maxTokens)
    {
        var tokens = state.PromptTokens;
        if (tokens <= maxTokens || state.LongResults == 0)
            return null;
        var calls = state
            .Messages.SelectMany(m => m.Message.Contents)
            .OfType<FunctionCallContent>()
            .ToDictionary(c => c.CallId, c => c.Name, StringComparer.Ordinal);
        var messages = state.Messages.Select(m => m.Message).ToArray();
        var older = Enumerable
            .Range(0, messages.Length)
            .Where(i => messages[i].Role == ChatRole.Tool)
            .SkipLast(Kept)
            .Where(i => state.Messages[i].IsLongResult)
            .ToList();
        var changed = ImmutableHashSet.CreateBuilder<int>();
        foreach (var i in older)
        {
            if (tokens <= maxTokens / 2)
                break;
            if (Shorter(messages[i], calls, state) is not { } note)
                continue;
            tokens += new PromptPart(note, [], StoredResults.Pack(note).Length).Tokens - state.Messages[i].Tokens;
            messages[i] = note;
            changed.Add(i);
        }
        return changed.Count == 0 ? null : new ShorterPrompt([.. messages], changed.ToImmutable());
    }

    private static ChatMessage? Shorter(ChatMessage message, Dictionary<string, string> calls, RunState state)
    {
        if (message.Contents is not [FunctionResultContent { Result: { } result } returned] || ToolRefusal.TryRead(result.ToString() ?? "") is not null)
            return null;
        var note = new JsonObject
        {
            ["shortened"] = NoteOf(calls.GetValueOrDefault(returned.CallId, "a tool"), returned.CallId, state.FindData(returned.CallId)),
        };
        return new ChatMessage(ChatRole.Tool, [new FunctionResultContent(returned.CallId, note.ToJsonString(WireJson.Options))]);
    }

    private static string NoteOf(string tool, string callId, ToolData? data) =>
        data is null
            ? $"This result of {tool} was taken out to make room. To read it again, make the same call."
            : $"This result was taken out to make room: {data.Rows.Count} rows of {string.Join(", ", data.Columns.Select(c => c.Name))}. It is kept: answer can still name it as data \"{callId}\". To read its rows again, make the same call.";
}

/// <param name="Notes">Places of the messages that are notes now.</param>
internal sealed record ShorterPrompt(ImmutableArray<ChatMessage> Messages, ImmutableHashSet<int> Notes);
