namespace Workbench.Shared.People;

/// <summary>What there is of each person, to be handed out or erased.</summary>
public interface IPeople
{
    /// <summary>By name.</summary>
    /// <param name="search">A part of the name.</param>
    /// <param name="after">The <see cref="PeoplePage.Next"/> of the page before; null: the first.</param>
    Task<PeoplePage> ListAsync(string? search, string? after, int count, CancellationToken cancellationToken);

    /// <summary>What erasing would delete and what it would keep under another name.</summary>
    /// <returns>Null: nobody of this name is known.</returns>
    Task<ErasurePlan?> PlanAsync(string name, CancellationToken cancellationToken);

    /// <summary>Erases the person. What was done stays done when it is cut off; the next time goes on.</summary>
    /// <param name="confirmed">The name, written once more.</param>
    Task<ErasureOutcome> EraseAsync(string name, string confirmed, CancellationToken cancellationToken);
}

/// <param name="Next">For the next page; null: this is the last one.</param>
public sealed record PeoplePage(IReadOnlyList<PersonLine> People, string? Next);

/// <param name="CostUsd">Of the runs that are there; null: none of them has a price.</param>
/// <param name="First">When the first of the runs was asked; null: there is none.</param>
public sealed record PersonLine(string Name, long Conversations, long Runs, decimal? CostUsd, DateTimeOffset? First, DateTimeOffset? Last, long AuditEntries);

/// <param name="Live">Runs that are not over: they have to be stopped first.</param>
/// <param name="Drafts">Of the layer, unsaved.</param>
/// <param name="Named">Rows that stay, with another name in the place of this one, by what they are.</param>
public sealed record ErasurePlan(PersonLine Person, IReadOnlyList<Guid> Live, long Drafts, IReadOnlyList<NamedRows> Named);

/// <param name="What">As a sentence goes on after the number: "entries of the layer's history".</param>
public sealed record NamedRows(string What, long Rows);

public abstract record ErasureOutcome
{
    private protected ErasureOutcome() { }
}

/// <param name="Label">What stands in the place of the name from now on.</param>
/// <param name="Left">What could not be reached, as sentences.</param>
public sealed record PersonErased(string Label, long Runs, long Conversations, long Renamed, IReadOnlyList<string> Left) : ErasureOutcome;

/// <summary>Nothing was erased, or not all; says why and what to do.</summary>
public sealed record ErasureRefused(string Reason) : ErasureOutcome;
