using System.Diagnostics;
using System.Globalization;

namespace Workbench.Tests.Runs.Faults;

/// <summary>A <see cref="FaultServer"/> that is killed, stopped and started again.</summary>
internal sealed class FaultServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private FaultServerProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Ended by nobody here.</summary>
    public bool HasFallen => _process.HasExited && !IsEnding;

    public bool IsEnding { get; private set; }

    public static async Task<FaultServerProcess> StartAsync(string store, Uri ledger)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(FaultServerProcess).Assembly.Location, FaultServer.Command, store, ledger.ToString()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var server = new FaultServerProcess(Process.Start(start)!);
        await server._process.StandardOutput.ReadLineAsync();
        return server;
    }

    /// <summary>SIGKILL: nothing is tidied up.</summary>
    public async Task KillAsync()
    {
        IsEnding = true;
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM: it writes down what it has and hands its runs on.</summary>
    public async Task<int> TerminateAsync()
    {
        IsEnding = true;
        await SignalAsync("TERM");
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <summary>SIGSTOP for a while, then SIGCONT.</summary>
    public async Task PauseAsync(TimeSpan time)
    {
        await SignalAsync("STOP");
        await Task.Delay(time);
        await SignalAsync("CONT");
    }

    /// <summary>Sets its clock, and tells nobody.</summary>
    public async Task SetClockAsync(TimeSpan offset)
    {
        await _process.StandardInput.WriteLineAsync(((int)offset.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        await _process.StandardInput.FlushAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }
}
