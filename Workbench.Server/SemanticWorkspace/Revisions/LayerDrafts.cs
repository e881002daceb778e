using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Storage;
using Workbench.Shared.SemanticLayer;
using LayerDraft = Workbench.Shared.SemanticLayer.LayerDraft;
using LayerFolder = Workbench.Server.Semantics.Layer.LayerFolder;

namespace Workbench.Server.SemanticWorkspace.Revisions;

/// <summary>Texts and removals that are not saved yet, in the store: neither a closed tab nor a killed server loses them.</summary>
internal sealed class LayerDrafts(IDbContextFactory<WorkbenchDb> databases, TimeProvider time)
{
    /// <summary>Characters that are still kept: twice what a file may have.</summary>
    private const int MaxLength = 2 * LayerFolder.MaxFileBytes;

    /// <summary>By tab, and by file where other tabs go on with one of its files.</summary>
    private readonly Dictionary<(Guid Session, string? Path), HashSet<Guid>> _holders = [];

    private readonly Lock _holding = new();

    /// <param name="text">Null: the file is to be removed.</param>
    /// <exception cref="ArgumentException">The text is longer than any file may be.</exception>
    public async Task KeepAsync(string author, string path, Guid session, string baseHash, string? text, CancellationToken cancellationToken)
    {
        if (text?.Length > MaxLength)
            throw new ArgumentException($"{path} has {text.Length:N0} characters: no file of a layer may be that long.", nameof(text));
        var (packed, now) = (text is null ? null : LayerText.Pack(text), time.GetUtcNow());
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await database.Database.ExecuteSqlAsync(
            $"""
            insert into layer_drafts (author, path, session, packed, base_hash, kept_at)
            values ({author}, {path}, {session}, {packed}, {baseHash}, {now})
            on conflict (author, path, session) do update set packed = excluded.packed, base_hash = excluded.base_hash, kept_at = excluded.kept_at
            """,
            cancellationToken
        );
    }

    /// <summary>An author's drafts of a file with the tabs that they are of: a tab's own first, then the newest.</summary>
    public async Task<ImmutableArray<(Guid Session, LayerDraft Draft)>> FindAsync(string author, string path, Guid session, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await database
            .Set<LayerDraftRow>()
            .AsNoTracking()
            .Where(d => d.Author == author && d.Path == path)
            .OrderByDescending(d => d.Session == session)
            .ThenByDescending(d => d.KeptAt)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(r => (r.Session, DraftOf(r)))];
    }

    /// <summary>The drafts of a tab are in somebody's hands until <see cref="Release"/>: its own, or those of one that goes on with them.</summary>
    /// <param name="path">Null: all of them.</param>
    public void Hold(Guid session, string? path, Guid holder)
    {
        lock (_holding)
        {
            if (!_holders.TryGetValue((session, path), out var holders))
                _holders[(session, path)] = holders = [];
            holders.Add(holder);
        }
    }

    /// <summary>A tab is closed: whoever opens its files next goes on with its drafts.</summary>
    public void Release(Guid holder)
    {
        lock (_holding)
            foreach (var (held, holders) in _holders)
                if (holders.Remove(holder) && holders.Count == 0)
                    _holders.Remove(held);
    }

    /// <summary>Whether a tab's draft of a file is in the hands of another one, of this server.</summary>
    public bool IsOfAnother(Guid session, string path, Guid asking)
    {
        lock (_holding)
            return session != asking && (IsHeldByAnother((session, null)) || IsHeldByAnother((session, path)));

        bool IsHeldByAnother((Guid, string?) key) => _holders.TryGetValue(key, out var holders) && holders.Any(h => h != asking);
    }

    /// <summary>One per file, newest first.</summary>
    public async Task<ImmutableArray<(string Path, string BaseHash, DateTimeOffset KeptAt, bool IsRemoval)>> ListAsync(
        string author,
        CancellationToken cancellationToken
    )
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await database
            .Set<LayerDraftRow>()
            .AsNoTracking()
            .Where(d => d.Author == author)
            .OrderByDescending(d => d.KeptAt)
            .Select(d => new
            {
                d.Path,
                d.BaseHash,
                d.KeptAt,
                IsRemoval = d.Packed == null,
            })
            .ToListAsync(cancellationToken);
        return [.. rows.DistinctBy(r => r.Path, StringComparer.Ordinal).Select(r => (r.Path, r.BaseHash, r.KeptAt, r.IsRemoval))];
    }

    /// <summary>The newest text of each file, whichever tab it is of.</summary>
    public async Task<ImmutableArray<(string Path, LayerDraft Draft)>> NewestAsync(string author, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await database
            .Set<LayerDraftRow>()
            .AsNoTracking()
            .Where(d => d.Author == author)
            .OrderByDescending(d => d.KeptAt)
            .ToListAsync(cancellationToken);
        return [.. rows.DistinctBy(r => r.Path, StringComparer.Ordinal).Select(r => (r.Path, DraftOf(r)))];
    }

    private static LayerDraft DraftOf(LayerDraftRow row) => new(row.Packed is null ? null : LayerText.Unpack(row.Packed), row.BaseHash, row.KeptAt);

    /// <param name="keptAt">Only if nothing was typed in that tab since; null forgets it in any case.</param>
    public async Task ForgetAsync(string author, string path, Guid session, DateTimeOffset? keptAt, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await database
            .Set<LayerDraftRow>()
            .Where(d => d.Author == author && d.Path == path && d.Session == session && (keptAt == null || d.KeptAt == keptAt))
            .ExecuteDeleteAsync(cancellationToken);
    }
}
