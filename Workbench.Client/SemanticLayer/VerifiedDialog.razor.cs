using Microsoft.AspNetCore.Components;
using Workbench.Shared.VerifiedQueries;

namespace Workbench.Client.SemanticLayer;

public sealed partial class VerifiedDialog : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private readonly string _id = Guid.NewGuid().ToString("N")[..8];
    private bool _isLoading = true;
    private bool _isBusy;
    private bool _isTrying;
    private bool _isSql;
    private bool _replaces;
    private int _tries;
    private string _question = "";
    private string _wordings = "";
    private string _query = "";
    private string? _owner;
    private DateOnly _verifiedOn;
    private DateOnly? _expires;
    private string? _note;
    private VerifiedPreview? _preview;
    private VerifiedTwin? _twin;

    /// <summary>Why the asker may not save it.</summary>
    private string? _reason;

    /// <summary>Why there is nothing to save.</summary>
    private string? _blocked;
    private string? _problem;
    private string? _saved;
    private string? _undo;

    [Inject]
    private IVerifiedQueries Verified { get; set; } = null!;

    [Parameter, EditorRequired]
    public Guid Run { get; set; }

    [Parameter]
    public EventCallback OnClose { get; set; }

    private string FormId => Id("form");

    protected override async Task OnInitializedAsync()
    {
        try
        {
            if (await Verified.DraftAsync(Run, _gone.Token) is { } draft)
                Show(draft);
            else
                _blocked = "There is no such run, or your access level does not cover it.";
        }
        catch (Exception e) when (!_gone.IsCancellationRequested)
        {
            _blocked = $"What was answered could not be read: {Faults.Tell(e)}. Close this and try again.";
        }
        _isLoading = false;
        if (_blocked is null)
            await PreviewAsync();
    }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    private string Id(string part) => $"verified-{part}-{_id}";

    private void Show(VerifiedDraft draft)
    {
        var entry = draft.Entry;
        (_question, _wordings, _isSql, _query) = (entry.Question, string.Join('\n', entry.AlsoAsked), entry.Sql is not null, entry.Sql ?? entry.Query ?? "");
        (_owner, _verifiedOn, _expires, _note) = (entry.Owner, entry.VerifiedOn, entry.Expires, entry.Note);
        (_twin, _blocked) = (draft.Existing, draft.Problem);
        _replaces = _twin is { IsSameQuestion: true };
        _reason = draft.Rights.CanEdit ? null : draft.Rights.Reason ?? "You may not change the layer.";
    }

    private VerifiedEntry Entry() =>
        new(
            _question,
            [.. _wordings.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
            _isSql ? null : _query,
            _isSql ? _query : null,
            _owner,
            _verifiedOn,
            _expires,
            _note
        );

    private async Task PreviewAsync()
    {
        var turn = ++_tries;
        _isTrying = true;
        StateHasChanged();
        try
        {
            var preview = await Verified.PreviewAsync(Entry(), _gone.Token);
            // What was typed since is on its way.
            if (turn != _tries)
                return;
            if (preview.Existing?.Line.Question != _twin?.Line.Question)
                _replaces = preview.Existing is { IsSameQuestion: true };
            (_preview, _twin) = (preview, preview.Problem is null ? preview.Existing : _twin);
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            return;
        }
        catch (Exception)
        {
            _preview = new VerifiedPreview("It could not be computed now: the store or the warehouse does not answer.", null, null, null, [], [], null);
        }
        _isTrying = turn != _tries;
    }

    private async Task SaveAsync()
    {
        if (_isBusy || _reason is not null)
            return;
        (_isBusy, _problem) = (true, null);
        try
        {
            VerifiedSaveAs saveAs =
                _twin is not { } twin ? new SaveAsNew()
                : _replaces ? new SaveInPlaceOf(twin.Line.Question)
                : new SaveAsWordingOf(twin.Line.Question);
            switch (await Verified.SaveAsync(Entry(), saveAs, _gone.Token))
            {
                case VerifiedSaved saved:
                    _saved = (saveAs is SaveAsWordingOf, saved.Waits) switch
                    {
                        (true, var waits) => $"Added as another wording. {waits}",
                        (false, { } waits) => $"Saved. {waits} Until then the question is answered as before.",
                        (false, null) => "Saved. It answers this question from now on.",
                    };
                    _undo = saved.Entry;
                    break;
                case AlreadyVerified { Existing: var existing }:
                    (_twin, _replaces) = (existing, existing.IsSameQuestion);
                    _problem = "It is verified already: choose what to do with it.";
                    break;
                case VerifiedNotSaved { Reason: var reason }:
                    _problem = reason;
                    break;
            }
        }
        catch (Exception e) when (!_gone.IsCancellationRequested)
        {
            _problem = $"Nothing was saved: {Faults.Tell(e)}. Try again.";
        }
        finally
        {
            _isBusy = false;
        }
    }

    private async Task UndoAsync()
    {
        _isBusy = true;
        try
        {
            _saved = await Verified.UndoAsync(_undo!, _gone.Token) is VerifiedNotSaved { Reason: var reason }
                ? $"It could not be taken back: {reason}"
                : "Taken back: nothing is verified by it.";
            _undo = null;
        }
        catch (Exception e) when (!_gone.IsCancellationRequested)
        {
            _saved = $"It could not be taken back now: {Faults.Tell(e)}. Try again.";
        }
        finally
        {
            _isBusy = false;
        }
    }
}
