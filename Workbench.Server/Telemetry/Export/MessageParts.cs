using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Workbench.Server.Telemetry.Export;

/// <summary>Messages in the conventions' form: a role and parts.</summary>
internal static class MessageParts
{
    public static string Write(IEnumerable<ChatMessage> messages) =>
        new JsonArray([
            .. messages.Select(m =>
                (JsonNode)new JsonObject { ["role"] = m.Role.Value, ["parts"] = new JsonArray([.. m.Contents.Select(Part).OfType<JsonNode>()]) }
            ),
        ]).ToJsonString();

    private static JsonObject? Part(AIContent content) =>
        content switch
        {
            TextReasoningContent thought => new JsonObject { ["type"] = "reasoning", ["content"] = thought.Text },
            TextContent text => new JsonObject { ["type"] = "text", ["content"] = text.Text },
            FunctionCallContent call => new JsonObject
            {
                ["type"] = "tool_call",
                ["id"] = call.CallId,
                ["name"] = call.Name,
                ["arguments"] = JsonSerializer.SerializeToNode(call.Arguments, AIJsonUtilities.DefaultOptions),
            },
            FunctionResultContent result => new JsonObject
            {
                ["type"] = "tool_call_response",
                ["id"] = result.CallId,
                ["response"] = result.Result?.ToString(),
            },
            UriContent uri => new JsonObject
            {
                ["type"] = "uri",
                ["mime_type"] = uri.MediaType,
                ["uri"] = uri.Uri.ToString(),
            },
            DataContent data => new JsonObject
            {
                ["type"] = "blob",
                ["mime_type"] = data.MediaType,
                ["content"] = data.Base64Data.ToString(),
            },
            _ => null,
        };
}
