using System.Text.Json.Serialization;

namespace Workbench.Shared.SemanticLayer;

/// <summary>
/// The layer as its authors change it. The folder on disk stays the truth: a save writes it, and what was written since, by another
/// browser, editor or Git, is merged or shown as a conflict, never overwritten.
/// </summary>
public interface ILayerEditing
{
    /// <summary>This browser tab, until it is loaded again.</summary>
    Guid Session { get; }

    /// <summary>This tab was these sessions before it was loaded again: what was typed in them is its own.</summary>
    void GoOnWith(IEnumerable<Guid> sessions);

    /// <summary>Whether the asker may change files, and if not, why.</summary>
    LayerRights Rights();

    /// <summary>A file to edit, with the asker's unsaved text when there is one; null when there is neither.</summary>
    Task<LayerWorkingFile?> OpenAsync(string path, CancellationToken cancellationToken);

    /// <summary>A file as it is on disk, to be changed beside whatever is typed in it: no unsaved text comes with it. Null when it is not there.</summary>
    Task<LayerWorkingFile?> ReadAsync(string path, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps text that is not saved yet, so that a lost connection or a closed tab loses nothing; null text forgets it. A save forgets it too.
    /// Two tabs of one asker keep a text each.
    /// </summary>
    /// <exception cref="ArgumentException">No file of a layer has that path, or is that long.</exception>
    Task KeepDraftAsync(string path, string baseHash, string? text, CancellationToken cancellationToken);

    /// <summary>Keeps that a file is to be removed by the next save, like a text that is not saved yet.</summary>
    /// <exception cref="ArgumentException">No file of a layer has that path.</exception>
    Task KeepRemovalAsync(string path, string baseHash, CancellationToken cancellationToken);

    /// <summary>The asker's unsaved texts, newest first.</summary>
    Task<IReadOnlyList<LayerDraftLine>> DraftsAsync(CancellationToken cancellationToken);

    /// <summary>The asker's unsaved texts as changes, the newest of each file. They stay in the tabs that they are of: only opening a file takes its text.</summary>
    Task<IReadOnlyList<LayerFileChange>> UnsavedAsync(CancellationToken cancellationToken);

    /// <summary>All of the changes become one revision, or none of them is written.</summary>
    Task<LayerSaveOutcome> SaveAsync(LayerSave save, CancellationToken cancellationToken);

    /// <summary>What a save would come to, for its dialog: nothing is written, and the message may be empty still.</summary>
    Task<LayerSaveOutcome> CheckAsync(LayerSave save, CancellationToken cancellationToken);

    /// <summary>Revisions, newest first. The same content saved again is an entry of its own.</summary>
    /// <param name="path">Only those that changed this file; null for all.</param>
    /// <param name="before">Only those before this entry (<see cref="RevisionLine.Id"/>); null begins with the newest.</param>
    Task<IReadOnlyList<RevisionLine>> HistoryAsync(string? path, string? before, int limit, CancellationToken cancellationToken);

    /// <summary>A revision with what it changed; null when it is not known.</summary>
    /// <param name="id"><see cref="RevisionLine.Id"/>, or a content hash: then its newest entry.</param>
    Task<RevisionDetail?> FindRevisionAsync(string id, CancellationToken cancellationToken);

    /// <summary>What <see cref="RevertAsync"/> would save, to be looked at before.</summary>
    Task<LayerRevert> FindRevertAsync(string id, CancellationToken cancellationToken);

    /// <summary>A new revision that takes back what one changed, merged with what came after it.</summary>
    Task<LayerSaveOutcome> RevertAsync(string id, string message, CancellationToken cancellationToken);
}

/// <param name="Reason">Why not, and who can; null when <paramref name="CanEdit"/>.</param>
public sealed record LayerRights(bool CanEdit, string? Reason);

/// <param name="Text">Empty when the file is not on disk: a new one, or removed meanwhile.</param>
/// <param name="Hash">Of <paramref name="Text"/>, the file as it is on disk: what a change of it names as its base. Empty when it is not there.</param>
/// <param name="Draft">The asker's text that is not saved yet; null when there is none.</param>
/// <param name="IsReadOnly">The asker may not change files, or parts of this one are hidden from the asker's level.</param>
public sealed record LayerWorkingFile(string Path, string Text, string Hash, LayerDraft? Draft, bool IsReadOnly)
{
    /// <summary>Why it is read-only; null when it may be changed.</summary>
    public string? Reason { get; init; }

    /// <summary>The asker's text that another browser has open at present: to be shown, and taken only when asked for.</summary>
    public LayerDraft? Elsewhere { get; init; }

    /// <summary>There is something to edit: a file, or a text of a new one.</summary>
    public bool IsThere => Hash.Length > 0 || Draft is not null;
}

/// <param name="Text">Null: the file is to be removed by the next save.</param>
/// <param name="BaseHash">Of the text that the draft began with: another one than the file's means that the file changed meanwhile.</param>
public sealed record LayerDraft(string? Text, string BaseHash, DateTimeOffset KeptAt);

/// <param name="IsRemoval">No text: the file is to be removed by the next save.</param>
public sealed record LayerDraftLine(string Path, DateTimeOffset KeptAt, bool IsBehind, bool IsRemoval = false);

/// <param name="BaseHash">Of the text that the change began with; null or empty for a new file.</param>
/// <param name="Text">Null removes the file.</param>
public sealed record LayerFileChange(string Path, string? BaseHash, string? Text);

/// <param name="Message">One line that says what changes.</param>
public sealed record LayerSave(IReadOnlyList<LayerFileChange> Changes, string Message)
{
    /// <summary>Which way it came: a word of <see cref="RevisionOrigins"/>.</summary>
    public string Origin { get; init; } = RevisionOrigins.Page;

    /// <summary>The changes were made beside what is typed in these files: that stays unsaved. Otherwise they are what was typed, and it is forgotten.</summary>
    public bool KeepsDrafts { get; init; }
}

public abstract record LayerSaveOutcome
{
    private protected LayerSaveOutcome() { }
}

/// <param name="Revision">Content hash of the layer as it is now: what runs pin, <see cref="LayerOverview.Revision"/>.</param>
/// <param name="Merged">Files in which changes of others were merged without a conflict.</param>
public sealed record LayerSaved(string Revision, IReadOnlyList<string> Merged) : LayerSaveOutcome
{
    /// <summary>Its line of the history (<see cref="RevisionLine.Id"/>); null when nothing was to be written.</summary>
    public string? Entry { get; init; }

    /// <summary>Errors of other files that were there already: it is on disk, and the last good revision is used until they are mended. Empty: it is in use.</summary>
    public IReadOnlyList<LayerProblem> Waits { get; init; } = [];

    /// <summary>What was not checked, as a sentence: the warehouse could not be asked for the tables that it names. Null when there is nothing to say.</summary>
    public string? Warning { get; init; }

    /// <summary>Of a check: what the save would write on top of the files as they are now, with what others changed merged in. Empty after a save.</summary>
    [JsonIgnore]
    public IReadOnlyList<RevisionFileChange> Writes { get; init; } = [];

    public bool IsInUse => Waits.Count == 0;

    /// <summary>What it waits for, as a sentence; null when it is in use.</summary>
    public string? WaitsInWords =>
        Waits switch
        {
            [] => null,
            [var only] => $"It comes into use as soon as {only.File}, line {only.Line}, is mended.",
            [var first, ..] => $"It comes into use as soon as {Waits.Count} errors are mended; the first is in {first.File}, line {first.Line}.",
        };
}

/// <summary>Others changed the same lines: nothing was written.</summary>
public sealed record LayerConflict(IReadOnlyList<LayerFileConflict> Files) : LayerSaveOutcome
{
    /// <summary>Of a revert: what it changes in other files. A merge is saved with them, all or none.</summary>
    public IReadOnlyList<LayerFileChange> Others { get; init; } = [];
}

/// <summary>With these changes the layer could not be used: nothing was written.</summary>
public sealed record LayerInvalid(IReadOnlyList<LayerProblem> Problems) : LayerSaveOutcome
{
    /// <summary>Where it is more than to mend the problems, as sentences; null else.</summary>
    public string? WhatToDo { get; init; }
}

/// <summary>Nothing was written; the reason says what to do.</summary>
public sealed record LayerNotSaved(string Reason) : LayerSaveOutcome;

/// <summary>A file that two changed.</summary>
/// <param name="Base">What both began with; null when it was not there.</param>
/// <param name="Mine">Null: I removed it.</param>
/// <param name="Theirs">As it is on disk now; null: removed.</param>
/// <param name="TheirsHash">To save a merge on top of; null when it is removed.</param>
/// <param name="By">Who saved theirs, if that is known.</param>
/// <param name="Parts">The file from its beginning to its end: what is agreed, and what is to be chosen. Their texts one after the other are the file.</param>
public sealed record LayerFileConflict(string Path, string? Base, string? Mine, string? Theirs, string? TheirsHash, string? By, IReadOnlyList<MergePart> Parts)
{
    /// <summary>Why the lines could be merged but not used: what would be wrong with the result. Empty where the same lines were changed.</summary>
    public IReadOnlyList<LayerProblem> Problems { get; init; } = [];
}

/// <param name="Text">Agreed lines, with their line ends; null in a conflict, where the three others say what is to be chosen from.</param>
public sealed record MergePart(string? Text, string? Base, string? Mine, string? Theirs)
{
    public bool IsConflict => Text is null;
}

/// <summary>Which way a revision came.</summary>
public static class RevisionOrigins
{
    public const string Page = "page";
    public const string Disk = "disk";
    public const string Import = "import";
    public const string Revert = "revert";
    public const string Api = "api";
}

/// <param name="Id">Its number in the history: the same content may come back under another one.</param>
/// <param name="Parent">Id of the one before; null for the first one.</param>
/// <param name="Author">Null when it was found on disk.</param>
/// <param name="Origin">A word of <see cref="RevisionOrigins"/>.</param>
/// <param name="Files">Paths that it changed.</param>
public sealed record RevisionLine(
    string Id,
    string? Parent,
    string? Author,
    string Message,
    string Origin,
    DateTimeOffset At,
    bool IsCurrent,
    IReadOnlyList<string> Files
)
{
    /// <summary>Content hash of the layer: what runs pin, and what two revisions are compared by.</summary>
    public string Content { get; init; } = "";

    /// <summary>Its files have errors, so no run ever used it.</summary>
    public bool IsBroken { get; init; }
}

/// <param name="Changes">As they are saved with the origin <see cref="RevisionOrigins.Revert"/>.</param>
/// <param name="WhyNot">Then there are no changes; null else.</param>
public sealed record LayerRevert(IReadOnlyList<LayerFileChange> Changes, string? WhyNot);

public sealed record RevisionDetail(RevisionLine Line, IReadOnlyList<RevisionFileChange> Files);

/// <param name="Before">Null: the file is new.</param>
/// <param name="After">Null: the file was removed.</param>
public sealed record RevisionFileChange(string Path, string? Before, string? After)
{
    /// <summary>Parts of it are above the asker's level: neither text is told.</summary>
    public bool IsHidden { get; init; }
}
