using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Workbench.Shared.Runs;

namespace Workbench.Client.Chat;

public sealed partial class AnswerCard
{
    private readonly ElementReference[] _buttons = new ElementReference[Enum.GetValues<AnswerTab>().Length];
    private AnswerTab? _tab;
    private Guid _shown;

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
