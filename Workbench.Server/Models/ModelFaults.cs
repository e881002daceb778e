using System.ClientModel;
using System.Net;
using System.Text.Json;
using Workbench.Server.Models.Catalog;
using Workbench.Server.Models.Policy;
using Workbench.Server.Models.Wire;

namespace Workbench.Server.Models;

/// <summary>What went wrong at a provider, in classes that a caller can act on and in words without keys.</summary>
internal static class ModelFaults
{
    private static readonly string[] TooLong = ["context_length_exceeded", "string_above_max_length", "request_too_large"];
    private static readonly string[] TooLongWords = ["prompt is too long", "context length", "context window", "too many tokens"];

    /// <param name="hasBegun">Whether anything of the reply had come.</param>
    /// <param name="isGenerated">Whether anything was generated or counted that the provider may charge.</param>
    /// <returns>Null for what is no fault of a provider: a mistake of ours, which must not be retried or hidden.</returns>
    public static Fault? Of(Exception e, LiveModel model, bool hasBegun, bool isGenerated)
    {
        var name = model.Provider.Name;
        return e switch
        {
            ModelRefusedException refused => Refused(refused, model, isGenerated),
            BrokenReplyException broken => new Fault(ModelFault.Transient, $"{name}: {e.Message}.") { IsCharged = !broken.IsOfNoModel },
            JsonException => new Fault(ModelFault.Transient, $"{name}: it sent something that is not JSON.") { IsCharged = true },
            ClientResultException { InnerException: { } inner } => Of(inner, model, hasBegun, isGenerated),
            HttpRequestException { StatusCode: { } status } => new Fault(Of(status), $"{name}: {(int)status}."),
            HttpRequestException or IOException => new Fault(
                ModelFault.Transient,
                hasBegun ? $"{name}: the connection broke off in the middle of the reply." : $"{name}: no connection ({Reason(e)})."
            )
            {
                IsCharged = hasBegun,
            },
            TimeoutException => new Fault(ModelFault.TimedOut, $"{name}: {e.Message}") { IsCharged = true },
            _ when e.InnerException is HttpRequestException or IOException or ModelRefusedException => Of(e.InnerException, model, hasBegun, isGenerated),
            _ => null,
        };
    }

    public static ModelFault Of(HttpStatusCode status) =>
        (int)status switch
        {
            429 => ModelFault.RateLimited,
            503 or 529 => ModelFault.Overloaded,
            401 or 402 or 403 => ModelFault.Permission,
            408 or 504 => ModelFault.TimedOut,
            409 or 425 or >= 500 => ModelFault.Transient,
            _ => ModelFault.BadRequest,
        };

    private static Fault Refused(ModelRefusedException e, LiveModel model, bool isGenerated)
    {
        var kind = e.Code switch
        {
            "overloaded_error" or "server_is_overloaded" => ModelFault.Overloaded,
            "rate_limit_error" or "rate_limit_exceeded" => ModelFault.RateLimited,
            _ => Of(e.Status),
        };
        var isUnknown = kind == ModelFault.BadRequest && ((int)e.Status == 404 || e.Code is "model_not_found" or "not_found_error");
        var isTooLong =
            kind == ModelFault.BadRequest
            && (
                (int)e.Status == 413
                || TooLong.Contains(e.Code, StringComparer.OrdinalIgnoreCase)
                || TooLongWords.Any(w => e.Message.Contains(w, StringComparison.OrdinalIgnoreCase))
            );
        var hint =
            kind == ModelFault.Permission ? $" {Keys.Hint(model.Provider.Settings)}"
            : isUnknown ? $" Correct the id of the model {model.Name} in models.yml, or its provider's address."
            : "";
        return new Fault(kind, $"{model.Provider.Name}: {KeyWords.Hide(e.Message)}{hint}")
        {
            RetryAfter = e.RetryAfter,
            Refusal = e,
            // An error instead of a reply is none, also with a status of 200.
            IsCharged = isGenerated,
            IsMissing = isUnknown,
            IsTooLong = isTooLong,
        };
    }

    private static string Reason(Exception e) =>
        e is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http ? Words(http.HttpRequestError.ToString()) : e.Message;

    /// <summary><c>NameResolutionError</c> as <c>name resolution error</c>.</summary>
    private static string Words(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) && i > 0 ? $" {char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
}
