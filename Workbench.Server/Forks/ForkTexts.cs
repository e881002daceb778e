using Microsoft.Extensions.AI;
using Workbench.Shared.Forks;

namespace Workbench.Server.Forks;

/// <summary>Messages of a prompt as texts that a person changes.</summary>
internal static class ForkTexts
{
    public static ForkMessage Of(ChatMessage message, int place) => new(place, message.Role.Value, TextOf(message));

    /// <summary>Of a tool's message its result; calls that a model made are no text, and stay.</summary>
    public static string TextOf(ChatMessage message) =>
        message.Contents.OfType<FunctionResultContent>().FirstOrDefault() is { } result ? result.Result?.ToString() ?? "" : message.Text;

    public static ChatMessage With(ChatMessage message, string text) =>
        message.Contents.OfType<FunctionResultContent>().FirstOrDefault() is { } result
            ? new ChatMessage(message.Role, [new FunctionResultContent(result.CallId, text)])
            : new ChatMessage(message.Role, [new TextContent(text), .. message.Contents.Where(c => c is not TextContent)]) { AuthorName = message.AuthorName };
}
