namespace Workbench.Shared.Traces;

/// <summary>Filters of the traces under a name: one's own, and those that others share.</summary>
public interface ISavedViews
{
    /// <summary>By name.</summary>
    Task<IReadOnlyList<SavedView>> ListAsync(CancellationToken cancellationToken);

    Task<ViewOutcome> SaveAsync(SavedViewDraft draft, CancellationToken cancellationToken);

    /// <summary>Only whoever saved a view changes it.</summary>
    Task<ViewOutcome> ChangeAsync(Guid view, SavedViewDraft draft, CancellationToken cancellationToken);

    /// <summary>It can be taken back for 30 days.</summary>
    Task<ViewOutcome> RemoveAsync(Guid view, CancellationToken cancellationToken);

    Task<ViewOutcome> RestoreAsync(Guid view, CancellationToken cancellationToken);
}

/// <param name="Query">What stands behind the question mark of the address.</param>
/// <param name="Owner">Who saved it.</param>
/// <param name="IsMine">Whoever asks saved it.</param>
/// <param name="IsShared">Everybody sees it.</param>
public sealed record SavedView(Guid Id, string Name, string Query, string Owner, bool IsMine, bool IsShared);

public sealed record SavedViewDraft(string Name, string Query, bool IsShared);

public abstract record ViewOutcome
{
    private protected ViewOutcome() { }
}

public sealed record ViewSaved(SavedView View) : ViewOutcome;

/// <param name="Reason">A sentence that says what to do.</param>
public sealed record ViewRefused(string Reason) : ViewOutcome;
