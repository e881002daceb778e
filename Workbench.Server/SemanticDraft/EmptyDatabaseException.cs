using System.Collections.Immutable;

namespace Workbench.Server.SemanticDraft;

/// <summary>There is nothing to draft a layer from.</summary>
public sealed class EmptyDatabaseException(string database, ImmutableArray<DraftNote> leftOut)
    : InvalidOperationException(
        leftOut.IsEmpty
            ? $"The database {database} has no tables: create some, or name another database."
            : $"The database {database} has no table that can be read: {string.Join("; ", leftOut.Take(5).Select(l => $"{l.What}: {l.Why}"))}."
    )
{
    public ImmutableArray<DraftNote> LeftOut { get; } = leftOut;
}
