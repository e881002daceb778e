using Microsoft.EntityFrameworkCore;
using Workbench.Server.Storage;

namespace Workbench.Server.SemanticWorkspace.Revisions;

/// <summary>
/// The history of one folder: its newest entry, and those before it. Several folders may write into one store, a laptop's beside a server's;
/// what one of them holds says nothing of the other.
/// </summary>
internal static class HistoryLine
{
    /// <summary>
    /// The newest entry of a folder. One that never wrote any goes on with the newest that holds what it holds, as after a move or a new
    /// copy of the program; else with what was written before folders were told apart.
    /// </summary>
    /// <param name="content">Hash of the folder's files; not asked for where the folder is known.</param>
    public static async Task<LayerEntryRow?> FindHeadAsync(WorkbenchDb database, string folder, Func<string?> content, CancellationToken cancellationToken)
    {
        var newest = database.Set<LayerEntryRow>().AsNoTracking().OrderByDescending(e => e.Id);
        if (await newest.FirstOrDefaultAsync(e => e.Folder == folder, cancellationToken) is { } own)
            return own;
        return (content() is { } held ? await newest.FirstOrDefaultAsync(e => e.Content == held, cancellationToken) : null)
            ?? await newest.FirstOrDefaultAsync(e => e.Folder == null, cancellationToken);
    }

    /// <summary>Ids of an entry and of all before it.</summary>
    public static IQueryable<long> Of(WorkbenchDb database, long? head) =>
        database.Database.SqlQuery<long>(
            $"""
            with recursive line as (
                select id, parent from layer_entries where id = {head}
                union all
                select e.id, e.parent from layer_entries e join line l on e.id = l.parent
            )
            select id as "Value" from line
            """
        );
}
