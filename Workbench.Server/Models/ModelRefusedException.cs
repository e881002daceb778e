using System.Net;

namespace Workbench.Server.Models;

/// <summary>An endpoint answered with an error.</summary>
/// <param name="retryAfter">When it wants to be asked again, if it said so.</param>
public sealed class ModelRefusedException(HttpStatusCode status, string message, TimeSpan? retryAfter = null) : Exception(message)
{
    public HttpStatusCode Status => status;
    public TimeSpan? RetryAfter => retryAfter;
}
