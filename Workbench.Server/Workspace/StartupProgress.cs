using Workbench.Shared.Workspace;

namespace Workbench.Server.Workspace;

/// <summary>How far the workbench has come since its process began: read by pages, <c>/readyz</c> and the console.</summary>
public sealed class StartupProgress
{
    private TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile StartupView _current = new(IsReady: false, "Starting", 0, Failure: null);

    public StartupView Current => _current;

    /// <summary>Raised after each change of <see cref="Current"/>.</summary>
    public event Action? Changed;

    /// <summary>Ends when questions can be answered.</summary>
    /// <exception cref="InvalidOperationException">The start failed; the message says why. It may be tried again, and this be called again.</exception>
    public Task WhenReadyAsync(CancellationToken cancellationToken) => Volatile.Read(ref _ready).Task.WaitAsync(cancellationToken);

    /// <param name="fraction">0..1 of the whole start.</param>
    public void Report(string step, double fraction)
    {
        BeginAgain();
        Set(_current with { Step = step, Fraction = Math.Clamp(fraction, 0, 1), Failure = null });
    }

    public void Ready()
    {
        BeginAgain();
        Set(new StartupView(IsReady: true, "Ready", 1, Failure: null));
        _ready.TrySetResult();
    }

    public void Fail(string reason)
    {
        Set(_current with { Failure = reason });
        _ready.TrySetException(new InvalidOperationException(reason));
    }

    private void BeginAgain()
    {
        if (_ready.Task.IsFaulted)
            Volatile.Write(ref _ready, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    private void Set(StartupView view)
    {
        _current = view;
        Changed?.Invoke();
    }
}
