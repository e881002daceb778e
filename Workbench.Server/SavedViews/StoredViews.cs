using Microsoft.EntityFrameworkCore;
using Npgsql;
using Workbench.Server.Access;
using Workbench.Server.Storage;
using Workbench.Shared.Traces;

namespace Workbench.Server.SavedViews;

/// <summary>Saved views, a row each. A removed one stays for a month, so that it can be taken back.</summary>
internal sealed class StoredViews(IDbContextFactory<WorkbenchDb> databases, IAsker asker, TimeProvider time) : ISavedViews
{
    private const int LongestName = 60;
    private const int LongestQuery = 4_000;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private string User => asker.Current.User;

    public async Task<IReadOnlyList<SavedView>> ListAsync(CancellationToken cancellationToken)
    {
        var user = User;
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await database
            .Set<SavedViewRow>()
            .AsNoTracking()
            .Where(v => v.RemovedAt == null && (v.IsShared || v.Owner == user))
            .ToListAsync(cancellationToken);
        return [.. rows.Select(View).OrderBy(v => v.Name, StringComparer.CurrentCultureIgnoreCase).ThenBy(v => v.Owner, StringComparer.Ordinal)];
    }

    public async Task<ViewOutcome> SaveAsync(SavedViewDraft draft, CancellationToken cancellationToken)
    {
        if (Problem(draft) is { } problem)
            return problem;
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var row = new SavedViewRow
        {
            Id = Guid.CreateVersion7(),
            Name = draft.Name.Trim(),
            NameKey = KeyOf(draft.Name),
            Query = draft.Query,
            Owner = User,
            IsShared = draft.IsShared,
        };
        database.Add(row);
        return await WriteAsync(database, row, cancellationToken);
    }

    public async Task<ViewOutcome> ChangeAsync(Guid view, SavedViewDraft draft, CancellationToken cancellationToken)
    {
        if (Problem(draft) is { } problem)
            return problem;
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await FindAsync(database, view, cancellationToken) is not { RemovedAt: null } row)
            return Gone;
        (row.Name, row.NameKey) = (draft.Name.Trim(), KeyOf(draft.Name));
        (row.Query, row.IsShared) = (draft.Query, draft.IsShared);
        return await WriteAsync(database, row, cancellationToken);
    }

    public async Task<ViewOutcome> RemoveAsync(Guid view, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await FindAsync(database, view, cancellationToken) is not { RemovedAt: null } row)
            return Gone;
        row.RemovedAt = now;
        await database.Set<SavedViewRow>().Where(v => v.RemovedAt < now - Kept).ExecuteDeleteAsync(cancellationToken);
        return await WriteAsync(database, row, cancellationToken);
    }

    public async Task<ViewOutcome> RestoreAsync(Guid view, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await FindAsync(database, view, cancellationToken) is not { } row)
            return Gone;
        row.RemovedAt = null;
        return await WriteAsync(database, row, cancellationToken);
    }

    private static ViewRefused Gone => new("This view was removed, or somebody else saved it. Save the filters as a view of your own.");

    /// <summary>Of those whom the asker may change.</summary>
    private async Task<SavedViewRow?> FindAsync(WorkbenchDb database, Guid view, CancellationToken cancellationToken)
    {
        var user = User;
        return await database.Set<SavedViewRow>().SingleOrDefaultAsync(v => v.Id == view && v.Owner == user, cancellationToken);
    }

    private async Task<ViewOutcome> WriteAsync(WorkbenchDb database, SavedViewRow row, CancellationToken cancellationToken)
    {
        try
        {
            await database.SaveChangesAsync(cancellationToken);
            return new ViewSaved(View(row));
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return new ViewRefused($"You have a view “{row.Name}” already. Choose another name.");
        }
    }

    private static string KeyOf(string name) => name.Trim().ToUpperInvariant();

    private SavedView View(SavedViewRow row) => new(row.Id, row.Name, row.Query, row.Owner, row.Owner == User, row.IsShared);

    private static ViewRefused? Problem(SavedViewDraft draft) =>
        draft.Name.Trim() is not { Length: > 0 and <= LongestName } ? new ViewRefused($"A name has 1 to {LongestName} characters.")
        : draft.Query.Length == 0 ? new ViewRefused("There is no filter to be saved. Choose some first.")
        : draft.Query.Length > LongestQuery ? new ViewRefused("These filters are too long to be saved. Search for fewer words.")
        : null;
}
