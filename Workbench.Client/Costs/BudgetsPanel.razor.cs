using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Workbench.Shared.Costs;

namespace Workbench.Client.Costs;

/// <summary>Budgets with their state; set, changed and removed in place, by keyboard as well.</summary>
public sealed partial class BudgetsPanel : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private ElementReference _scope;
    private ElementReference _limit;
    private BudgetForm? _form;
    private BudgetState? _changing;
    private IReadOnlyList<string> _names = [];
    private string? _problem;
    private string? _note;
    private int? _removing;
    private bool _isBusy;
    private bool _wantsFocus;

    [Parameter, EditorRequired]
    public required IReadOnlyList<BudgetState> Budgets { get; set; }

    [Parameter, EditorRequired]
    public required DateOnly Today { get; set; }

    [Parameter, EditorRequired]
    public required string Zone { get; set; }

    /// <summary>A budget was set, changed or removed.</summary>
    [Parameter]
    public EventCallback OnChange { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_wantsFocus || _form is null)
            return;
        _wantsFocus = false;
        await (_changing is null ? _scope : _limit).FocusAsync();
    }

    private void Add() => Open(new BudgetForm(), null);

    private void Change(int id)
    {
        if (Budgets.FirstOrDefault(b => b.Id == id) is { } budget)
            Open(BudgetForm.Of(budget), budget);
    }

    private void Open(BudgetForm form, BudgetState? changing)
    {
        (_form, _changing, _problem, _note, _removing) = (form, changing, null, null, null);
        _wantsFocus = true;
    }

    private void Close() => (_form, _changing, _problem) = (null, null, null);

    private void EscapeAsync(KeyboardEventArgs key)
    {
        if (key.Key == "Escape")
            Close();
    }

    private async Task ScopeAsync(ChangeEventArgs change)
    {
        if (_form is null || !Enum.TryParse<BudgetScope>(change.Value as string, out var scope))
            return;
        _form.Scope = scope;
        _names = [];
        _names = await Book.SubjectsAsync(scope, _gone.Token);
    }

    private async Task SaveAsync()
    {
        if (_form is null || _isBusy)
            return;
        (var draft, _problem) = _form.Read();
        if (draft is null)
            return;
        _isBusy = true;
        try
        {
            var change = await Book.SetAsync(draft, _gone.Token);
            if (change is BudgetRejected rejected)
            {
                _problem = rejected.Problem;
                return;
            }
            Close();
            _note = (change as BudgetSet)?.Note;
            await OnChange.InvokeAsync();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _problem = $"That did not work: {Faults.Tell(e)}";
        }
        finally
        {
            _isBusy = false;
        }
    }

    private async Task RemoveAsync(int id)
    {
        _isBusy = true;
        try
        {
            await Book.RemoveAsync(id, _gone.Token);
            _removing = null;
            await OnChange.InvokeAsync();
        }
        finally
        {
            _isBusy = false;
        }
    }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }
}
