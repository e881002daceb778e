using Workbench.Shared.Playground;

namespace Workbench.Client.Settings;

/// <summary>One model's reply while it comes, and when it is there.</summary>
internal sealed class PlaygroundColumn(string model, long startedAt, CancellationToken page) : IDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(page);

    public string Model => model;
    public long StartedAt => startedAt;
    public CancellationToken Stopped => _stop.Token;
    public StreamedText Text { get; } = new();
    public StreamedText Reasoning { get; } = new();
    public List<PlaygroundToolCall> Calls { get; } = [];
    public PlaygroundFacts? Facts { get; private set; }
    public string? Error { get; private set; }
    public bool IsRunning => Facts is null && Error is null;

    public void Take(PlaygroundUpdate update)
    {
        switch (update)
        {
            case PlaygroundText text:
                Text.Append(text.Text);
                break;
            case PlaygroundReasoning reasoning:
                Reasoning.Append(reasoning.Text);
                break;
            case PlaygroundToolCall call:
                Calls.Add(call);
                break;
            case PlaygroundEnded ended:
                Facts = PlaygroundFacts.Create(ended);
                Error = ended.Error;
                break;
        }
    }

    public void Stop() => _stop.Cancel();

    public void Broke(string words) => Error = words;

    public void Dispose() => _stop.Dispose();
}
