using Workbench.Client.Components;
using Workbench.Shared.Models;
using Workbench.Shared.Playground;

namespace Workbench.Client.Settings;

/// <summary>Which providers, models and tiers there are, and how they are now.</summary>
public sealed partial class ModelsPage
{
    /// <summary>Enough room for a word also where a model thinks before it.</summary>
    private static readonly PlaygroundPrompt SmallestCall = new(System: null, "Reply with the word OK.", MaxOutput: 512, Temperature: null);

    private readonly CancellationTokenSource _gone = new();
    private readonly Dictionary<string, ProviderTest> _tests = new(StringComparer.Ordinal);
    private Task _following = Task.CompletedTask;
    private ModelsView _view = null!;

    protected override void OnInitialized() => _view = ModelsView.Create(Settings.Current);

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _following = Live.FollowAsync(Settings.FollowAsync, Show, missed: null, _gone.Token);
    }

    private Task Show(ModelSetup setup)
    {
        _view = ModelsView.Create(setup);
        StateHasChanged();
        return Task.CompletedTask;
    }

    private async Task TestAsync(string provider)
    {
        var test = new ProviderTest(_gone.Token);
        if (_tests.Remove(provider, out var before))
            before.Dispose();
        _tests[provider] = test;
        StateHasChanged();
        try
        {
            switch (await Settings.TestAsync(provider, test.Stopped))
            {
                case Connected connected:
                    test.End(connected.Missing.Count == 0, ConnectionWords.Of(connected));
                    break;
                case NeedsCall { Model: { } model }:
                    test.Say($"It answers; asking {model} for one word …");
                    await CallAsync(test, model);
                    break;
                case NeedsCall none:
                    test.End(
                        isGood: true,
                        $"It answers, in {Amounts.Duration(none.Took.TotalMilliseconds)}. Whether it takes the key only a call can tell, and models.yml names no model of it."
                    );
                    break;
                case NotConnected not:
                    test.End(isGood: false, $"{not.Message} After {Amounts.Duration(not.Took.TotalMilliseconds)}.");
                    break;
            }
        }
        catch (OperationCanceledException)
        {
            test.End(isGood: false, "Cancelled.");
        }
        catch (Exception e)
        {
            test.End(isGood: false, $"It could not be tested: {Faults.Tell(e)}.");
        }
    }

    private async Task CallAsync(ProviderTest test, string model)
    {
        await foreach (var update in Playground.RunAsync(SmallestCall, model, Guid.NewGuid(), test.Stopped))
            if (update is PlaygroundEnded ended)
                test.End(ended.Error is null, ConnectionWords.Of(ended, model));
    }

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await _following;
        _gone.Dispose();
        foreach (var test in _tests.Values)
            test.Dispose();
    }
}
