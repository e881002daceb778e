namespace Workbench.Server.Warehouses.Demo;

/// <summary>Adds up what several streams have done into one fraction.</summary>
internal sealed class DemoSteps(IProgress<DemoProgress> progress)
{
    /// <summary>Expected time of the foreign keys, in tenths of a second.</summary>
    public const int ForeignKeysWeight = 20;

    private static readonly int Total = DemoStep.All.Sum(step => step.Weight) + ForeignKeysWeight;

    private readonly Lock _gate = new();
    private int _done;

    /// <summary>Reports that a step begins; disposing says that it is over.</summary>
    public IDisposable Begin(string label, int weight)
    {
        Report(label, 0);
        return new Step(() => Report(label, weight));
    }

    private void Report(string label, int weight)
    {
        lock (_gate)
        {
            _done += weight;
            progress.Report(new(label, Math.Min(1, (double)_done / Total)));
        }
    }

    private sealed class Step(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
