using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Workbench.Client.Layout;
using Workbench.Shared.Chat;
using Workbench.Shared.Runs;

namespace Workbench.Client.Chat;

/// <summary>Conversations with d0. The address holds the open one; what the page shows is what the server's journal says, so that a reload or a second browser shows the same.</summary>
public sealed partial class ChatPage
{
    private readonly CancellationTokenSource _gone = new();
    private readonly Dictionary<Guid, (RunProgress Run, TurnView View)> _turns = [];
    private readonly Dictionary<Guid, Task> _following = [];
    private CancellationTokenSource _closed = new();
    private List<ConversationLine> _lines = [];
    private IReadOnlyList<ConversationGroup>? _groups;
    private string? _search;
    private string? _next;
    private ConversationView? _view;
    private Guid? _loaded;
    private bool _isMissing;
    private ComposerChoices? _choices;
    private ComposerSettings _settings = new(null, null, null);
    private Guid? _editing;
    private string? _notice;
    private string? _shared;
    private ConversationLine? _deleted;
    private bool _isRailOpen;
    private bool _toEnd;
    private bool _isInteractive;
    private ElementReference _scroll;
    private IJSObjectReference? _composer;
    private DotNetObjectReference<ChatPage>? _self;
    private Task _reading = Task.CompletedTask;

    [Parameter]
    public Guid? Id { get; set; }

    [CascadingParameter]
    private Viewer Viewer { get; set; } = Viewer.Unknown;

    /// <summary>The run that Esc stops: the newest that works.</summary>
    private RunProgress? Working => _view?.Runs.LastOrDefault(r => r.Status is RunStatus.Queued or RunStatus.Running);

    protected override async Task OnInitializedAsync()
    {
        await LoadListAsync();
        _choices = await Chat.ChoicesAsync(_gone.Token);
        _settings = ComposerSettings.Create(_choices, _view?.Account);
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_loaded == Id && (Id is null || _view is not null))
            return;
        _loaded = Id;
        _isRailOpen = false;
        (_editing, _shared, _notice) = (null, null, null);
        await LeaveAsync();
        if (Id is { } id)
            await LoadAsync(id);
        // Model and level stay as chosen from one conversation to the next; the account is the conversation's.
        if (_view is { } view && _choices?.Accounts.Any(a => a.Name == view.Account) == true)
            _settings = _settings with { Account = view.Account };
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        try
        {
            if (firstRender)
            {
                _isInteractive = true;
                _self = DotNetObjectReference.Create(this);
                _composer = await JS.InvokeAsync<IJSObjectReference>("import", _gone.Token, "./_content/Workbench.Client/composer.js");
                await _composer.InvokeVoidAsync("attach", _gone.Token, _self);
                await _composer.InvokeVoidAsync("followEnd", _gone.Token, _scroll);
                _reading = Live.FollowAsync(Chat.FollowConversationsAsync, id => RefreshAsync(id), () => RefreshAsync(Id), _gone.Token);
                FollowWorkingRuns();
                var charts = await JS.InvokeAsync<IJSObjectReference>("import", _gone.Token, "./_content/Workbench.Client/chart.js");
                await charts.InvokeVoidAsync("prepare", _gone.Token);
                await charts.DisposeAsync();
            }
            else if (_toEnd && _composer is not null)
            {
                _toEnd = false;
                await _composer.InvokeVoidAsync("toEnd", _gone.Token, _scroll);
            }
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // The page is gone.
        }
    }

    /// <summary>From the composer, an example or a follow-up.</summary>
    /// <returns>False when nothing was started: the text stays in the composer.</returns>
    [JSInvokable]
    public async Task<bool> AskFromBrowser(string question)
    {
        _notice = null;
        var isTaken = await TryAskAsync(() =>
            Chat.AskAsync(new AskRequest(question, Id, null, _settings.Model, _settings.Account, _settings.Level), _gone.Token)
        );
        StateHasChanged();
        return isTaken;
    }

    [JSInvokable]
    public async Task StopFromBrowser()
    {
        if (Working is not { } run)
            return;
        await Chat.StopAsync(run.RunId, _gone.Token);
        StateHasChanged();
    }

    [JSInvokable]
    public Task EditLastFromBrowser()
    {
        _editing = _view is { Runs: [.., var last] } ? last.RunId : null;
        StateHasChanged();
        return Task.CompletedTask;
    }

    private TurnView TurnOf(RunProgress run)
    {
        if (_turns.TryGetValue(run.RunId, out var known) && ReferenceEquals(known.Run, run))
            return known.View;
        var view = TurnView.Create(run);
        _turns[run.RunId] = (run, view);
        return view;
    }

    private async Task ActAsync(TurnAction action)
    {
        _notice = null;
        switch (action)
        {
            case BeginEdit:
                _editing = action.Run;
                break;
            case CancelEdit:
                _editing = null;
                break;
            case RetryTurn retry:
                await TryAskAsync(() => Chat.RetryAsync(retry.Run, retry.Model, _gone.Token));
                break;
            case EditTurn edit:
                if (await TryAskAsync(() => Chat.EditAsync(edit.Run, edit.Question, _gone.Token)))
                    _editing = null;
                break;
            case ChooseReading choice:
                await TryAskAsync(() => Chat.ChooseAsync(choice.Run, choice.Alternative, _gone.Token));
                break;
            case GiveFeedback feedback:
                await Chat.GiveFeedbackAsync(feedback.Run, feedback.Feedback, _gone.Token);
                Update(feedback.Run, run => run with { Feedback = feedback.Feedback });
                break;
        }
    }

    /// <returns>Whether a run was started.</returns>
    private async Task<bool> TryAskAsync(Func<Task<AskOutcome>> ask)
    {
        try
        {
            var outcome = await ask();
            await ShowOutcomeAsync(outcome);
            return outcome is Asked;
        }
        catch (Exception e) when (!_gone.IsCancellationRequested)
        {
            _notice = $"It was not taken: {Faults.Tell(e)}. Try again in a moment.";
            return false;
        }
    }

    private async Task ShowOutcomeAsync(AskOutcome outcome)
    {
        switch (outcome)
        {
            case Asked asked when asked.Conversation == Id:
                await ReloadAsync();
                _toEnd = true;
                break;
            case Asked asked:
                Navigation.NavigateTo($"/chat/{asked.Conversation}");
                break;
            case AskRejected rejected:
                _notice = rejected.Message;
                break;
        }
    }

    private async Task LoadAsync(Guid conversation)
    {
        _view = await Chat.FindAsync(conversation, _gone.Token);
        _isMissing = _view is null;
        _toEnd = true;
        if (_isInteractive)
        {
            FollowWorkingRuns();
            if (_composer is not null)
                await _composer.InvokeVoidAsync("restore", _gone.Token);
        }
    }

    private async Task ReloadAsync()
    {
        if (Id is not { } id || await Chat.FindAsync(id, _gone.Token) is not { } view || id != Id)
            return;
        _view = view;
        FollowWorkingRuns();
    }

    /// <summary>Stops following the runs of the conversation that was open.</summary>
    private async Task LeaveAsync()
    {
        await _closed.CancelAsync();
        await Task.WhenAll(_following.Values);
        _closed.Dispose();
        _closed = new CancellationTokenSource();
        _following.Clear();
        _turns.Clear();
        (_view, _isMissing) = (null, false);
    }

    private void FollowWorkingRuns()
    {
        foreach (var run in _view?.Runs ?? [])
        {
            if (run.Status is RunStatus.Queued or RunStatus.Running && !(_following.TryGetValue(run.RunId, out var task) && !task.IsCompleted))
                _following[run.RunId] = FollowRunAsync(run.RunId, _closed.Token);
        }
    }

    private Task FollowRunAsync(Guid run, CancellationToken cancellationToken) =>
        Live.FollowAsync(
            token => Chat.FollowAsync(run, token),
            progress =>
            {
                Update(run, _ => progress);
                StateHasChanged();
                return Task.CompletedTask;
            },
            null,
            cancellationToken
        );

    private void Update(Guid run, Func<RunProgress, RunProgress> change)
    {
        if (_view is not null)
            _view = _view with { Runs = [.. _view.Runs.Select(r => r.RunId == run ? change(r) : r)] };
    }

    private async Task RefreshAsync(Guid? conversation)
    {
        await LoadListAsync();
        if (conversation == Id)
            await ReloadAsync();
        StateHasChanged();
    }

    /// <summary>As many conversations as are shown, so that what "More" fetched stays.</summary>
    private async Task LoadListAsync()
    {
        var (search, shown) = (_search, _lines.Count);
        List<ConversationLine> lines = [];
        string? next = null;
        do
        {
            var page = await Chat.ListAsync(search, next, _gone.Token);
            lines.AddRange(page.Conversations);
            next = page.Next;
        } while (next is not null && lines.Count < shown);
        if (search == _search)
            ShowList(lines, next);
    }

    private async Task MoreAsync()
    {
        var (search, after) = (_search, _next);
        var page = await Chat.ListAsync(search, after, _gone.Token);
        if ((search, after) == (_search, _next))
            ShowList([.. _lines, .. page.Conversations], page.Next);
    }

    private void ShowList(List<ConversationLine> lines, string? next)
    {
        (_lines, _next) = (lines, next);
        _groups = ConversationGroup.Create(lines, Clock.GetUtcNow(), Viewer);
    }

    private Task SearchAsync(string? search)
    {
        _search = string.IsNullOrWhiteSpace(search) ? null : search.Trim();
        _lines = [];
        return LoadListAsync();
    }

    private void New() => Navigation.NavigateTo("/chat");

    private async Task ShareAsync()
    {
        if (Id is { } id)
            _shared = await Chat.ShareAsync(id, _gone.Token);
    }

    private async Task RenameAsync((Guid Conversation, string Title) change)
    {
        await Chat.RenameAsync(change.Conversation, change.Title, _gone.Token);
        if (change.Conversation == Id && _view is not null)
            _view = _view with { Title = change.Title };
        await LoadListAsync();
    }

    private async Task DeleteAsync(ConversationLine line)
    {
        await Chat.DeleteAsync(line.Id, _gone.Token);
        _deleted = line;
        await LoadListAsync();
        if (line.Id == Id)
            Navigation.NavigateTo("/chat");
    }

    private async Task UndoAsync()
    {
        if (_deleted is not { } line)
            return;
        _deleted = null;
        await Chat.RestoreAsync(line.Id, _gone.Token);
        await LoadListAsync();
        Navigation.NavigateTo($"/chat/{line.Id}");
    }

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await LeaveAsync();
        await _reading;
        if (_composer is not null)
        {
            try
            {
                await _composer.InvokeVoidAsync("detach", _self);
                await _composer.DisposeAsync();
            }
            catch (JSDisconnectedException)
            {
                // The page is gone, and its script with it.
            }
        }
        _self?.Dispose();
        _closed.Dispose();
        _gone.Dispose();
    }
}
