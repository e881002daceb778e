namespace Workbench.Server.Models.Policy;

/// <summary>One call to one provider while it runs, in some form of pieces.</summary>
internal abstract class ProviderStream<T> : IAsyncDisposable
{
    public abstract T Current { get; }

    /// <summary>Whether <see cref="Current"/> holds something that the model generated. From the first one on there is no going back.</summary>
    public abstract bool IsToken { get; }

    /// <summary>Whether the call has left for the provider.</summary>
    public abstract bool IsSent { get; }

    /// <summary>Whether the provider told a usage.</summary>
    public abstract bool IsMetered { get; }

    public abstract ValueTask<bool> MoveNextAsync();

    /// <summary>What it took until now: as told, and estimated as far as it was not.</summary>
    /// <param name="isWhole">Whether the reply came to its end.</param>
    public abstract TokenUsage Measure(bool isWhole);

    public abstract ValueTask DisposeAsync();
}
