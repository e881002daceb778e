using Workbench.Server.Models;

namespace Workbench.Server.Gateway.Forms;

/// <summary>What failed at the model gateway, as an error that a program can act on.</summary>
internal static class FaultErrors
{
    public static FormError Of(ModelFault fault, string message, TimeSpan? retryAfter) =>
        new(
            fault switch
            {
                ModelFault.BadRequest => ErrorKind.BadRequest,
                ModelFault.Permission => ErrorKind.UpstreamRefusedUs,
                ModelFault.RateLimited => ErrorKind.RateLimited,
                ModelFault.Overloaded => ErrorKind.Overloaded,
                ModelFault.TimedOut => ErrorKind.TimedOut,
                ModelFault.Transient => ErrorKind.Upstream,
                ModelFault.BudgetSpent => ErrorKind.BudgetSpent,
                _ => throw new System.Diagnostics.UnreachableException(fault.ToString()),
            },
            message
        )
        {
            RetryAfter = retryAfter,
        };
}
