using System.Net;

namespace Workbench.Server.Gateway.Forms;

/// <summary>What went wrong with a call, before it has the form of one of the two.</summary>
/// <param name="Message">What, where, what to do.</param>
/// <param name="Param">The field of the request that is wrong.</param>
internal sealed record FormError(ErrorKind Kind, string Message, string? Param = null)
{
    /// <summary>When asking again may help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>A word for programs; null: the kind's own.</summary>
    public string? Code { get; init; }

    public HttpStatusCode Status =>
        Kind switch
        {
            ErrorKind.BadRequest => HttpStatusCode.BadRequest,
            ErrorKind.NoKey => HttpStatusCode.Unauthorized,
            ErrorKind.NotAllowed => HttpStatusCode.Forbidden,
            ErrorKind.NotFound => HttpStatusCode.NotFound,
            ErrorKind.TooLarge => HttpStatusCode.RequestEntityTooLarge,
            ErrorKind.RateLimited or ErrorKind.BudgetSpent => HttpStatusCode.TooManyRequests,
            ErrorKind.UpstreamRefusedUs or ErrorKind.Upstream => HttpStatusCode.BadGateway,
            ErrorKind.TimedOut => HttpStatusCode.GatewayTimeout,
            ErrorKind.Overloaded or ErrorKind.Unavailable => HttpStatusCode.ServiceUnavailable,
            ErrorKind.Broken => HttpStatusCode.InternalServerError,
            _ => throw new System.Diagnostics.UnreachableException(Kind.ToString()),
        };

    /// <summary>Whether the same call may succeed later. Official clients try again by themselves unless they are told not to.</summary>
    public bool CanRetry =>
        Kind is ErrorKind.RateLimited or ErrorKind.Upstream or ErrorKind.TimedOut or ErrorKind.Overloaded or ErrorKind.Unavailable or ErrorKind.Broken;
}

internal enum ErrorKind
{
    BadRequest,
    NoKey,
    NotAllowed,
    NotFound,
    TooLarge,
    RateLimited,
    BudgetSpent,

    /// <summary>The provider does not take our own key.</summary>
    UpstreamRefusedUs,

    Upstream,
    TimedOut,
    Overloaded,

    /// <summary>The gateway itself cannot take calls now.</summary>
    Unavailable,

    Broken,
}
