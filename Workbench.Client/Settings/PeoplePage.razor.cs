using Microsoft.AspNetCore.Components;
using Workbench.Client.Components;
using Workbench.Shared.People;

namespace Workbench.Client.Settings;

/// <summary>What there is of each person, handed out or erased.</summary>
public sealed partial class PeoplePage
{
    private const int PageSize = 50;

    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<PersonLine>? _people;
    private ErasurePlan? _plan;
    private string? _next;
    private string? _shown;
    private string? _fault;
    private string? _told;
    private string _confirmed = "";
    private bool _isBusy;

    [Inject]
    public required IPeople People { get; set; }

    [Inject]
    public required Faults Faults { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    private string? Search { get; set; }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_people is not null && _shown == Search)
            return;
        _shown = Search;
        await LoadAsync();
    }

    private Task LoadAsync() =>
        DoAsync(async () =>
        {
            var page = await People.ListAsync(Search, after: null, PageSize, _gone.Token);
            (_people, _next) = (page.People, page.Next);
        });

    private Task MoreAsync() =>
        DoAsync(async () =>
        {
            var page = await People.ListAsync(Search, _next, PageSize, _gone.Token);
            (_people, _next) = ([.. _people ?? [], .. page.People], page.Next);
        });

    private Task PlanAsync(string name) => DoAsync(async () => (_plan, _confirmed, _told) = (await People.PlanAsync(name, _gone.Token), "", null));

    private async Task EraseAsync()
    {
        if (_plan is not { Person.Name: var name })
            return;
        await DoAsync(async () =>
        {
            switch (await People.EraseAsync(name, _confirmed, _gone.Token))
            {
                case PersonErased erased:
                    _plan = null;
                    _told = string.Join(
                        ' ',
                        [
                            $"{Amounts.Count(erased.Runs, "run", "runs")} and {Amounts.Count(erased.Conversations, "conversation", "conversations")} erased; {Amounts.Count(erased.Renamed, "row says", "rows say")} {erased.Label} now.",
                            .. erased.Left,
                        ]
                    );
                    break;
                case ErasureRefused refused:
                    _told = refused.Reason;
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        });
        if (_plan is null)
            await LoadAsync();
    }

    private async Task DoAsync(Func<Task> work)
    {
        (_fault, _isBusy) = (null, true);
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The page is gone.
        }
        catch (Exception e)
        {
            _fault = Faults.Tell(e);
        }
        finally
        {
            _isBusy = false;
        }
    }
}
