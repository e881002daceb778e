using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Workbench.Server.Audit;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Storage;

namespace Workbench.Server.SemanticWorkspace.Revisions;

/// <summary>What the layer's folder held, save by save, in the store. Only appends.</summary>
internal sealed class LayerHistory(IDbContextFactory<WorkbenchDb> databases, ISemanticLayers layers, LayerDisk disk, IAuditLog audit, TimeProvider time)
{
    /// <summary>Nobody else appends until the turn ends: what the newest entry says of the folder stays true meanwhile.</summary>
    public async Task<HistoryTurn> BeginAsync(CancellationToken cancellationToken)
    {
        var database = await databases.CreateDbContextAsync(cancellationToken);
        try
        {
            return await HistoryTurn.BeginAsync(database, layers.Folder, ContentOnDisk, audit, time, cancellationToken);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Newest first.</summary>
    public async Task<ImmutableArray<LayerEntryRow>> ListAsync(string? path, long? before, int limit, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var entries = await EntriesAsync(database, cancellationToken);
        if (before is { } earlier)
            entries = entries.Where(e => e.Id < earlier);
        if (path is not null)
            entries = entries.Where(e => database.Set<LayerEntryFileRow>().Any(f => f.Entry == e.Id && f.Path == path));
        return [.. await entries.OrderByDescending(e => e.Id).Take(limit).ToListAsync(cancellationToken)];
    }

    /// <param name="id">A number, or a content hash: then its newest entry.</param>
    public async Task<LayerEntryRow?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var entries = await EntriesAsync(database, cancellationToken);
        return NumberOf(id) is { } number
            ? await entries.FirstOrDefaultAsync(e => e.Id == number, cancellationToken)
            : await entries.Where(e => e.Content == id).OrderByDescending(e => e.Id).FirstOrDefaultAsync(cancellationToken);
    }

    public async Task<long?> FindNewestIdAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return (await HeadAsync(database, cancellationToken))?.Id;
    }

    /// <summary>What entries changed, in the order of their paths.</summary>
    public async Task<ILookup<long, LayerEntryFileRow>> FilesAsync(IEnumerable<long> entries, CancellationToken cancellationToken)
    {
        var ids = entries.ToArray();
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var files = await database.Set<LayerEntryFileRow>().AsNoTracking().Where(f => ids.Contains(f.Entry)).ToListAsync(cancellationToken);
        return files.OrderBy(f => f.Path, StringComparer.Ordinal).ToLookup(f => f.Entry);
    }

    /// <summary>Who changed a file last; null when it was found on disk, or is not known.</summary>
    public async Task<string?> FindLastAuthorAsync(string path, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await (
            from file in database.Set<LayerEntryFileRow>()
            join entry in await EntriesAsync(database, cancellationToken) on file.Entry equals entry.Id
            where file.Path == path
            orderby entry.Id descending
            select entry.Author
        ).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>All files after an entry.</summary>
    public async Task<ImmutableArray<LayerFileText>> StateAsync(LayerEntryRow entry, CancellationToken cancellationToken)
    {
        var manifest = HistoryTurn.Manifest(entry);
        var texts = await TextsAsync(manifest.Values, cancellationToken);
        return [.. manifest.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => new LayerFileText(f.Key, texts[f.Value]))];
    }

    public async Task<Dictionary<string, string>> TextsAsync(IEnumerable<string> hashes, CancellationToken cancellationToken)
    {
        var wanted = hashes.Distinct(StringComparer.Ordinal).ToArray();
        if (wanted.Length == 0)
            return [];
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await database.Set<LayerTextRow>().AsNoTracking().Where(t => wanted.Contains(t.Hash)).ToListAsync(cancellationToken);
        return rows.ToDictionary(r => r.Hash, r => LayerText.Unpack(r.Packed), StringComparer.Ordinal);
    }

    /// <summary>Keeps a text that a change will begin with, so that it can be merged later.</summary>
    public async Task KeepTextAsync(string text, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await HistoryTurn.KeepTextsAsync(database, [text], cancellationToken);
    }

    private Task<LayerEntryRow?> HeadAsync(WorkbenchDb database, CancellationToken cancellationToken) =>
        HistoryLine.FindHeadAsync(database, layers.Folder, ContentOnDisk, cancellationToken);

    /// <summary>Entries of the folder alone.</summary>
    private async Task<IQueryable<LayerEntryRow>> EntriesAsync(WorkbenchDb database, CancellationToken cancellationToken)
    {
        var line = HistoryLine.Of(database, (await HeadAsync(database, cancellationToken))?.Id);
        return database.Set<LayerEntryRow>().AsNoTracking().Where(e => line.Contains(e.Id));
    }

    private string? ContentOnDisk() => Directory.Exists(layers.Folder) ? disk.Read().Id : null;

    public static long? NumberOf(string? id) =>
        id is { Length: > 0 and < 19 } && long.TryParse(id, System.Globalization.NumberStyles.None, null, out var number) ? number : null;
}
