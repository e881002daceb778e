using System.Text;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Client.SemanticLayer.Editor;

/// <summary>
/// A file as its author has it now. Texts here end their lines by <c>\n</c>, as the editor counts them; a file that is written with
/// <c>\r\n</c> gets them back when it is saved.
/// </summary>
public sealed class LayerDocument
{
    private bool _hasCarriageReturns;
    private string _saved;
    private string? _hashOnDisk;
    private (int Version, bool IsDifferent) _compared = (-1, false);

    private LayerDocument(string path, string saved, string? hash)
    {
        Path = path;
        (_saved, _hasCarriageReturns) = Unify(saved);
        // A file that is not there has an empty hash.
        var found = hash is { Length: > 0 } ? hash : null;
        (Text, BaseHash, _hashOnDisk) = (_saved, found, found);
    }

    public string Path { get; }

    /// <summary>The text as typed so far.</summary>
    public string Text { get; private set; }

    /// <summary>Counts its changes; the editor in the browser counts alike.</summary>
    public int Version { get; private set; }

    /// <summary>Hash of the file that the text began with; null for a new one.</summary>
    public string? BaseHash { get; private set; }

    public bool IsReadOnly { get; private set; }

    /// <summary>To be removed by the next save.</summary>
    public bool IsRemoved
    {
        get;
        set
        {
            if (field != value)
                KeptVersion = -1; // It is kept as a draft, like a text.
            field = value;
        }
    }

    /// <summary>Not on disk yet.</summary>
    public bool IsNew => BaseHash is null;

    /// <summary>The file was changed by others since this text began.</summary>
    public bool IsBehind => _hashOnDisk != BaseHash;

    /// <summary>A tab shows it; a changed file without a tab is saved with the others all the same.</summary>
    public bool HasTab { get; set; } = true;

    /// <summary>The version of the text that is kept as a draft.</summary>
    public int KeptVersion { get; set; }

    /// <summary>The kept version that the browser knows of: until then it keeps the text itself.</summary>
    public int ToldVersion { get; set; }

    public bool IsDirty => IsRemoved || IsNew || IsDifferent;

    public LayerFileChange Change => new(Path, BaseHash, IsRemoved ? null : TextForDisk);

    /// <summary>The change with both texts, to be looked at.</summary>
    public RevisionFileChange Difference => new(Path, IsNew ? null : _saved, IsRemoved ? null : Text);

    private string TextForDisk => _hasCarriageReturns ? Text.Replace("\n", "\r\n", StringComparison.Ordinal) : Text;

    private bool IsDifferent
    {
        get
        {
            if (_compared.Version != Version)
                _compared = (Version, !string.Equals(Text, _saved, StringComparison.Ordinal));
            return _compared.IsDifferent;
        }
    }

    public static LayerDocument Open(LayerWorkingFile file)
    {
        var document = new LayerDocument(file.Path, file.Text, file.Hash) { IsReadOnly = file.IsReadOnly };
        if (file.Draft is not { } draft)
            return document;
        // What it began with, not what is there by now: others may have changed the file since.
        document.BaseHash = draft.BaseHash is { Length: > 0 } hash ? hash : null;
        if (draft.Text is { } typed)
            (document.Text, document._compared) = (Unify(typed).Text, (-1, false));
        else
            (document.IsRemoved, document.HasTab) = (true, false);
        return document;
    }

    public static LayerDocument Create(string path, string text)
    {
        var document = new LayerDocument(path, "", hash: null);
        document.Replace(text);
        return document;
    }

    /// <summary>Takes changes that the browser made, each on top of the one before.</summary>
    /// <returns>False when they do not belong to this text: then the whole text has to come.</returns>
    public bool TryApply(int from, int to, IReadOnlyList<TextChange> changes)
    {
        if (from != Version || to < from)
            return false;
        var text = new StringBuilder(Text);
        foreach (var change in changes)
        {
            if (change.Offset < 0 || change.Length < 0 || change.Offset + change.Length > text.Length)
                return false;
            text.Remove(change.Offset, change.Length).Insert(change.Offset, change.Text);
        }
        (Text, Version) = (text.ToString(), to);
        return true;
    }

    /// <summary>Takes the whole text as the browser has it.</summary>
    public void Take(int version, string text) => (Text, Version, _compared) = (Unify(text).Text, version, (-1, false));

    /// <summary>Goes on with an unsaved text, to be kept as one of its own.</summary>
    public void Take(LayerDraft draft)
    {
        IsRemoved = draft.Text is null;
        if (draft.Text is { } text)
            Replace(text);
        BaseHash = draft.BaseHash is { Length: > 0 } hash ? hash : null;
    }

    /// <summary>The text as it is now, to be taken again.</summary>
    public LayerDraft AsDraft(DateTimeOffset at) => new(IsRemoved ? null : Text, BaseHash ?? "", at);

    /// <summary>Another text that did not come from the browser: a rename, a form, a merge.</summary>
    public void Replace(string text) => Take(Version + 1, text);

    /// <summary>Looks at the file as it is on disk now.</summary>
    /// <returns>Whether this text has no changes of its own and should become the file's: <see cref="Discard"/>.</returns>
    public bool Sees(LayerWorkingFile file)
    {
        IsReadOnly = file.IsReadOnly;
        _hashOnDisk = file.Hash is { Length: > 0 } hash ? hash : null;
        if (BaseHash == _hashOnDisk)
            return false;
        if (string.Equals(Text, Unify(file.Text).Text, StringComparison.Ordinal))
        {
            Rebase(file);
            return false;
        }
        return !IsDirty;
    }

    /// <summary>This text, or a merge of it, begins with what is on disk now.</summary>
    public void Rebase(LayerWorkingFile file)
    {
        (_saved, _hasCarriageReturns) = Unify(file.Text);
        BaseHash = _hashOnDisk = file.Hash is { Length: > 0 } hash ? hash : null;
        _compared = (-1, false);
    }

    /// <summary>Back to the file on disk.</summary>
    public void Discard(LayerWorkingFile file)
    {
        IsRemoved = false;
        Rebase(file);
        if (!string.Equals(Text, _saved, StringComparison.Ordinal))
            Replace(_saved);
    }

    /// <summary>The file is not on disk any more.</summary>
    public void Lose() => (_hashOnDisk, _compared) = (null, (-1, false));

    private static (string Text, bool HasCarriageReturns) Unify(string text) =>
        text.Contains('\r', StringComparison.Ordinal)
            ? (text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n'), text.Contains("\r\n", StringComparison.Ordinal))
            : (text, false);
}
