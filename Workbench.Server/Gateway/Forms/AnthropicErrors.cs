using System.Text.Json;
using Workbench.Server.Models.Wire;

namespace Workbench.Server.Gateway.Forms;

/// <summary>Errors as Anthropic tells them: <c>{"type":"error","error":{"type","message"},"request_id"}</c>.</summary>
internal static class AnthropicErrors
{
    public static FormError Read(JsonElement document)
    {
        var error = document.Object("error") ?? default;
        var word = error.Text("type");
        return new FormError(KindOf(word), error.Text("message") ?? "The provider ended its stream with an error.") { Code = word };
    }

    public static void Write(Utf8JsonWriter json, FormError error, string request)
    {
        json.WriteStartObject();
        json.WriteString("type", "error");
        json.WriteStartObject("error");
        json.WriteString("type", TypeOf(error.Kind));
        json.WriteString("message", error.Message);
        json.WriteEndObject();
        json.WriteString("request_id", request);
        json.WriteEndObject();
    }

    private static ErrorKind KindOf(string? word) =>
        word switch
        {
            "invalid_request_error" => ErrorKind.BadRequest,
            "rate_limit_error" => ErrorKind.RateLimited,
            "overloaded_error" => ErrorKind.Overloaded,
            "timeout_error" => ErrorKind.TimedOut,
            _ => ErrorKind.Upstream,
        };

    private static string TypeOf(ErrorKind kind) =>
        kind switch
        {
            ErrorKind.BadRequest => "invalid_request_error",
            ErrorKind.NoKey => "authentication_error",
            ErrorKind.NotAllowed => "permission_error",
            ErrorKind.NotFound => "not_found_error",
            ErrorKind.TooLarge => "request_too_large",
            ErrorKind.RateLimited or ErrorKind.BudgetSpent => "rate_limit_error",
            ErrorKind.Overloaded or ErrorKind.Unavailable => "overloaded_error",
            ErrorKind.TimedOut => "timeout_error",
            ErrorKind.UpstreamRefusedUs or ErrorKind.Upstream or ErrorKind.Broken => "api_error",
            _ => throw new System.Diagnostics.UnreachableException(kind.ToString()),
        };
}
