using System.Text.Json;
using Workbench.Server.Models.Wire;

namespace Workbench.Server.Gateway.Forms;

/// <summary>Errors as OpenAI tells them: <c>{"error":{"message","type","param","code"}}</c>.</summary>
internal static class OpenAiErrors
{
    public static FormError Read(JsonElement error)
    {
        var message = error.ValueKind == JsonValueKind.String ? error.AsText() : error.Text("message");
        var word = error.Text("type") ?? error.Text("code");
        return new FormError(KindOf(word), message ?? "The provider ended its stream with an error.") { Code = word };
    }

    public static void Write(Utf8JsonWriter json, FormError error)
    {
        var (type, code) = WordsOf(error.Kind);
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("message", error.Message);
        json.WriteString("type", type);
        json.WriteString("param", error.Param);
        json.WriteString("code", error.Code ?? code);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static ErrorKind KindOf(string? word) =>
        word switch
        {
            "invalid_request_error" => ErrorKind.BadRequest,
            "rate_limit_error" or "rate_limit_exceeded" or "insufficient_quota" => ErrorKind.RateLimited,
            "overloaded_error" => ErrorKind.Overloaded,
            _ => ErrorKind.Upstream,
        };

    private static (string Type, string? Code) WordsOf(ErrorKind kind) =>
        kind switch
        {
            ErrorKind.BadRequest => ("invalid_request_error", null),
            ErrorKind.NoKey => ("invalid_request_error", "invalid_api_key"),
            ErrorKind.NotAllowed => ("invalid_request_error", "not_allowed"),
            ErrorKind.NotFound => ("invalid_request_error", "model_not_found"),
            ErrorKind.TooLarge => ("invalid_request_error", "request_too_large"),
            ErrorKind.RateLimited => ("rate_limit_error", "rate_limit_exceeded"),
            ErrorKind.BudgetSpent => ("insufficient_quota", "insufficient_quota"),
            ErrorKind.UpstreamRefusedUs => ("api_error", "provider_refused_credentials"),
            ErrorKind.Upstream => ("api_error", "provider_failed"),
            ErrorKind.TimedOut => ("api_error", "timeout"),
            ErrorKind.Overloaded => ("api_error", "overloaded"),
            ErrorKind.Unavailable => ("api_error", "unavailable"),
            ErrorKind.Broken => ("server_error", null),
            _ => throw new System.Diagnostics.UnreachableException(kind.ToString()),
        };
}
