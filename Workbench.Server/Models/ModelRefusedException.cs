using System.Net;

namespace Workbench.Server.Models;

/// <summary>An endpoint answered with an error.</summary>
/// <param name="retryAfter">When it wants to be asked again, if it said so.</param>
public sealed class ModelRefusedException(HttpStatusCode status, string message, TimeSpan? retryAfter = null) : Exception(message)
{
    public HttpStatusCode Status => status;
    public TimeSpan? RetryAfter => retryAfter;

    /// <summary>The provider's own name of the fault: <c>context_length_exceeded</c>, <c>overloaded_error</c>.</summary>
    public string? Code { get; init; }

    /// <summary>The refusal as it came, keys taken out.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether it refused in the middle of a stream that it had begun.</summary>
    public bool IsWithinStream { get; init; }
}
