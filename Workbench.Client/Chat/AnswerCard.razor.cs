using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Workbench.Shared.Runs;
using Workbench.Shared.SecondOpinions;

namespace Workbench.Client.Chat;

public sealed partial class AnswerCard : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private OpinionView? _opinion;
    private bool _isChecking;
    private string? _fault;
    private readonly ElementReference[] _buttons = new ElementReference[Enum.GetValues<AnswerTab>().Length];
    private AnswerTab? _tab;
    private Guid _shown;
    private Guid _looked;

    [Inject]
    private ISecondOpinions Opinions { get; set; } = null!;

    [Parameter, EditorRequired]
    public required AnswerView View { get; set; }

    [Parameter]
    public Feedback? Feedback { get; set; }

    [Parameter]
    public bool IsReadOnly { get; set; }

    [Parameter, EditorRequired]
    public required string TraceHref { get; set; }

    [Parameter]
    public EventCallback<TurnAction> OnAction { get; set; }

    private string PanelId => $"panel-{View.Run}";

    protected override void OnParametersSet()
    {
        if (_shown == View.Run)
            return;
        _shown = View.Run;
        _tab = View.FirstTab;
        _opinion = null;
        _fault = null;
    }

    /// <summary>After the card is there: what was found since the answer is no part of it.</summary>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!View.CanBeChecked || _looked == View.Run)
            return;
        var run = _looked = View.Run;
        try
        {
            if (await Opinions.FindAsync(run, _gone.Token) is not { } found || run != View.Run)
                return;
            _opinion = OpinionView.Create(found);
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            return;
        }
        catch (Exception)
        {
            // The store is away: the answer stands without it, and says that it was not looked.
            if (_gone.IsCancellationRequested)
                return;
            _fault = "Whether its numbers were computed another way could not be looked up.";
        }
        StateHasChanged();
    }

    private async Task CheckAsync()
    {
        var run = View.Run;
        _isChecking = true;
        _fault = null;
        try
        {
            var made = await Opinions.AskAsync(run, _gone.Token);
            if (run == View.Run)
                _opinion = made is null ? _opinion : OpinionView.Create(made);
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The page is left.
        }
        catch (Exception)
        {
            _fault = "It could not be computed another way now: the store or the warehouse does not answer. Try again.";
        }
        finally
        {
            _isChecking = false;
        }
    }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    private Task Choose(int alternative) => OnAction.InvokeAsync(new ChooseReading(alternative) { Run = View.Run });

    private void Toggle(AnswerTab tab) => _tab = _tab == tab ? null : tab;

    private async Task MoveAsync(KeyboardEventArgs key)
    {
        var step = key.Key switch
        {
            "ArrowRight" => 1,
            "ArrowLeft" => -1,
            _ => 0,
        };
        if (step == 0)
            return;
        var at = _tab is { } open ? View.Tabs.ToList().IndexOf(open) : 0;
        _tab = View.Tabs[(at + step + View.Tabs.Count) % View.Tabs.Count];
        await _buttons[(int)_tab.Value].FocusAsync();
    }

    private string TabId(AnswerTab tab) => $"tab-{tab.ToString().ToLowerInvariant()}-{View.Run}";

    private static string Label(AnswerTab tab) =>
        tab switch
        {
            AnswerTab.Chart => "Chart",
            AnswerTab.Table => "Table",
            AnswerTab.Sql => "SQL",
            AnswerTab.How => "How it was computed",
            _ => throw new ArgumentOutOfRangeException(nameof(tab)),
        };
}
