using Workbench.Shared.SemanticLayer;

namespace Workbench.Client.SemanticLayer.Editor;

/// <summary>The files that an author has open or changed, in this browser window.</summary>
public sealed class LayerDesk(ILayerEditing editing)
{
    private const char TabMark = '+';

    private readonly List<LayerDocument> _documents = [];
    private readonly Dictionary<string, LayerWorkingFile> _offers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _left = new(StringComparer.Ordinal);

    public IReadOnlyList<LayerDocument> Documents => _documents;

    public IEnumerable<LayerDocument> Tabs => _documents.Where(d => d.HasTab);

    public IEnumerable<LayerDocument> Dirty => _documents.Where(d => d.IsDirty);

    public int DirtyCount => _documents.Count(d => d.IsDirty);

    /// <summary>What the language reads in place of the files on disk.</summary>
    public LayerTexts Unsaved => new(_documents.Where(d => d.IsDirty).ToDictionary(d => d.Path, d => d.IsRemoved ? null : d.Text, StringComparer.Ordinal));

    public IReadOnlyList<LayerFileChange> Changes => [.. Dirty.Select(d => d.Change)];

    public IReadOnlyList<RevisionFileChange> Differences => [.. Dirty.Select(d => d.Difference)];

    public LayerDocument? Find(string? path) => _documents.FirstOrDefault(d => string.Equals(d.Path, path, StringComparison.Ordinal));

    /// <summary>The file as the author left it; null when there is none.</summary>
    public async Task<LayerDocument?> OpenAsync(string path, CancellationToken cancellationToken)
    {
        if (Find(path) is not { } document)
        {
            if (await ReadFileAsync(path, cancellationToken) is not { } file)
                return null;
            // Opened twice at once: the first one stays.
            document = Find(path) ?? Add(LayerDocument.Open(file));
        }
        document.HasTab = true;
        return document;
    }

    /// <summary>The text of a file that is not opened by it.</summary>
    public async Task<string?> ReadAsync(string path, CancellationToken cancellationToken) =>
        await ReadFileAsync(path, cancellationToken) is { } file ? LayerDocument.Open(file).Text : null;

    /// <summary>What this browser tab had open before it was loaded again.</summary>
    /// <param name="kept">As <see cref="Remember"/> wrote it.</param>
    public async Task RestoreAsync(string kept, CancellationToken cancellationToken)
    {
        foreach (var line in kept.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var path = line[1..];
            if (Find(path) is null && await OpenAsync(path, cancellationToken) is { } document)
                document.HasTab = line[0] == TabMark;
        }
    }

    /// <summary>What is open, to be found again after a reload.</summary>
    public string Remember() => string.Join('\n', _documents.Select(d => $"{(d.HasTab ? TabMark : ' ')}{d.Path}"));

    /// <summary>Files with unsaved text from before that is not open here.</summary>
    public async Task<IReadOnlySet<string>> OtherDraftsAsync(CancellationToken cancellationToken) =>
        (await editing.DraftsAsync(cancellationToken)).Select(d => d.Path).Where(p => Find(p) is null).ToHashSet(StringComparer.Ordinal);

    public LayerDocument Create(string path, string text) => Add(LayerDocument.Create(path, text));

    /// <summary>Puts other texts in the place of files, open or not. All are read first: when the store does not answer, none is changed.</summary>
    /// <param name="changes">A file without a text is removed by the next save.</param>
    /// <returns>What was changed, in this order, to be taken back.</returns>
    public async Task<IReadOnlyList<DeskChange>> PutAsync(IEnumerable<LayerFileChange> changes, CancellationToken cancellationToken)
    {
        List<(LayerFileChange Change, LayerDocument? Open, LayerWorkingFile? File)> read = [];
        foreach (var change in changes)
        {
            var open = Find(change.Path);
            read.Add((change, open, open is null ? await ReadFileAsync(change.Path, cancellationToken) : null));
        }
        List<DeskChange> put = [];
        foreach (var (change, open, file) in read)
        {
            // Opened or closed while the others were read.
            var document = Find(change.Path) ?? (open is null ? null : Add(open));
            var isOpen = document is not null;
            document ??= file is null ? null : Add(LayerDocument.Open(file));
            if (document is null && change.Text is null)
                continue;
            put.Add(
                document is null
                    ? new DeskChange(document = Create(change.Path, change.Text!), null)
                    : new DeskChange(document, new DeskText(document.Text, isOpen || document.IsDirty, document.HasTab, document.IsRemoved))
            );
            if (change.Text is { } text)
                document.Replace(text);
            document.IsRemoved = change.Text is null;
            document.HasTab &= !document.IsRemoved;
        }
        return put;
    }

    /// <summary>Texts, tabs and removals as they were before <see cref="PutAsync"/>: the store is not asked. May be done again.</summary>
    /// <returns>Files that were not there at all: they are to be discarded.</returns>
    public IReadOnlyList<LayerDocument> TakeBack(IReadOnlyList<DeskChange> changes)
    {
        List<LayerDocument> made = [];
        foreach (var (document, before) in changes.Reverse().Where(c => _documents.Contains(c.Document)))
        {
            if (before is null)
            {
                made.Add(document);
                continue;
            }
            var wasRemoved = document.IsRemoved;
            if (!string.Equals(document.Text, before.Text, StringComparison.Ordinal))
                document.Replace(before.Text);
            document.IsRemoved = before.IsRemoved;
            if (wasRemoved && !before.IsRemoved)
                Restore(document, before.HasTab && before.IsOpen);
        }
        return made;
    }

    /// <summary>A file that was to be removed stays.</summary>
    public void Restore(LayerDocument document, bool hasTab)
    {
        if (!_documents.Contains(document))
            return; // Saved away meanwhile.
        document.IsRemoved = false;
        document.HasTab = hasTab;
    }

    /// <summary>Takes the tab away. A text without changes is forgotten, a changed one stays to be saved.</summary>
    public void Close(LayerDocument document)
    {
        document.HasTab = false;
        if (!document.IsDirty)
            _documents.Remove(document);
    }

    /// <summary>Back to the file on disk; a new file goes.</summary>
    /// <returns>The document, or null when it is gone.</returns>
    public async Task<LayerDocument?> DiscardAsync(LayerDocument document, CancellationToken cancellationToken)
    {
        await editing.KeepDraftAsync(document.Path, document.BaseHash ?? "", null, cancellationToken);
        if (await ReadFileAsync(document.Path, cancellationToken) is { } file)
        {
            document.Discard(file);
            document.KeptVersion = document.Version;
            return document;
        }
        _documents.Remove(document);
        return null;
    }

    /// <summary>What was discarded is typed again, on the file that it began with: what others saved meanwhile is merged by the save.</summary>
    /// <param name="kept">The text as it was, of <see cref="LayerDocument.AsDraft"/>.</param>
    public LayerDocument BringBack(LayerDocument discarded, LayerDraft kept)
    {
        var document = Find(discarded.Path) ?? Add(discarded);
        document.Take(kept);
        (document.HasTab, document.KeptVersion) = (true, -1); // Its draft was forgotten.
        return document;
    }

    /// <summary>Files changed on disk, by others or by a save of ours.</summary>
    /// <returns>Documents without changes of their own that should become what is on disk, with that.</returns>
    public async Task<IReadOnlyList<(LayerDocument Document, LayerWorkingFile File)>> LookAsync(CancellationToken cancellationToken)
    {
        List<(LayerDocument, LayerWorkingFile)> following = [];
        foreach (var document in _documents.ToList())
        {
            if (await ReadFileAsync(document.Path, cancellationToken) is { } file)
            {
                if (document.Sees(file))
                    following.Add((document, file));
            }
            else if (document.IsRemoved || !document.IsDirty)
            {
                _documents.Remove(document);
            }
            else
            {
                document.Lose();
            }
        }
        return following;
    }

    /// <summary>What was just saved is what is on disk: nothing is unsaved any more.</summary>
    public async Task<IReadOnlyList<LayerDocument>> SavedAsync(CancellationToken cancellationToken)
    {
        List<LayerDocument> changed = [];
        foreach (var document in _documents.ToList())
        {
            if (await ReadFileAsync(document.Path, cancellationToken) is not { } file)
            {
                _documents.Remove(document);
                continue;
            }
            var text = document.Text;
            document.Discard(file);
            document.KeptVersion = document.Version;
            if (!string.Equals(document.Text, text, StringComparison.Ordinal))
                changed.Add(document);
            if (!document.HasTab)
                _documents.Remove(document);
        }
        return changed;
    }

    /// <summary>Keeps what is not kept yet, so that a closed browser loses nothing.</summary>
    /// <returns>The documents of which the browser does not know yet that they are kept, with their versions.</returns>
    public async Task<IReadOnlyList<(LayerDocument Document, int Version)>> KeepAsync(CancellationToken cancellationToken)
    {
        foreach (var document in _documents.Where(d => !d.IsReadOnly && d.KeptVersion != d.Version).ToList())
        {
            var (version, isRemoved) = (document.Version, document.IsRemoved);
            if (document is { IsRemoved: true, IsNew: false })
                await editing.KeepRemovalAsync(document.Path, document.BaseHash ?? "", cancellationToken);
            else
                await editing.KeepDraftAsync(
                    document.Path,
                    document.BaseHash ?? "",
                    document is { IsDirty: true, IsRemoved: false } ? document.Text : null,
                    cancellationToken
                );
            if (document.IsRemoved != isRemoved)
                continue; // Removed, or brought back, while it was kept: the next round keeps that.
            document.KeptVersion = version;
            if (document is { HasTab: false, IsDirty: false })
                _documents.Remove(document); // A removal that was taken back: it is forgotten by now.
        }
        return [.. _documents.Where(d => d.ToldVersion != d.KeptVersion).Select(d => (d, d.KeptVersion))];
    }

    /// <summary>What another browser has typed in a file, for the author to look at; null when nothing is to be asked.</summary>
    public LayerWorkingFile? Offer(string? path) =>
        path is not null && _offers.TryGetValue(path, out var file) && Find(path) is null or { IsDirty: false } ? file : null;

    /// <summary>Goes on with a copy of what another browser typed; that one keeps its own.</summary>
    public LayerDocument Take(LayerWorkingFile offer)
    {
        _offers.Remove(offer.Path);
        _left.Add(offer.Path);
        var draft = offer.Elsewhere ?? throw new ArgumentException($"Nothing else was typed in {offer.Path}.", nameof(offer));
        var document = Find(offer.Path) ?? Add(LayerDocument.Open(offer));
        document.Take(draft);
        document.HasTab = true;
        return document;
    }

    /// <summary>It is not asked about again, and stays where it is.</summary>
    public void Leave(LayerWorkingFile offer)
    {
        _offers.Remove(offer.Path);
        _left.Add(offer.Path);
    }

    /// <summary>This tab was loaded again: what it typed as one of these sessions is its own.</summary>
    /// <returns>Documents that have their texts again.</returns>
    public async Task<IReadOnlyList<LayerDocument>> GoOnWithAsync(IEnumerable<Guid> sessions, CancellationToken cancellationToken)
    {
        editing.GoOnWith(sessions);
        List<LayerDocument> found = [];
        foreach (var path in _offers.Keys.ToList())
            if (await ReadFileAsync(path, cancellationToken) is { Draft: { } draft } && Find(path) is { IsDirty: false } document)
            {
                document.Take(draft);
                found.Add(document);
            }
        return found;
    }

    private async Task<LayerWorkingFile?> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        var file = await editing.OpenAsync(path, cancellationToken);
        // Asked when a file is opened, not while it is looked at again.
        if (file is { Elsewhere: not null, IsReadOnly: false } && !_left.Contains(path) && (Find(path) is null || _offers.ContainsKey(path)))
            _offers[path] = file;
        else
            _offers.Remove(path);
        return file is { IsThere: true } ? file : null;
    }

    private LayerDocument Add(LayerDocument document)
    {
        _documents.Add(document);
        return document;
    }
}
