using Microsoft.AspNetCore.Components;
using Workbench.Shared.AnswerDiffs;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Client.SemanticLayer;

/// <summary>Compares two states of the layer that its address names: <c>current</c>, <c>unsaved</c> (the asker's own texts), or a revision.</summary>
public sealed partial class DiffPage
{
    public const string InUse = "current";
    public const string Unsaved = "unsaved";
    private const int MostRevisions = 50;

    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<RevisionLine> _history = [];
    private bool _hasDrafts;
    private string? _fault;
    private (string From, string To) _read;
    private LayerState? _from;
    private LayerState? _to;

    [SupplyParameterFromQuery]
    public string? From { get; set; }

    [SupplyParameterFromQuery]
    public string? To { get; set; }

    private string FromName => From is { Length: > 0 } ? From : InUse;

    private string ToName =>
        To is { Length: > 0 } ? To
        : _hasDrafts ? Unsaved
        : InUse;

    private string Hint =>
        _hasDrafts || _history.Count > 1
            ? "Both sides are the same now. Choose another revision, or your unsaved texts."
            : "There is one state of the layer so far. Change a file, and what that does to numbers is shown here before you save it.";

    public static string Href(string from, string to) => $"{LayerAddress.DiffHref}?from={Uri.EscapeDataString(from)}&to={Uri.EscapeDataString(to)}";

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        try
        {
            _history = await Editing.HistoryAsync(path: null, before: null, MostRevisions, _gone.Token);
            _hasDrafts = (await Editing.DraftsAsync(_gone.Token)).Count > 0;
            if (_read != (FromName, ToName) || _from is null || _to is null)
            {
                _read = (FromName, ToName);
                (_from, _to) = (await StateAsync(FromName), await StateAsync(ToName));
            }
            _fault = null;
        }
        catch (Exception e) when (!_gone.IsCancellationRequested)
        {
            _fault = $"The revisions of the layer could not be read: {Faults.Tell(e)}.";
        }
    }

    private async Task<LayerState> StateAsync(string name) =>
        name switch
        {
            InUse => new LayerInUse(),
            Unsaved => new UnsavedLayer(await Editing.UnsavedAsync(_gone.Token)),
            _ => new LayerRevisionState(name),
        };

    private IEnumerable<(string Value, string Text)> Choices(string chosen)
    {
        List<(string Value, string Text)> choices = [(InUse, "In use")];
        if (_hasDrafts || chosen == Unsaved)
            choices.Add((Unsaved, "My unsaved texts"));
        // An address may name a state by its content: its newest revision stands for it.
        var named = _history.FirstOrDefault(r => r.Content == chosen);
        choices.AddRange(_history.Where(r => r.Content.Length > 0).Select(r => (r == named ? chosen : r.Id, Words(r))));
        if (choices.TrueForAll(c => c.Value != chosen))
            choices.Add((chosen, $"Revision {chosen[..Math.Min(8, chosen.Length)]}"));
        return choices;
    }

    /// <summary>"2026-11-22 06:12 Eleven months · ann · the same as revision 3"</summary>
    private string Words(RevisionLine revision)
    {
        // Oldest first: the one that brought this state.
        var first = _history.Last(r => r.Content == revision.Content);
        return $"{revision.At.UtcDateTime:yyyy-MM-dd HH:mm} {revision.Message}{(revision.Author is null ? "" : $" · {revision.Author}")}{(first == revision ? "" : $" · the same as revision {first.Id}")}";
    }

    private void Go(string? from, string? to) => Navigation.NavigateTo(Href(from ?? InUse, to ?? InUse));

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }
}
