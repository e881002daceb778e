using Microsoft.AspNetCore.Components;
using Workbench.Client.Components;
using Workbench.Shared.Gateway;

namespace Workbench.Client.Settings;

/// <summary>Keys of other programs: made, rotated, revoked. A secret is on the page once, and nowhere else.</summary>
public sealed partial class KeysPage
{
    private readonly CancellationTokenSource _gone = new();
    private readonly HashSet<string> _models = new(StringComparer.Ordinal);
    private readonly HashSet<GatewayEndpoint> _endpoints = [];
    private IReadOnlyList<KeyLine>? _lines;
    private IReadOnlyList<RefusedCalls> _refused = [];
    private string _base = "";
    private string? _fault;
    private string? _rejected;
    private string _name = "";
    private int _days;
    private int _overlapHours = 24;
    private bool _isBusy;
    private Step _step;
    private GatewayKey? _key;
    private string? _secret;

    private enum Step
    {
        None,
        New,
        Rotate,
        Revoke,
        Shown,
    }

    private RenderFragment Rejection =>
        builder =>
        {
            if (_rejected is null)
                return;
            builder.OpenElement(0, "p");
            builder.AddAttribute(1, "class", "bad-text");
            builder.AddAttribute(2, "role", "alert");
            builder.AddContent(3, _rejected);
            builder.CloseElement();
        };

    protected override async Task OnInitializedAsync()
    {
        _base = Navigation.BaseUri;
        await LoadAsync();
    }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    private static void Toggle<T>(HashSet<T> chosen, T item, ChangeEventArgs change)
    {
        if (change.Value is true)
            chosen.Add(item);
        else
            chosen.Remove(item);
    }

    private async Task LoadAsync()
    {
        try
        {
            var keys = await Keys.ListAsync(_gone.Token);
            var now = Clock.GetUtcNow();
            _lines = [.. keys.Select(k => KeyLine.Create(k, now))];
            _refused = Refusals.Latest;
            _fault = null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _fault = Faults.Tell(e);
        }
    }

    private void AskForNew()
    {
        (_name, _days) = ("", 0);
        _models.Clear();
        _endpoints.Clear();
        Open(Step.New, null);
    }

    private void AskToRotate(GatewayKey key) => Open(Step.Rotate, key);

    private void AskToRevoke(GatewayKey key) => Open(Step.Revoke, key);

    private void Open(Step step, GatewayKey? key) => (_step, _key, _rejected) = (step, key, null);

    private void Close() => (_step, _key, _secret, _rejected) = (Step.None, null, null, null);

    private Task CreateAsync() =>
        ChangeAsync(() =>
            Keys.CreateAsync(new NewGatewayKey(_name, [.. _models], [.. _endpoints], _days == 0 ? null : Clock.GetUtcNow().AddDays(_days)), _gone.Token)
        );

    private Task RotateAsync() => ChangeAsync(() => Keys.RotateAsync(_key!.Id, TimeSpan.FromHours(_overlapHours), _gone.Token));

    private Task RevokeAsync() => ChangeAsync(() => Keys.RevokeAsync(_key!.Id, _gone.Token));

    private async Task ChangeAsync(Func<Task<KeyOutcome>> change)
    {
        _isBusy = true;
        try
        {
            switch (await change())
            {
                case KeyIssued issued:
                    (_step, _key, _secret) = (Step.Shown, issued.Key, issued.Secret);
                    break;
                case KeyRevoked:
                    Close();
                    break;
                case KeyRejected rejected:
                    _rejected = rejected.Message;
                    return;
            }
            await LoadAsync();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _rejected = $"That did not work: {Faults.Tell(e)}";
        }
        finally
        {
            _isBusy = false;
        }
    }
}
