using System.Collections.Immutable;
using System.Text;
using Workbench.Server.Access;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Storage;
using Workbench.Shared.SemanticLayer;
using LayerDraft = Workbench.Shared.SemanticLayer.LayerDraft;

namespace Workbench.Server.SemanticWorkspace.Revisions;

/// <summary>The layer as one asker changes it, from one browser tab.</summary>
internal sealed class LayerEditing(
    ISemanticLayers layers,
    LayerDisk disk,
    LayerSaving saving,
    LayerHistory history,
    HistoryViews views,
    LayerDrafts drafts,
    LayerPermissions permissions,
    IAsker asker
) : ILayerEditing, IDisposable, IAsyncDisposable
{
    private const int LongestMessage = 300;

    private readonly Guid _session = Guid.NewGuid();

    /// <summary>Drafts of other tabs that this one goes on with. They may be closed, or typed in still.</summary>
    private readonly Dictionary<string, (Guid Session, DateTimeOffset KeptAt)> _adopted = new(StringComparer.Ordinal);

    /// <summary>Those of <see cref="_adopted"/> of which this tab has kept a text, or a save, of its own: as they were then. What is typed there later is not in it.</summary>
    private readonly Dictionary<string, (Guid Session, DateTimeOffset KeptAt)> _copied = new(StringComparer.Ordinal);

    /// <summary>Whose <see cref="_copied"/> are.</summary>
    private string _user = "";

    /// <summary>This tab, before it was loaded again.</summary>
    private ImmutableHashSet<Guid> _before = [];

    public Guid Session => _session;

    public void GoOnWith(IEnumerable<Guid> sessions) => _before = _before.Union(sessions);

    public void Dispose() => drafts.Release(_session);

    /// <summary>What it went on with and could not forget, because the tab that it is of was open too, is forgotten with that tab or with this one.</summary>
    public async ValueTask DisposeAsync()
    {
        Dispose();
        try
        {
            foreach (var (path, copied) in _copied.Where(c => !drafts.IsOfAnother(c.Value.Session, c.Key, _session)))
                await drafts.ForgetAsync(_user, path, copied.Session, copied.KeptAt, CancellationToken.None);
        }
        catch (Exception e) when (StoreFault.IsIn(e) || e is ObjectDisposedException)
        {
            // It is found again as a text from before: one too many, none too few.
        }
    }

    public LayerRights Rights() => permissions.Of(asker.Current.Level);

    public async Task<LayerWorkingFile?> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var (user, level) = asker.Current;
        var state = disk.Read();
        var file = state.Find(path);
        if (file is not null && permissions.HasHidden(path, state, level))
            return OnDisk(file, state, level);
        var all = LayerPath.WhyNot(layers.Folder, path, state.Files) is null ? await drafts.FindAsync(user, path, _session, cancellationToken) : [];
        // What is typed in another browser at present is shown, never taken: two would write into one text, and one would throw it away.
        var typed = all.Where(d => !_before.Contains(d.Session) && drafts.IsOfAnother(d.Session, path, _session)).ToList();
        (Guid Session, LayerDraft Draft)? found = all.Except(typed).Select(d => ((Guid, LayerDraft)?)d).FirstOrDefault();
        if (found is { } kept && kept.Draft.Text == file?.Text)
        {
            await drafts.ForgetAsync(user, path, kept.Session, kept.Draft.KeptAt, cancellationToken);
            found = null;
        }
        if (file is null && all.IsEmpty)
            return null;
        if (found is { } other && other.Session != _session)
        {
            _adopted[path] = (other.Session, other.Draft.KeptAt);
            drafts.Hold(other.Session, path, _session);
        }
        // What changes will begin with has to be known when they are merged.
        if (file is { Fault: null })
            await history.KeepTextAsync(file.Text, cancellationToken);
        var reason = permissions.WhyNot(path, state, level);
        return new LayerWorkingFile(path, file?.Text ?? "", file is null ? "" : LayerText.HashOf(file.Text), found?.Draft, reason is not null)
        {
            Reason = reason,
            // A removal elsewhere is nothing to look at or to take.
            Elsewhere = found is null && typed is [{ Draft: { Text: { } text } offered }, ..] && text != file?.Text ? offered : null,
        };
    }

    public async Task<LayerWorkingFile?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var (level, state) = (asker.Current.Level, disk.Read());
        if (state.Find(path) is not { } file)
            return null;
        if (file.Fault is null)
            await history.KeepTextAsync(file.Text, cancellationToken);
        return OnDisk(file, state, level);
    }

    public async Task KeepDraftAsync(string path, string baseHash, string? text, CancellationToken cancellationToken)
    {
        var user = asker.Current.User;
        if (text is null)
        {
            await drafts.ForgetAsync(user, path, _session, null, cancellationToken);
            foreach (var before in _before.Where(s => !drafts.IsOfAnother(s, path, _session)))
                await drafts.ForgetAsync(user, path, before, null, cancellationToken);
            await ForgetAdoptedAsync(user, path, cancellationToken);
            return;
        }
        await KeepAsync(user, path, baseHash, text, cancellationToken);
    }

    public Task KeepRemovalAsync(string path, string baseHash, CancellationToken cancellationToken) =>
        KeepAsync(asker.Current.User, path, baseHash, text: null, cancellationToken);

    private async Task KeepAsync(string user, string path, string baseHash, string? text, CancellationToken cancellationToken)
    {
        if (LayerPath.WhyNot(layers.Folder, path, disk.Read().Files) is { } reason)
            throw new ArgumentException(reason, nameof(path));
        drafts.Hold(_session, null, _session);
        await drafts.KeepAsync(user, path, _session, baseHash, text, cancellationToken);
        // It lives on in this one: left there, it would come back when this one is saved.
        await ForgetAdoptedAsync(user, path, cancellationToken);
    }

    public async Task<IReadOnlyList<LayerDraftLine>> DraftsAsync(CancellationToken cancellationToken)
    {
        var state = disk.Read();
        return
        [
            .. from draft in await drafts.ListAsync(asker.Current.User, cancellationToken)
            let onDisk = state.Find(draft.Path) is { } file ? LayerText.HashOf(file.Text) : ""
            select new LayerDraftLine(draft.Path, draft.KeptAt, IsBehind: draft.BaseHash != onDisk, draft.IsRemoval),
        ];
    }

    public async Task<IReadOnlyList<LayerFileChange>> UnsavedAsync(CancellationToken cancellationToken)
    {
        var ((user, level), state) = (asker.Current, disk.Read());
        List<LayerFileChange> changes = [];
        foreach (var (path, newest) in await drafts.NewestAsync(user, cancellationToken))
        {
            var file = state.Find(path);
            if (file is null ? LayerPath.WhyNot(layers.Folder, path, state.Files) is not null : permissions.HasHidden(path, state, level))
                continue;
            if (newest.Text != file?.Text)
                changes.Add(new LayerFileChange(path, newest.BaseHash, newest.Text));
        }
        return changes;
    }

    public async Task<LayerSaveOutcome> SaveAsync(LayerSave save, CancellationToken cancellationToken)
    {
        if (OneLine(save.Message) is not { Length: > 0 } message)
            return new LayerNotSaved("Say in one line what changes: others read it in the history.");
        var outcome = await saving.SaveAsync(Order(save.Changes, message, save.Origin), cancellationToken);
        if (outcome is LayerSaved && !save.KeepsDrafts)
            foreach (var change in save.Changes)
                await KeepDraftAsync(change.Path, "", null, cancellationToken);
        return outcome;
    }

    public Task<LayerSaveOutcome> CheckAsync(LayerSave save, CancellationToken cancellationToken) =>
        saving.CheckAsync(Order(save.Changes, OneLine(save.Message), save.Origin), cancellationToken);

    public Task<IReadOnlyList<RevisionLine>> HistoryAsync(string? path, string? before, int limit, CancellationToken cancellationToken) =>
        views.ListAsync(path, before, limit, asker.Current, cancellationToken);

    public Task<RevisionDetail?> FindRevisionAsync(string id, CancellationToken cancellationToken) => views.FindAsync(id, asker.Current, cancellationToken);

    public async Task<LayerRevert> FindRevertAsync(string id, CancellationToken cancellationToken)
    {
        if (await history.FindAsync(id, cancellationToken) is not { } entry)
            return new LayerRevert([], $"There is no revision {id}.");
        if (entry.Parent is null)
            return new LayerRevert([], "This is the first revision: there is nothing before it to go back to.");
        List<LayerEntryFileRow> files = [.. (await history.FilesAsync([entry.Id], cancellationToken))[entry.Id]];
        var hidden = await views.HiddenOfAsync(entry, [.. files.Select(f => f.Path)], asker.Current.Level, cancellationToken);
        if (hidden.Order(StringComparer.Ordinal).FirstOrDefault() is { } above)
            return new LayerRevert([], $"Parts of {above} are above your access level: ask somebody who sees all of it to revert this.");
        var texts = await history.TextsAsync(files.Select(f => f.Before).OfType<string>(), cancellationToken);
        return new LayerRevert([.. files.Select(f => new LayerFileChange(f.Path, f.After, f.Before is { } before ? texts[before] : null))], null);
    }

    public async Task<LayerSaveOutcome> RevertAsync(string id, string message, CancellationToken cancellationToken)
    {
        var (changes, whyNot) = await FindRevertAsync(id, cancellationToken);
        if (whyNot is not null)
            return new LayerNotSaved(whyNot);
        var words = OneLine(message) is { Length: > 0 } given ? given : OneLine($"Revert “{(await history.FindAsync(id, cancellationToken))?.Message ?? id}”");
        var outcome = await saving.SaveAsync(Order(changes, words, RevisionOrigins.Revert), cancellationToken);
        return outcome switch
        {
            LayerSaved { Entry: null } => new LayerNotSaved("It is reverted already: the files are as they were before it."),
            LayerConflict conflict => conflict with { Others = [.. changes.Where(c => conflict.Files.All(f => f.Path != c.Path))] },
            _ => outcome,
        };
    }

    private async Task ForgetAdoptedAsync(string user, string path, CancellationToken cancellationToken)
    {
        if (!_adopted.TryGetValue(path, out var other))
            return;
        // A tab that was duplicated goes on beside its double, and counts on what it has kept.
        if (drafts.IsOfAnother(other.Session, path, _session))
        {
            _copied.TryAdd(path, other);
            _user = user;
            return;
        }
        await drafts.ForgetAsync(user, path, other.Session, other.KeptAt, cancellationToken);
        _adopted.Remove(path);
        _copied.Remove(path);
    }

    private LayerWorkingFile OnDisk(LayerFileText file, DiskState state, string level)
    {
        var isHidden = permissions.HasHidden(file.Path, state, level);
        var shown =
            !isHidden ? file.Text
            : state.Unreadable.Contains(file.Path) ? ""
            : HiddenLines.Of(file, state.Content, level).Show();
        var reason = permissions.WhyNot(file.Path, state, level);
        return new LayerWorkingFile(file.Path, shown, LayerText.HashOf(shown), null, isHidden || reason is not null) { Reason = reason };
    }

    private SaveOrder Order(IReadOnlyList<LayerFileChange> changes, string message, string origin) =>
        new([.. changes], asker.Current.User, asker.Current.Level, new EntryWords(asker.Current.User, message, origin));

    /// <summary>Without line ends and what no database or person can read.</summary>
    private static string OneLine(string message)
    {
        var line = new StringBuilder(Math.Min(message.Length, LongestMessage));
        foreach (var rune in message.Trim().EnumerateRunes())
        {
            if (line.Length >= LongestMessage)
                break;
            line.Append(Rune.IsControl(rune) ? ' ' : rune.ToString());
        }
        return line.ToString().Trim();
    }
}
