namespace Workbench.Shared.Router;

/// <summary>What people say that messages need: the router learns from it. What was asked at a level above the asker's does not exist for him.</summary>
public interface IRouterLabels
{
    /// <summary>Labels a message as the asker's. A text that he labelled before has the new label from now on; the old one stays in the history, for <see cref="UndoAsync"/>.</summary>
    Task<RouterLabelOutcome> AddAsync(RouterLabelDraft draft, CancellationToken cancellationToken);

    /// <summary>Takes a label away, whoever gave it; <see cref="UndoAsync"/> brings it back to him who took it.</summary>
    /// <returns>False: there is none of that number, or it is not in force any more.</returns>
    Task<bool> TakeBackAsync(long label, CancellationToken cancellationToken);

    /// <summary>Undoes the last thing that the asker did to labels, then the one before it, and so on.</summary>
    /// <returns>Null: there is nothing left to undo.</returns>
    Task<RouterLabelUndone?> UndoAsync(CancellationToken cancellationToken);

    /// <summary>Labels in force, newest first.</summary>
    /// <param name="tier">Null: of all tiers.</param>
    /// <param name="after"><see cref="RouterLabelPage.Next"/> of the page before; null: the first.</param>
    Task<RouterLabelPage> ListAsync(RouterTier? tier, string? after, int count, CancellationToken cancellationToken);

    Task<RouterLabelCounts> CountAsync(CancellationToken cancellationToken);

    /// <summary>Routed messages that nobody labelled, in the order in which a label helps most.</summary>
    /// <param name="skipped"><see cref="RouterQueueItem.Key"/> of those that are not to be shown.</param>
    Task<IReadOnlyList<RouterQueueItem>> QueueAsync(IReadOnlyCollection<string> skipped, int count, CancellationToken cancellationToken);
}

/// <param name="Place">Where the message stood in its conversation.</param>
public sealed record RouterLabelDraft(string Text, MessagePlace Place, RouterTier Tier)
{
    public const int LongestText = 100_000;
    public const int LongestNote = 1_000;

    /// <summary>The run that the message started; null: it comes from elsewhere.</summary>
    public Guid? Run { get; init; }

    public string? Note { get; init; }

    /// <summary>What is wrong with it, in words for the person who wrote it; null: nothing.</summary>
    public string? Problem =>
        string.IsNullOrWhiteSpace(Text.Replace("\0", "", StringComparison.Ordinal)) ? "There is no text to label."
        : Text.Length > LongestText ? $"The text is longer than {LongestText} characters."
        : Note?.Length > LongestNote ? $"The note is longer than {LongestNote} characters."
        : !Enum.IsDefined(Tier) ? "The label is fast, standard, max or context."
        : !Enum.IsDefined(Place) ? "The place is first, later or unknown."
        : Tier == RouterTier.Context && Place == MessagePlace.First ? "The first message of a conversation inherits nothing: it needs fast, standard or max."
        : null;
}

public abstract record RouterLabelOutcome
{
    private protected RouterLabelOutcome() { }
}

public sealed record RouterLabelled(RouterLabel Label) : RouterLabelOutcome;

public sealed record RouterLabelRejected(string Problem) : RouterLabelOutcome;

/// <param name="IsKeptAside">It is not learned from, but used to compare versions: by the hash of its text, so always the same ones.</param>
public sealed record RouterLabel(
    long Id,
    string Text,
    MessagePlace Place,
    RouterTier Tier,
    string By,
    DateTimeOffset At,
    Guid? Run,
    string? Note,
    bool IsKeptAside
);

/// <param name="Now">What the asker's label of the text is after it; null: none.</param>
public sealed record RouterLabelUndone(string Text, RouterTier? Now);

/// <param name="Next">Null: this is the last page.</param>
public sealed record RouterLabelPage(IReadOnlyList<RouterLabel> Labels, string? Next);

/// <param name="Texts">With at least one label.</param>
/// <param name="ByTier">Texts by the label that most gave them, the newest where as many gave another.</param>
/// <param name="KeptAside">Texts that versions are compared on.</param>
/// <param name="Disputed">Texts that people labelled differently.</param>
/// <param name="Waiting">Different messages in the queue.</param>
public sealed record RouterLabelCounts(int Texts, IReadOnlyDictionary<RouterTier, int> ByTier, int KeptAside, int Disputed, int Waiting);

/// <summary>A message that waits for a label.</summary>
public sealed record RouterQueueItem
{
    /// <summary>Of the text: the same message asked twice waits once.</summary>
    public required string Key { get; init; }

    public required string Text { get; init; }
    public required MessagePlace Place { get; init; }

    /// <summary>The message before it in its conversation, which it may hang on; null: there is none, or it is not known.</summary>
    public string? Before { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The run to look at; null: the message has no trace.</summary>
    public Guid? Run { get; init; }

    /// <summary>What the router said then.</summary>
    public required RouterTier Said { get; init; }

    public required RouterProbabilities Probabilities { get; init; }

    /// <summary>The weights that said it.</summary>
    public required string Version { get; init; }

    /// <summary>What the weights in use say now, where these are others; null: the same ones.</summary>
    public RouterTier? Now { get; init; }

    public required RouterQueueReason Reason { get; init; }

    /// <summary>The reason in words: "somebody asked again with max".</summary>
    public required string Why { get; init; }
}

/// <summary>Why a message waits where it does, the most telling first.</summary>
public enum RouterQueueReason
{
    /// <summary>Somebody chose a model instead.</summary>
    Overridden,
    ThumbsDown,
    Retried,
    Edited,

    /// <summary>The weights in use say another tier than those that decided.</summary>
    Disagrees,
    Uncertain,
    Other,
}
