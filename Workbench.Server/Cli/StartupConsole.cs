using Workbench.Server.Workspace;

namespace Workbench.Server.Cli;

/// <summary>Says on the console how far the start has come, and last of all the address.</summary>
internal sealed class StartupConsole(TextWriter output, TimeProvider time, long began)
{
    private readonly Lock _gate = new();
    private string _said = "";
    private string _step = "";

    public void Say(string words)
    {
        lock (_gate)
        {
            if (words != _said)
            {
                _said = words;
                output.WriteLine($"{time.GetElapsedTime(began).TotalSeconds, 6:0.0} s  {words}");
            }
        }
    }

    /// <summary>Says each change until the result is disposed of.</summary>
    /// <param name="address">Said at the end; null where nobody can go there.</param>
    public IDisposable Follow(StartupProgress progress, string? address)
    {
        void Tell()
        {
            switch (progress.Current)
            {
                case { Failure: { } reason }:
                    Say($"Not ready: {reason}");
                    break;
                case { IsReady: true } when address is null:
                    break;
                case { IsReady: true }:
                    Say($"Workbench is ready: {address}");
                    break;
                case { Step: var next, Fraction: var fraction } when next != _step:
                    _step = next;
                    Say($"{fraction, 4:P0} {_step}");
                    break;
            }
        }

        progress.Changed += Tell;
        Tell();
        return new Following(() => progress.Changed -= Tell);
    }

    private sealed class Following(Action stop) : IDisposable
    {
        public void Dispose() => stop();
    }
}
