using Microsoft.Extensions.Logging;

namespace Workbench.Client.Components;

/// <summary>Writes into the log what broke in a page, and tells it to whoever sits before it.</summary>
public sealed partial class Faults(ILogger<Faults> log)
{
    /// <returns>Where it broke, as the middle of a sentence.</returns>
    public string Tell(Exception fault)
    {
        LogBroke(fault);
        return FaultWords.Of(fault);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A page could not do what it was asked to")]
    private partial void LogBroke(Exception exception);
}
