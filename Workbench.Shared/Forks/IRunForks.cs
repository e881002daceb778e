namespace Workbench.Shared.Forks;

/// <summary>Runs that go on from a step of another run, with something changed.</summary>
public interface IRunForks
{
    /// <summary>What can be changed at a step.</summary>
    Task<ForkOffer> OfferAsync(Guid run, int step, CancellationToken cancellationToken);

    /// <summary>Begins a new run with the finished steps before that step, which are not paid again; from there on it works anew.</summary>
    Task<ForkOutcome> ForkAsync(ForkRequest request, CancellationToken cancellationToken);

    /// <summary>Takes a fork's answer onto the page of its conversation, in the place of the run that it came from.</summary>
    /// <returns>False when it is no fork, or stands there already.</returns>
    Task<bool> ShowInConversationAsync(Guid fork, CancellationToken cancellationToken);
}

/// <summary>What is to be another one; what is null stays.</summary>
/// <param name="Step">The first that is done anew; with <see cref="Result"/> the tool step that is said to have returned it.</param>
public sealed record ForkRequest(Guid Run, int Step)
{
    /// <summary>A model or a tier.</summary>
    public string? Model { get; init; }

    public string? AgentVersion { get; init; }
    public string? LayerRevision { get; init; }

    /// <summary>Messages of the model step's prompt by their place, from 1.</summary>
    public IReadOnlyDictionary<int, string> Messages { get; init; } = new Dictionary<int, string>();

    /// <summary>What the tool returns.</summary>
    public string? Result { get; init; }
}

public abstract record ForkOutcome
{
    private protected ForkOutcome() { }
}

/// <param name="Copied">Steps that it has of the other run.</param>
public sealed record Forked(Guid Conversation, Guid Run, int Copied) : ForkOutcome;

public sealed record ForkRefused(string Reason) : ForkOutcome;

public abstract record ForkOffer
{
    private protected ForkOffer() { }
}

public sealed record NoFork(string Reason) : ForkOffer;

/// <param name="Copied">Finished steps that the new run would have of this one.</param>
/// <param name="Model">That the run asks.</param>
public sealed record ForkChoices(int Copied, string Model) : ForkOffer
{
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>The agent's present version, where it is another one than the run's.</summary>
    public string? NewAgentVersion { get; init; }

    /// <summary>The layer's present revision, where it is another one than the run's.</summary>
    public string? NewLayerRevision { get; init; }

    /// <summary>Of a model step's prompt.</summary>
    public IReadOnlyList<ForkMessage> Messages { get; init; } = [];

    /// <summary>Of a tool step: what it returned.</summary>
    public string? Result { get; init; }

    /// <summary>It is a tool step, whose result can be another one.</summary>
    public bool IsTool { get; init; }
}

/// <param name="Place">From 1.</param>
public sealed record ForkMessage(int Place, string Role, string Text);

/// <summary>Where a fork came from.</summary>
/// <param name="Step">Of the other run.</param>
/// <param name="Copied">How many steps come from there.</param>
/// <param name="Changes">In words.</param>
public sealed record ForkOrigin(Guid Run, int Step, int Copied, string Changes)
{
    /// <summary>It was put onto the page of its conversation.</summary>
    public bool IsInConversation { get; init; }
}
