namespace Workbench.Shared.Router;

/// <summary>Says which tier a message needs. Never fails a question: what it cannot judge gets a stated tier and a warning.</summary>
public interface IMessageRouter
{
    /// <param name="place">Where the message stands in its conversation: the first has nothing to inherit.</param>
    /// <param name="bias">0: the likeliest tier; above it dearer ones are preferred, below it cheaper ones (<see cref="TierChoice"/>).</param>
    ValueTask<RouterVerdict> RouteAsync(string text, MessagePlace place, double bias, CancellationToken cancellationToken);
}
