using System.Net;
using System.Text.Json;

namespace Workbench.Server.Models;

/// <summary>What went wrong at a provider, in classes that a caller can act on.</summary>
internal static class ModelFaults
{
    /// <returns>Null for what is no fault of a provider: a mistake of ours, which must not be retried or hidden.</returns>
    public static ModelFault? Classify(Exception e) =>
        e switch
        {
            ModelRefusedException refused => Of(refused.Status),
            HttpRequestException { StatusCode: { } status } => Of(status),
            HttpRequestException or IOException => ModelFault.Transient,
            TimeoutException => ModelFault.TimedOut,
            JsonException => ModelFault.Transient,
            _ => null,
        };

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
}
