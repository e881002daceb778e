using Workbench.Shared.Answers;
using Workbench.Shared.Runs;

namespace Workbench.Shared.Chat;

/// <summary>Conversations with agents, as the chat page and the CLI see them.</summary>
public interface IChat
{
    /// <summary>Newest first; keyset paging by <see cref="ConversationPage.Next"/>.</summary>
    Task<ConversationPage> ListAsync(string? search, string? after, CancellationToken cancellationToken);

    Task<ConversationView?> FindAsync(Guid conversation, CancellationToken cancellationToken);

    /// <summary>Starts a run. A question that waits in this conversation is answered by it, or superseded.</summary>
    Task<AskOutcome> AskAsync(AskRequest request, CancellationToken cancellationToken);

    /// <summary>Answers a question back with one of its alternatives.</summary>
    Task<AskOutcome> ChooseAsync(Guid run, int alternative, CancellationToken cancellationToken);

    /// <summary>The same question again, as a new run that replaces the failed or unwanted one on the page.</summary>
    /// <param name="model">Null: as it was chosen before.</param>
    Task<AskOutcome> RetryAsync(Guid run, string? model, CancellationToken cancellationToken);

    /// <summary>Drops the run and what followed from the page (kept in the traces), and asks anew.</summary>
    Task<AskOutcome> EditAsync(Guid run, string question, CancellationToken cancellationToken);

    Task<StopOutcome> StopAsync(Guid run, CancellationToken cancellationToken);
    Task RenameAsync(Guid conversation, string title, CancellationToken cancellationToken);

    /// <summary>Hides it; <see cref="RestoreAsync"/> brings it back. Traces stay.</summary>
    Task DeleteAsync(Guid conversation, CancellationToken cancellationToken);

    Task RestoreAsync(Guid conversation, CancellationToken cancellationToken);

    /// <summary>Path of a read-only page: <c>/share/…</c>. The same one when it was shared before.</summary>
    Task<string> ShareAsync(Guid conversation, CancellationToken cancellationToken);

    Task<ConversationView?> FindSharedAsync(string token, CancellationToken cancellationToken);
    Task GiveFeedbackAsync(Guid run, Feedback? feedback, CancellationToken cancellationToken);

    /// <summary>Where the run is, now and after each change, until it ends or waits. Coalesced to at most one per 33 ms.</summary>
    IAsyncEnumerable<RunProgress> FollowAsync(Guid run, CancellationToken cancellationToken);

    /// <summary>Raised (with the conversation) when a run starts or a conversation changes, from this page or any other.</summary>
    IAsyncEnumerable<Guid> FollowConversationsAsync(CancellationToken cancellationToken);

    Task<ComposerChoices> ChoicesAsync(CancellationToken cancellationToken);
}

/// <param name="Model"><c>auto</c>, a tier or a model; null: the agent's.</param>
/// <param name="Account">Null: the conversation's, or the only one.</param>
/// <param name="Level">Null: the asker's own; never above it.</param>
/// <param name="Instructions">Definitions to use for this question alone.</param>
public sealed record AskRequest(
    string Question,
    Guid? Conversation = null,
    string? Agent = null,
    string? Model = null,
    string? Account = null,
    string? Level = null,
    string? Instructions = null
)
{
    public RunPriority Priority { get; init; }
}

public abstract record AskOutcome
{
    private protected AskOutcome() { }
}

public sealed record Asked(Guid Conversation, Guid Run) : AskOutcome;

/// <summary>Nothing was started; says what is wrong and what to do.</summary>
public sealed record AskRejected(string Message) : AskOutcome;

public abstract record StopOutcome
{
    private protected StopOutcome() { }
}

public sealed record Stopping : StopOutcome;

public sealed record AlreadyEnded(DateTimeOffset At) : StopOutcome;

/// <summary>There is no such run, or none that the asker may see.</summary>
public sealed record UnknownRun(Guid Run) : StopOutcome;

public sealed record ConversationPage(IReadOnlyList<ConversationLine> Conversations, string? Next);

public sealed record ConversationLine(Guid Id, string Title, DateTimeOffset LastAskedAt, RunStatus LastStatus);

/// <param name="Runs">In the order asked, without those that an edit or a retry replaced.</param>
public sealed record ConversationView(Guid Id, string Title, string Account, bool IsShared, IReadOnlyList<RunProgress> Runs);

/// <param name="Examples">Six or more questions of the layer, the featured first.</param>
public sealed record ComposerChoices(
    IReadOnlyList<Choice> Models,
    IReadOnlyList<Choice> Accounts,
    IReadOnlyList<Choice> Levels,
    IReadOnlyList<ExampleLine> Examples
);

public sealed record Choice(string Name, string Label, string? Note, bool IsDefault);

public sealed record ExampleLine(string Question, string? Topic);
