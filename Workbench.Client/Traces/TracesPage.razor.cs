using Microsoft.AspNetCore.Components;
using Workbench.Client.Layout;
using Workbench.Shared.Answers;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;

namespace Workbench.Client.Traces;

/// <summary>Every run, newest first. The filters are the address; runs that start or change appear by themselves.</summary>
public sealed partial class TracesPage
{
    private const int PageSize = 50;
    private static readonly IReadOnlyList<string> Statuses = [.. Enum.GetNames<RunStatus>().Select(n => n.ToLowerInvariant())];
    private static readonly IReadOnlyList<string> Answers = [.. Enum.GetNames<AnswerStatus>().Select(n => n.ToLowerInvariant())];
    private static readonly IReadOnlyList<string> Feedbacks = [.. Enum.GetNames<FeedbackFilter>().Select(n => n.ToLowerInvariant())];
    private static readonly IReadOnlyList<string> HasNotes = [.. Enum.GetNames<NotesFilter>().Select(n => n.ToLowerInvariant())];
    private static readonly IReadOnlyList<string> Origins = [.. Enum.GetNames<RunOrigin>().Select(n => n.ToLowerInvariant())];

    private readonly CancellationTokenSource _gone = new();
    private TraceFacets _facets = new([], [], []);
    private IReadOnlyList<string> _labels = [];
    private IReadOnlyList<TraceLineView>? _lines;
    private TraceQueryValues? _shown;
    private IReadOnlyList<string> _unread = [];
    private string? _next;
    private int _typed;
    private bool _isExporting;

    /// <summary>What stands in the field: the address follows it once the keys rest.</summary>
    private string? _text;

    /// <summary>Words of the field that the address was sent to and has not come to yet: on a slow line several.</summary>
    private readonly Queue<string?> _sought = new();

    /// <summary>The address's words as they were last seen.</summary>
    private string? _seen;

    private Task _reading = Task.CompletedTask;

    [SupplyParameterFromQuery(Name = "q")]
    private string? Text { get; set; }

    [SupplyParameterFromQuery]
    private string? Agent { get; set; }

    [SupplyParameterFromQuery]
    private string? Model { get; set; }

    [SupplyParameterFromQuery]
    private string? User { get; set; }

    [SupplyParameterFromQuery]
    private string? Status { get; set; }

    [SupplyParameterFromQuery]
    private string? Answer { get; set; }

    [SupplyParameterFromQuery]
    private string? From { get; set; }

    [SupplyParameterFromQuery]
    private string? To { get; set; }

    [SupplyParameterFromQuery]
    private string? Cost { get; set; }

    [SupplyParameterFromQuery]
    private string? Time { get; set; }

    [SupplyParameterFromQuery]
    private string? Conversation { get; set; }

    [SupplyParameterFromQuery]
    private string? Zone { get; set; }

    [SupplyParameterFromQuery]
    private string? Calls { get; set; }

    [SupplyParameterFromQuery]
    private string? Tier { get; set; }

    [SupplyParameterFromQuery]
    private string? Key { get; set; }

    [SupplyParameterFromQuery]
    private string? Version { get; set; }

    [SupplyParameterFromQuery]
    private string? Account { get; set; }

    [SupplyParameterFromQuery]
    private string? Level { get; set; }

    [SupplyParameterFromQuery]
    private string? Error { get; set; }

    [SupplyParameterFromQuery]
    private string? Feedback { get; set; }

    [SupplyParameterFromQuery]
    private string? Origin { get; set; }

    [SupplyParameterFromQuery]
    private string? Tokens { get; set; }

    [SupplyParameterFromQuery]
    private string? Steps { get; set; }

    [SupplyParameterFromQuery]
    private string? Label { get; set; }

    [SupplyParameterFromQuery]
    private string? Notes { get; set; }

    [CascadingParameter]
    private Viewer Viewer { get; set; } = Viewer.Unknown;

    private bool HasMore =>
        (
            Values with
            {
                Text = null,
                Status = null,
                Answer = null,
                Conversation = null,
                Zone = null,
                Calls = null,
                Tier = Calls is null ? Tier : null,
                Key = Calls is null ? Key : null,
            }
        ).HasAny;

    private TraceQueryValues Values =>
        new(Text, Agent, Model, User, Status, Answer, From, To, Cost, Time, Conversation, Zone, Calls, Tier, Key)
        {
            Version = Version,
            Account = Account,
            Level = Level,
            Error = Error,
            Feedback = Feedback,
            Origin = Origin,
            Tokens = Tokens,
            Steps = Steps,
            Label = Label,
            Notes = Notes,
        };

    /// <summary>Filters by a name that is written out: there is no short list of these.</summary>
    private IReadOnlyList<(string Name, string Label, string? Value)> Fields =>
        [
            ("tier", "Tier", Tier),
            ("error", "Error code", Error),
            ("version", "Agent version", Version),
            ("account", "Account", Account),
            ("level", "Level", Level),
        ];

    protected override async Task OnInitializedAsync()
    {
        _facets = await Traces.FacetsAsync(_gone.Token);
        _labels = await StepNotes.LabelsAsync(_gone.Token);
    }

    protected override async Task OnParametersSetAsync()
    {
        FollowAddress();
        _unread = TraceQuery.Parse(new Uri(Navigation.Uri).Query).Unread;
        if (_shown == Values)
            return;
        _shown = Values;
        await LoadAsync(PageSize);
    }

    /// <summary>Another address changes the field; one that comes from the field is older than what stands in it.</summary>
    private void FollowAddress()
    {
        if (Text == _seen)
            return;
        _seen = Text;
        if (_sought.Contains(Text))
        {
            while (_sought.Dequeue() != Text) { }
            return;
        }
        _sought.Clear();
        _text = Text;
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _reading = Live.FollowAsync(Chat.FollowConversationsAsync, _ => RefreshAsync(), RefreshAsync, _gone.Token);
    }

    /// <summary>Runs start and end: the rows that are shown are read again, at most twice a second.</summary>
    private async Task RefreshAsync()
    {
        await LoadAsync(Math.Max(PageSize, _lines?.Count ?? 0));
        StateHasChanged();
        await Task.Delay(TimeSpan.FromMilliseconds(500), Clock, _gone.Token);
    }

    private async Task LoadAsync(int count)
    {
        var values = Values;
        var page = await Traces.ListAsync(TraceQuery.Read(values, Viewer.Zone), null, count, _gone.Token);
        if (values != Values)
            return; // Another filter was chosen meanwhile.
        _lines = [.. page.Runs.Select(TraceLineView.Create)];
        _next = page.Next;
    }

    private async Task OlderAsync()
    {
        var page = await Traces.ListAsync(TraceQuery.Read(Values, Viewer.Zone), _next, PageSize, _gone.Token);
        _lines = [.. _lines ?? [], .. page.Runs.Select(TraceLineView.Create)];
        _next = page.Next;
    }

    /// <summary>Filters while somebody types, once the keys rest.</summary>
    private async Task TypedAsync(string? text)
    {
        _text = text;
        var typed = ++_typed;
        await Task.Delay(TimeSpan.FromMilliseconds(250), Clock, _gone.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (typed != _typed || _gone.IsCancellationRequested)
            return;
        var sought = text is { Length: > 0 } ? text : null;
        if (_sought.Count > 0 || sought != _seen)
            _sought.Enqueue(sought);
        Set("q", text);
    }

    private void Set(string name, object? value) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(name, value as string is { Length: > 0 } text ? text : null), replace: true);

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await _reading;
        _gone.Dispose();
    }
}
