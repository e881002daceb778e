namespace Workbench.Server.StepLogs;

/// <summary>The step that an asynchronous flow works for: what it logs is a line of that step as well.</summary>
internal sealed class StepLogScope : IDisposable
{
    private const int Most = 500;
    private static readonly AsyncLocal<StepLogScope?> Flow = new();

    private readonly StepLogScope? _outer;
    private int _lines;

    private StepLogScope(Guid run, int step, StepLogScope? outer) => (Run, Step, _outer) = (run, step, outer);

    public static StepLogScope? Current => Flow.Value;

    public Guid Run { get; }
    public int Step { get; }

    /// <summary>Until it is disposed of, in this flow and those that it begins.</summary>
    public static StepLogScope Begin(Guid run, int step) => Flow.Value = new StepLogScope(run, step, Flow.Value);

    /// <summary>A step keeps its first lines: one that floods the log would fill the store.</summary>
    /// <returns>Which place a line has; the last one says that there are more.</returns>
    public StepLogPlace Take() =>
        Interlocked.Increment(ref _lines) switch
        {
            < Most => StepLogPlace.Kept,
            Most => StepLogPlace.Last,
            _ => StepLogPlace.None,
        };

    public void Dispose() => Flow.Value = _outer;
}

internal enum StepLogPlace
{
    Kept,
    Last,
    None,
}
