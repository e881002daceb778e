namespace Workbench.Client.Settings;

/// <summary>A test of one provider, from its click to its result.</summary>
internal sealed class ProviderTest : IDisposable
{
    private readonly CancellationTokenSource _stop;

    public ProviderTest(CancellationToken page) => _stop = CancellationTokenSource.CreateLinkedTokenSource(page);

    public CancellationToken Stopped => _stop.Token;
    public string Words { get; private set; } = "Asking for its list of models …";
    public bool IsRunning { get; private set; } = true;
    public bool IsGood { get; private set; }

    public void Say(string words) => Words = words;

    public void End(bool isGood, string words) => (IsRunning, IsGood, Words) = (false, isGood, words);

    public void Cancel() => _stop.Cancel();

    public void Dispose() => _stop.Dispose();
}
